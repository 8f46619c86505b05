"""Makes readings findable and citable as evidence."""

from collections.abc import Iterator

from workstation.api import PluginRecord, Read, Ref, SearchEntry

from .readings import all_readings


def entries(read: Read) -> Iterator[SearchEntry]:
    """One entry a reading."""
    kind = read.registry.of(PluginRecord).name
    for reading in all_readings(read):
        detail = f"{reading.wind_ms:g} m/s {reading.temperature_c:g} °C"
        yield SearchEntry(Ref(kind, reading.id), f"{reading.station} {reading.at}", detail=detail)
