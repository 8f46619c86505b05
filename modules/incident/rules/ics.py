"""Time limits as a calendar file (RFC 5545), with reminders before each last day."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

import icalendar

from modules.incident.rules.clocks import ClockState, Deadline

_OPEN = (ClockState.RUNNING, ClockState.PAUSED, ClockState.OVERDUE, ClockState.UNKNOWN)


def calendar_file(case_name: str, deadlines: Iterable[tuple[Deadline, str]], stamp: datetime) -> bytes:
    """Every time limit that is still open, each with what it is called; ``stamp`` (UTC) is when the file was made."""
    made = icalendar.Calendar()
    made.add("prodid", "-//Embercase//deadlines//ZH")
    made.add("version", "2.0")
    made.add("x-wr-calname", case_name)
    for deadline, title in deadlines:
        if deadline.state in _OPEN:
            made.add_component(_event(case_name, deadline, title, stamp))
    return bytes(made.to_ical())


def _event(case_name: str, deadline: Deadline, title: str, stamp: datetime) -> icalendar.Event:
    event = icalendar.Event()
    key = f"{case_name} {deadline.code} {deadline.start} {deadline.act_id}"
    event.add("uid", f"{hashlib.sha256(key.encode()).hexdigest()[:32]}@embercase")
    event.add("dtstamp", stamp)
    event.add("summary", title)
    event.add("description", f"{case_name}\n{deadline.clause}")
    event.add("transp", "TRANSPARENT")  # a last day does not make anybody busy
    if deadline.due_at is not None:
        event.add("dtstart", deadline.due_at)
    else:
        event.add("dtstart", deadline.due)
    before = [timedelta(hours=-2)] if deadline.due_at is not None else [
        timedelta(hours=9 - 24 * days) for days in deadline.remind_days  # at 9 o'clock of that day
    ]
    for trigger in before:
        reminder = icalendar.Alarm()
        reminder.add("action", "DISPLAY")
        reminder.add("description", title)
        reminder.add("trigger", trigger)
        event.add_component(reminder)
    return event
