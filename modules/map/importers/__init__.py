"""Taking layers in: recognised by content, read in the sandbox, stored with their arrays."""

from modules.map.importers.store import ASKED_FOR, IMPORTERS

__all__ = ["ASKED_FOR", "IMPORTERS"]
