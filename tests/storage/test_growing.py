"""A record gets a field, a program gets a module: cases made before stay whole, verify, and can be undone."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from workstation.api import Module, Record, Stage, record_table
from workstation.api.testing import TEST_OFFICER
from workstation.domain.rules import RulePacks
from workstation.services.catalogue import Catalogue
from workstation.services.history import undo
from workstation.services.job import Job, direct_write
from workstation.services.verify import verify_case
from workstation.services.workbench import Workbench
from workstation.storage.case import Case


@dataclass(frozen=True, kw_only=True)
class Lamp(Record):
    name: str


@dataclass(frozen=True, kw_only=True)
class BrighterLamp(Record):
    name: str
    lux: float | None = None
    tags: tuple[str, ...] = ("室内",)
    on: bool = True
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Stand(Record):
    height_m: float = 1.0


OLD = Workbench(Catalogue([Module("lighting", "Lighting", Stage.SCENE, (record_table("lamps", Lamp),))]), RulePacks(()))
NEW = Workbench(Catalogue([
    Module("lighting", "Lighting", Stage.SCENE, (record_table("lamps", BrighterLamp), record_table("stands", Stand)))
]), RulePacks(()))


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "案件 副本"
    case = OLD.create_case(place, "照明", TEST_OFFICER)
    with case.work("lamps.put") as work:
        work.put(Lamp(id="l1", name="移动照明灯"))
        work.put(Lamp(id="l2", name="勘查灯"))
    case.close()
    yield place


def codes(case: Case) -> list[str]:
    job = Job(case, direct_write(case), lambda *_, **__: pytest.fail(), lambda _: None)
    return [finding.code for finding in verify_case(job).findings]


def test_old_records_get_the_defaults_and_the_case_still_holds(folder: Path) -> None:
    case = NEW.open_case(folder, TEST_OFFICER)
    assert case.read().all(BrighterLamp)[0] == BrighterLamp(id="l1", name="移动照明灯")
    (entry,) = (entry for entry in case.read().newest_entries(9) if entry.operation == "case.upgrade")
    assert entry.note["columns"] == {"lamps": ["lux", "tags", "on", "note"]}
    assert codes(case) == []
    with case.work("lamps.put") as work:
        work.put(replace(work.get(BrighterLamp, "l1"), lux=300.0))
    assert codes(case) == []
    case.close()
    again = NEW.open_case(folder, TEST_OFFICER)
    assert [entry.operation for entry in again.read().newest_entries(1)] == ["lamps.put"], "nothing was added twice"
    again.close()


def test_a_step_from_before_is_taken_back(folder: Path) -> None:
    case = NEW.open_case(folder, TEST_OFFICER)
    undo(case)
    assert case.read().all(BrighterLamp) == [] and codes(case) == []
    case.close()


def test_what_was_changed_behind_the_programs_back_is_still_found(folder: Path) -> None:
    NEW.open_case(folder, TEST_OFFICER).close()
    with sqlite3.connect(folder / "case.sqlite") as raw:
        raw.execute("UPDATE lamps SET lux = 5 WHERE id = 'l1'")
        raw.execute("UPDATE lamps SET name = '别的' WHERE id = 'l2'")
    case = NEW.open_case(folder, TEST_OFFICER, read_only=True)
    job = Job(case, direct_write(case), lambda *_, **__: pytest.fail(), lambda _: None)
    assert [finding.values["fields"] for finding in verify_case(job).findings] == ["lux", "name"]
    case.close()


def test_an_older_case_is_read_without_being_written(folder: Path) -> None:
    before = (folder / "case.sqlite").read_bytes()
    case = NEW.open_case(folder, TEST_OFFICER, read_only=True)
    assert [lamp.tags for lamp in case.read().all(BrighterLamp)] == [("室内",), ("室内",)]
    assert case.read().all(Stand) == [] and codes(case) == []
    case.close()
    assert (folder / "case.sqlite").read_bytes() == before
