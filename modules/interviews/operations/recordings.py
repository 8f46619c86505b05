"""Writing recordings: attached with the hash that the vault gave them, and where each answer stands in them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from modules.interviews.records import Exchange, Interview, Medium, Recording, RecordingMark
from workstation.api import Moment, StoredFile, UserError, Work


def attach(work: Work, interview_id: str, file: StoredFile, facts: dict[str, Any]) -> Recording:
    """Attach a file of the vault; ``facts`` may hold ``medium``, ``duration_s``, ``began`` and ``device``."""
    work.get(Interview, interview_id)
    for known in work.where(Recording, interview_id=interview_id, file_id=file.id):
        if not known.withdrawn:
            return known
    recording = Recording(
        interview_id=interview_id, file_id=file.id, medium=Medium(facts.get("medium", Medium.AUDIO)),
        duration_s=facts.get("duration_s"), began=facts.get("began"), device=facts.get("device", ""),
    )
    work.put(recording)
    work.note(file=file.name, sha256=file.sha256)
    return recording


def describe_recording(
    work: Work, recording_id: str, *, began: Moment | None, excerpt: bool, device: str, note: str
) -> Recording:
    """Say when a recording began, with what it was made, and whether it is a part of a longer one."""
    recording = work.get(Recording, recording_id)
    recording = replace(recording, began=began, excerpt=excerpt, device=device.strip(), note=note.strip())
    work.put(recording)
    return recording


def withdraw_recording(work: Work, recording_id: str, reason: str) -> None:
    """Take a recording off the interview; the original stays in the vault."""
    if not reason.strip():
        raise UserError("interviews.reason_empty")
    work.put(replace(work.get(Recording, recording_id), withdrawn=reason.strip()))


def mark_moment(work: Work, recording_id: str, exchange_id: str, at_s: float) -> RecordingMark:
    """Say where in a recording an answer begins, in seconds; a new mark takes the place of the old one."""
    recording, exchange = work.get(Recording, recording_id), work.get(Exchange, exchange_id)
    if recording.interview_id != exchange.interview_id:
        raise UserError("interviews.other_recording")
    if recording.duration_s is not None and at_s > recording.duration_s + 1:
        raise UserError("interviews.mark_beyond", at=_clock(at_s), length=_clock(recording.duration_s))
    for known in work.where(RecordingMark, recording_id=recording_id):
        if known.exchange_id == exchange_id:
            work.remove(RecordingMark, known.id)
    mark = RecordingMark(recording_id=recording_id, exchange_id=exchange_id, at_s=max(0.0, at_s))
    work.put(mark)
    return mark


def _clock(seconds: float) -> str:
    return str(timedelta(seconds=round(seconds)))
