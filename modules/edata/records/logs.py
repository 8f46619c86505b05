"""Logs of devices (日志): the stored file, and how its rows are read; rows are no records of their own."""

from dataclasses import dataclass, field
from enum import StrEnum

from workstation.api import Record


class LogKind(StrEnum):
    """What wrote the log."""

    ALARM_PANEL = "alarm_panel"
    ELECTRICAL = "electrical"
    METER = "meter"
    ACCESS = "access"
    CHARGER = "charger"
    CALLS_119 = "calls_119"
    PHONE = "phone"
    OTHER = "other"


class Layout(StrEnum):
    """How a line falls into cells."""

    SEPARATED = "separated"
    PATTERN = "pattern"
    SHEET = "sheet"


class TimeOrder(StrEnum):
    """In which order the numbers of a time stand."""

    YMD = "ymd"
    DMY = "dmy"
    MDY = "mdy"
    COMPACT = "compact"
    EPOCH = "epoch"
    EPOCH_MS = "epoch_ms"


@dataclass(frozen=True, kw_only=True)
class LogFormat:
    """How the rows are read: columns count from 0; several time columns are read as one text, joined by a space.

    ``separator`` of two spaces means two or more; ``pattern`` is a regular expression whose groups are the cells.
    ``sheet`` names the sheet of a workbook; ``marks`` are words that mark a row.
    """

    layout: Layout = Layout.SEPARATED
    encoding: str = "utf-8"
    separator: str = ","
    pattern: str = ""
    sheet: str = ""
    skip: int = 1
    time_columns: tuple[int, ...] = (0,)
    time_order: TimeOrder = TimeOrder.YMD
    text_columns: tuple[int, ...] = ()
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Log(Record):
    """One log; ``first`` and ``last`` are what the device showed (ISO text without a zone).

    Rows without a time, and lines whose bytes are no text in any known encoding, are counted, kept and shown.
    """

    file_id: str
    title: str
    number: str = ""
    kind: LogKind = LogKind.OTHER
    format: LogFormat = field(default_factory=LogFormat)
    titles: tuple[str, ...] = ()
    clock_id: str | None = None
    source: str = ""
    rows: int = 0
    undated: int = 0
    bad_lines: int = 0
    marked: int = 0
    first: str = ""
    last: str = ""
    withdrawn: str = ""
    note: str = ""
