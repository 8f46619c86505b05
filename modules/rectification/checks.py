"""What the evaluation asks for (R21): clocks, proof, on-site checks, hazards closed with proof, team, publication."""

from collections.abc import Iterator

from modules.rectification.queries import (
    acts,
    evaluation,
    evaluation_clocks,
    hazards,
    measures,
    pairs,
    private_names,
    proposed_rating,
    publication,
    rule_data,
    shot,
    subjects,
    substitutes,
    team,
)
from modules.rectification.records import EVALUATION_ID, PUBLICATION_ID
from modules.rectification.rules.hazards import HazardState, hazard_late, hazard_state, out_of_order
from modules.rectification.rules.measures import CountedState, counted_state
from modules.rectification.rules.publishing import leaks
from workstation.api import N_, Check, Finding, Read, Ref, Severity, today

_TURNED_DEG = 45.0  # photographs of one view look the same way, give or take


def timers(read: Read) -> Iterator[Finding]:
    """R21: the evaluation is open after 10 months and due after 12, or as the province has it."""
    clocks = evaluation_clocks(read)
    if clocks is None or evaluation(read).evaluated_at is not None:
        return
    values = {"opens": clocks.opens.isoformat(), "due": clocks.due.isoformat()}
    if today() > clocks.due:
        yield Finding("rectification.overdue", values, severity=Severity.ERROR)
    elif today() >= clocks.opens:
        yield Finding("rectification.open", values)
    if clocks.work_due is not None and today() > clocks.work_due:
        yield Finding("rectification.work_overdue", {"due": clocks.work_due.isoformat()}, severity=Severity.ERROR)


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


def hazard_history(read: Read) -> Iterator[Finding]:
    """隐患闭环: reported, tracked, mended, reviewed, closed, in this order and in time."""
    history = acts(read)
    for hazard in hazards(read):
        known = history.get(hazard.id, [])
        ref, values = Ref("hazards", hazard.id), {"number": hazard.number, "text": hazard.text[:40]}
        wrong = out_of_order(known)
        if wrong is not None:
            yield Finding("rectification.hazard_order", values | {"at": wrong.at.text("%Y-%m-%d")}, ref, Severity.ERROR)
        late = hazard_late(hazard, known, today())
        if late:
            yield Finding("rectification.hazard_overdue", values | {"days": str(late)}, ref, Severity.ERROR)
        if hazard_state(known) is HazardState.FOUND:
            yield Finding("rectification.hazard_unreported", values, ref)
        if hazard.unit_id is None:
            yield Finding("rectification.hazard_no_unit", values, ref)


def photographs(read: Read) -> Iterator[Finding]:
    """Before and after: the same view, and the later photograph was taken later."""
    called = subjects(read)
    for pair in pairs(read):
        ref, values = Ref("photo_pairs", pair.id), {"subject": called.get(pair.subject, "—"), "view": pair.view or "—"}
        before, after = shot(read, pair.before), shot(read, pair.after)
        if before.taken is not None and after.taken is not None and after.taken.utc <= before.taken.utc:
            yield Finding("rectification.pair_order", values, ref, Severity.ERROR)
        if before.direction_deg is not None and after.direction_deg is not None:
            turned = abs((after.direction_deg - before.direction_deg + 180) % 360 - 180)
            if turned > _TURNED_DEG:
                yield Finding("rectification.pair_turned", values | {"degrees": f"{turned:.0f}"}, ref)
        if not pair.same_view:
            yield Finding("rectification.pair_view", values, ref, Severity.INFO)


def whole(read: Read) -> Iterator[Finding]:
    """The team, the site that is gone, and what was changed after it was rated or concluded."""
    written, data = evaluation(read), rule_data(read)
    if written == type(written)(id=EVALUATION_ID):
        return
    members = team(read)
    for role in data.get("team", ()):
        if sum(one.role == role["role"] and not one.avoided for one in members) < role["least"]:
            yield Finding("rectification.team", {"role": role["name"]["zh"], "least": str(role["least"])})
    if written.site_gone and len(substitutes(read)) < data.get("substitute_sites", 0):
        yield Finding("rectification.no_substitute", {"least": str(data["substitute_sites"])}, severity=Severity.ERROR)
    if written.rating and written.rating_proposed != proposed_rating(read):
        yield Finding("rectification.rating_stale", severity=Severity.ERROR)
    done = written.evaluated_at
    if done is not None:
        for measure in measures(read):
            if measure.evaluated_at is None or measure.evaluated_at.utc > done.utc:
                yield Finding("rectification.changed_since", {"number": measure.number}, Ref("measures", measure.id),
                              Severity.ERROR)


def published(read: Read) -> Iterator[Finding]:
    """What the evaluation found is made public, without personal data."""
    text, ref = publication(read), Ref("publications", PUBLICATION_ID)
    for leak in leaks(text.text, *private_names(read)):
        yield Finding("rectification.leak", {"text": leak.text, "place": str(leak.start + 1)}, ref, Severity.ERROR)
    if evaluation(read).evaluated_at is not None and text.published_on is None:
        yield Finding("rectification.unpublished")


_BASIS = "安委办〔2021〕4号；R21"
CHECKS = (
    Check("rectification.r21", N_("Evaluation in time"), _BASIS, timers),
    Check("rectification.proof", N_("Proof of measures"), _BASIS, proofs),
    Check("rectification.hazards", N_("Hazards closed with proof"), _BASIS, hazard_history),
    Check("rectification.pairs", N_("Photographs before and after"), _BASIS, photographs),
    Check("rectification.whole", N_("Evaluation as a whole"), _BASIS, whole),
    Check("rectification.published", N_("Text for the public"), _BASIS, published),
)
