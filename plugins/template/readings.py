"""What the plugin keeps in a case: weather readings, as JSON under its own name."""

from dataclasses import dataclass

from workstation.api import Moment, PluginRecord, Read, beijing

PLUGIN = "weather_notes"
COLLECTION = "readings"


@dataclass(frozen=True)
class Reading:
    """One reading of a weather station; wind speed in m/s, temperature in °C, ``at`` in local time (ISO)."""

    id: str
    station: str
    at: str
    wind_ms: float
    temperature_c: float

    @property
    def moment(self) -> Moment:
        """When it was measured."""
        return beijing(self.at)


def to_record(reading: Reading) -> PluginRecord:
    """The reading as the workstation stores it."""
    body = {
        "station": reading.station,
        "at": reading.at,
        "wind_ms": reading.wind_ms,
        "temperature_c": reading.temperature_c,
    }
    return PluginRecord(id=reading.id, plugin=PLUGIN, collection=COLLECTION, body=body)


def all_readings(read: Read) -> list[Reading]:
    """Every reading of the case, earliest first."""
    records = read.where(PluginRecord, plugin=PLUGIN, collection=COLLECTION)
    return sorted((Reading(id=record.id, **record.body) for record in records), key=lambda found: found.at)
