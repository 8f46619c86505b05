"""How sure lengths and areas of a drawing are, by what its points are said to be uncertain."""

import math
from collections.abc import Sequence

import numpy as np

from modules.drawing.records import Drawing, Point
from workstation.api import Measured, measured_text
from workstation.api.survey import area, path_length


def length_of_way(drawing: Drawing, points: Sequence[Point], *, closed: bool = False) -> Measured:
    """The length of a way through drawn points; points count as independent."""
    return path_length(points, _covariance(drawing, points), closed=closed) if drawing.point_u_m else Measured(
        path_length(points, _nothing(points), closed=closed).value)


def area_within(drawing: Drawing, outline: Sequence[Point], area_m2: float) -> Measured:
    """An area that was computed, with what the corners of its outline leave uncertain."""
    if not drawing.point_u_m or len(outline) < 3:
        return Measured(area_m2, None, "m²")
    return Measured(area_m2, area(outline, _covariance(drawing, outline)).u, "m²")


def u_of_lengths(drawing: Drawing) -> float | None:
    """The standard uncertainty of a length between two drawn points, none while nobody stated that of a point."""
    return None if drawing.point_u_m is None else math.sqrt(2) * drawing.point_u_m


def length_text(drawing: Drawing, length_m: float) -> str:
    """A length with its ± where it is known, otherwise to the centimetre."""
    u = u_of_lengths(drawing)
    return f"{length_m:.2f} m" if u is None else measured_text(length_m, u)


def area_text(drawing: Drawing, outline: Sequence[Point], area_m2: float) -> str:
    """The area of a room with its ± where it is known, otherwise with two decimals."""
    found = area_within(drawing, outline, area_m2)
    return f"{area_m2:.2f} m²" if found.u is None else found.text()


def _covariance(drawing: Drawing, points: Sequence[Point]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.eye(2 * len(points)) * (drawing.point_u_m or 0.0) ** 2


def _nothing(points: Sequence[Point]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.zeros((2 * len(points), 2 * len(points)))
