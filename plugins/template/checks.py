"""Rules that the case is held against."""

from collections.abc import Iterator

from workstation.api import Finding, PluginRecord, Read, Ref, Severity

from .readings import all_readings
from .rules import wind_force

STRONG = 6


def strong_wind(read: Read) -> Iterator[Finding]:
    """Points at readings of force 6 and more: spread by flying brands has to be examined."""
    kind = read.registry.of(PluginRecord).name
    for reading in all_readings(read):
        force = wind_force(reading.wind_ms)
        if force >= STRONG:
            values = {"station": reading.station, "at": reading.at, "force": str(force)}
            yield Finding("weather_notes.strong_wind", values, Ref(kind, reading.id), Severity.INFO)
