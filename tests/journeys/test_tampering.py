"""Whatever a plain SQLite tool or a hex editor does to a case, the command line finds it, names it and says so by 1."""

import json
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.tree import PROJECT
from tests.journeys.conftest import Embercase
from tests.modules.photos.pictures import picture
from workstation.app import workbench

TABLES = [table.name for table in workbench().catalogue.registry]
FACTS = PROJECT / "docs" / "case-facts.example.json"


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("案件") / "2026-0123 清溪"


@pytest.fixture
def worked(embercase: Embercase, made_once: Path, tmp_path: Path) -> Path:
    """A case with facts, a photograph, a paper and a problem."""
    if not made_once.exists():
        _work(embercase, made_once)
    return shutil.copytree(made_once, tmp_path / "案件 副本")


def _work(embercase: Embercase, case: Path) -> None:
    assert embercase("new", case, "--name", "清溪案").code == 0
    source = case.parent / "存储卡 一"
    picture(source / "照片 1.jpg")
    (source / "笔录.txt").write_text("问：何时发现？\n答：两点左右。\n", "utf-8")
    (source / "空.jpg").write_bytes(b"")
    assert embercase("facts", "import", case, FACTS).code == 0
    assert embercase("import", case, source).code == 0
    assert embercase("verify", case).code == 0


def edit(case: Path, fn: Callable[[sqlite3.Connection], object]) -> None:
    """What anybody can do who drops the guards first."""
    with closing(sqlite3.connect(case / "case.sqlite")) as raw, raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        fn(raw)


def filled(raw: sqlite3.Connection) -> list[str]:
    return [table for table in TABLES if raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0]]


def text_field(raw: sqlite3.Connection, table: str) -> str:
    columns = raw.execute(f"PRAGMA table_info({table})").fetchall()
    return str(next(name for _, name, kind, *_ in columns if kind == "TEXT" and name != "id"))


def messages(embercase: Embercase, case: Path) -> str:
    answer = embercase("verify", case)
    assert answer.code == 1 and not answer.data["holds"], answer.out
    return "\n".join(finding["message"] for finding in answer.data["findings"])


def test_a_row_changed_in_any_table_is_named(embercase: Embercase, worked: Path) -> None:
    wanted: list[str] = []

    def change(raw: sqlite3.Connection) -> None:
        for table in filled(raw):
            (row,) = raw.execute(f"SELECT min(id) FROM {table}").fetchone()
            field = text_field(raw, table)
            raw.execute(f"UPDATE {table} SET {field} = '篡改' WHERE id = ?", (row,))
            wanted.append(f"{table}/{row}")

    edit(worked, change)
    told = messages(embercase, worked)
    assert len(wanted) > 18 and [name for name in wanted if name not in told] == []


def test_a_row_deleted_from_any_table_is_named(embercase: Embercase, worked: Path) -> None:
    wanted: list[str] = []

    def delete(raw: sqlite3.Connection) -> None:
        for table in filled(raw):
            (row,) = raw.execute(f"SELECT min(id) FROM {table}").fetchone()
            raw.execute(f"DELETE FROM {table} WHERE id = ?", (row,))
            wanted.append(f"{table}/{row}")

    edit(worked, delete)
    told = messages(embercase, worked)
    assert [name for name in wanted if name not in told] == []


def test_a_row_put_into_any_table_is_named(embercase: Embercase, worked: Path) -> None:
    def insert(raw: sqlite3.Connection) -> None:
        made = {"TEXT": "x", "JSON": "[]", "BIGINT": 0, "BOOLEAN": 0}
        for table in TABLES:
            columns = raw.execute(f"PRAGMA table_info({table})").fetchall()
            row: list[Any] = ["forged" if name == "id" else made.get(kind, 0.0) for _, name, kind, *_ in columns]
            raw.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)

    edit(worked, insert)
    told = messages(embercase, worked)
    assert [table for table in TABLES if f"{table}/forged" not in told] == []


@pytest.mark.parametrize(("statements", "code"), [
    (["UPDATE ledger SET operation = 'x' WHERE seq = 2"], "verify.columns_differ"),
    (["UPDATE ledger SET entry = replace(entry, 'facts', 'fakes') WHERE seq = 2"], "verify.entry_changed"),
    (["DELETE FROM ledger WHERE seq = 2"], "verify.rows_missing"),
    (["UPDATE ledger SET seq = 99 WHERE seq = 1", "UPDATE ledger SET seq = 1 WHERE seq = 2",
      "UPDATE ledger SET seq = 2 WHERE seq = 99"], "verify.columns_differ"),
    (["DELETE FROM ledger WHERE seq > 2"], "verify.row_inserted"),
    (["DELETE FROM ledger", "DELETE FROM ledger_touch"], "verify.ledger_empty"),
    (["DROP TABLE ledger"], "verify.part_broken"),
    (["DROP TABLE ledger_touch"], "verify.index_differs"),
    (["DROP TABLE events"], "verify.row_deleted"),
    (["UPDATE events SET moment = '{'"], "verify.table_unreadable"),
    (["UPDATE files SET state = 'x'"], "verify.row_changed"),
    (["UPDATE files SET taken_in = '[]', size = 'x', name = 3"], "verify.row_changed"),
    (["UPDATE files SET sha256 = '../../../etc/passwd'"], "verify.row_changed"),
    (["UPDATE events SET title = x'00ff'"], "verify.row_changed"),
])
def test_an_edit_of_ledger_or_tables_is_found(
    embercase: Embercase, worked: Path, statements: list[str], code: str
) -> None:
    edit(worked, lambda raw: [raw.execute(statement) for statement in statements])
    answer = embercase("verify", worked)
    assert answer.code == 1 and code in {finding["code"] for finding in answer.data["findings"]}


@pytest.mark.parametrize(("values", "code"), [
    ({"name": "另案"}, "verify.name_differs"), ({"id": "0" * 32}, "verify.other_case"),
    ({"created_at": "2020-01-01T00:00:00Z"}, "verify.beginning_differs"),
    ({"created_at": "昨天"}, "verify.part_broken"), ({"format": 0}, "verify.part_broken"),
])
def test_a_changed_identity_is_found(embercase: Embercase, case: Path, values: dict[str, Any], code: str) -> None:
    path = case / "case.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **values}, ensure_ascii=False), "utf-8")
    answer = embercase("verify", case)
    assert answer.code == 1 and [finding["code"] for finding in answer.data["findings"]] == [code]


def test_bytes_changed_anywhere_in_the_database_are_answered_not_thrown(
    embercase: Embercase, worked: Path, tmp_path: Path
) -> None:
    whole = (worked / "case.sqlite").read_bytes()
    found = 0
    for seed in range(40):
        chance = random.Random(seed)
        harmed = bytearray(whole)
        for _ in range(20):
            harmed[chance.randrange(len(harmed))] ^= 0xFF
        copy = shutil.copytree(worked, tmp_path / f"copy {seed}")
        (copy / "case.sqlite").write_bytes(harmed)
        answer = embercase("verify", copy)
        assert answer.code in (0, 1), (seed, answer.out)
        found += answer.code
    assert found > 20, "most of the bytes belong to rows"
