"""Notices, meetings, contacts and transfers: what is refused, which clocks they move, what the pack holds."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from modules.cooperation import operations, queries
from modules.cooperation.checks import police_told, transfer_complete
from modules.cooperation.module import MODULE
from modules.cooperation.records import (
    Answer,
    Meeting,
    Participant,
    PoliceNotice,
    ProsecutorContact,
    Transfer,
)
from modules.cooperation.rules import Harm, reached
from modules.cooperation.sections import build_cooperation, build_list, build_transfers
from modules.cooperation.ui.page import participants
from modules.incident import module as incident
from modules.incident import operations as incident_operations
from modules.incident.queries import assess
from modules.incident.records import CasualtyCount
from modules.incident.rules.clocks import ClockState
from workstation.api import Loss, Officer, Party, PartyKind, ProcedureAct, Ref, StoredFile, UserError, Words, beijing
from workstation.api.testing import TEST_OFFICER, import_files, job_of, temporary_case
from workstation.cli import main
from workstation.services.rules import load_rules
from workstation.storage.case import Case, open_case

RULES = load_rules()
DAY = "2026-04-01T"
PAPERS = ("notice", "report", "articles", "statements", "survey")


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with temporary_case(tmp_path / "案件 副本", [incident.MODULE, MODULE], rules=RULES) as made:
        with made.work("incident.record") as work:
            incident_operations.record_incident(
                work, fire_at=beijing("2026-03-17T02:10"), reported_at=beijing("2026-03-17T02:20")
            )
            work.put(CasualtyCount(deaths=1, counted_at=beijing("2026-03-18")))
            work.put(Loss(direct_economic_yuan=600_000, counted_at=beijing("2026-03-18")))
            work.put(Party(id="boss", kind=PartyKind.PERSON, name="梁永顺"))
            work.put(Officer(id="a", name="张伟", certificate_no="X-1", verified=True))
            work.put(Officer(id="b", name="张伟", certificate_no="X-2", verified=True))
        yield made


def transfer(offence: str = "negligent_fire") -> Transfer:
    return Transfer(id="t1", offence=offence, offence_name="", to="荔州市公安局", proposed_by="",
                    proposed_at=beijing("2000-01-01"))


def ready(case: Case) -> None:
    """A transfer that may be decided on."""
    with case.work("cooperation.propose") as work:
        operations.propose(work, transfer(), at=beijing(DAY + "09:00"))
        operations.change(work, "t1", suspect_ids=("boss",), facts="夹层住人，电动车室内充电。", case_team=("a", "b"))
        for code in PAPERS:
            operations.choose_paper(work, "t1", code, (Ref("parties", "boss"),))


def clocks(case: Case, day: str) -> dict[str, ClockState]:
    return {one.code: one.state for one in assess(case.read(), beijing(day).local.date()).deadlines}


def test_a_death_of_which_the_police_were_not_told_is_found(case: Case) -> None:
    assert [finding.code for finding in police_told(case.read())] == ["cooperation.not_told"]
    with case.work("cooperation.notice") as work:
        operations.put_notice(work, PoliceNotice(
            id="n", triggers=("deaths",), at=beijing("2026-03-17T03:00"), to="荔州市公安局", told_by="a",
            document_number="消火函字〔2026〕第1号",
        ))
    assert not list(police_told(case.read()))
    (act,) = case.read().all(ProcedureAct)
    assert (act.code, act.document_number) == ("police_notified", "消火函字〔2026〕第1号")
    with case.work("cooperation.remove") as work:
        operations.remove(work, PoliceNotice, "n")
    assert not case.read().all(ProcedureAct)


def test_a_meeting_names_who_took_part_and_nobody_twice(case: Case) -> None:
    meeting = Meeting(id="m", at=beijing(DAY + "09:00"), topic="会商", recorded_by="a", participants=(
        Participant("张伟", "一大队"), Participant("张伟", "刑警大队"),
    ))
    with case.work("cooperation.meeting") as work:
        operations.put_meeting(work, meeting)
    with case.work("cooperation.meeting") as work, pytest.raises(UserError, match="same_participant"):
        operations.put_meeting(work, replace(meeting, participants=meeting.participants * 2))
    told = str(list(build_cooperation(case.read(), Words("zh"), "")))
    assert "刑警大队" in told and "张伟 (X-1)" in told


def test_participants_are_read_from_lines() -> None:
    text = "陈建平，荔州支队，主持人\n\n李四,刑警大队\n王五"
    assert participants(text) == (
        Participant("陈建平", "荔州支队", "主持人"), Participant("李四", "刑警大队", ""), Participant("王五", "", ""),
    )


@pytest.mark.parametrize(("offence", "harm", "found"), [
    ("negligent_fire", Harm(deaths=1), [("deaths", 1)]),
    ("negligent_fire", Harm(serious=2, economic_yuan=499_999), []),
    ("negligent_fire", Harm(serious=3, economic_yuan=500_000), [("serious", 3), ("economic_yuan", 500_000)]),
    ("fire_safety", Harm(economic_yuan=600_000), [("economic_yuan", 500_000)]),
    ("fire_safety", Harm(economic_yuan=1_000_000), [("economic_yuan", 500_000), ("economic_yuan", 1_000_000)]),
    ("arson", Harm(deaths=9), []),
])
def test_thresholds_of_offences(offence: str, harm: Harm, found: list[tuple[str, float]]) -> None:
    table = RULES.on("offences", beijing("2026-04-01").local.date()).data["offences"]
    rows = reached(next(one for one in table if one["code"] == offence), harm)
    assert [(row.criterion, row.threshold) for row in rows] == found


def test_the_way_of_a_transfer_moves_its_clocks(case: Case) -> None:
    ready(case)
    assert clocks(case, "2026-04-02")["transfer_decision"] is ClockState.RUNNING
    with case.work("cooperation.decide") as work:
        operations.decide(work, "t1", approved=True, by="大队长 周志强", at=beijing(DAY + "16:00"))
    assert clocks(case, "2026-04-03") == clocks(case, "2026-04-03") | {
        "transfer_decision": ClockState.DONE, "transfer": ClockState.OVERDUE,
    }
    assert [finding.code for finding in transfer_complete(case.read())] == ["cooperation.not_sent"]
    with case.work("cooperation.hand_over") as work:
        operations.hand_over(work, "t1", at=beijing("2026-04-02T10:00"), received_by="刑警大队 李四",
                             number="收〔2026〕7号")
    after = clocks(case, "2026-04-03")
    assert (after["transfer"], after["police_review"]) == (ClockState.DONE, ClockState.RUNNING)
    assert [finding.code for finding in transfer_complete(case.read())] == ["cooperation.no_receipt"]
    with case.work("cooperation.answer") as work:
        operations.enter_answer(
            work, "t1", answer=Answer.FILED, answered_at=beijing("2026-04-10T10:00"),
            told_at=beijing("2026-04-12T10:00"), copied_at=beijing("2026-04-12T11:00"),
        )
    after = clocks(case, "2026-04-13")
    assert (after["police_review"], after["police_answer"]) == (ClockState.DONE, ClockState.DONE)


def test_a_transfer_that_lacks_something_is_not_approved(case: Case) -> None:
    with case.work("cooperation.propose") as work:
        operations.propose(work, transfer(), at=beijing(DAY + "09:00"))

    def refused(
        *, approved: bool = True, by: str = "周志强", at: str = DAY + "16:00",
    ) -> str:
        with case.work("cooperation.decide") as work, pytest.raises(UserError) as caught:
            operations.decide(work, "t1", approved=approved, by=by, at=beijing(at))
        assert "{" not in Words("zh").error(caught.value)
        return caught.value.code

    def change(**facts: object) -> None:
        with case.work("cooperation.change") as work:
            operations.change(work, "t1", **facts)

    assert refused() == "cooperation.lacks_suspect"
    change(suspect_ids=("boss",))
    assert refused() == "cooperation.lacks_facts"
    change(facts="事实", case_team=("a", "a"))
    assert refused() == "cooperation.lacks_team", "one officer twice is one"
    change(case_team=("a", "b"))
    assert refused() == "cooperation.papers_missing"
    assert refused(by=" ") == "cooperation.who_decided"
    assert refused(approved=False) == "cooperation.reason_missing"
    assert refused(at="2026-03-31") == "cooperation.backwards"
    with case.work("cooperation.hand_over") as work, pytest.raises(UserError, match="not_approved"):
        operations.hand_over(work, "t1", at=beijing(DAY + "16:00"), received_by="李四")


def test_an_unknown_offence_and_a_later_change_are_refused(case: Case) -> None:
    with case.work("cooperation.propose") as work, pytest.raises(UserError, match="no_such_offence"):
        operations.propose(work, transfer("theft"))
    ready(case)
    with case.work("cooperation.decide") as work:
        operations.decide(work, "t1", approved=False, by="周志强", at=beijing(DAY + "16:00"), reason="证据不足")
    with case.work("cooperation.change") as work, pytest.raises(UserError, match="decided_already"):
        operations.change(work, "t1", facts="改")
    assert "transfer_refused" in {act.code for act in case.read().all(ProcedureAct)}


def test_the_pack_holds_every_original_under_its_hash(case: Case, tmp_path: Path) -> None:
    source = tmp_path / "现场 副本.txt"
    source.write_text("鉴定意见", "utf-8")
    import_files(case, [source], [])
    (file,) = case.read().all(StoredFile)
    ready(case)
    with case.work("cooperation.paper") as work:
        operations.choose_paper(work, "t1", "appraisal", (Ref("files", file.id),))
    folder = tmp_path / "移送 材料"
    with job_of(case) as job:
        assert operations.write_pack(job, "t1", folder) == 6
        with pytest.raises(UserError, match="folder_not_empty"):
            operations.write_pack(job, "t1", folder)
    lines = [line.split("  ", 1) for line in (folder / operations.MANIFEST).read_text("utf-8").splitlines()]
    assert len(lines) == 7
    for digest, name in lines:
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert (file.sha256, "06 鉴定意见、检验结论/01 现场 副本.txt") in {(digest, name) for digest, name in lines}
    listing = json.loads((folder / "移送清单.json").read_text("utf-8"))
    assert listing["team"] == ["张伟 (X-1)", "张伟 (X-2)"] and listing["suspects"] == ["梁永顺"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_dossier_and_the_list_tell_the_transfer(case: Case, language: str) -> None:
    ready(case)
    words = Words(language)
    told = str(list(build_transfers(case.read(), words, "")))
    listed = str(list(build_list(case.read(), words, "t1")))
    (paper,) = queries.papers(case.read(), [Ref("parties", "boss")])
    assert "失火罪" in told and "梁永顺" in listed and paper.sha256 in listed


def test_empty_notices_and_contacts_are_refused() -> None:
    at = beijing(DAY + "09:00")
    for make in (
        lambda: PoliceNotice(at=at, to=" ", told_by="a"), lambda: Meeting(at=at, topic="", recorded_by="a"),
        lambda: ProsecutorContact(at=at, office="", matter="x", recorded_by="a"),
    ):
        with pytest.raises(UserError, match="cooperation"):
            make()


def test_the_command_line_writes_the_pack_of_the_transfer_that_is_named(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("EMBERCASE_PROFILE", str(tmp_path / "profile"))
    folder, target = case.info.folder, tmp_path / "移送 材料"
    command = ["export", "transfer-pack", str(folder), "--output", str(target), "--lang", "zh"]
    case.close()
    assert main(command) == 3
    assert "没有第 0 件移送" in capsys.readouterr().err and not target.exists()
    again = open_case(folder, case.registry, RULES, TEST_OFFICER)
    ready(again)
    again.close()
    assert main([*command, "--number", "2"]) == 3 and "没有第 2 件移送" in capsys.readouterr().err
    assert main([*command, "--number", "1"]) == 0
    assert f"已写出 5 份材料：{target}" in capsys.readouterr().out
    assert (target / "移送清单.json").is_file() and (target / operations.MANIFEST).is_file()
