"""The readings beside everything else that has a time."""

from collections.abc import Iterator

from workstation.api import PluginRecord, Read, Ref, TimelineItem

from .readings import all_readings
from .rules import wind_force


def items(read: Read) -> Iterator[TimelineItem]:
    """One item a reading."""
    kind = read.registry.of(PluginRecord).name
    for reading in all_readings(read):
        wind = f"{reading.wind_ms:g} m/s ({wind_force(reading.wind_ms)} 级)"
        title = f"{reading.station} {wind} {reading.temperature_c:g} °C"
        yield TimelineItem(Ref(kind, reading.id), title, reading.moment, lane="weather")
