"""Taking survey files in: recognised by content, parsed in the sandbox, stored with a problem for every bad line."""

from modules.measurements.importers.store import IMPORTERS

__all__ = ["IMPORTERS"]
