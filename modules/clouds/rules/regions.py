"""What lies within a polygon that was picked: the plane through it, and the volume between the surface and a plane."""

import math
from dataclasses import dataclass

import numpy as np
import shapely

from modules.clouds.rules.clipping import Clip
from modules.clouds.rules.morton import Array
from modules.clouds.rules.near import points_in
from modules.clouds.rules.planes import Plane, fit_plane
from modules.clouds.rules.scene import Scene, triple
from workstation.api import UserError

_MOST = 3_000_000  # points of one cloud; more would not change the result
_LEAST = 12
_CELLS = 200  # along the longer side
_PER_CELL = 6  # points on average at least
_OUTLIER = 3.0


@dataclass(frozen=True)
class Region:
    """A polygon on its best plane, in the scene's real coordinates: ``outline`` (n, 2) along the plane's axes."""

    plane: Plane
    outline: Array

    @property
    def extent(self) -> float:
        """The longer side."""
        return float(np.ptp(self.outline, axis=0).max())

    @property
    def area(self) -> float:
        """The area of the polygon."""
        return float(shapely.Polygon(self.outline).area)

    def local(self, points: Array) -> Array:
        """Points (n, 3) as along, up and off the plane."""
        across, up = self.plane.axes()
        away = points - self.plane.point
        made: Array = np.stack([away @ across, away @ up, away @ self.plane.normal], axis=1)
        return made


def region_of(picks: Array) -> Region:
    """The region of picked points (n, 3). Raises ``UserError("clouds.no_plane")`` for points in one line."""
    plane = fit_plane(picks)
    return Region(plane, Region(plane, np.empty((0, 2))).local(picks)[:, :2])


def seen_in(region: Region, scene: Scene, off: float, clip: Clip | None) -> Array:
    """Points (n, 3: along, up, off the plane) of all clouds within the polygon and ``off`` at most from its plane.

    Raises ``UserError("clouds.too_empty")`` for less than a dozen."""
    across, up = region.plane.axes()
    corners = np.array([
        region.plane.point + across * a + up * b + region.plane.normal * c
        for a, b in region.outline for c in (-off, off)
    ])
    found = []
    for part in scene.parts:
        there = part.rigid.inverse().apply(corners)
        index = points_in(part.pyramid, (triple(there.min(axis=0)), triple(there.max(axis=0))), _MOST)
        here = part.rigid.apply(part.pyramid.coordinates(index))
        if clip is not None:
            here = here[clip.inside(here)]
        found.append(region.local(here))
    points = np.concatenate(found)
    points = points[np.abs(points[:, 2]) <= off]
    inside: Array = points[shapely.contains_xy(shapely.Polygon(region.outline), points[:, 0], points[:, 1])]
    if len(inside) < _LEAST:
        raise UserError("clouds.too_empty", found=len(inside))
    return inside


@dataclass(frozen=True)
class PlaneFit:
    """The plane through what lies in a region: inclination (0° level, 90° upright), the direction to which its normal
    looks (clockwise from the y axis), how far points leave it, and one standard deviation of the inclination."""

    inclination_deg: float
    azimuth_deg: float
    rms: float
    farthest: float
    points: int
    uncertainty_deg: float


def plane_in(region: Region, scene: Scene, sigma: float, clip: Clip | None) -> PlaneFit:
    """Fit a plane to what lies near the picked one. Points farther off than three times the scatter are left out once.
    ``sigma`` is what all points of a place may be off together; across the region it tilts the plane."""
    picked = float(np.abs(region.plane.rms))
    points = seen_in(region, scene, max(4 * picked, 0.05 * region.extent), clip)
    spread = float(np.median(np.abs(points[:, 2] - np.median(points[:, 2])))) * 1.4826
    near = np.abs(points[:, 2] - np.median(points[:, 2])) <= max(_OUTLIER * spread, 2 * picked)
    fitted = fit_plane(points[near] if near.sum() >= _LEAST else points)
    across, up = region.plane.axes()
    normal = across * fitted.normal[0] + up * fitted.normal[1] + region.plane.normal * fitted.normal[2]
    level = math.hypot(normal[0], normal[1])
    tilt = math.degrees(math.atan2(level, abs(float(normal[2]))))
    azimuth = math.degrees(math.atan2(float(normal[0]), float(normal[1]))) % 360
    lever = max(1e-9, float(np.sqrt(points[:, :2].var(axis=0).min())))
    random = fitted.rms / math.sqrt(max(1, fitted.points)) / lever
    off = fitted.distances(points[near])
    return PlaneFit(
        tilt, azimuth, fitted.rms, float(np.abs(off).max()), fitted.points,
        math.degrees(math.hypot(random, sigma / max(1e-9, region.extent))),
    )


@dataclass(frozen=True)
class VolumeFound:
    """Between the surface and the picked plane: above it and below it (on the side away from its normal), with one
    standard deviation of their difference; ``covered`` is the share of the polygon where points were seen."""

    above: float
    below: float
    uncertainty: float
    covered: float
    cell: float


def volume_in(region: Region, scene: Scene, sigma: float, clip: Clip | None) -> VolumeFound:
    """The volume over square cells: the mean height of each, the mean of all where none was seen.

    ``sigma`` (the plane's and the scan's) lifts the whole surface; what is not covered may be as far off as the heights
    scatter."""
    points = seen_in(region, scene, region.extent / 2, clip)
    low, high = region.outline.min(axis=0), region.outline.max(axis=0)
    cell = max(region.extent / _CELLS, math.sqrt(region.area * _PER_CELL / len(points)))
    wide, tall = (max(1, int(count)) for count in np.ceil((high - low) / cell))
    columns, rows = (np.minimum((points[:, axis] - low[axis]) // cell, most - 1).astype(np.int64)
                     for axis, most in ((0, wide), (1, tall)))
    at = rows * wide + columns
    counts = np.bincount(at, minlength=wide * tall)
    seen = counts > 0
    heights = np.bincount(at, points[:, 2], minlength=wide * tall)[seen] / counts[seen]
    share = min(1.0, float(seen.sum()) * cell**2 / region.area)
    scaled = region.area / len(heights)
    empty = region.area * (1 - share) * float(heights.std())
    return VolumeFound(
        float(heights[heights > 0].sum()) * scaled, float(-heights[heights < 0].sum()) * scaled,
        math.hypot(region.area * sigma, empty), share, cell,
    )
