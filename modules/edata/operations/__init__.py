"""Writing electronic data."""

from modules.edata.operations.acquisitions import (
    add_files,
    describe_item,
    record_hash,
    register,
    remove_item,
    withdraw,
)
from modules.edata.operations.clocks import check_clock, put_clock, remove_check

__all__ = [
    "add_files", "check_clock", "describe_item", "put_clock", "record_hash", "register", "remove_check", "remove_item",
    "withdraw",
]
