"""Casualties and losses, each count with its time; the grade, confirmed when the thirty days were over."""

from modules.incident import operations
from modules.incident.records import CasualtyCount
from sample_cases.qingxi_workshop.work.working import Working, moment, when, wording
from workstation.api import Loss


def work(case: Working) -> None:
    """The counts as they came in, the last as the scenario knows it; then both grades."""
    facts, said = case.scenario.facts, wording("harm")
    final = moment(facts.counted_at)
    counts = [
        CasualtyCount(deaths=item["deaths"], serious=item["serious"], minor=item["minor"],
                      counted_at=when(item["at"]), source=item["source"])
        for item in said["casualties"]
    ]
    counts.append(CasualtyCount(
        deaths=facts.deaths, serious=facts.serious, minor=facts.minor, counted_at=final, source=said["final"]
    ))
    losses = [
        Loss(direct_property_yuan=item["property"], counted_at=when(item["at"]), source=item["source"])
        for item in said["losses"]
    ]
    losses.append(Loss(
        direct_property_yuan=facts.direct_property_yuan, direct_economic_yuan=facts.direct_economic_yuan,
        counted_at=final, source=said["final_loss"],
    ))
    case.sign_in("chen")
    for count in counts:
        case.do("incident.casualties", operations.count_casualties, count)
    for loss in losses:
        case.do("incident.loss", operations.count_loss, loss)
    case.sign_in("zhou")
    case.do("incident.grade", operations.confirm_grade, at=when(said["grade_at"]))
