"""Responsibility: findings over the six links, judged and decided by an officer; barriers, documents, handling."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from modules.responsibility import operations
from modules.responsibility.records import BarrierState, DocumentState, HandlingKind, Link, Role
from sample_cases.qingxi_workshop.work.working import Working, party_id, when, wording
from workstation.api import HALF_A_DAY_S, Moment

_ROLES = ("role_ignition", "role_spread", "role_casualties")


def work(case: Working) -> None:
    """What has evidence is established; what has none stays a draft, whatever it says."""
    said = wording("responsibility")
    case.sign_in("chen")
    judged: dict[str, dict[str, Any]] = {}
    for number, item in enumerate(case.scenario.links, 1):
        judged[f"finding-{number}"] = {**asdict(item), **said["about"][item.subject]}
    for number, item in enumerate(said["more"], len(judged) + 1):
        judged[f"finding-{number}"] = item
    for finding_id, values in judged.items():
        _draft(case, finding_id, values)
    for values in said["open"]:
        _draft(case, None, {**values, "evidence": []})
    case.sign_in("zhou")
    for finding_id, values in judged.items():
        _decide(case, finding_id, values, said)
    subjects = {values["subject"]: finding_id for finding_id, values in reversed(judged.items())}
    _handle(case, said, subjects)
    _barriers(case, said, subjects)
    _documents(case, said["documents"])


def _draft(case: Working, finding_id: str | None, values: dict[str, Any]) -> None:
    case.do(
        "responsibility.draft", operations.draft, finding_id, link=Link(values["link"]),
        subject_id=party_id(values["subject"]), duty=values["duty"], legal_basis=values["legal_basis"],
        facts=values["facts"], evidence=case.evidence(values["evidence"]), duty_code=values.get("duty_code", ""),
        product=values.get("product", ""), begins=_day(values.get("begins")), ends=_day(values.get("ends")),
        duty_evidence=case.evidence(values.get("duty_evidence", ())),
        causal_evidence=case.evidence(values.get("causal_evidence", ())), note=values.get("note", ""),
    )


def _day(text: str | None) -> Moment | None:
    """Some time of that day."""
    if text is None:
        return None
    begins = when(f"{text}T00:00:00")
    return Moment(utc=begins.utc + timedelta(seconds=HALF_A_DAY_S), raw=text, uncertainty_s=HALF_A_DAY_S)


def _decide(case: Working, finding_id: str, values: dict[str, Any], said: dict[str, Any]) -> None:
    roles = {name: Role(values.get(name, "none")) for name in _ROLES}
    case.do(
        "responsibility.judge", operations.judge, finding_id, breach=values["breach"], causation=values["causation"],
        at=when(said["judged_at"]), **roles,
    )
    case.do("responsibility.decide", operations.establish, finding_id, at=when(said["decided_at"]))


def _handle(case: Working, said: dict[str, Any], subjects: dict[str, str]) -> None:
    for item in said["handlings"]:
        values = {name: value for name, value in item.items() if name not in ("of", "target", "kind")}
        target = party_id(item["target"]) if "target" in item else None
        case.do(
            "responsibility.propose", operations.put_handling, None, finding_id=subjects[item["of"]],
            kind=HandlingKind(item["kind"]), target_id=target, at=when(said["decided_at"]), **values,
        )


def _barriers(case: Working, said: dict[str, Any], subjects: dict[str, str]) -> None:
    codes = [item["code"] for item in said["barriers"]]
    made = {one.code: one.id for one in case.do("responsibility.barriers", operations.add_usual, codes)}
    for item in said["barriers"]:
        if "state" not in item:
            continue
        barrier_id = made[item["code"]]
        case.do(
            "responsibility.barrier", operations.put_barrier, barrier_id, facts=item["facts"],
            evidence=case.evidence(item["evidence"]), lesson=item["lesson"],
            finding_ids=tuple(subjects[name] for name in item.get("of", ())),
        )
        case.do("responsibility.judge_barrier", operations.judge_barrier, barrier_id, BarrierState(item["state"]),
                at=when(said["judged_at"]))


def _documents(case: Working, said: dict[str, Any]) -> None:
    def note(code: str, state: DocumentState, **values: Any) -> None:
        case.do("responsibility.document", operations.note_document, code, state,
                link=Link(code.partition(".")[0]), **values)

    for code, names in said["obtained"].items():
        note(code, DocumentState.OBTAINED, obtained=case.evidence(names))
    for code, reason in said["not_applicable"].items():
        note(code, DocumentState.NOT_APPLICABLE, reason=reason)
    for code, reason in said["refused"].items():
        note(code, DocumentState.REFUSED, reason=reason)
    for item in said["requested"]:
        note(item["code"], DocumentState.REQUESTED, requested_on=item["on"], expected_on=item["due"],
             from_whom=item["from"])
