"""The office's numbers (文号): one count for each 代字 and year across all cases of a profile, without a network.

Each paper holds its number by its id, so asking again gives the same one, whatever came in between. Two computers of an
office do not see each other: each is given a range of its own.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from workstation.domain.errors import UserError

FILE = "numbers.sqlite"
_WAIT_S = 5.0
_TABLES = (
    "CREATE TABLE IF NOT EXISTS numbers (paper_id TEXT PRIMARY KEY, word TEXT NOT NULL, year INTEGER NOT NULL,"
    " serial INTEGER, number TEXT NOT NULL, title TEXT NOT NULL, case_id TEXT NOT NULL, case_name TEXT NOT NULL,"
    " at TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS by_number ON numbers (number)",
    "CREATE TABLE IF NOT EXISTS counters (word TEXT NOT NULL, year INTEGER NOT NULL, used INTEGER NOT NULL,"
    " first INTEGER NOT NULL, until INTEGER, PRIMARY KEY (word, year))",
    "CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
)


@dataclass(frozen=True)
class Numbered:
    """A paper that holds a number, or wants one: ``serial`` is none where a number was typed freely."""

    paper_id: str
    title: str
    case_id: str
    case_name: str
    number: str = ""
    word: str = ""
    year: int = 0
    serial: int | None = None


@dataclass(frozen=True)
class Counter:
    """The count of a 代字 in a year: ``used`` is the last number used elsewhere (on paper, by another computer);
    ``first`` to ``until`` is the range of this computer, without end if ``until`` is none."""

    word: str
    year: int
    used: int = 0
    first: int = 1
    until: int | None = None


class NumberBook:
    """The numbers of one profile. Every call is one transaction; several windows may share a profile.

    Raises ``UserError("numbers.unreadable")`` where the file cannot be used.
    """

    def __init__(self, profile: Path) -> None:
        self.path = profile / FILE

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.path, timeout=_WAIT_S, isolation_level=None)) as connection:
                connection.execute("PRAGMA synchronous=FULL")
                connection.execute("BEGIN IMMEDIATE")
                for table in _TABLES:
                    connection.execute(table)
                yield connection
                connection.execute("COMMIT")
        except (sqlite3.Error, OSError) as error:
            raise UserError("numbers.unreadable", path=self.path, reason=error) from error

    @property
    def prefix(self) -> str:
        """The short name of the office before the 代字 (「清」消火认字), or nothing."""
        with self._open() as book:
            row = book.execute("SELECT value FROM settings WHERE name = 'prefix'").fetchone()
        return str(row[0]) if row else ""

    def set_prefix(self, prefix: str) -> None:
        """Change the short name of the office; numbers that were given keep theirs."""
        with self._open() as book:
            book.execute("INSERT OR REPLACE INTO settings VALUES ('prefix', ?)", (prefix.strip(),))

    def counter(self, word: str, year: int) -> Counter:
        """The count of a 代字 in a year."""
        with self._open() as book:
            return _counter(book, word, year)

    def set_counter(self, counter: Counter) -> None:
        """Set what was used elsewhere, and this computer's range. Raises ``UserError("numbers.bad_range")``."""
        if counter.first < 1 or counter.used < 0 or (counter.until is not None and counter.until < counter.first):
            raise UserError("numbers.bad_range", first=counter.first, until=counter.until)
        with self._open() as book:
            book.execute("INSERT OR REPLACE INTO counters VALUES (?, ?, ?, ?, ?)", (
                counter.word, counter.year, counter.used, counter.first, counter.until,
            ))

    def last(self, word: str, year: int) -> int:
        """The last number of the range that is known to be used; one before the range where none is."""
        with self._open() as book:
            return _last(book, _counter(book, word, year))

    def reserve(self, paper: Numbered, taken: Iterable[int] = ()) -> int:
        """The number of a paper that names its ``word`` and ``year``: the one that it holds, else the next free one.

        ``taken`` are serials that its own case knows. Raises ``UserError("numbers.used_up")`` at the range's end.
        """
        with self._open() as book:
            held = book.execute(
                "SELECT serial FROM numbers WHERE paper_id = ? AND word = ? AND year = ? AND serial IS NOT NULL",
                (paper.paper_id, paper.word, paper.year),
            ).fetchone()
            if held is not None:
                return int(held[0])
            counter = _counter(book, paper.word, paper.year)
            within = [one for one in taken if counter.first <= one <= (counter.until or one)]
            serial = 1 + max([_last(book, counter), *within])
            if counter.until is not None and serial > counter.until:
                raise UserError("numbers.used_up", word=paper.word, year=paper.year, first=counter.first,
                                until=counter.until)
            _note(book, paper, serial)
            return serial

    def note(self, papers: Iterable[Numbered]) -> None:
        """Write down papers whose numbers are known: typed by hand, or of a case that came from elsewhere."""
        with self._open() as book:
            for paper in papers:
                known = book.execute("SELECT number FROM numbers WHERE paper_id = ?", (paper.paper_id,)).fetchone()
                if known is None or known[0] != paper.number:
                    _note(book, paper, paper.serial)

    def others(self, numbers: Iterable[str], case_id: str = "") -> dict[str, list[Numbered]]:
        """Who holds each of these numbers, outside of a case."""
        wanted = [number for number in dict.fromkeys(numbers) if number]
        found: dict[str, list[Numbered]] = {}
        with self._open() as book:
            for number in wanted:
                rows = book.execute(
                    "SELECT paper_id, title, case_id, case_name, number, word, year, serial FROM numbers"
                    " WHERE number = ? AND case_id != ?", (number, case_id),
                )
                for row in rows:
                    found.setdefault(number, []).append(Numbered(*row))
        return found


def _counter(book: sqlite3.Connection, word: str, year: int) -> Counter:
    row = book.execute("SELECT used, first, until FROM counters WHERE word = ? AND year = ?", (word, year)).fetchone()
    return Counter(word, year, *row) if row else Counter(word, year)


def _last(book: sqlite3.Connection, counter: Counter) -> int:
    until = counter.until if counter.until is not None else 10**9
    row = book.execute(
        "SELECT MAX(serial) FROM numbers WHERE word = ? AND year = ? AND serial BETWEEN ? AND ?",
        (counter.word, counter.year, counter.first, until),
    ).fetchone()
    used = counter.used if counter.first <= counter.used <= until else 0
    return max(counter.first - 1, used, row[0] or 0)


def _note(book: sqlite3.Connection, paper: Numbered, serial: int | None) -> None:
    book.execute("INSERT OR REPLACE INTO numbers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (
        paper.paper_id, paper.word, paper.year, serial, paper.number, paper.title, paper.case_id, paper.case_name,
        datetime.now(UTC).isoformat(timespec="seconds"),
    ))
