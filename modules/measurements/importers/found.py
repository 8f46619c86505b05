"""What a survey file holds, in one plain form for every format; it crosses the border of the sandbox as JSON."""

from dataclasses import asdict, dataclass, field
from typing import Any

from workstation.api import Parsed, UserError

MOST_LINES = 200_000
MOST_FAULTS = 100  # told one by one; the rest is counted


@dataclass
class FoundPoint:
    """A point of a file: x east, y north, as its ``frame`` says; ``at_utc`` is ISO text."""

    name: str
    x: float
    y: float
    frame: str
    height_m: float | None = None
    accuracy_m: float | None = None
    u_height_m: float | None = None
    at_utc: str = ""
    raw: str = ""
    line: int = 0
    note: str = ""


@dataclass
class FoundReading:
    """A reading of a file, in metres or degrees; points by their names."""

    kind: str
    value: float
    start: str
    end: str
    shot: str = ""
    round: str = ""
    instrument_height_m: float = 0.0
    target_height_m: float = 0.0
    at_utc: str = ""
    raw: str = ""
    line: int = 0


@dataclass
class Found:
    """Everything in a file; ``faults`` are lines that could not be read: line, code, values."""

    points: list[FoundPoint] = field(default_factory=list)
    readings: list[FoundReading] = field(default_factory=list)
    faults: list[tuple[int, str, dict[str, str]]] = field(default_factory=list)
    more_faults: int = 0
    lines: int = 0
    instrument: str = ""

    def fault(self, line: int, code: str, **values: object) -> None:
        """Note a line that could not be read."""
        if len(self.faults) >= MOST_FAULTS:
            self.more_faults += 1
        else:
            self.faults.append((line, code, {key: str(value) for key, value in values.items()}))

    def parsed(self) -> Parsed:
        """As it leaves the sandbox. Raises ``UserError("measurements.nothing_in_file")``."""
        if not self.points and not self.readings:
            first = self.faults[0][0] if self.faults else 0
            raise UserError("measurements.nothing_in_file", lines=self.lines, first=first)
        return Parsed(asdict(self))


def found_in(data: dict[str, Any]) -> Found:
    """What ``Found.parsed`` sent."""
    return Found(
        [FoundPoint(**point) for point in data["points"]], [FoundReading(**item) for item in data["readings"]],
        [(line, code, values) for line, code, values in data["faults"]], data["more_faults"], data["lines"],
        data["instrument"],
    )
