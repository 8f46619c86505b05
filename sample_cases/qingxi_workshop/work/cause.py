"""Cause: what is held to be so, on which evidence; every hypothesis held against every item; the lists gone through."""

from typing import Any

from modules.cause import operations
from modules.cause.queries import DETERMINING, LEAVING
from modules.cause.records import Bearing, ConditionKind, Met, Simulation, StepState
from modules.incident.operations import record_incident
from sample_cases.qingxi_workshop.work.working import Working, when, wording
from workstation.api import Claim, ClaimStatus, StoredFile, beijing

_STATUS = {"identified": ClaimStatus.ESTABLISHED, "excluded": ClaimStatus.EXCLUDED}
_BEARINGS = {"+": Bearing.CONSISTENT, "-": Bearing.INCONSISTENT, "0": Bearing.NEUTRAL}


def work(case: Working) -> None:
    """Draft every claim and weigh the evidence, then decide; then the dates of determination and service."""
    said = wording("cause")
    claims = [
        Claim(id=f"claim-{item['topic']}", topic=f"cause.{item['topic']}", text=item["text"].strip(),
              supports=case.evidence(item["supports"]), note=item.get("note", ""))
        for item in said["claims"]
    ]
    case.sign_in("chen")
    for claim in claims:
        case.do("cause.claim", operations.draft_claim, claim)
    for item in case.scenario.hypotheses:
        hypothesis = Claim(
            id=claim_id(item.key), topic="cause.cause", text=said["titles"][item.key],
            category=said["categories"][item.key], supports=case.evidence(item.supports),
            contradicts=case.evidence(item.contradicts),
        )
        case.do("cause.claim", operations.draft_claim, hypothesis)
    for item in said["calculations"]:
        case.do(
            "cause.calculate", operations.calculate, method=item["method"], title=item["title"],
            inputs={name: float(value) for name, value in item["inputs"].items()}, assumptions=item["assumptions"],
            grounds=case.evidence(item["grounds"]), note=item.get("note", ""), at=when(said["calculated_at"]),
        )
    for item in said["simulations"]:
        file = case.read().where(StoredFile, name=item["file"])[0]
        (run,) = case.read().where(Simulation, file_id=file.id)
        told = {name: item[name] for name in ("title", "tool", "version", "question", "note")}
        case.do("cause.simulation", operations.describe_simulation, run.id, **told)
    _weigh(case, said["matrix"])
    for item in said["conditions"]:
        case.do(
            "cause.condition", operations.put_condition, claim_id(item["claim"]), ConditionKind(item["kind"]),
            requires=item["requires"], found=item["found"], met=Met(item["met"]),
            evidence=case.evidence(item["evidence"]),
        )
    case.sign_in("zhou")
    _steps(case, LEAVING, said["leaving"])
    _steps(case, DETERMINING, said["determining"])
    at = when(said["decided_at"])
    for claim in claims:
        case.do("cause.decide", operations.decide_claim, claim.id, ClaimStatus.ESTABLISHED, at=at)
    for item in case.scenario.hypotheses:
        case.do("cause.decide", operations.decide_claim, claim_id(item.key), _STATUS[item.verdict], f"{item.reason}。",
                at=at)
    case.do(
        "incident.record", record_incident,
        fire_at=beijing(said["fire_at"], uncertainty_s=said["fire_uncertainty_s"]),
        document_number=case.scenario.facts.document_number, determined_on=said["determined_on"],
        served_on=said["served_on"],
    )


def claim_id(key: str) -> str:
    """The record of a hypothesis of the scenario."""
    return f"claim-cause-{key}"


def _weigh(case: Working, said: dict[str, Any]) -> None:
    """A row of signs for each item: how it bears on each hypothesis, and here and there why."""
    for row in said["rows"]:
        (ref,) = case.evidence([row["evidence"]])
        for key, sign in zip(said["columns"], row["signs"], strict=True):
            reason = row.get("reasons", {}).get(key, "")
            case.do("cause.weigh", operations.weigh, claim_id(key), ref, _BEARINGS[sign], reason)


def _steps(case: Working, gate: str, steps: list[dict[str, Any]]) -> None:
    for step in steps:
        state = StepState(step.get("state", "done"))
        case.do(
            "cause.step", operations.settle_step, gate, step["code"], state, note=step["note"],
            at=when(step["at"]),
        )
