"""How long the verification of a ledger of 1,000,000 rows takes, and how much memory.

    python benchmarks/ledger.py [ROWS]
"""

import hashlib
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import orjson
from harness import Report, peak_mib, wait_for_quiet

from workstation.api.testing import temporary_case
from workstation.domain.place import Place
from workstation.domain.record import Plain, canonical, to_plain
from workstation.services.job import Job, direct_write
from workstation.services.verify import verify_case
from workstation.storage.case import Case


def main(rows: int) -> int:
    """Make a case with that many ledger rows, verify it, say how long it took."""
    report = Report(f"Verification of a ledger of {rows:,} rows, with the records against their last images")
    with tempfile.TemporaryDirectory() as folder, temporary_case(Path(folder)) as case:
        head = case.chain_head()
        template = case.read().newest_entries(1)[0]
        _fill(case, head.hash, rows, dict(template.officer))
        wait_for_quiet()
        start = time.perf_counter()
        result = verify_case(Job(case, direct_write(case), lambda *_, **__: NotImplemented, lambda _: None))
        seconds = time.perf_counter() - start
        assert result.holds, result.findings[:3]
        report.value("verify", seconds, "s", at_most=10 * rows / 1_000_000)
        report.value("rows a second", result.rows / seconds, "")
        report.value("peak memory", peak_mib(), "MiB")
    return report.show()


def _fill(case: Case, prev: str, rows: int, officer: Plain) -> None:
    """Write the chain straight into the file: ordinary edits of 1,000 places, one per row."""
    raw = sqlite3.connect(case.info.folder / "case.sqlite", isolation_level=None)
    before: dict[str, Plain | None] = {}
    raw.execute("BEGIN")
    raw.executemany("INSERT INTO ledger VALUES (?,?,?,?,?,?,?,?)", _entries(prev, rows, officer, before))
    raw.executemany(
        "INSERT INTO ledger_touch VALUES (?,?,?)",
        ((seq, "places", f"place-{seq % 1000}") for seq in range(2, rows + 1)),
    )
    raw.executemany(
        "INSERT INTO places (id, name, level, note) VALUES (:id, :name, :level, :note)",
        [plain for plain in before.values() if plain],
    )
    raw.execute("COMMIT")
    raw.close()


def _entries(prev: str, rows: int, officer: Plain, before: dict[str, Plain | None]) -> Iterator[tuple[object, ...]]:
    at = "2026-01-23T02:14:05.000Z"
    for seq in range(2, rows + 1):
        record_id = f"place-{seq % 1000}"
        plain = to_plain(Place(id=record_id, name=f"车间 {seq}"))
        text = canonical({
            "seq": seq, "prev": prev, "at": at, "operation": "places.put", "kind": "do", "program": "embercase",
            "reason": "", "note": {}, "undoes": None, "officer": officer,
            "changes": [{"kind": "places", "id": record_id, "before": before.get(record_id), "after": plain}],
        })
        before[record_id] = orjson.loads(canonical(plain))
        prev = hashlib.sha256(text).hexdigest()
        yield seq, at, officer["id"], "places.put", "do", None, text.decode(), prev


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
