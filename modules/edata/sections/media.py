"""Recordings in the dossier: what each is, by which clock, what was judged in it, and the frames that were kept."""

from collections.abc import Iterator, Sequence

from modules.edata.queries import all_clocks, clock_text, officer_names
from modules.edata.queries.media import (
    CANDIDATE_WORDS,
    VERDICT_WORDS,
    candidates,
    derived_items,
    moment_at,
    time_text,
    valid_recordings,
)
from modules.edata.records import Candidate, Derived, Recording
from workstation.api import (
    Block,
    Column,
    Heading,
    KeyValues,
    Notice,
    Photo,
    PhotoGrid,
    Read,
    Ref,
    StoredFile,
    Table,
    Words,
    anchor_of,
)


def build_recordings(read: Read, words: Words, _: str) -> Iterator[Block]:
    """Each recording with its original, its judged candidates and its frames."""
    recordings = valid_recordings(read)
    if not recordings:
        return
    found, items = candidates(read), derived_items(read)
    yield Heading(1, words("Video recordings"))
    for one in recordings:
        yield Heading(2, f"{one.number} {one.title}", anchor=anchor_of(Ref("recordings", one.id)))
        yield from _facts(read, one, words)
        yield from _judged(read, one, found.get(one.id, ()), words)
        yield from _frames(read, [item for item in items if item.source == Ref("recordings", one.id)], words)


def _facts(read: Read, one: Recording, words: Words) -> Iterator[Block]:
    file = read.find(StoredFile, one.file_id)
    clock = next((clock for clock in all_clocks(read) if clock.id == one.clock_id), None)
    begin, end = moment_at(read, one, 0.0), moment_at(read, one, one.readable_ms)
    yield KeyValues((
        (words("Original"), file.name if file else ""), ("SHA-256", file.sha256 if file else ""),
        (words("Camera or channel"), one.camera),
        (words("Format"), f"{one.width} × {one.height}, {one.per_second:g}/s, {one.codec}"),
        (words("Length of the video"), time_text(one.readable_ms)),
        (words("Clock"), f"{clock.name} {clock_text(clock, words)}" if clock else words("not checked")),
        (words("Corrected time"), f"{begin.text()} – {end.text('%H:%M:%S')} ±{begin.tolerance} s" if begin and end
         else words("time not known yet")),
    ))
    if one.readable_ms + 2000 < one.promised_ms:
        yield Notice(words("ends early: {promised} promised", promised=time_text(one.promised_ms)), "warning")


def _judged(read: Read, one: Recording, found: Sequence[Candidate], words: Words) -> Iterator[Block]:
    if not found:
        return
    names = officer_names(read)
    rows = []
    for candidate in found:
        moment = moment_at(read, one, candidate.at_ms)
        rows.append((
            time_text(candidate.at_ms), moment.text() if moment else "", words(CANDIDATE_WORDS[candidate.kind]),
            words(VERDICT_WORDS[candidate.verdict]), names.get(candidate.decided_by, ""), candidate.reason,
        ))
    yield Table(
        (Column(words("Time in the recording"), 1.1), Column(words("Corrected time"), 1.5),
         Column(words("Candidate"), 1.1), Column(words("Verdict on it"), 0.8), Column(words("Judged by"), 0.9),
         Column(words("Reason"), 1.4)),
        tuple(rows), caption=words("Moments that the program proposed; a named officer judged each."),
    )


def _frames(read: Read, items: Sequence[Derived], words: Words) -> Iterator[Block]:
    photos = []
    for item in items:
        file = read.find(StoredFile, item.file_id)
        if file is not None:
            photos.append(Photo(
                str(read.vault.path(file.sha256)), item.title, item.number,
                words("device {shown}", shown=item.shown) + f"  SHA-256 {file.sha256[:16]}…  {item.tool}",
                anchor=anchor_of(Ref("derived_items", item.id)),
            ))
    if photos:
        yield PhotoGrid(tuple(photos), per_page=2)
