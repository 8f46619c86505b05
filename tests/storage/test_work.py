"""A step is all or nothing, is witnessed by the ledger, and can be taken back."""

import sqlite3
import threading
from pathlib import Path

import pytest

from workstation.api import (
    Change,
    ChangeKind,
    Changes,
    Event,
    Module,
    Party,
    PartyKind,
    Place,
    Read,
    Ref,
    Stage,
    UserError,
    beijing,
)
from workstation.api.testing import TEST_OFFICER, temporary_case
from workstation.services import history
from workstation.storage.case import Case, open_case
from workstation.storage.ledger import GENESIS, EntryKind, entry_hash


@pytest.fixture
def case(tmp_path: Path):
    with temporary_case(tmp_path) as made:
        yield made


def put(case: Case, *records: Place, operation: str = "places.put") -> None:
    with case.work(operation) as work:
        work.put_many(records)


def test_a_step_writes_rows_and_one_chained_ledger_row(case: Case) -> None:
    first, second = Place(name="车间"), Place(name="阁楼")
    put(case, first, second)

    read = case.read()
    assert {place.name for place in read.all(Place)} == {"车间", "阁楼"}
    created, step = reversed(read.newest_entries(5))
    assert created.prev == GENESIS and step.prev == created.hash
    assert step.seq == 2 and step.operation == "places.put" and step.officer["name"] == "测试员"
    assert {change.after["name"] for change in step.changes if change.after} == {"车间", "阁楼"}
    assert read.history(Ref("places", first.id))[0].seq == 2


def test_the_hash_is_that_of_the_stored_text(case: Case) -> None:
    put(case, Place(name="车间"))
    with sqlite3.connect(case.info.folder / "case.sqlite") as raw:
        rows = raw.execute("SELECT entry, hash FROM ledger ORDER BY seq").fetchall()
    assert [entry_hash(text) for text, _ in rows] == [digest for _, digest in rows]


def test_an_exception_rolls_everything_back(case: Case) -> None:
    before = case.chain_head()
    with pytest.raises(RuntimeError), case.work("places.put") as work:
        work.put(Place(name="车间"))
        assert work.count(Place) == 1
        raise RuntimeError
    assert case.read().count(Place) == 0
    assert case.chain_head() == before


def test_a_part_that_fails_takes_back_itself_alone(case: Case) -> None:
    kept, changed = Place(id="k", name="车间"), Place(id="c", name="仓库")
    put(case, changed)
    with case.work("places.put") as work:
        work.put(kept)
        work.put(Place(id="c", name="仓库", note="一"))
        with pytest.raises(UserError), work.part():
            work.put(Place(id="k", name="别的"))
            work.put(Place(id="new", name="新"))
            work.remove(Place, "c")
            assert work.count(Place) == 2
            raise UserError("place.not_a_number")
        with work.part():
            work.put(Place(id="c", name="仓库", note="二"))
            work.put(Place(id="more", name="更多"))
    assert {one.id: (one.name, one.note) for one in case.read().all(Place)} == {
        "k": ("车间", ""), "c": ("仓库", "二"), "more": ("更多", ""),
    }
    images = {change.id: change.before for change in case.read().newest_entries(1)[0].changes}
    assert images.keys() == {"k", "c", "more"} and images["c"] is not None and images["c"]["note"] == ""


def test_a_work_sees_its_own_writes_and_removals(case: Case) -> None:
    place = Place(name="车间")
    put(case, place)
    with case.work("places.edit") as work:
        work.put(Place(id=place.id, name="仓库"))
        assert work.get(Place, place.id).name == "仓库"
        work.remove(Place, place.id)
        assert work.find(Place, place.id) is None
        work.put(Place(id=place.id, name="阁楼"))
    change, = case.read().newest_entries(1)[0].changes
    assert change.before is not None and change.before["name"] == "车间"
    assert change.after is not None and change.after["name"] == "阁楼"


def test_a_step_that_changes_nothing_leaves_no_row(case: Case) -> None:
    place = Place(name="车间")
    put(case, place)
    head = case.chain_head()
    put(case, place)
    assert case.chain_head() == head


def test_listeners_hear_once_and_after_the_commit(case: Case) -> None:
    heard: list[Changes] = []
    case.subscribe(lambda changes: (heard.append(changes), case.read().get(Place, changes.items[0].id)))
    place = Place(name="车间")
    put(case, place)
    assert [changes.items for changes in heard] == [(Change("places", place.id, ChangeKind.ADDED),)]


