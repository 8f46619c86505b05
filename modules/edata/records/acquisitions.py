"""Acquisitions (提取固定): what was secured, how, by whom, before whom, and whether it is still what it was."""

from dataclasses import dataclass
from enum import StrEnum

from workstation.api import Moment, Record, Ref, UserError

DIGITS = {"md5": 32, "sha1": 40, "sha256": 64, "sm3": 64}
"""How many hexadecimal digits each hash has."""


class Carrier(StrEnum):
    """What the data was on, or what it is."""

    FILE = "file"
    FOLDER = "folder"
    IMAGE = "image"
    PHONE = "phone"
    RECORDER = "recorder"
    PANEL = "panel"
    ONLINE = "online"
    OTHER = "other"


class Method(StrEnum):
    """How it was secured (法发〔2016〕22号 第八条至第十三条)."""

    SEIZED = "seized"
    EXTRACTED = "extracted"
    ONLINE = "online"
    FROZEN = "frozen"
    PROVIDED = "provided"
    PRINTED = "printed"


class WriteBlock(StrEnum):
    """How the original was kept from being written to."""

    HARDWARE = "hardware"
    SOFTWARE = "software"
    DEVICE_EXPORT = "device_export"
    NOT_NEEDED = "not_needed"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Acquisition(Record):
    """One acquisition. ``officers`` are officers' ids, at least two; ``exhibits`` the original carriers, if seized.

    ``reason_not_seized`` says why the original carrier was not taken along (第九条).
    """

    number: str
    title: str
    carrier: Carrier = Carrier.FILE
    method: Method = Method.EXTRACTED
    device: str = ""
    serial: str = ""
    source: str = ""
    holder: str = ""
    holder_refused: bool = False
    witness: str = ""
    officers: tuple[str, ...] = ()
    place_id: str | None = None
    begun: Moment | None = None
    ended: Moment | None = None
    reason_not_seized: str = ""
    write_block: WriteBlock = WriteBlock.UNKNOWN
    write_blocker: str = ""
    isolated: bool = False
    filmed: bool = False
    tool: str = ""
    tool_version: str = ""
    seal_number: str = ""
    photos_before: tuple[Ref, ...] = ()
    photos_after: tuple[Ref, ...] = ()
    exhibits: tuple[Ref, ...] = ()
    clock_id: str | None = None
    process: str = ""
    withdrawn: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.begun and self.ended and self.ended.utc < self.begun.utc:
            raise UserError("edata.ends_before_begin", number=self.number)


@dataclass(frozen=True, kw_only=True)
class AcquiredItem(Record):
    """One line of the list (电子数据清单): a file in the vault, and the hash that its holder or the tool stated."""

    acquisition_id: str
    file_id: str
    category: str = ""
    stated_algorithm: str = ""
    stated_hash: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.stated_hash:
            return
        digits = DIGITS.get(self.stated_algorithm)
        if digits is None or len(self.stated_hash) != digits or set(self.stated_hash) - set("0123456789abcdef"):
            raise UserError("edata.bad_hash", algorithm=self.stated_algorithm, value=self.stated_hash[:80])


@dataclass(frozen=True, kw_only=True)
class HashCheck(Record):
    """An original was hashed again: ``found`` is empty where it could not be read, ``reason`` says why."""

    file_id: str
    at: Moment
    checked_by: str
    expected: str
    found: str = ""
    reason: str = ""

    @property
    def holds(self) -> bool:
        """Whether the original is what it was when it was taken in."""
        return self.found == self.expected
