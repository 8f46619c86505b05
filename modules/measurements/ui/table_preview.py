"""What the first lines of a table would become, in words."""

from collections.abc import Iterator

from modules.measurements.importers.found import Found
from modules.measurements.queries import KIND_WORDS
from modules.measurements.records import ReadingKind
from workstation.api import Words

_SHOWN = 3
_IN_DEGREES = ("direction", "zenith", "bearing")


def told(found: Found, words: Words) -> str:
    """How many points, readings and faults the first lines give, with some of each."""
    head = words("Of the first lines: {points} points, {readings} readings, {faults} lines that can't be read.",
                 points=len(found.points), readings=len(found.readings), faults=len(found.faults))
    return "\n".join((head, *_some(found, words)))


def _some(found: Found, words: Words) -> Iterator[str]:
    for point in found.points[:_SHOWN]:
        text = words("{name}: east {east}, north {north}", name=point.name, east=f"{point.x:.4f}",
                     north=f"{point.y:.4f}")
        yield text if point.height_m is None else text + words(", height {height} m", height=f"{point.height_m:.4f}")
    for reading in found.readings[:_SHOWN]:
        unit = "°" if reading.kind in _IN_DEGREES else " m"
        name = words(KIND_WORDS[ReadingKind(reading.kind)])
        yield f"{reading.start} → {reading.end}: {name} {reading.value:.5f}{unit}"
    for line, _, values in found.faults[:1]:
        yield words("Line {line} can't be read: {text}", line=line, text=values.get("text", ""))
