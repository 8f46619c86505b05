"""Reading claims of cause, the matrix of hypotheses, and the lists that are gone through."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from modules.cause.records import (
    Bearing,
    Calculation,
    Condition,
    ConditionKind,
    GateStep,
    Met,
    Simulation,
    StepState,
    Weighing,
)
from modules.cause.rules.matrix import Matrix, Prompt, build, prompts
from workstation.api import N_, Claim, ClaimStatus, Officer, Read, Ref, UserError, today

HYPOTHESIS = "cause.cause"
CAUSE_TOPICS: dict[str, str] = {
    "cause.time": N_("Time of ignition"), "cause.area": N_("Area of origin"), "cause.point": N_("Point of origin"),
    "cause.fuel": N_("First fuel"), "cause.source": N_("Ignition source"), HYPOTHESIS: N_("Cause of the fire"),
    "cause.spread": N_("Spread of the fire"), "cause.disaster": N_("Why it became a disaster"),
}
STATUS_WORDS: dict[ClaimStatus, str] = {
    ClaimStatus.DRAFT: N_("Draft, not decided"), ClaimStatus.ESTABLISHED: N_("Established"),
    ClaimStatus.EXCLUDED: N_("Excluded"), ClaimStatus.CANNOT_EXCLUDE: N_("Cannot be excluded"),
    ClaimStatus.PUBLISHED: N_("As published"),
}
BEARING_WORDS: dict[Bearing, str] = {
    Bearing.CONSISTENT: N_("consistent"), Bearing.INCONSISTENT: N_("inconsistent"), Bearing.NEUTRAL: N_("neutral"),
    Bearing.PENDING: N_("pending"),
}
BEARING_SIGNS: dict[Bearing, str] = {
    Bearing.CONSISTENT: "＋", Bearing.INCONSISTENT: "－", Bearing.NEUTRAL: "○", Bearing.PENDING: "？",
}
CONDITION_WORDS: dict[ConditionKind, str] = {
    ConditionKind.ENERGY: N_("Energy"), ConditionKind.TIME: N_("Time"), ConditionKind.PLACE: N_("Place"),
    ConditionKind.FUEL: N_("Fuel"), ConditionKind.PATTERN: N_("Burn pattern"),
}
MET_WORDS: dict[Met, str] = {Met.YES: N_("met"), Met.NO: N_("not met"), Met.UNKNOWN: N_("not established yet")}
STEP_WORDS: dict[StepState, str] = {
    StepState.OPEN: N_("open"), StepState.DONE: N_("done"), StepState.PAUSED: N_("paused"),
    StepState.NOT_NEEDED: N_("not needed"),
}
LEAVING, DETERMINING = "leaving-scene", "determination-gate"


def cause_claims(read: Read) -> list[Claim]:
    """The claims of cause, in the order in which a determination states them; what was excluded comes last."""
    order = list(CAUSE_TOPICS)
    found = [claim for claim in read.all(Claim) if claim.topic in CAUSE_TOPICS]
    out = ClaimStatus.EXCLUDED
    return sorted(found, key=lambda claim: (claim.status is out, order.index(claim.topic), claim.id))


def hypotheses(read: Read) -> list[Claim]:
    """The claims about the cause, those that were excluded last."""
    return [claim for claim in cause_claims(read) if claim.topic == HYPOTHESIS]


def matrix(read: Read) -> Matrix:
    """The matrix of all hypotheses."""
    return build(hypotheses(read), read.all(Weighing))


def asked(read: Read) -> tuple[Prompt, ...]:
    """What the matrix asks about."""
    return tuple(prompts(matrix(read), read.all(Condition)))


def conditions(read: Read, claim_id: str) -> dict[ConditionKind, Condition]:
    """What was written down about the conditions of one hypothesis."""
    return {one.kind: one for one in read.where(Condition, claim_id=claim_id)}


def officer_names(read: Read) -> dict[str, str]:
    """The officers' names by id."""
    return {officer.id: officer.name for officer in read.all(Officer)}


@dataclass(frozen=True)
class GateItem:
    """A step of a list as the rule pack has it, and how it stands in the case."""

    code: str
    title: Mapping[str, str]
    clause: str
    certainty: str
    hint: Mapping[str, str]
    step: GateStep

    @property
    def settled(self) -> bool:
        """Whether nothing is left to do about it."""
        return self.step.state in (StepState.DONE, StepState.NOT_NEEDED)


def gate(read: Read, name: str) -> tuple[GateItem, ...]:
    """The steps of a list in force today. Raises ``UserError("rules.none_in_force")``."""
    items: Sequence[Mapping[str, Any]] = read.rules.on(name, today()).data["items"]
    known = {step.code: step for step in read.where(GateStep, gate=name)}
    return tuple(
        GateItem(
            item["code"], item["title"], item["clause"], item["certainty"], item.get("hint", {}),
            known.get(item["code"], GateStep(id=step_id(name, item["code"]), gate=name, code=item["code"])),
        ) for item in items
    )


def step_id(name: str, code: str) -> str:
    """The id of the one record about a step of a list."""
    return f"{name}.{code}"


def open_before_determination(read: Read) -> tuple[GateItem, ...]:
    """What XF 1301 still asks for before a 认定书 may be drafted."""
    try:
        return tuple(item for item in gate(read, DETERMINING) if not item.settled)
    except UserError:
        return ()


def title_of(read: Read, ref: Ref) -> str:
    """What a record is called."""
    entry = read.titles((ref,)).get(ref)
    return f"{entry.number} {entry.title}".strip() if entry else f"{ref.kind} {ref.id[:8]}"


def categories(read: Read) -> tuple[str, ...]:
    """The heads under which statistics file causes, by the rule pack."""
    try:
        heads = read.rules.on("causes", today()).data["causes"]
    except UserError:
        return ()
    return tuple(
        name for head in heads for name in (head["name"], *(f"{head['name']}／{item}" for item in head["items"]))
    )


def all_calculations(read: Read) -> list[Calculation]:
    """Every calculation by number."""
    return read.all(Calculation, order=("number",))


def all_simulations(read: Read) -> list[Simulation]:
    """Every run of a simulation by title."""
    return read.all(Simulation, order=("title",))
