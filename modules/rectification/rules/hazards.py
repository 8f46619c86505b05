"""The steps of a hazard (隐患闭环): 上报、跟踪、整改、复查、销账, each only after those that may go before it."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from modules.rectification.records import Hazard, HazardAct, HazardStep
from workstation.api import Ref


class HazardState(StrEnum):
    """How a hazard stands."""

    FOUND = "found"
    REPORTED = "reported"
    TRACKED = "tracked"
    MENDED = "mended"
    FAILED = "failed"
    PASSED = "passed"
    CLOSED = "closed"


NEXT: dict[HazardState, tuple[HazardStep, ...]] = {
    HazardState.FOUND: (HazardStep.REPORT,),
    HazardState.REPORTED: (HazardStep.TRACK, HazardStep.MEND),
    HazardState.TRACKED: (HazardStep.TRACK, HazardStep.MEND),
    HazardState.MENDED: (HazardStep.REVIEW,),
    HazardState.FAILED: (HazardStep.TRACK, HazardStep.MEND),
    HazardState.PASSED: (HazardStep.CLOSE,),
    HazardState.CLOSED: (),
}
_AFTER = {
    HazardStep.REPORT: HazardState.REPORTED, HazardStep.TRACK: HazardState.TRACKED,
    HazardStep.MEND: HazardState.MENDED, HazardStep.CLOSE: HazardState.CLOSED,
}


def standing(acts: Sequence[HazardAct]) -> list[HazardAct]:
    """The acts that were not withdrawn, in order of time."""
    return sorted((act for act in acts if not act.withdrawn), key=lambda act: (act.at.utc, _ORDER[act.step], act.id))


_ORDER = {step: place for place, step in enumerate(HazardStep)}


def hazard_state(acts: Sequence[HazardAct]) -> HazardState:
    """How a hazard stands after its acts."""
    known = standing(acts)
    if not known:
        return HazardState.FOUND
    last = known[-1]
    if last.step is HazardStep.REVIEW:
        return HazardState.PASSED if last.passed else HazardState.FAILED
    return _AFTER[last.step]


def proof_of(acts: Sequence[HazardAct]) -> tuple[Ref, ...]:
    """What proves that it was mended: of the newest mending and the review after it."""
    found: list[Ref] = []
    for act in standing(acts):
        if act.step is HazardStep.MEND:
            found = list(act.refs)
        elif act.step is HazardStep.REVIEW:
            found += act.refs
    return tuple(dict.fromkeys(found))


def out_of_order(acts: Sequence[HazardAct]) -> HazardAct | None:
    """The first act that could not follow those before it (as in facts brought in from elsewhere), or none."""
    known = standing(acts)
    for place, act in enumerate(known):
        before = known[:place]
        if act.step not in NEXT[hazard_state(before)]:
            return act
        if act.step is HazardStep.CLOSE and not proof_of(before):
            return act
    return None


def hazard_late(hazard: Hazard, acts: Sequence[HazardAct], today: date) -> int:
    """By how many days a hazard is late that was not closed; 0 where it is not."""
    if hazard.deadline is None or hazard_state(acts) is HazardState.CLOSED:
        return 0
    return max(0, (today - hazard.deadline).days)
