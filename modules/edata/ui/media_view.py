"""What the player shows: recordings with their times, candidates, derived items."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from modules.edata import queries
from modules.edata.queries.media import candidates, derived_items, moment_at, time_text, valid_recordings
from modules.edata.records import Candidate, Derived, Recording
from workstation.api import Clock, Moment, Read, StoredFile, Words


@dataclass(frozen=True)
class PlayerView:
    """Recordings, the hashes of their originals, and the corrected time of each one's first frame, where known."""

    recordings: list[Recording] = field(default_factory=list)
    paths: dict[str, str] = field(default_factory=dict)
    begins: dict[str, Moment | None] = field(default_factory=dict)
    candidates: dict[str, list[Candidate]] = field(default_factory=dict)
    derived: list[Derived] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    frozen: set[str] = field(default_factory=set)

    def shift_ms(self, first: Recording, other: Recording) -> float:
        """What is to be added to a time of the first to be at the same instant in the other; 0 where unknown."""
        one, two = self.begins.get(first.id), self.begins.get(other.id)
        return (one.utc - two.utc).total_seconds() * 1000 if one is not None and two is not None else 0.0

    def status(self, recording: Recording, at_ms: float, words: Words) -> tuple[str, str]:
        """Where a frame is: in the video, by the device, in Beijing time; and what the video is."""
        parts = [f"{time_text(at_ms)} / {time_text(recording.readable_ms)}"]
        begin = self.begins.get(recording.id)
        if begin is None:
            parts.append(words("press T at a frame whose clock can be read: then every frame has its time"))
        else:
            past = timedelta(milliseconds=at_ms)
            shown = datetime.fromisoformat(begin.raw) + past
            parts.append(words("device {shown}", shown=shown.strftime("%Y-%m-%d %H:%M:%S")))
            true = (begin.local + past).strftime("%H:%M:%S.%f")[:-3]
            parts.append(words("Beijing time {at} ± {doubt} s", at=true, doubt=f"{begin.uncertainty_s:g}"))
        facts = f"{recording.width} × {recording.height}  {recording.per_second:g}/s  {recording.codec}"
        if recording.file_id in self.frozen:
            facts = words("CHANGED: frozen")
        elif recording.readable_ms + 2000 < recording.promised_ms:
            facts += "  " + words("ends early: {promised} promised", promised=time_text(recording.promised_ms))
        return "   ·   ".join(parts), facts


def load_view(read: Read) -> PlayerView:
    """Everything that the player shows of the case."""
    recordings = valid_recordings(read)
    files = {file.id: file for file in read.get_many(StoredFile, [one.file_id for one in recordings])}
    return PlayerView(
        recordings, {one.id: files[one.file_id].sha256 for one in recordings if one.file_id in files},
        {one.id: moment_at(read, one, 0.0) for one in recordings}, candidates(read), derived_items(read),
        queries.all_clocks(read), queries.frozen_files(read),
    )
