"""Writes, named as verbs; each is called inside one ``Work`` and is undone without any code here."""

from collections.abc import Iterable

from workstation.api import Work

from .readings import Reading, to_record


def add_readings(work: Work, readings: Iterable[Reading]) -> None:
    """Store readings; those that are there already are replaced, so that importing twice changes nothing."""
    work.put_many(to_record(reading) for reading in readings)
