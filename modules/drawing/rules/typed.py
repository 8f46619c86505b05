"""What is typed while drawing: lengths, angles, coordinates. Plain numbers are millimetres, as on paper.

``3200`` a length in the direction of the cursor · ``3200<90`` a length at an angle · ``<45`` an angle alone ·
``1200,800`` to the right and up from the last point · ``=1200,800`` from the origin ·
``3.2m`` metres, ``12cm`` centimetres.
"""

import math
import re
from dataclasses import dataclass

from modules.drawing.records import FARTHEST_M, Point
from modules.drawing.rules.geometry import add, angle_of, distance, polar
from workstation.api import UserError

_NUMBER = re.compile(r"\s*([-+]?(?:\d+(?:\.\d*)?|\.\d+))\s*(mm|cm|m)?\s*", re.IGNORECASE)
_UNITS = {"mm": 0.001, "cm": 0.01, "m": 1.0}
_WIDE = str.maketrans("0123456789.,，<＜=＝@-＋", "0123456789.,,<<==@-+")


@dataclass(frozen=True)
class Typed:
    """What was typed: a length, an angle, both, or a place; ``absolute`` counts from the origin."""

    length_m: float | None = None
    angle_deg: float | None = None
    place: Point | None = None
    absolute: bool = False


def read_length(text: str) -> float:
    """A length in metres from ``3200``, ``3.2m``, ``12 cm``. Raises ``UserError("drawing.not_a_length")``."""
    found = _NUMBER.fullmatch(text.translate(_WIDE))
    if found is None:
        raise UserError("drawing.not_a_length", text=text[:40])
    length = float(found[1]) * _UNITS[(found[2] or "mm").lower()]
    if not math.isfinite(length) or abs(length) > FARTHEST_M:
        raise UserError("drawing.not_a_length", text=text[:40])
    return length


def read_angle(text: str) -> float:
    """Degrees. Raises ``UserError("drawing.not_an_angle")``."""
    try:
        angle = float(text.translate(_WIDE).strip().rstrip("°"))
    except ValueError as error:
        raise UserError("drawing.not_an_angle", text=text[:40]) from error
    if not math.isfinite(angle) or abs(angle) > 1e6:
        raise UserError("drawing.not_an_angle", text=text[:40])
    return angle % 360


def read(text: str) -> Typed:
    """Understand what was typed. Raises ``UserError`` with what is wrong."""
    plain = text.translate(_WIDE).strip()
    absolute = plain.startswith("=")
    plain = plain.lstrip("=@").strip()
    if "<" in plain:
        length, angle = plain.split("<", 1)
        return Typed(read_length(length) if length.strip() else None, read_angle(angle))
    if "," in plain:
        x, y = plain.split(",", 1)
        return Typed(place=(read_length(x), read_length(y)), absolute=absolute)
    return Typed(read_length(plain))


def place(typed: Typed, last: Point | None, cursor: Point) -> Point:
    """The point that is meant. Raises ``UserError("drawing.needs_a_start")`` if it counts from a point there isn't."""
    if typed.place is not None and (typed.absolute or last is None):
        return typed.place
    if last is None:
        raise UserError("drawing.needs_a_start")
    if typed.place is not None:
        return add(last, typed.place)
    length = typed.length_m if typed.length_m is not None else distance(last, cursor)
    angle = typed.angle_deg if typed.angle_deg is not None else angle_of(last, cursor)
    return polar(last, length, angle)


def locked(last: Point, cursor: Point, step_deg: float) -> Point:
    """The cursor led onto the nearest ray of a step of degrees (90: orthogonal, 15: polar)."""
    angle = round(angle_of(last, cursor) / step_deg) * step_deg
    away = distance(last, cursor) * math.cos(math.radians(angle_of(last, cursor) - angle))
    return polar(last, away, angle)
