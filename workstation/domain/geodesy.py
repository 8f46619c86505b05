"""Lengths, areas, bearings and buffers on the ellipsoid, between points in degrees."""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from workstation.domain.drawing.marks import Floats

if TYPE_CHECKING:
    from pyproj import Geod


@lru_cache(maxsize=1)
def _geod() -> "Geod":
    """The ellipsoids of CGCS2000 and WGS-84 differ by a tenth of a millimetre."""
    from pyproj import Geod

    return Geod(ellps="WGS84")


@dataclass(frozen=True)
class Leg:
    """From one point to another: metres, and the azimuth at the start, clockwise from north."""

    length_m: float
    bearing_deg: float


def leg(start: tuple[float, float], end: tuple[float, float]) -> Leg:
    """The shortest way between two points (longitude, latitude)."""
    forward, _, length = _geod().inv(start[0], start[1], end[0], end[1])
    return Leg(float(length), float(forward) % 360)


def length_m(points: Floats) -> float:
    """The length of a line through points (n, 2)."""
    return float(_geod().line_length(points[:, 0], points[:, 1])) if len(points) > 1 else 0.0


def area_m2(points: Floats) -> float:
    """The area of a ring (n, 2), whichever way it runs."""
    return abs(float(_geod().polygon_area_perimeter(points[:, 0], points[:, 1])[0])) if len(points) > 2 else 0.0


def destination(start: tuple[float, float], bearing_deg: float, distance_m: float) -> tuple[float, float]:
    """Where one gets from a point."""
    lon, lat, _ = _geod().fwd(start[0], start[1], bearing_deg, distance_m)
    return float(lon), float(lat)


def circle(centre: tuple[float, float], radius_m: float, count: int = 72) -> Floats:
    """The points at one distance from a point, (count, 2)."""
    bearings = np.linspace(0, 360, count, endpoint=False)
    lon, lat, _ = _geod().fwd(
        np.full(count, centre[0]), np.full(count, centre[1]), bearings, np.full(count, float(radius_m))
    )
    return np.column_stack((lon, lat))


def sector(
    centre: tuple[float, float], bearing_deg: float, angle_deg: float, radius_m: float, count: int = 24
) -> Floats:
    """What a camera sees: the centre, and an arc of ``angle_deg`` about its bearing."""
    bearings = bearing_deg + np.linspace(-angle_deg / 2, angle_deg / 2, count)
    lon, lat, _ = _geod().fwd(
        np.full(count, centre[0]), np.full(count, centre[1]), bearings, np.full(count, float(radius_m))
    )
    return np.vstack(([centre], np.column_stack((lon, lat))))


def compass(bearing_deg: float) -> str:
    """The nearest of eight winds: N, NE, E …"""
    return ("N", "NE", "E", "SE", "S", "SW", "W", "NW")[math.floor((bearing_deg % 360) / 45 + 0.5) % 8]
