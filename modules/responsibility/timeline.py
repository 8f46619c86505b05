"""What was done or left undone before the fire and what followed, on the shared time line and deadline board."""

from collections.abc import Iterator
from datetime import date, datetime, time

from modules.responsibility.queries import (
    LINK_WORDS,
    all_findings,
    document_items,
    handlings,
    party_names,
)
from modules.responsibility.records import DocumentState, Handling
from workstation.api import (
    BEIJING,
    HALF_A_DAY_S,
    N_,
    Due,
    DueItem,
    Moment,
    Read,
    Ref,
    Timeline,
    TimelineItem,
    zone,
)

_FOLLOWED = N_("Handling and transfer")
_LONGEST = 60


def items(read: Read) -> Iterator[TimelineItem]:
    """The facts of every finding that has a time, in the lane of its link, and how each handling went on."""
    parties = party_names(read)
    for finding in all_findings(read):
        begins = finding.begins or finding.ends
        if begins is not None:
            who = parties.get(finding.subject_id or "", "")
            title = "：".join(part for part in (who, finding.facts or finding.duty) if part)
            yield TimelineItem(Ref("responsibility", finding.id), title[:_LONGEST], begins,
                               finding.ends if finding.begins else None, LINK_WORDS[finding.link])
    for handling in handlings(read):
        yield from _course(handling)


def _course(handling: Handling) -> Iterator[TimelineItem]:
    ref = Ref("handlings", handling.id)
    if handling.proposed_at is not None:
        yield TimelineItem(ref, handling.measure[:_LONGEST], handling.proposed_at, lane=_FOLLOWED, part="proposed")
    for part, day, text in (
        ("transferred", handling.transferred_on, f"{handling.measure} → {handling.transferred_to}"),
        ("received", handling.received_on, f"{handling.received_by} ← {handling.measure}"),
        ("result", handling.result_on, handling.result),
    ):
        if day is not None:
            yield TimelineItem(ref, text.strip(" ←→")[:_LONGEST], _noon(day), lane=_FOLLOWED, part=part)


def _noon(day: date) -> Moment:
    """What has only a day stands at its noon, give or take half a day."""
    return Moment(utc=datetime.combine(day, time(12), zone(BEIJING)), uncertainty_s=HALF_A_DAY_S)


def dues(read: Read) -> Iterator[DueItem]:
    """Documents that were requested and are expected by a day; those that came have no date of arrival."""
    for item in document_items(read):
        record = item.record
        if record.state is DocumentState.REQUESTED and record.requested_on and record.expected_on:
            since = min(record.requested_on, record.expected_on)
            yield DueItem(Ref("link_documents", record.id), item.title("zh"), since, record.expected_on,
                          item.kind.clause if item.kind else "")


RESPONSIBILITY_TIMELINE = Timeline("responsibility", N_("Responsibility"), items)
RESPONSIBILITY_DUES = Due("responsibility", N_("Requested documents"), dues)
