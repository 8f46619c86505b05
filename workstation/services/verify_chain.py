"""The first question of verification: does the chain hold, from its first row to every head known outside."""

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import sqlalchemy as sa

from workstation.domain.finding import Finding, Severity
from workstation.domain.record import canonical, default_plain
from workstation.services.job import Job
from workstation.services.merkle import MerkleTree
from workstation.services.witness import Witness
from workstation.storage.case import Case
from workstation.storage.ledger import GENESIS, Head

_STEP = 20_000
_FETCH = 5_000
_GONE = b""
_CLOCK_SLACK = timedelta(minutes=5)
_NO_DEFAULT = object()

_LEDGER = "SELECT seq, at, officer_id, operation, kind, undoes, CAST(entry AS BLOB), hash FROM ledger ORDER BY seq"
_UPGRADES = "SELECT 1 FROM ledger WHERE operation = 'case.upgrade' LIMIT 1"
_TOUCH = "SELECT seq, record_kind, record_id FROM ledger_touch ORDER BY seq, record_kind, record_id"

# hash of the last image of each record by (table, id); empty when the record was removed
Images = dict[tuple[str, str], bytes]


_sha256 = hashlib.sha256


def wrong(code: str, **values: object) -> Finding:
    """Something that should not be."""
    return Finding(code, {name: str(value) for name, value in values.items()}, severity=Severity.ERROR)


class ImageHash:
    """The hash by which a row is compared with its last image.

    Where records have got fields since, images from before lack them: then fields that hold their default are left out
    of every hash, so that only a value that differs makes a difference.
    """

    def __init__(self, case: Case, connection: sa.Connection) -> None:
        grown = case.completed or any(_stream(connection, _UPGRADES))
        self._defaults = {table.name: default_plain(table.record) for table in case.registry} if grown else {}

    def __call__(self, table: str, plain: Any) -> bytes:
        """The hash of one image of a record of ``table``."""
        defaults = self._defaults.get(table)
        if defaults:
            plain = {name: value for name, value in plain.items() if defaults.get(name, _NO_DEFAULT) != value}
        return _sha256(canonical(plain)).digest()

    def of_change(self, change: dict[str, Any]) -> tuple[tuple[str, str], bytes, bytes]:
        """Key of a changed record with the hashes of its images before and after."""
        key = (str(change["kind"]), str(change["id"]))
        before, after = change["before"], change["after"]
        return (
            key, _GONE if before is None else self(key[0], before), _GONE if after is None else self(key[0], after)
        )


class _Times:
    """Whether the times of the entries go forward, up to now. A clock that was set anew is no forgery, but is told."""

    def __init__(self) -> None:
        self._latest = ""
        self._back: list[int] = []
        self._ahead: list[int] = []
        self._now = (datetime.now(UTC) + _CLOCK_SLACK).isoformat()

    def take(self, seq: int, at: str) -> None:
        """The next entry; ``at`` is ISO 8601 in UTC, so that texts compare as times do."""
        if at < self._latest:
            self._back.append(seq)
        if at > self._now:
            self._ahead.append(seq)
        self._latest = max(at, self._latest)

    def findings(self) -> list[Finding]:
        """One notice for each kind, with the first entry it is about."""
        kinds = (("verify.times_back", self._back), ("verify.times_ahead", self._ahead))
        return [Finding(code, {"count": str(len(rows)), "seq": str(rows[0])}) for code, rows in kinds if rows]


