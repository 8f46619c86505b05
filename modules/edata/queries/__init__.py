"""Reading electronic data."""

from modules.edata.queries.acquisitions import (
    Item,
    all_acquisitions,
    frozen_files,
    items,
    newest_checks,
    officer_names,
    place_names,
    valid_acquisitions,
)
from modules.edata.queries.clocks import all_clocks, checks_of, clock_text, corrector, drift_limit

__all__ = [
    "Item", "all_acquisitions", "all_clocks", "checks_of", "clock_text", "corrector", "drift_limit", "frozen_files",
    "items", "newest_checks", "officer_names", "place_names", "valid_acquisitions",
]
