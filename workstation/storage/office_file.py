"""The office registry's file in a profile: an index that can be made anew from the cases, and what people decided.

Decisions stand in a text file of their own (one JSON object a line), so that they outlive a damaged index.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from workstation.domain.errors import UserError
from workstation.domain.office import EntryKind, MatchDecision, OfficeCase, OfficeEntry, Sighting

_TABLES = (
    "CREATE TABLE IF NOT EXISTS cases (id TEXT PRIMARY KEY, title TEXT NOT NULL, path TEXT NOT NULL, at TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS entries (case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,"
    " kind TEXT NOT NULL, name TEXT NOT NULL, code TEXT NOT NULL, roles TEXT NOT NULL, service INTEGER NOT NULL)",
    "CREATE INDEX IF NOT EXISTS entries_case ON entries (case_id)",
)


class OfficeFile:
    """``office.sqlite`` and ``office-decisions.jsonl`` in ``profile``; safe from any thread.

    A damaged index is put aside once, and ``set_aside`` then names it until it is asked for.
    """

    def __init__(self, profile: Path) -> None:
        self._profile = profile
        self.index_path = profile / "office.sqlite"
        self.decisions_path = profile / "office-decisions.jsonl"
        self._sound = False
        self.set_aside: Path | None = None
        self.salvaged: tuple[str, ...] = ()

    def put_case(self, case: OfficeCase, entries: Sequence[OfficeEntry]) -> None:
        """Write what one case holds, in place of what was known of it. Raises ``UserError("office.not_written")``."""
        rows = [(case.id, one.kind.value, one.name, one.code, json.dumps(one.roles, ensure_ascii=False), one.service)
                for one in entries]
        with self._open() as connection:
            connection.execute("DELETE FROM cases WHERE id = ? OR path = ?", (case.id, case.path))
            connection.execute("INSERT INTO cases VALUES (?, ?, ?, ?)", (case.id, case.title, case.path, case.at))
            connection.executemany("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)", rows)

    def drop_case(self, case_id: str) -> None:
        """Take one case out of the index; the case itself is not touched."""
        with self._open() as connection:
            connection.execute("DELETE FROM cases WHERE id = ?", (case_id,))

    def cases(self) -> list[OfficeCase]:
        """Every case in the index."""
        with self._open() as connection:
            rows = connection.execute("SELECT id, title, path, at FROM cases ORDER BY title").fetchall()
        return [OfficeCase(*row) for row in rows]

    def seen(self) -> list[Sighting]:
        """Every entry with its case."""
        cases = {case.id: case for case in self.cases()}
        with self._open() as connection:
            rows = connection.execute("SELECT case_id, kind, name, code, roles, service FROM entries").fetchall()
        return [
            Sighting(cases[case_id], OfficeEntry(EntryKind(kind), name, code, tuple(json.loads(roles)), bool(service)))
            for case_id, kind, name, code, roles, service in rows if case_id in cases
        ]

    def matches(self) -> list[MatchDecision]:
        """What people decided, the newest word on each pair; lines that cannot be read are left out."""
        try:
            lines = self.decisions_path.read_text("utf-8", errors="replace").splitlines()
        except OSError:
            return []
        found: dict[frozenset[str], MatchDecision | None] = {}
        for line in lines:
            try:
                said = json.loads(line)
                pair = frozenset((said["left"], said["right"]))
                found[pair] = None if said["same"] is None else MatchDecision(**said)
            except (ValueError, KeyError, TypeError):
                continue
        return [match for match in found.values() if match is not None]

    def decide(self, left: str, right: str, same: bool | None, officer: str) -> None:
        """Remember that two keys are the same or not; none takes the decision back."""
        said = {"left": left, "right": right, "same": same, "officer": officer, "at": _now()}
        try:
            self._profile.mkdir(parents=True, exist_ok=True)
            with self.decisions_path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(said, ensure_ascii=False) + "\n")
        except OSError as error:
            raise UserError("office.not_written", path=self.decisions_path, reason=error) from error

    def delete(self) -> None:
        """Forget everything: index and decisions."""
        for path in (self.decisions_path, self.index_path, *self._beside()):
            path.unlink(missing_ok=True)
        self._sound = False

    def _beside(self) -> list[Path]:
        return [self.index_path.with_name(self.index_path.name + end) for end in ("-wal", "-shm", "-journal")]

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self._profile.mkdir(parents=True, exist_ok=True)
            if not self._sound:
                self._ensure_sound()
            with closing(sqlite3.connect(self.index_path, timeout=5)) as connection, connection:
                connection.execute("PRAGMA foreign_keys=ON")
                yield connection
        except (OSError, sqlite3.Error) as error:
            self._sound = False
            raise UserError("office.not_written", path=self.index_path, reason=error) from error

    def _ensure_sound(self) -> None:
        """Make the tables; a file that is no sound index is put aside, after its list of cases was saved from it."""
        try:
            self._make()
        except sqlite3.DatabaseError as error:
            strange = error.sqlite_errorcode == sqlite3.SQLITE_ERROR if hasattr(error, "sqlite_errorcode") else True
            if isinstance(error, sqlite3.OperationalError) and not strange:
                raise  # locked, no room, not allowed: that is no damage
            self._put_aside()
            self._make()
        self._sound = True

    def _make(self) -> None:
        with closing(sqlite3.connect(self.index_path, timeout=5)) as connection, connection:
            (told,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if told != "ok":
                raise sqlite3.DatabaseError(told)
            for statement in _TABLES:
                connection.execute(statement)
            connection.execute("SELECT id, title, path, at FROM cases LIMIT 1")
            connection.execute("SELECT case_id, kind, name, code, roles, service FROM entries LIMIT 1")

    def _put_aside(self) -> None:
        self.salvaged = tuple(dict.fromkeys(_paths(self.index_path)))
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        self.set_aside = self.index_path.with_name(f"office-damaged-{stamp}.sqlite")
        self.index_path.replace(self.set_aside)
        for path in self._beside():
            path.unlink(missing_ok=True)


def _paths(index: Path) -> Iterable[str]:
    """Whatever paths of cases can still be read out of a damaged index."""
    try:
        with closing(sqlite3.connect(index)) as connection:
            for (path,) in connection.execute("SELECT path FROM cases"):
                if isinstance(path, str):
                    yield path
    except sqlite3.Error:
        return


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")

