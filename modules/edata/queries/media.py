"""Reading recordings, what was found in them, and the items that were made of originals."""

from collections import defaultdict
from datetime import datetime, timedelta

from modules.edata.queries.clocks import corrector
from modules.edata.records import Candidate, CandidateKind, Derived, Recording, Verdict
from workstation.api import N_, Moment, Read

CANDIDATE_WORDS: dict[CandidateKind, str] = {
    CandidateKind.FLAME: N_("Possible flame"), CandidateKind.FLICKER: N_("Flickering light"),
    CandidateKind.LIGHT: N_("Change of light"), CandidateKind.SMOKE: N_("Possible smoke"),
    CandidateKind.MOTION: N_("Movement"),
}
VERDICT_WORDS: dict[Verdict, str] = {
    Verdict.OPEN: N_("to be judged"), Verdict.CONFIRMED: N_("confirmed"), Verdict.REJECTED: N_("rejected"),
}
_READING_S = 0.5  # a display of whole seconds, read at a change, is known to half of one


def all_recordings(read: Read) -> list[Recording]:
    """Every recording by number, withdrawn ones too."""
    return read.all(Recording, order=("number",))


def valid_recordings(read: Read) -> list[Recording]:
    """Every recording that was not withdrawn."""
    return read.where(Recording, order=("number",), withdrawn="")


def candidates(read: Read) -> dict[str, list[Candidate]]:
    """The candidates of each recording in the order of time."""
    found: dict[str, list[Candidate]] = defaultdict(list)
    for one in read.all(Candidate, order=("at_ms",)):
        found[one.recording_id].append(one)
    return found


def derived_items(read: Read) -> list[Derived]:
    """Everything that was made of originals, by number."""
    return read.all(Derived, order=("number",))


def shown_at(recording: Recording, at_ms: float) -> datetime | None:
    """What the clock of the device shows at a frame; none while no frame was compared with its display."""
    if not recording.anchor_shown:
        return None
    return datetime.fromisoformat(recording.anchor_shown) + timedelta(milliseconds=at_ms - recording.anchor_ms)


def moment_at(read: Read, recording: Recording, at_ms: float) -> Moment | None:
    """The corrected time of a frame: with the doubt of the clock, of its display, and of half a frame."""
    shown = shown_at(recording, at_ms)
    if shown is None:
        return None
    reading = _READING_S + (0.5 / recording.per_second if recording.per_second else 0.0)
    return corrector(read, recording.clock_id)(shown, shown.isoformat(sep=" "), reading)


def time_text(at_ms: float) -> str:
    """A time in a video as 0:01:02.340."""
    seconds, milliseconds = divmod(round(at_ms), 1000)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}.{milliseconds:03}"
