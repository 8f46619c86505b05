"""Rectification: measures with their proof, on-site checks and evaluation; the approval that starts the clocks."""

from modules.rectification import operations
from modules.rectification.records import Grade, MeasureStatus
from sample_cases.qingxi_workshop.work.working import Working, party_id, when, wording
from workstation.api import Ref


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
    values = {name: value.strip() for name, value in written.items() if name not in ("at", "methods")}
    case.do("rectification.evaluation", operations.write_evaluation, methods=tuple(written["methods"]), **values)
    case.do("rectification.conclude", operations.conclude_evaluation, at=at)
