"""Reading logs: the register, and rows out of the stored file by an index that can be rebuilt."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from modules.edata.queries.acquisitions import case_day
from modules.edata.records import Layout, Log, LogKind
from modules.edata.rules.log_lines import decode, splitter
from modules.edata.rules.log_times import UNDATED, shown
from workstation.api import N_, Read, StoredFile, UserError, canonical, to_plain

KIND_WORDS: dict[LogKind, str] = {
    LogKind.ALARM_PANEL: N_("Fire-alarm panel"), LogKind.ELECTRICAL: N_("Electrical fire monitor"),
    LogKind.METER: N_("Smart meter"), LogKind.ACCESS: N_("Access control"),
    LogKind.CHARGER: N_("Charging pile or battery management"), LogKind.CALLS_119: N_("119 call records"),
    LogKind.PHONE: N_("Phone records"), LogKind.OTHER: N_("Other"),
}
_Number = TypeVar("_Number", bound=np.generic)
_BLOCK = 50_000  # rows whose text is searched at once


@dataclass(frozen=True)
class Row:
    """A row: its number from 0, the time shown (none: it tells none), its text and its cells."""

    number: int
    shown: datetime | None
    text: str
    cells: tuple[str, ...]


class LogIndex:
    """Where each row stands and what time it shows; rows are read from the original when asked for."""

    def __init__(self, log: Log, folder: Path, source: Path) -> None:
        self.log = log
        self.times = _numbers(folder / "times", np.int64)
        self.offsets = _numbers(folder / "offsets", np.uint64)
        self.lengths = _numbers(folder / "lengths", np.uint32)
        self.marked = _numbers(folder / "marked", np.uint32)
        text = folder / "text"
        self.source = text if text.exists() else source
        self._encoding = "utf-8" if text.exists() else log.format.encoding
        self._split = splitter(log.format)

    def __len__(self) -> int:
        return len(self.times)

    def rows(self, numbers: Sequence[int]) -> list[Row]:
        """These rows."""
        found = []
        with self.source.open("rb") as stream:
            for number in numbers:
                stream.seek(int(self.offsets[number]))
                text = decode(stream.read(int(self.lengths[number])).rstrip(b"\r\n"), self._encoding)[0]
                time = int(self.times[number])
                cells = tuple(cell.strip() for cell in self._split(text))
                found.append(Row(int(number), None if time == UNDATED else shown(time), text, cells))
        return found

    def between(self, first: datetime | None, last: datetime | None, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Those of ``rows`` whose shown times lie between; rows without a time are left out once a bound is given."""
        if first is None and last is None:
            return rows
        times: NDArray[np.int64] = self.times[rows]
        keep: NDArray[np.bool_] = times != UNDATED
        epoch = datetime(1970, 1, 1)
        if first is not None:
            keep &= times >= round((first - epoch).total_seconds() * 1000)
        if last is not None:
            keep &= times <= round((last - epoch).total_seconds() * 1000)
        kept: NDArray[np.int64] = rows[keep]
        return kept

    def containing(self, text: str, check: Callable[[int, int], object]) -> NDArray[np.int64]:
        """The rows in which ``text`` occurs as it is written; ``check`` hears how far it is, and may raise."""
        needles = {text.encode(name, "ignore") for name in ("utf-8", self._encoding, "gb18030") if name != "utf-16"}
        found = [np.empty(0, np.int64)]
        with self.source.open("rb") as stream:
            for start in range(0, len(self), _BLOCK):
                check(start, len(self))
                end = min(start + _BLOCK, len(self))
                begin = int(self.offsets[start])
                stream.seek(begin)
                block = stream.read(int(self.offsets[end - 1]) + int(self.lengths[end - 1]) - begin)
                places = np.array(sorted({at for needle in needles for at in _places(block, needle)}), np.uint64)
                inside = np.searchsorted(self.offsets[start:end], places + np.uint64(begin), side="right") - 1
                found.append(np.unique(inside).astype(np.int64) + start)
        return np.concatenate(found)


def _places(block: bytes, needle: bytes) -> Iterator[int]:
    at = block.find(needle) if needle else -1
    while at >= 0:
        yield at
        at = block.find(needle, at + 1)


def _numbers(path: Path, kind: type[_Number]) -> NDArray[_Number]:
    return np.fromfile(path, kind) if path.stat().st_size < 1 << 20 else np.memmap(path, kind, "r")


def all_logs(read: Read) -> list[Log]:
    """Every log by number, withdrawn ones too."""
    return read.all(Log, order=("number",))


def valid_logs(read: Read) -> list[Log]:
    """Every log that was not withdrawn."""
    return read.where(Log, order=("number",), withdrawn="")


def index_folder(read: Read, log: Log) -> Path:
    """Where the index of a log lies; another way to read the same file has another."""
    key = hashlib.sha256(canonical([log.file_id, to_plain(log.format)])).hexdigest()[:24]
    return read.case.derived / "logs" / key


def open_index(read: Read, log: Log) -> LogIndex | None:
    """The index of a log; none if it has to be made again. Raises ``UserError("record.missing")``."""
    folder, file = index_folder(read, log), read.get(StoredFile, log.file_id)
    if not (folder / "marked").exists():
        return None
    index = LogIndex(log, folder, read.vault.path(file.sha256))
    sizes = {len(index.times), len(index.offsets), len(index.lengths)}
    return index if sizes == {log.rows} else None


def needs_text(log: Log) -> bool:
    """Whether rows are found in a text that is made of the file first."""
    return log.format.layout is Layout.SHEET or log.format.encoding == "utf-16"


def usual_marks(read: Read, kind: LogKind) -> tuple[str, ...]:
    """The words that mark a row in a log of this kind, from the rules."""
    try:
        words = read.rules.on("log_marks", case_day(read)).data["marks"]
    except UserError:
        return ()
    return tuple(words.get(kind.value, ()))


def row_text(log: Log, row: Row) -> str:
    """What a row says, without its time: the columns that were chosen, or the whole line."""
    texts = [row.cells[at] for at in log.format.text_columns if at < len(row.cells) and row.cells[at]]
    return " ".join(texts) or row.text.strip()
