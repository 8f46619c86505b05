"""When it was measured: one item for each instrument and hour, not one for every reading."""

from collections.abc import Iterator

from modules.measurements.queries import all_readings, instruments_by_id
from workstation.api import N_, Moment, Read, Ref, Timeline, TimelineItem


def items(read: Read) -> Iterator[TimelineItem]:
    """The hours in which something was measured, with the instrument and how many readings there were."""
    instruments = instruments_by_id(read)
    hours: dict[tuple[str, str], list[tuple[Moment, str]]] = {}
    for reading in all_readings(read):
        if reading.at is not None:
            key = reading.instrument_id or "", reading.at.utc.strftime("%Y%m%d%H")
            hours.setdefault(key, []).append((reading.at, reading.id))
    for (instrument_id, _), readings in hours.items():
        times = sorted((at for at, _ in readings), key=lambda moment: moment.utc)
        known = instruments.get(instrument_id)
        title = f"{known.name if known else '?'} × {len(readings)}"
        yield TimelineItem(Ref("readings", readings[0][1]), title, times[0], times[-1], N_("Measurements"))


MEASURING_TIMELINE = Timeline("measurements", N_("Measurements"), items)
