"""What is measured on the map, with what places and clicks leave uncertain (one sigma; ± is told with k = 2)."""

import math
from collections.abc import Sequence

import numpy as np

from modules.map.rules.items import Item
from modules.map.rules.mercator import true_scale
from workstation.api import drawing, measured_text
from workstation.api.survey import area, path_length

CLICK_PX = 1.0
"""How well a place is met by a click, along either axis."""


def length_text(metres: float, u_m: float | None = None) -> str:
    """A length as people say it, with its ± where it is known."""
    if metres >= 1000:
        return measured_text(metres / 1000, u_m / 1000, "km") if u_m else f"{metres / 1000:.3f} km"
    return measured_text(metres, u_m) if u_m else f"{metres:.1f} m"


def area_text(square_metres: float, u_m2: float | None = None) -> str:
    """An area as people say it, with its ± where it is known."""
    if square_metres >= 1e6:
        return measured_text(square_metres / 1e6, u_m2 / 1e6, "km²") if u_m2 else f"{square_metres / 1e6:.3f} km²"
    return measured_text(square_metres, u_m2, "m²") if u_m2 else f"{square_metres:.1f} m²"


def between(one: Item, other: Item) -> float | None:
    """The uncertainty of the distance of two things; none where nobody said how sure their places are.

    An accuracy is the mean point error, of both axes together: half of its square lies along the way. An approximate
    place is no measurement: all that it may be off by may lie along the way.
    """
    if one.within_m or other.within_m:
        return math.hypot(one.accuracy_m or 0.0, other.accuracy_m or 0.0)
    if one.accuracy_m is None or other.accuracy_m is None:
        return None
    return math.hypot(one.accuracy_m, other.accuracy_m) / math.sqrt(2)


def radius_text(metres: float) -> str:
    """The radius of an approximate place."""
    return f"{metres / 1000:.3g} km" if metres >= 1000 else f"{metres:.3g} m"


def of_clicks(points: Sequence[drawing.Point], px_per_m: Sequence[float], *, closed: bool = False) -> float:
    """The uncertainty of the length of a way through points of the plane that were clicked at these magnifications."""
    places, covariance = _clicked(points, px_per_m)
    return path_length(places, covariance, closed=closed).u or 0.0


def of_clicked_area(points: Sequence[drawing.Point], px_per_m: Sequence[float]) -> float:
    """The uncertainty of an area whose corners were clicked, in m²."""
    places, covariance = _clicked(points, px_per_m)
    return area(places, covariance).u or 0.0


def _clicked(
    points: Sequence[drawing.Point], px_per_m: Sequence[float]
) -> tuple[list[drawing.Point], drawing.Floats]:
    """The points in true metres, and their covariance."""
    scale = true_scale(sum(y for _, y in points) / len(points))
    u = np.repeat(CLICK_PX * scale / np.array(px_per_m), 2)
    return [(x * scale, y * scale) for x, y in points], np.diag(u**2)
