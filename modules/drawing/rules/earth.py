"""Points of a drawing on the earth: its origin has a frame, its y axis an azimuth."""

import math
from collections.abc import Sequence

import numpy as np

from modules.drawing.records import Drawing, Point
from workstation.api import UNKNOWN_FRAME, GeoPoint, UserError, frames

_A, _F = 6_378_137.0, 1 / 298.257223563
_E2 = _F * (2 - _F)
GEOGRAPHIC = ("EPSG:4326", "EPSG:4490", "GCJ-02", "BD-09")


def on_earth(drawing: Drawing, point: Point) -> GeoPoint | None:
    """The point in the frame of the drawing's origin; none while place or north are unknown.

    In geographic frames metres become degrees by the radii of curvature at the origin (error below 1 mm within 1 km).
    """
    origin = drawing.origin
    if origin is None or drawing.north_deg is None or origin.frame == UNKNOWN_FRAME:
        return None
    turn = math.radians(drawing.north_deg)
    east = point[0] * math.cos(turn) + point[1] * math.sin(turn)
    north = point[1] * math.cos(turn) - point[0] * math.sin(turn)
    if origin.frame not in GEOGRAPHIC:
        return GeoPoint(x=origin.x + east, y=origin.y + north, frame=origin.frame, accuracy_m=origin.accuracy_m)
    along, across = metres_per_degree(origin.y)
    return GeoPoint(
        x=origin.x + east / across, y=origin.y + north / along, frame=origin.frame, accuracy_m=origin.accuracy_m
    )


def metres_per_degree(latitude_deg: float) -> tuple[float, float]:
    """How long a degree of latitude and of longitude is (radii of curvature of the WGS-84 ellipsoid)."""
    sine = math.sin(math.radians(latitude_deg))
    bottom = 1 - _E2 * sine * sine
    meridian, normal = _A * (1 - _E2) / bottom**1.5, _A / math.sqrt(bottom)
    cosine = max(1e-9, math.cos(math.radians(latitude_deg)))
    return math.radians(1) * meridian, math.radians(1) * normal * cosine


def azimuth_of(drawing: Drawing, angle_deg: float) -> float | None:
    """The azimuth (clockwise from north) of an angle of the drawing."""
    return None if drawing.north_deg is None else (90 - angle_deg + drawing.north_deg) % 360


def angle_of_azimuth(drawing: Drawing, azimuth_deg: float) -> float:
    """The angle in the drawing of an azimuth; where north is unknown the y axis is taken for it."""
    return (90 - azimuth_deg + (drawing.north_deg or 0.0)) % 360


def from_earth(drawing: Drawing, points: Sequence[Point], frame: str, sites: frames.Sites | None = None) -> list[Point]:
    """Points of a frame in the drawing's own metres: the inverse of ``on_earth``.

    Raises ``UserError``: ``drawing.not_placed`` while the drawing's place or north are unknown, and those of
    ``frames.convert``.
    """
    origin = drawing.origin
    if origin is None or drawing.north_deg is None or origin.frame == UNKNOWN_FRAME:
        raise UserError("drawing.not_placed", name=drawing.name)
    there = frames.convert(np.array(points, float).reshape(-1, 2), frame, origin.frame, sites)
    if not np.all(np.isfinite(there)):
        raise UserError("drawing.not_placed", name=drawing.name)
    east, north = there[:, 0] - origin.x, there[:, 1] - origin.y
    if origin.frame in GEOGRAPHIC:
        along, across = metres_per_degree(origin.y)
        east, north = east * across, north * along
    turn = math.radians(drawing.north_deg)
    x = east * math.cos(turn) - north * math.sin(turn)
    y = east * math.sin(turn) + north * math.cos(turn)
    return [(float(a), float(b)) for a, b in zip(x, y, strict=True)]