class ChainWalk:
    """One walk along the ledger as it lies in the file; memory grows with the records, not with the rows."""

    def __init__(self, job: Job, connection: sa.Connection, witnesses: Sequence[Witness]) -> None:
        self.image_hash = ImageHash(job.case, connection)
        self.images: Images = {}
        self.rows = 0
        self.head = Head(0, GENESIS)
        self._job = job
        self._witnesses = witnesses
        self.findings: list[Finding] = []
        self._seen: dict[int, tuple[str, str]] = {}
        self._expected_seq = 1
        self._prev = GENESIS
        self._touch_sum = hashlib.sha256()
        self._times = _Times()

    def run(self, connection: sa.Connection) -> None:
        """Walk; ``findings``, ``images``, ``rows`` and ``head`` are then known."""
        tree, wanted = MerkleTree(), {witness.size for witness in self._witnesses}
        for row in _stream(connection, _LEDGER):
            self._row(row)
            if wanted:
                tree.append(str(row[7]).encode())
            if row[0] in wanted:
                self._seen[row[0]] = (row[7], tree.root().hex())
        self.head = Head(self._expected_seq - 1, str(self._prev))
        if not self.rows:
            self.findings.append(wrong("verify.ledger_empty"))
        try:
            self._touch_index(connection)
        except sqlite3.Error:
            self.findings.append(wrong("verify.index_differs"))
        for witness in self._witnesses:
            self._witness(witness)
        self.findings += self._times.findings()

    def _row(self, row: tuple[Any, ...]) -> None:
        seq, digest, text = row[0], row[7], row[6]
        self.rows += 1
        if self.rows % _STEP == 0:
            self._job.progress(self.rows, 0, "ledger")
        if seq != self._expected_seq:
            self.findings.append(wrong("verify.rows_missing", first=self._expected_seq, last=seq - 1))
        if text is None or _sha256(text).hexdigest() != digest:
            self.findings.append(wrong("verify.entry_changed", seq=seq))
        self._entry(row)
        self._expected_seq = seq + 1
        self._prev = digest

    def _entry(self, row: tuple[Any, ...]) -> None:
        seq, text = row[0], row[6]
        try:
            entry = orjson.loads(text)
            columns = (entry["seq"], entry["at"], entry["officer"]["id"], entry["operation"], entry["kind"],
                       entry["undoes"])
            changes, prev = [self.image_hash.of_change(change) for change in entry["changes"]], entry["prev"]
            touched = sorted(key for key, _, _ in changes)
            named = str(entry["note"].get("case_id")) if seq == 1 else self._job.case.info.id
        except (ValueError, KeyError, TypeError, AttributeError):
            self.findings.append(wrong("verify.entry_unreadable", seq=seq))
            return
        self._times.take(seq, str(entry["at"]))
        if columns != row[:6]:
            self.findings.append(wrong("verify.columns_differ", seq=seq))
        if prev != self._prev:
            self.findings.append(wrong("verify.chain_broken", seq=seq))
        if named != self._job.case.info.id:
            self.findings.append(wrong("verify.other_case", path=self._job.case.info.folder))
        if seq == 1:
            self._identity(entry["note"])
        for key, before, after in changes:
            if self.images.get(key, _GONE) != before:
                self.findings.append(wrong("verify.images_disagree", seq=seq, table=key[0], id=key[1]))
            self.images[key] = after
        for kind, record_id in touched:
            self._touch_sum.update(f"{seq}\0{kind}\0{record_id}\n".encode())

    def _identity(self, begun: dict[str, Any]) -> None:
        """What ``case.json`` says beside the number, against what the first entry wrote down."""
        info = self._job.case.info
        if begun.get("name") != info.name:
            self.findings.append(wrong("verify.name_differs", name=info.name, recorded=begun.get("name")))
        if begun.get("created_at", info.created_at) != info.created_at:
            values = {"at": info.created_at, "recorded": begun["created_at"]}
            self.findings.append(wrong("verify.beginning_differs", **values))

    def _touch_index(self, connection: sa.Connection) -> None:
        """The index by record is derived; if it were edited, a record's history would hide entries."""
        stored = hashlib.sha256()
        for seq, kind, record_id in _stream(connection, _TOUCH):
            stored.update(f"{seq}\0{kind}\0{record_id}\n".encode())
        if stored.digest() != self._touch_sum.digest():
            self.findings.append(wrong("verify.index_differs"))

    def _witness(self, witness: Witness) -> None:
        if witness.case_id != self._job.case.info.id:
            self.findings.append(wrong("verify.witness_of_other_case", size=witness.size))
        elif not witness.is_signed():
            self.findings.append(wrong("verify.witness_not_signed", size=witness.size))
        elif witness.size not in self._seen:
            self.findings.append(wrong("verify.truncated", size=witness.size, rows=self.head.size))
        elif self._seen[witness.size] != (witness.head, witness.root):
            self.findings.append(wrong("verify.witness_differs", size=witness.size))


def _stream(connection: sa.Connection, query: str) -> Iterator[tuple[Any, ...]]:
    """Rows straight from the driver: a million of them pass through here."""
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    cursor = raw.cursor()
    cursor.arraysize = _FETCH
    cursor.execute(query)
    while rows := cursor.fetchmany():
        yield from rows
