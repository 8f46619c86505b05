"""Writing logs; their rows become events only where a person picks them or a word marks them."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from modules.edata.queries.clocks import corrector
from modules.edata.queries.logs import Row, all_logs, row_text
from modules.edata.records import Log
from modules.edata.rules.numbers import next_number
from workstation.api import Event, Ref, UserError, Work

MOST_EVENTS = 2000
_LETTER = "G"
_LONGEST = 120


def register_log(work: Work, log: Log) -> Log:
    """Enter a log that was read, or one that was read in another way."""
    if not log.title.strip():
        raise UserError("edata.title_empty")
    others = {other.number for other in all_logs(work) if other.id != log.id}
    made = replace(log, title=log.title.strip(), number=log.number or next_number(_LETTER, others))
    work.put(made)
    return made


def describe_log(work: Work, log_id: str, **values: Any) -> Log:
    """Correct what a log is called, its kind or clock; events read from it follow the clock."""
    log = replace(work.get(Log, log_id), **values)
    if not log.title.strip():
        raise UserError("edata.title_empty")
    work.put(log)
    moment = corrector(work, log.clock_id)
    for event in work.all(Event):
        if event.refs and event.refs[0] == Ref("logs", log_id) and event.moment.raw:
            at = moment(datetime.fromisoformat(event.moment.raw), event.moment.raw)
            work.put(replace(event, moment=at, source=log.title))
    return log


def withdraw_log(work: Work, log_id: str, reason: str) -> None:
    """Take a log out of the evidence; the file, and events that were made of it, stay."""
    if not reason.strip():
        raise UserError("edata.reason_empty")
    work.put(replace(work.get(Log, log_id), withdrawn=reason.strip()))


def make_events(work: Work, log_id: str, rows: Sequence[Row]) -> list[Event]:
    """Put rows on the time line, each with what was shown and what time that was. The same row is the same event.

    Raises ``UserError``: ``edata.too_many_events``, ``edata.no_time_in_rows``.
    """
    log = work.get(Log, log_id)
    dated = [row for row in rows if row.shown is not None]
    if len(dated) > MOST_EVENTS:
        raise UserError("edata.too_many_events", count=len(dated), most=MOST_EVENTS)
    if not dated:
        raise UserError("edata.no_time_in_rows", title=log.title)
    moment = corrector(work, log.clock_id)
    events = []
    for row in dated:
        assert row.shown is not None
        raw = row.shown.isoformat(sep=" ")
        events.append(Event(
            id=event_id(log, row.number), title=row_text(log, row)[:_LONGEST], moment=moment(row.shown, raw),
            source=log.title, category="device", refs=(Ref("logs", log.id),), note=row.text.strip()[:400],
        ))
    work.put_many(events)
    return events


def event_id(log: Log, row: int) -> str:
    """The id of the event that a row is on the time line."""
    return hashlib.sha256(f"{log.id} row {row}".encode()).hexdigest()[:32]
