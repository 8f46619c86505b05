"""The plane of the map: Web Mercator (EPSG:3857), its tiles, and how long a metre is on it."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from workstation.api import UNKNOWN_FRAME, WGS84, GeoPoint, UserError, drawing, frames

PLANE = frames.WEB_MERCATOR
HALF = 20_037_508.342789244
"""Half the width of the plane, in metres (π·6378137)."""

TILE_PX = 256
_RADIUS = 6_378_137.0
_STEEPEST = 2 * math.atan(math.exp(math.pi)) - math.pi / 2  # radians of latitude: the edge of the plane


@dataclass(frozen=True)
class Tile:
    """Column and row from the north-west corner at a zoom."""

    zoom: int
    column: int
    row: int

    @property
    def box(self) -> drawing.Box:
        """West, south, east, north on the plane."""
        edge = 2 * HALF / (1 << self.zoom)
        west, north = self.column * edge - HALF, HALF - self.row * edge
        return west, north - edge, west + edge, north


def zoom_for(px_per_m: float, least: int, most: int) -> int:
    """The zoom whose tiles are shown between three quarters and one and a half times their size."""
    wanted = math.log2(max(px_per_m, 1e-12) * 2 * HALF / TILE_PX)
    return min(max(math.floor(wanted + 0.42), least), most)


def tiles_in(box: drawing.Box, zoom: int, limit: int = 400) -> Iterator[Tile]:
    """The tiles that meet a box of the plane, nearest to its middle first; of too many none."""
    count, edge = 1 << zoom, 2 * HALF / (1 << zoom)
    if not all(map(math.isfinite, box)):
        return
    first_column, last_column = (min(max(math.floor((x + HALF) / edge), 0), count - 1) for x in (box[0], box[2]))
    first_row, last_row = (min(max(math.floor((HALF - y) / edge), 0), count - 1) for y in (box[3], box[1]))
    if (last_column - first_column + 1) * (last_row - first_row + 1) > limit:
        return
    x, y = (box[0] + box[2] - edge) / 2, (box[1] + box[3] - edge) / 2
    found = [
        Tile(zoom, column, row)
        for column in range(first_column, last_column + 1) for row in range(first_row, last_row + 1)
    ]
    yield from sorted(found, key=lambda tile: abs(tile.box[0] - x) + abs(tile.box[1] - y))


def to_degrees(points: drawing.Floats) -> drawing.Floats:
    """Points of the plane (n, 2) as longitude and latitude (WGS-84)."""
    x, y = points[:, 0] / _RADIUS, points[:, 1] / _RADIUS
    return np.asarray(np.degrees(np.column_stack((x, 2 * np.arctan(np.exp(y)) - np.pi / 2))))


def from_degrees(points: drawing.Floats) -> drawing.Floats:
    """Longitude and latitude (n, 2) on the plane; latitudes beyond its edge are put there."""
    turned = np.radians(points)
    latitude = np.clip(turned[:, 1], -_STEEPEST, _STEEPEST)
    return np.column_stack((turned[:, 0] * _RADIUS, np.log(np.tan(np.pi / 4 + latitude / 2)) * _RADIUS))


def degrees_at(x: float, y: float) -> tuple[float, float]:
    """One point of the plane in degrees."""
    (point,) = to_degrees(np.array([[x, y]]))
    return float(point[0]), float(point[1])


def plane_at(longitude: float, latitude: float) -> tuple[float, float]:
    """One place on the plane."""
    (point,) = from_degrees(np.array([[longitude, latitude]]))
    return float(point[0]), float(point[1])


def true_scale(y: float) -> float:
    """How many true metres one metre of the plane is at that height: cos φ (on the sphere of the projection)."""
    return 1 / math.cosh(min(max(y / _RADIUS, -20.0), 20.0))


@dataclass(frozen=True)
class Placed:
    """A point on the plane; ``sure`` is false where its frame is not known: drawn grey, for orientation only.
    ``accuracy_m`` is its mean point error (one sigma), none where nobody said it."""

    x: float
    y: float
    sure: bool
    accuracy_m: float | None = None


def placed(point: GeoPoint, sites: frames.Sites) -> Placed | None:
    """Where a point lies on the map; none where nobody can say.

    Drawn grey and never measured: numbers of unknown frame that could be degrees in or near China, and points whose
    frame goes over only roughly (a site frame of two control points, another datum without parameters).
    """
    if point.frame == UNKNOWN_FRAME:
        if 70 <= point.x <= 140 and 0 <= point.y <= 56:
            return Placed(*plane_at(point.x, point.y), sure=False)
        return None
    try:
        sure = frames.trust(point.frame, WGS84, sites).accuracy_m is not None
        at = frames.converted(point, WGS84, sites)
    except UserError:
        return None
    return Placed(*plane_at(at.x, at.y), sure=sure, accuracy_m=at.accuracy_m if sure else None)
