"""What the law and the forms ask of the incident's own facts (R1, R2, R3, R7, R8, R9 and the basics)."""

from collections import defaultdict
from collections.abc import Iterator

from modules.incident.queries import (
    Assessment,
    assess,
    changed,
    fire_day,
    grade_decision,
    incident,
    investigators,
    newest_casualties,
    newest_loss,
    open_consequences,
    pack,
    procedure,
    simple_possible,
    used_history,
)
from modules.incident.records import INCIDENT_ID, Procedure
from modules.incident.rules.clocks import ClockState
from workstation.api import (
    N_,
    Check,
    Claim,
    ClaimStatus,
    ClockChange,
    Finding,
    Party,
    PartyKind,
    PauseKind,
    ProcedureAct,
    Read,
    Ref,
    Severity,
    UserError,
)

_HERE = Ref("incident", INCIDENT_ID)
_OVERVIEW, _CLOCKS, _PACKS = "incident.overview", "incident.clocks", "review.rules"


def missing_facts(read: Read) -> Iterator[Finding]:
    """The facts without which no form can be filled."""
    known = incident(read)
    for name in ("fire_at", "reported_at", "address", "agency"):
        if not getattr(known, name):
            yield Finding(f"incident.missing_{name}", ref=_HERE, page="incident.call")
    yield from parties_told_apart(read)


def parties_told_apart(read: Read) -> Iterator[Finding]:
    """One name with two credit codes is two units or a slip; one code with two names is one unit entered twice."""
    codes: defaultdict[str, set[str]] = defaultdict(set)
    names: defaultdict[str, set[str]] = defaultdict(set)
    for party in read.where(Party, kind=PartyKind.ORGANISATION):
        if party.credit_code:
            codes["".join(party.name.split())].add(party.credit_code)
            names[party.credit_code].add("".join(party.name.split()))
    for code, told, found in (("incident.one_name", "codes", codes), ("incident.one_code", "names", names)):
        for key, values in found.items():
            if len(values) > 1:
                yield Finding(code, {"key": key, told: "、".join(sorted(values))}, _HERE, Severity.WARNING,
                              "incident.parties")


def two_investigators(read: Read) -> Iterator[Finding]:
    """R1: a general procedure needs two investigators."""
    chosen = procedure(read)
    needed = 1 if chosen and chosen.procedure is Procedure.SIMPLE else 2
    named = {officer.id for _, officer in investigators(read)}
    if len(named) < needed:
        yield Finding(
            "incident.too_few_investigators", {"needed": str(needed), "named": str(len(named))}, _HERE,
            Severity.ERROR, "incident.officers",
        )


def simple_conditions(read: Read) -> Iterator[Finding]:
    """R2: the simple procedure was chosen, but there are casualties."""
    chosen, casualties = procedure(read), newest_casualties(read)
    if chosen is None:
        yield Finding("incident.no_procedure", ref=_HERE, page=_OVERVIEW)
    elif chosen.procedure is Procedure.SIMPLE and casualties and casualties.harmed:
        yield Finding("incident.simple_with_casualties", ref=_HERE, severity=Severity.ERROR, page=_OVERVIEW)
    elif chosen.procedure is Procedure.SIMPLE and _assessed(read) and not simple_possible(
        pack(read, "procedure"), casualties, newest_loss(read)
    ):
        yield Finding("incident.simple_with_loss", ref=_HERE, severity=Severity.ERROR, page=_OVERVIEW)


def clocks(read: Read) -> Iterator[Finding]:
    """R3, R4: time limits that have passed, and holiday tables that are missing."""
    assessment = _assessed(read)
    for item in assessment.deadlines if assessment else ():
        if item.state is ClockState.OVERDUE:
            values = {"name": item.name, "due": item.due.isoformat(), "clause": item.clause}
            yield Finding("incident.overdue", values, _HERE, Severity.ERROR, _CLOCKS)
        if item.state is ClockState.UNKNOWN:
            values = {"name": item.name, "year": str(item.due.year), "due": item.due.isoformat()}
            yield Finding("incident.holidays_unknown", values, _HERE, page=_PACKS)
    for change in read.all(ClockChange):
        yield from _late_extension(change, assessment)


def _late_extension(change: ClockChange, assessment: Assessment | None) -> Iterator[Finding]:
    """R18: an extension that was approved only after the period had run out."""
    if change.kind is not PauseKind.EXTENSION or assessment is None:
        return
    for item in assessment.deadlines:
        if item.code == change.clock and change.start > item.due_without_extension:
            values = {"name": item.name, "due": item.due_without_extension.isoformat(),
                      "approved": change.start.isoformat()}
            yield Finding("incident.extended_late", values, _HERE, Severity.ERROR, _CLOCKS)


