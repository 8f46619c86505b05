"""Readings, points and networks can be found and cited."""

from collections.abc import Iterator

from modules.measurements.queries import (
    INSTRUMENT_WORDS,
    KIND_WORDS,
    NETWORK_WORDS,
    POINT_WORDS,
    all_instruments,
    all_networks,
    all_points,
    all_readings,
    reading_title,
    value_text,
)
from modules.measurements.rules.reading import evaluate
from workstation.api import N_, Read, Ref, Search, SearchEntry


def reading_entries(read: Read) -> Iterator[SearchEntry]:
    """Every reading with its value, from its record alone."""
    for reading in all_readings(read):
        title = f"{reading_title(reading)} {value_text(evaluate(reading, None))}"
        yield SearchEntry(Ref("readings", reading.id), title, "", KIND_WORDS[reading.kind])


def point_entries(read: Read) -> Iterator[SearchEntry]:
    """Every point."""
    for point in all_points(read):
        yield SearchEntry(Ref("survey_points", point.id), point.name, "", POINT_WORDS[point.kind])


def instrument_entries(read: Read) -> Iterator[SearchEntry]:
    """Every instrument."""
    for item in all_instruments(read):
        yield SearchEntry(Ref("instruments", item.id), item.name, item.serial_number, INSTRUMENT_WORDS[item.kind])


def network_entries(read: Read) -> Iterator[SearchEntry]:
    """Every network."""
    for network in all_networks(read):
        yield SearchEntry(Ref("survey_networks", network.id), network.name, "", NETWORK_WORDS[network.kind])


SEARCHES = (
    Search("readings", N_("Readings"), "measurements", reading_entries, evidence=True),
    Search("survey_points", N_("Survey points"), "measurements.points", point_entries, evidence=True),
    Search("instruments", N_("Instruments"), "measurements.instruments", instrument_entries),
    Search("survey_networks", N_("Adjustments"), "measurements.networks", network_entries, evidence=True),
)
