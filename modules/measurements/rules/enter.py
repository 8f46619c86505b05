"""What people type: several readings in a line, in their unit; angles with or without signs."""

import re

from modules.measurements.records import ANGULAR, ReadingKind
from workstation.api import UserError

LENGTH_UNITS = {"m": 1.0, "cm": 0.01, "mm": 0.001}
_DEGREES = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*°\s*(?:(\d+(?:\.\d+)?)\s*[′'’]\s*)?(?:(\d+(?:\.\d+)?)\s*[″\"”]?)?")


def read_values(text: str, kind: ReadingKind, unit: str = "m") -> tuple[float, ...]:
    """The readings in a line, separated by spaces, commas or semicolons, in metres or degrees.

    Angles: ``123.4567`` or ``123°45′06.7″``. Raises ``UserError("measurements.values_unreadable")``.
    """
    plain = text.replace("−", "-").replace("，", " ").replace(";", " ").replace("；", " ").strip()
    if kind in ANGULAR and "°" in plain:
        values = _sexagesimal(plain)
    else:
        values = []
        for part in re.split(r"[\s,]+", plain):
            if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)", part):
                raise UserError("measurements.values_unreadable", text=text)
            values.append(float(part) * (1.0 if kind in ANGULAR else LENGTH_UNITS[unit]))
    return tuple(round(value, 9) for value in values)


def _sexagesimal(text: str) -> list[float]:
    values = []
    for match in _DEGREES.finditer(text):
        degrees, minutes, seconds = (float(part or 0) for part in match.groups())
        if minutes >= 60 or seconds >= 60:
            raise UserError("measurements.values_unreadable", text=text)
        size = abs(degrees) + minutes / 60 + seconds / 3600
        values.append(-size if match.group(1).startswith("-") else size)
    if not values or _DEGREES.sub("", text).strip(" ,"):
        raise UserError("measurements.values_unreadable", text=text)
    return values


def shown_values(values: tuple[float, ...], kind: ReadingKind) -> str:
    """The readings as they are typed again: metres to 0.1 mm, degrees to 0.001 seconds."""
    digits = 7 if kind in ANGULAR else 4
    return "  ".join(f"{value:.{digits}f}".rstrip("0").rstrip(".") or "0" for value in values)
