"""Interviews on the time line; the times that people state are events, which are there already."""

from collections.abc import Iterator

from modules.interviews.queries import valid_interviews
from workstation.api import N_, Read, Ref, Timeline, TimelineItem


def items(read: Read) -> Iterator[TimelineItem]:
    """When each interview was held."""
    for interview in valid_interviews(read):
        if interview.begun is not None:
            title = f"{interview.number} {interview.name}"
            yield TimelineItem(
                Ref("interviews", interview.id), title, interview.begun, interview.ended, lane=N_("Interviews")
            )


INTERVIEW_TIMELINE = Timeline("interviews", N_("Interviews"), items)
