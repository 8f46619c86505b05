"""Logs in the dossier: how each was read, by which clock, and the rows that became events."""

from collections.abc import Iterator

from modules.edata.queries import all_clocks, clock_text
from modules.edata.queries.logs import KIND_WORDS, valid_logs
from workstation.api import Block, Column, Event, Heading, KeyValues, Read, Ref, StoredFile, Table, Words, anchor_of


def build_logs(read: Read, words: Words, _: str) -> Iterator[Block]:
    """Each log with its original, and what was taken from it with raw and corrected time."""
    logs = valid_logs(read)
    if not logs:
        return
    clocks = {clock.id: clock for clock in all_clocks(read)}
    events: dict[str, list[Event]] = {}
    for event in read.all(Event):
        if event.refs and event.refs[0].kind == "logs":
            events.setdefault(event.refs[0].id, []).append(event)
    yield Heading(1, words("Logs"))
    for log in logs:
        file, clock = read.find(StoredFile, log.file_id), clocks.get(log.clock_id or "")
        yield Heading(2, f"{log.number} {log.title}", anchor=anchor_of(Ref("logs", log.id)))
        clock_name = f"{clock.name} {clock_text(clock, words)}" if clock else words("(display taken as Beijing time)")
        yield KeyValues((
            (words("Kind"), words(KIND_WORDS[log.kind])), (words("Original"), file.name if file else ""),
            ("SHA-256", file.sha256 if file else ""), (words("Clock"), clock_name), (words("Source"), log.source),
            (words("Time shown"), f"{log.first} – {log.last}" if log.first else ""),
            (words("Rows"), words("{rows} rows; {undated} without a readable time; {bad} lines that are no text",
                                  rows=f"{log.rows:,}", undated=f"{log.undated:,}", bad=f"{log.bad_lines:,}")),
        ))
        rows = sorted(events.get(log.id, ()), key=lambda event: event.moment.utc)
        if rows:
            yield Table(
                (Column(words("Display"), 1.4), Column(words("Corrected time"), 1.4), Column("± s", 0.5, "right"),
                 Column(words("Text"), 3.2)),
                tuple((event.moment.raw, event.moment.text(), event.moment.tolerance, event.title) for event in rows),
            )
