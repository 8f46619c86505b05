"""通知公安, the joint meeting, the prosecutor, and the transfer of the workshop's operator; who decides the level."""

from modules.cooperation import operations
from modules.cooperation.records import Meeting, Participant, PoliceNotice, ProsecutorContact, Transfer
from modules.forms.records import FormPaper
from modules.incident import operations as incident
from modules.incident.records import Matter
from sample_cases.qingxi_workshop.work.working import Working, party_id, when, wording
from workstation.api import ProcedureAct, Ref

_TRANSFER = "transfer-operator"


def work(case: Working) -> None:
    """In the order in which it happened; the papers of the procedure are there already."""
    said = wording("cooperation")
    chen = case.sign_in("chen")
    _notice(case, said["notice"], chen)
    _meeting(case, said["meeting"], chen)
    case.do("incident.act", incident.put_act, ProcedureAct(
        code="autopsy_received", at=when(said["autopsy"]["at"]),
        refs=(Ref("materials", case.material(said["autopsy"]["file"]).id),),
    ))
    case.do("cooperation.contact", operations.put_contact, ProsecutorContact(
        **{**said["contact"], "at": when(said["contact"]["at"])}, recorded_by=chen,
    ))
    zhou = case.sign_in("zhou")
    for matter, item in zip((Matter.JURISDICTION, Matter.LEVEL), said["standing"], strict=True):
        case.do("incident.standing", incident.decide_standing, matter, item["code"], item["reason"],
                at=when(item["at"]))
    case.do("incident.act", incident.put_act, ProcedureAct(code="inquiry_formed", at=when(said["inquiry"]["at"]),
                                                           note=said["inquiry"]["note"]))
    case.do("incident.act", incident.put_act, ProcedureAct(code="inquiry_reported", at=when(said["inquiry"]["done"])))
    _transfer(case, said["transfer"], (zhou, chen))


def _notice(case: Working, item: dict[str, str], officer: str) -> None:
    paper = case.read().where(FormPaper, code="police")
    case.do("cooperation.notice", operations.put_notice, PoliceNotice(
        triggers=("deaths",), at=when(item["at"]), to=item["to"], notice_way=item["way"],
        received_by=item["received_by"], told_by=officer, message=item["message"],
        document_number=paper[0].number if paper else "", refs=tuple(Ref("forms", one.id) for one in paper[:1]),
    ))


def _meeting(case: Working, item: dict[str, object], officer: str) -> None:
    people = item["participants"]
    case.do("cooperation.meeting", operations.put_meeting, Meeting(
        at=when(str(item["at"])), topic=str(item["topic"]), place=str(item["place"]), host=str(item["host"]),
        minutes=str(item["minutes"]), agreed=str(item["agreed"]), recorded_by=officer,
        participants=tuple(Participant(*one) for one in people) if isinstance(people, list) else (),
        refs=case.evidence(["公安机关排除放火嫌疑的复函.txt"]),
    ))


def _transfer(case: Working, item: dict[str, object], team: tuple[str, ...]) -> None:
    case.do("cooperation.propose", operations.propose, Transfer(
        id=_TRANSFER, offence=str(item["offence"]), offence_name="", to=str(item["to"]), facts=str(item["facts"]),
        suspect_ids=(party_id(str(item["suspect"])),), case_team=team, proposed_by="",
        proposed_at=when(str(item["proposed_at"])),
    ), at=when(str(item["proposed_at"])))
    papers, notes = item["papers"], item["notes"]
    if isinstance(papers, dict) and isinstance(notes, dict):
        for code, names in papers.items():
            case.do("cooperation.paper", operations.choose_paper, _TRANSFER, code, case.evidence(names))
        for code, note in notes.items():
            case.do("cooperation.paper", operations.choose_paper, _TRANSFER, code, (), note)
    case.do("cooperation.decide", operations.decide, _TRANSFER, approved=True, by=str(item["decided_by"]),
            at=when(str(item["decided_at"])), reason=str(item["reason"]))
    case.do("cooperation.hand_over", operations.hand_over, _TRANSFER, at=when(str(item["sent_at"])),
            received_by=str(item["received_by"]), number=str(item["receipt"]))
