"""What a finished piece of work changed: sent out once after it is on disk."""

from dataclasses import dataclass
from enum import StrEnum


class ChangeKind(StrEnum):
    """What happened to one record."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True)
class Change:
    """One record that changed; ``kind`` is the name of its table."""

    kind: str
    id: str
    what: ChangeKind


@dataclass(frozen=True)
class Changes:
    """All that one piece of work changed, with its ledger number (0: nothing was written)."""

    operation: str
    seq: int
    items: tuple[Change, ...]
    initiator: object = None

    def touches(self, *kinds: str) -> bool:
        """Whether any record of these tables changed."""
        return any(item.kind in kinds for item in self.items)
