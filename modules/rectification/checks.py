"""What the evaluation asks for (R21): clocks, proof, on-site checks."""

from collections.abc import Iterator

from modules.rectification.queries import evaluation, evaluation_clocks, measures
from modules.rectification.rules import CountedState, counted_state
from workstation.api import N_, Check, Finding, Read, Ref, Severity, today


def timers(read: Read) -> Iterator[Finding]:
    """R21: the evaluation is open after 10 months and due after 12."""
    clocks = evaluation_clocks(read)
    if clocks is None or evaluation(read).evaluated_at is not None:
        return
    values = {"opens": clocks.opens.isoformat(), "due": clocks.due.isoformat()}
    if today() > clocks.due:
        yield Finding("rectification.overdue", values, severity=Severity.ERROR)
    elif today() >= clocks.opens:
        yield Finding("rectification.open", values)


def proofs(read: Read) -> Iterator[Finding]:
    """「完成」 without proof does not count; what is done is checked on site."""
    for measure in measures(read):
        ref, values = Ref("measures", measure.id), {"number": measure.number, "text": measure.text[:40]}
        state = counted_state(measure, today())
        if state is CountedState.UNPROVEN:
            yield Finding("rectification.unproven", values, ref, Severity.ERROR)
        elif state is CountedState.OVERDUE:
            yield Finding("rectification.measure_overdue", values, ref, Severity.ERROR)
        elif state is CountedState.DONE and measure.checked_at is None:
            yield Finding("rectification.unchecked", values, ref)
        if measure.unit_id is None:
            yield Finding("rectification.no_unit", values, ref)


CHECKS = (
    Check("rectification.r21", N_("Evaluation in time"), "安委办〔2021〕4号;R21", timers),
    Check("rectification.proof", N_("Proof of measures"), "安委办〔2021〕4号;R21", proofs),
)
