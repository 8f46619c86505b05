"""Materials (卷宗材料): documents, recordings, logs and scans that came with the case, whatever made them."""

from dataclasses import dataclass
from enum import StrEnum

from workstation.api import Record


class MaterialKind(StrEnum):
    """What a material is as evidence (证据种类)."""

    DOCUMENT = "document"
    STATEMENT = "statement"
    ELECTRONIC = "electronic"
    RECORDING = "recording"
    SCAN = "scan"
    DRAWING = "drawing"
    OPINION = "opinion"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Material(Record):
    """One material; the original is the file in the vault.

    ``pages`` and ``lines`` are what the file itself says, ``excerpt`` its first characters as text where it has any.
    """

    file_id: str
    title: str
    kind: MaterialKind = MaterialKind.OTHER
    number: str = ""
    source: str = ""
    pages: int | None = None
    lines: int | None = None
    encoding: str = ""
    excerpt: str = ""
    withdrawn: str = ""
    note: str = ""
