"""When claims of cause were decided."""

from collections.abc import Iterator

from modules.cause.queries import CAUSE_TOPICS, cause_claims
from workstation.api import N_, Read, Ref, Timeline, TimelineItem


def decisions(read: Read) -> Iterator[TimelineItem]:
    """Each decision at its time."""
    for claim in cause_claims(read):
        if claim.decided_at is not None:
            title = CAUSE_TOPICS[claim.topic]
            yield TimelineItem(Ref("claims", claim.id), title, claim.decided_at, lane=N_("Decisions on the cause"))


DECISIONS_TIMELINE = Timeline("cause", N_("Decisions on the cause"), decisions)
