"""Writing recordings, judging candidates (a named officer's act), entering what was made of originals."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from modules.edata.queries.acquisitions import frozen_files
from modules.edata.queries.media import all_recordings, derived_items, moment_at
from modules.edata.records import Candidate, Derived, Recording, Verdict
from modules.edata.rules.light import Change
from modules.edata.rules.numbers import next_number
from workstation.api import Event, Moment, Ref, StoredFile, UserError, Work

_LETTER, _DERIVED = "V", "F"  # F for what was derived; Y is hazards
_SAME_MS = 2000.0


def register_recording(work: Work, recording: Recording) -> Recording:
    """Enter a recording that was taken in; one of the same file stays as it is."""
    known = work.where(Recording, file_id=recording.file_id)
    if known:
        return known[0]
    taken = {other.number for other in all_recordings(work)}
    made = replace(recording, number=next_number(_LETTER, taken))
    work.put(made)
    return made


def describe_recording(work: Work, recording_id: str, **values: Any) -> Recording:
    """Correct what a recording is called, its clock, or which frame shows which time; its events follow."""
    recording = replace(work.get(Recording, recording_id), **values)
    if not recording.title.strip():
        raise UserError("edata.title_empty")
    work.put(recording)
    for candidate in work.where(Candidate, recording_id=recording_id):
        event = work.find(Event, candidate.event_id) if candidate.event_id else None
        moment = moment_at(work, recording, candidate.at_ms)
        if event is not None and moment is not None and event.moment != moment:
            work.put(replace(event, moment=moment, source=recording.title))
    return recording


def withdraw_recording(work: Work, recording_id: str, reason: str) -> None:
    """Take a recording out of the evidence; the original stays."""
    if not reason.strip():
        raise UserError("edata.reason_empty")
    work.put(replace(work.get(Recording, recording_id), withdrawn=reason.strip()))


def propose(
    work: Work, recording_id: str, changes: Sequence[Change], region: tuple[float, float, float, float]
) -> list[Candidate]:
    """Enter candidates; what is there already (within two seconds, of the same kind) is not entered twice."""
    recording = work.get(Recording, recording_id)
    known = work.where(Candidate, recording_id=recording_id)
    fresh = [
        Candidate(
            recording_id=recording.id, kind=change.kind, at_ms=change.at_ms, until_ms=change.until_ms,
            score=round(change.score, 2), region=region,
        )
        for change in changes
        if not any(old.kind is change.kind and abs(old.at_ms - change.at_ms) < _SAME_MS for old in known)
    ]
    work.put_many(fresh)
    return fresh


def confirm(work: Work, candidate_id: str, title: str, at_ms: float | None = None) -> Event:
    """An officer saw it: the candidate becomes an event at ``at_ms`` (or where it was found).

    Raises ``UserError``: ``work.sign_in``, ``edata.title_empty``, ``edata.no_anchor``, ``edata.frozen``.
    """
    candidate = work.get(Candidate, candidate_id)
    recording = _usable(work, candidate.recording_id)
    at = candidate.at_ms if at_ms is None else at_ms
    moment = moment_at(work, recording, at)
    if not title.strip():
        raise UserError("edata.title_empty")
    if moment is None:
        raise UserError("edata.no_anchor", title=recording.title)
    event = Event(
        id=candidate.event_id or f"{candidate.id[:24]}-event", title=title.strip(), moment=moment,
        source=recording.title, category="device", refs=(Ref("recordings", recording.id),),
    )
    work.put(event)
    work.put(replace(
        candidate, at_ms=at, verdict=Verdict.CONFIRMED, decided_by=work.decider.id, decided_at=Moment(utc=work.at),
        event_id=event.id, reason="",
    ))
    return event


def reject(work: Work, candidate_id: str, reason: str) -> None:
    """An officer saw that it is something else. Raises ``work.sign_in``, ``edata.reason_empty``."""
    if not reason.strip():
        raise UserError("edata.reason_empty")
    candidate = work.get(Candidate, candidate_id)
    if candidate.event_id and work.find(Event, candidate.event_id) is not None:
        work.remove(Event, candidate.event_id)
    work.put(replace(
        candidate, verdict=Verdict.REJECTED, decided_by=work.decider.id, decided_at=Moment(utc=work.at),
        reason=reason.strip(), event_id=None,
    ))


def mark(work: Work, recording_id: str, at_ms: float, title: str) -> Event:
    """Put what a person saw at a frame on the time line. Raises as ``confirm``."""
    recording = _usable(work, recording_id)
    moment = moment_at(work, recording, at_ms)
    if not title.strip():
        raise UserError("edata.title_empty")
    if moment is None:
        raise UserError("edata.no_anchor", title=recording.title)
    event = Event(title=title.strip(), moment=moment, source=recording.title, category="device",
                  refs=(Ref("recordings", recording.id),))
    work.put(event)
    return event


def enter_derived(work: Work, file: StoredFile, item: Derived) -> Derived:
    """Enter an item that was made of an original, with its file. The same item of the same source is entered once."""
    for known in derived_items(work):
        if (known.file_id, known.source, known.at_ms, known.path) == (file.id, item.source, item.at_ms, item.path):
            return known
    taken = {other.number for other in derived_items(work)}
    made = replace(
        item, file_id=file.id, number=next_number(_DERIVED, taken), made_by=work.officer.name,
        made_at=Moment(utc=work.at),
    )
    work.put_many((file, made))
    return made


def _usable(work: Work, recording_id: str) -> Recording:
    recording = work.get(Recording, recording_id)
    if recording.file_id in frozen_files(work):
        raise UserError("edata.frozen", title=recording.title)
    return recording

