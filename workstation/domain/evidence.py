"""Originals in the vault, and what went wrong on the way there."""

from dataclasses import dataclass, field
from enum import StrEnum

from workstation.domain.record import Record
from workstation.domain.time import Moment


class FileState(StrEnum):
    """Whether an original could be read and still counts."""

    OK = "ok"
    PROBLEM = "problem"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class StoredFile(Record):
    """An original in the vault, addressed by its SHA-256; ``sm3`` is empty where the platform lacks SM3."""

    sha256: str
    sm3: str
    size: int
    name: str
    source_path: str
    media_type: str
    taken_in: Moment
    importer: str
    state: FileState = FileState.OK
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Problem(Record):
    """One bad item among many: kept, shown and printed. ``code`` and ``values`` become a sentence."""

    path: str
    code: str
    at: Moment
    values: dict[str, str] = field(default_factory=dict)
    file_id: str | None = None
