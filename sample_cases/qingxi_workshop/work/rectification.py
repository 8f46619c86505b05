"""Rectification: measures with their proof, on-site checks and evaluation; the approval that starts the clocks."""

from typing import Any

from modules.rectification import operations
from modules.rectification.records import Grade, HazardLevel, HazardStep, MeasureStatus
from modules.rectification.sections.publication import draft
from sample_cases.qingxi_workshop.work.working import Working, party_id, when, wording
from workstation.api import Ref, Words


def work(case: Working) -> None:
    """Enter the measures, link the proof, check on site, judge."""
    said = wording("rectification")
    closure = said["closure"]
    case.sign_in("chen")
    case.do("rectification.close", operations.close_inquiry, closure["approved_on"], closure["authority"],
            closure["document_number"])
    links = {item.link: f"finding-{number}" for number, item in enumerate(case.scenario.links, 1)}
    for known in case.scenario.measures:
        item = said["measures"][known.number]
        case.do(
            "rectification.measure", operations.put_measure, f"measure-{known.number}",
            number=f"Z-{int(known.number):03}", text=known.text, source=item["source"],
            source_refs=(Ref("responsibility", links[known.source]),),
            unit_id=party_id(known.unit), deadline=known.deadline, criterion=known.criterion,
            status=MeasureStatus(known.status), done_on=known.done_on, note=item.get("note", ""),
            proof=case.evidence(item.get("proof", [])),
        )
        if "result" in item:
            case.do("rectification.check", operations.check_on_site, f"measure-{known.number}", item["method"],
                    item["result"], at=when(item["checked_at"]))
    case.sign_in("zhou")
    written = said["evaluation"]
    at = when(written["at"])
    for known in case.scenario.measures:
        item = said["measures"][known.number]
        case.do("rectification.evaluate", operations.evaluate_measure, f"measure-{known.number}",
                Grade(item["grade"]), item["evaluation"], at=at)
    _site(case, said)
    values = {
        name: value.strip() if isinstance(value, str) else value for name, value in written.items()
        if name not in ("at", "methods")
    }
    case.do("rectification.evaluation", operations.write_evaluation, methods=tuple(written["methods"]), **values)
    rating = said["evaluation_rating"]
    case.do("rectification.rate", operations.rate, rating["rating"], rating["reason"], at=when(rating["at"]))
    case.do("rectification.conclude", operations.conclude_evaluation, at=at)
    _publish(case, said["publication"])


def _site(case: Working, said: dict[str, Any]) -> None:
    """Team, similar sites, hazards with their acts, photographs before and after."""
    for number, member in enumerate(said["team"], 1):
        case.do("rectification.team", operations.put_member, f"member-{number}", **member)
    for number, site in enumerate(said["substitutes"], 1):
        values = {**site, "met": Grade(site["met"])}
        case.do("rectification.substitute", operations.put_substitute, f"substitute-{number}", **values)
    for known in said["hazards"]:
        facts = {name: value for name, value in known.items() if name not in ("acts", "unit", "measure")}
        hazard_id = f"hazard-{known['number']}"
        facts |= {"level": HazardLevel(known["level"]), "refs": case.evidence(known["refs"])}
        case.sign_in("chen")
        case.do("rectification.hazard", operations.put_hazard, hazard_id, unit_id=party_id(known["unit"]),
                measure_id=f"measure-{known['measure']}", **facts)
        for act in known["acts"]:
            if act["step"] == "close":
                case.sign_in("zhou")
            case.do("rectification.step", operations.act_on_hazard, hazard_id, HazardStep(act["step"]), act["text"],
                    person=act["person"], passed=act.get("passed"), refs=case.evidence(act.get("refs", [])),
                    at=when(act["at"]))
    for pair in said["pairs"]:
        before, after = case.evidence([pair["before"], pair["after"]])
        case.do("rectification.pair", operations.put_pair, subject=Ref("hazards", f"hazard-{pair['hazard']}"),
                before=before, after=after, view=pair["view"], same_view=pair["same_view"])
    case.sign_in("zhou")


def _publish(case: Working, said: dict[str, Any]) -> None:
    """The text for the public as the program drafts it, approved and published."""
    case.do("rectification.publication", operations.write_publication, draft(case.read(), Words("zh")),
            said["withheld"])
    case.do("rectification.approve_publication", operations.approve_publication, at=when(said["at"]))
    case.do("rectification.publish", operations.publish, said["published_on"], said["where"])