def test_the_ledger_refuses_update_and_delete(case: Case) -> None:
    put(case, Place(name="车间"))
    with sqlite3.connect(case.info.folder / "case.sqlite") as raw:
        for statement in ("UPDATE ledger SET at = ''", "DELETE FROM ledger", "DELETE FROM ledger_touch"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                raw.execute(statement)
            raw.rollback()


def test_undo_and_redo_walk_the_ledger_and_survive_reopening(case: Case) -> None:
    place = Place(name="车间")
    put(case, place)
    put(case, Place(id=place.id, name="仓库"), operation="places.rename")
    assert history.undo(case).operation == "places.rename"
    assert case.read().get(Place, place.id).name == "车间"

    folder, registry, rules = case.info.folder, case.registry, case.rules
    case.close()
    again = open_case(folder, registry, rules, TEST_OFFICER)
    try:
        assert history.redo(again).operation == "places.rename"
        assert again.read().get(Place, place.id).name == "仓库"
        history.undo(again)
        history.undo(again)
        assert again.read().count(Place) == 0
        with pytest.raises(UserError, match="nothing_to_undo"):
            history.undo(again)
        history.redo(again)
        put(again, Place(name="新"))
        with pytest.raises(UserError, match="nothing_to_redo"):
            history.redo(again)
        kinds = [entry.kind for entry in reversed(again.read().newest_entries(20))]
        assert kinds.count(EntryKind.UNDO) == 3 and kinds.count(EntryKind.REDO) == 2
    finally:
        again.close()


def test_undo_refuses_when_the_record_changed_since(case: Case) -> None:
    place = Place(name="车间")
    put(case, place)
    with case.work("places.fixed", undoable=False) as work:
        work.put(Place(id=place.id, name="仓库"))
    with pytest.raises(UserError, match="changed_since"):
        history.undo(case)
    assert case.read().get(Place, place.id).name == "仓库"


def test_exports_are_recorded_but_do_not_move_the_head_of_the_case(case: Case) -> None:
    put(case, Place(name="车间"))
    head = case.read().head()
    with case.work("dossier.export", witness=True) as work:
        work.note(sha256="ab")
    assert case.read().head() == head
    assert case.chain_head().size == head.size + 1


def test_a_case_is_opened_for_writing_once(case: Case) -> None:
    with pytest.raises(UserError, match=r"case\.in_use"):
        open_case(case.info.folder, case.registry, case.rules, TEST_OFFICER)
    second = open_case(case.info.folder, case.registry, case.rules, TEST_OFFICER, read_only=True)
    try:
        put(case, Place(name="车间"))
        assert second.read().count(Place) == 1
        with pytest.raises(UserError, match=r"case\.read_only"), second.work("places.put") as work:
            work.put(Place(name="x"))
    finally:
        second.close()


def test_every_thread_reads_while_one_writes(case: Case) -> None:
    counts: list[int] = []
    threads = [threading.Thread(target=lambda: counts.append(case.read().count(Place))) for _ in range(4)]
    with case.work("places.put") as work:
        work.put(Place(name="车间"))
        work.flush()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert counts == [0, 0, 0, 0]


def test_nested_values_come_back_as_they_were(case: Case) -> None:
    event = Event(title="报警", moment=beijing("2026-01-23T02:14:05", uncertainty_s=30), refs=(Ref("places", "p1"),))
    with case.work("events.put") as work:
        work.put(event)
    assert case.read().get(Event, event.id) == event


def test_a_field_called_kind_can_be_asked_for(case: Case) -> None:
    with case.work("parties.put") as work:
        work.put(Party(kind=PartyKind.PERSON, name="张某"))
        assert work.count(Party, kind=PartyKind.PERSON) == 1
    assert [party.name for party in case.read().where(Party, kind=PartyKind.PERSON)] == ["张某"]


def test_what_the_database_says_while_reading_becomes_a_sentence(tmp_path: Path) -> None:
    def pulled_out(_: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    with temporary_case(tmp_path) as case:
        assert case.look(lambda read: read.chain_head().size) == 1
        with pytest.raises(UserError, match=r"case\.folder_unusable"):
            case.look(pulled_out)


def test_the_region_of_the_rules_is_looked_up_once_between_two_writes(tmp_path: Path) -> None:
    asked: list[str] = []

    def region(read: Read) -> str:
        asked.append(next((place.name for place in read.all(Place)), ""))
        return asked[-1]

    with temporary_case(tmp_path, [Module("regions", "Regions", Stage.CASE, region=region)]) as case:
        read = case.read()
        asked.clear()
        assert (read.rules.region, read.rules.region, len(asked)) == ("", "", 1)
        with case.work("places.put") as work:
            work.put(Place(id="a", name="广东省"))
            assert work.rules.region == "广东省", "a work sees what it wrote"
            work.put(Place(id="a", name="云南省"))
            assert work.rules.region == "云南省" and read.rules.region == "", "others see what is finished"
        assert read.rules.region == case.read().rules.region == "云南省"
        assert read.only([Ref("places", "b")]).rules.region == "云南省", "a narrow view knows the whole case's region"