def deaths_notified(read: Read) -> Iterator[Finding]:
    """R7: where people died, 公安 is told and the bodies are examined before the cause is determined."""
    casualties, done = newest_casualties(read), {act.code for act in read.all(ProcedureAct)}
    if casualties and casualties.deaths and not {"police_notified", "autopsy_received"} <= done:
        decided = any(
            claim.topic.startswith("cause.") and claim.status is ClaimStatus.ESTABLISHED for claim in read.all(Claim)
        )
        yield Finding(
            "incident.deaths_need_police", {"deaths": str(casualties.deaths)}, _HERE,
            Severity.WARNING if decided else Severity.INFO, _CLOCKS,
        )


def regrade(read: Read) -> Iterator[Finding]:
    """R8: the confirmed grade is not, or no longer, the computed one."""
    assessment = _assessed(read)
    if assessment is None:
        yield Finding("incident.no_pack", {"day": fire_day(read).isoformat()}, _HERE, Severity.ERROR, _PACKS)
        return
    for grade in (assessment.grade, assessment.production_grade):
        if grade is None:
            continue
        confirmed = grade_decision(read, grade.scale)
        if confirmed is None:
            yield Finding("incident.grade_unconfirmed", {"grade": grade.name}, _HERE, page=_OVERVIEW)
        elif confirmed.grade != grade.name:
            values = {"confirmed": confirmed.grade, "grade": grade.name}
            yield Finding("incident.regrade", values, _HERE, Severity.ERROR, _OVERVIEW)


def jurisdiction(read: Read) -> Iterator[Finding]:
    """R9: the level that investigates follows from the counts."""
    assessment = _assessed(read)
    if assessment is not None and assessment.jurisdiction["code"] != "county":
        values = {"level": str(assessment.jurisdiction["name"]), "clause": pack(read, "jurisdiction").clause}
        yield Finding("incident.jurisdiction", values, _HERE, Severity.INFO, _OVERVIEW)


def changes_of_counts(read: Read) -> Iterator[Finding]:
    """R8, R9: what follows from the counts and was not acted on."""
    for one in open_consequences(read):
        yield one.finding


def rule_packs(read: Read) -> Iterator[Finding]:
    """Packs of the office that are refused, and decisions that rest on a pack that was changed since."""
    for refused in read.rules.refused:
        yield Finding("incident.pack_refused", {"path": refused.path, "line": str(refused.line)}, _HERE,
                      page=_PACKS)
    used = used_history(read)
    if len(used) > 1:
        for before, after in changed(used[-2], used[-1]):
            if before is not None and before.bodies and (after is None or before.bodies != after.bodies):
                yield Finding("incident.pack_not_here", {"title": before.title, "id": before.id}, _HERE,
                              page=_PACKS)
    for scale in ("grades", "grades-493"):
        decision = grade_decision(read, scale)
        if decision is not None and decision.pack_digest and _digest(read, scale) != decision.pack_digest:
            yield Finding("incident.pack_changed", {"id": decision.pack_id, "grade": decision.grade}, _HERE,
                          page=_OVERVIEW)


def _digest(read: Read, kind: str) -> str:
    try:
        return pack(read, kind).digest
    except UserError:
        return ""


def _assessed(read: Read) -> Assessment | None:
    try:
        return assess(read)
    except UserError:
        return None


CHECKS = (
    Check("incident.basics", N_("Basic facts"), "《火灾事故认定书》式样 火灾事故基本情况 §1", missing_facts),
    Check("incident.r1", N_("Two investigators"), "《火灾事故调查规定》第十四条", two_investigators),
    Check("incident.r2", N_("Conditions of the simple procedure"), "《火灾事故调查规定》第十二条", simple_conditions),
    Check("incident.r3", N_("Time limits"), "《火灾事故调查规定》第二十七条、第四十五条", clocks),
    Check("incident.r7", N_("Deaths"), "《火灾事故调查规定》第十条、第二十四条", deaths_notified),
    Check("incident.r8", N_("Grade"), "消防〔2025〕17号 第四条", regrade),
    Check("incident.changes", N_("What follows from changed counts"),
          "《火灾事故调查规定》第六条、第十条、第十二条；消防〔2025〕17号", changes_of_counts),
    Check("incident.packs", N_("Rule packs"), "《火灾事故调查规定》第四十五条；各规则包所列条款", rule_packs),
    Check("incident.r9", N_("Jurisdiction"), "《火灾事故调查规定》第六条", jurisdiction, "verified"),
)
