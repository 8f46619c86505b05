"""How sure lengths and areas of a drawing are, by what its points are said to be uncertain."""

from collections.abc import Sequence

import numpy as np

from modules.drawing.records import Drawing, Point
from workstation.api import Measured
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


def _covariance(drawing: Drawing, points: Sequence[Point]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.eye(2 * len(points)) * (drawing.point_u_m or 0.0) ** 2


def _nothing(points: Sequence[Point]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.zeros((2 * len(points), 2 * len(points)))
