"""The office registry: read from real cases, private, and none the worse for a damaged file."""

import sqlite3
from pathlib import Path

import pytest

from modules.incident.module import MODULE as INCIDENT
from modules.responsibility.module import MODULE
from modules.responsibility.records import Link, ResponsibilityLink
from workstation.api import Claim, ClaimStatus, Party, PartyKind, Task, UserError
from workstation.api.testing import TEST_OFFICER
from workstation.domain.office import EntryKind
from workstation.services.catalogue import Catalogue
from workstation.services.office import Office, cases_below
from workstation.services.rules import load_rules
from workstation.services.workbench import Workbench

CODE = "91449981MADEM00468"


@pytest.fixture
def bench() -> Workbench:
    return Workbench(Catalogue([INCIDENT, MODULE]), load_rules())


def make(bench: Workbench, folder: Path, *parties: Party) -> Path:
    case = bench.create_case(folder, folder.name, TEST_OFFICER)
    with case.work("incident.party") as work:
        work.put_many(parties)
        work.put(ResponsibilityLink(link=Link.SERVICES, subject_id="firm", facts="报告失实", product="烟感 X1"))
        published = {"status": ClaimStatus.PUBLISHED, "source": "报告"}
        work.put(Claim(topic="cause.cause", text="短路", category="电气／短路", **published))
        work.put(Claim(topic="cause.cause", text="烟头"))
    case.close()
    return folder


def firm(name: str = "安泽消防技术服务有限公司", code: str = CODE) -> Party:
    return Party(id="firm", kind=PartyKind.ORGANISATION, name=name, credit_code=code, role="维保单位")


WITNESS = Party(id="w", kind=PartyKind.PERSON, name="罗秀梅", role="证人", id_number="452501199001010921", phone="139")


def task() -> Task:
    return Task(lambda _: None)


def test_one_firm_in_several_fires(bench: Workbench, tmp_path: Path) -> None:
    folders = [make(bench, tmp_path / f"案件 {n}", firm(f"安泽{'消防' * (n % 2)}公司"), WITNESS) for n in range(3)]
    office = Office(tmp_path / "profile")
    read = office.read_cases(bench, TEST_OFFICER, [*folders, tmp_path / "nothing"], task())
    assert (read.read, read.failed) == (3, (str(tmp_path / "nothing"),))
    known = office.known()
    assert (known[0].fires, known[0].code, known[0].service) == (3, CODE, True)
    assert {(one.kind, one.fires) for one in known} >= {(EntryKind.CAUSE, 3)}
    assert sorted(cases_below(tmp_path)) == sorted(folders)


def test_witnesses_numbers_and_what_is_not_decided_stay_in_the_case(bench: Workbench, tmp_path: Path) -> None:
    office = Office(tmp_path / "profile")
    office.read_cases(bench, TEST_OFFICER, [make(bench, tmp_path / "案件", firm(), WITNESS)], task())
    stored = b"".join(path.read_bytes() for path in (tmp_path / "profile").iterdir())
    for private in ("罗秀梅", WITNESS.id_number, "139", "烟头", "报告失实"):
        assert private.encode() not in stored, private


def test_a_case_that_is_read_again_or_moved_stands_once(bench: Workbench, tmp_path: Path) -> None:
    folder = make(bench, tmp_path / "案件", firm())
    office = Office(tmp_path / "profile")
    office.read_cases(bench, TEST_OFFICER, [folder], task())
    moved = folder.rename(tmp_path / "搬走 的案件")
    office.read_cases(bench, TEST_OFFICER, [moved], task())
    assert [case.path for case in office.file.cases()] == [str(moved)]
    office.file.drop_case(office.file.cases()[0].id)
    assert office.known() == [] == office.file.seen()


@pytest.mark.parametrize("damage", ["text", "cut", "flipped", "other"])
def test_a_damaged_index_is_put_aside_and_decisions_outlive_it(bench: Workbench, tmp_path: Path, damage: str) -> None:
    folder = make(bench, tmp_path / "案件", firm())
    office = Office(tmp_path / "profile")
    office.read_cases(bench, TEST_OFFICER, [folder], task())
    office.file.decide("code:A", "party:1:甲", same=True, officer="周启明")
    path = office.file.index_path
    content = bytearray(path.read_bytes())
    if damage == "text":
        path.write_text("这不是数据库" * 400)
    elif damage == "cut":
        path.write_bytes(content[: len(content) // 3])
    elif damage == "flipped":
        content[18:4000] = bytes(255 - byte for byte in content[18:4000])
        path.write_bytes(content)
    else:
        path.unlink()
        with sqlite3.connect(path) as stranger:
            stranger.execute("CREATE TABLE cases (something INTEGER)")
    again = Office(tmp_path / "profile")
    assert again.known() == []
    assert again.file.set_aside is not None and again.file.set_aside.is_file(), "the damaged file is kept"
    assert [(said.left, said.same, said.officer) for said in again.file.matches()] == [("code:A", True, "周启明")]
    again.read_cases(bench, TEST_OFFICER, [folder], task())
    assert again.known()[0].fires == 1


def test_a_decision_can_be_taken_back_and_a_broken_line_costs_only_itself(tmp_path: Path) -> None:
    file = Office(tmp_path).file
    file.decide("a", "b", same=True, officer="甲")
    file.decide("c", "d", same=False, officer="甲")
    with file.decisions_path.open("a", encoding="utf-8") as lines:
        lines.write("{broken\n[1]\n\n")
    file.decide("b", "a", same=None, officer="甲")
    assert [(said.left, said.right, said.same) for said in file.matches()] == [("c", "d", False)]
    file.delete()
    assert file.matches() == [] and not file.decisions_path.exists()


def test_a_profile_that_cannot_be_written_is_told(bench: Workbench, tmp_path: Path) -> None:
    (tmp_path / "profile").write_text("a file stands where the folder should be")
    folder = make(bench, tmp_path / "案件", firm())
    with pytest.raises(UserError, match="not_written"):
        Office(tmp_path / "profile").read_cases(bench, TEST_OFFICER, [folder], task())
