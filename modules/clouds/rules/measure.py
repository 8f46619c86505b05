"""Measures between points of a cloud, each with its uncertainty.

The uncertainty of a picked point has three parts: what was meant lies within the spacing of the points (uniform, so
spacing / √12), the coordinates are whole steps of the scale (scale / √12), and what the scanner's accuracy is said to
be. It is carried on to the value by the law of propagation (GUM, JCGM 100:2008, 5.1.2) with numerical derivatives.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from modules.clouds.records import LEAST_POINTS, Cloud, Measure, MeasureKind, Triple
from modules.clouds.rules.clipping import Clip
from modules.clouds.rules.morton import Array
from modules.clouds.rules.placing import Place
from modules.clouds.rules.pyramid import Pyramid
from modules.clouds.rules.regions import plane_in, region_of, volume_in
from modules.clouds.rules.scene import Scene, Spot
from workstation.api import UserError

_NEIGHBOURS = 4


def value_of(kind: MeasureKind, points: Array) -> float:
    """The value of a measure of points (n, 3): length, signed height of the last above the first, angle at the middle
    point in degrees, area of a polygon on its best plane. A point has its height as value.

    Raises ``UserError("clouds.too_few_points" | "clouds.no_value")``.
    """
    if len(points) < LEAST_POINTS[kind]:
        raise UserError("clouds.too_few_points", wanted=LEAST_POINTS[kind], given=len(points))
    match kind:
        case MeasureKind.POINT:
            return float(points[0, 2])
        case MeasureKind.DISTANCE:
            return float(np.linalg.norm(np.diff(points, axis=0), axis=1).sum())
        case MeasureKind.VERTICAL:
            return float(points[-1, 2] - points[0, 2])
        case MeasureKind.ANGLE:
            first, second = points[0] - points[1], points[2] - points[1]
            lengths = float(np.linalg.norm(first) * np.linalg.norm(second))
            if lengths == 0:
                raise UserError("clouds.no_value")
            return math.degrees(math.atan2(float(np.linalg.norm(np.cross(first, second))), float(first @ second)))
        case MeasureKind.AREA:
            return float(np.linalg.norm(_area_vector(points)))
        case MeasureKind.VOLUME | MeasureKind.PLANE:  # of what lies between the points: see ``surveyed``
            raise UserError("clouds.no_value")


def _area_vector(points: Array) -> Array:
    """Half the sum of the cross products: its length is the area on the plane it stands on (Newell)."""
    local = points - points.mean(axis=0)
    vector: Array = np.cross(local, np.roll(local, -1, axis=0)).sum(axis=0) / 2
    return vector


def uncertainty_of(kind: MeasureKind, points: Array, sigmas: Sequence[float]) -> float:
    """One standard deviation of the value, when the point i is uncertain by ``sigmas[i]`` in every direction."""
    total = 0.0
    for at, sigma in enumerate(sigmas):
        step = max(1e-6, sigma * 1e-2)
        for axis in range(3):
            ahead, behind = points.copy(), points.copy()
            ahead[at, axis] += step
            behind[at, axis] -= step
            total += ((value_of(kind, ahead) - value_of(kind, behind)) / (2 * step) * sigma) ** 2
    return math.sqrt(total)


def details_of(kind: MeasureKind, points: Array) -> dict[str, float]:
    """What else is worth saying: the parts of a distance; how far a polygon leaves its plane, and its perimeter."""
    if kind is MeasureKind.DISTANCE:
        away = points[-1] - points[0]
        return {"horizontal": float(np.hypot(away[0], away[1])), "vertical": float(away[2])}
    if kind is MeasureKind.AREA:
        normal = _area_vector(points)
        length = float(np.linalg.norm(normal))
        off = np.abs((points - points.mean(axis=0)) @ (normal / length)) if length else np.zeros(1)
        around = np.linalg.norm(points - np.roll(points, -1, axis=0), axis=1).sum()
        return {"perimeter": float(around), "off_plane": float(off.max())}
    return {}


def spacing_near(pyramid: Pyramid, point: Triple) -> float:
    """How far the points lie apart around a place, in real units: to the fourth nearest of the whole cloud."""
    wanted = np.array(point)
    local = wanted - pyramid.origin
    node, found = 0, np.full(_NEIGHBOURS + 1, np.inf)
    while node >= 0:
        for at in range(pyramid.piece_from[node], pyramid.piece_from[node + 1]):
            index = slice(pyramid.first[at], pyramid.first[at] + pyramid.count[at])
            whole = pyramid.columns["position"][index].astype(np.float64)
            away = np.linalg.norm((whole - pyramid.middle) * pyramid.scale - local, axis=1)
            nearest = np.partition(away, _NEIGHBOURS)[: _NEIGHBOURS + 1] if len(away) > _NEIGHBOURS else away
            found = np.sort(np.concatenate([found, nearest]))[: _NEIGHBOURS + 1]
        inside = [
            below for below in pyramid.child[node]
            if below >= 0 and (np.abs(local - pyramid.centre[below]) <= pyramid.half[below]).all()
        ]
        node = inside[0] if inside else -1
    near = found[np.isfinite(found)]
    return float(near[-1]) if len(near) else 0.0


def point_sigma(spacing: float, scale: float, accuracy: float) -> float:
    """The uncertainty of a picked point in one direction, all in the same unit."""
    return math.sqrt(spacing**2 / 12 + scale**2 / 12 + accuracy**2)


def measured(cloud: Cloud, scene: Scene, kind: MeasureKind, spots: Sequence[Spot]) -> Measure:
    """The measure of picked points in the frame of the cloud that leads the scene, in metres where the unit is known; a
    point stays in the units of its file, as its coordinates do. Raises ``UserError`` as ``value_of`` does."""
    factor = cloud.metres or 1.0
    xyz = np.array([spot.here for spot in spots])
    sigmas = [_sigma(cloud, scene, spot) for spot in spots]
    power = {MeasureKind.ANGLE: 0, MeasureKind.POINT: 0, MeasureKind.AREA: 2}.get(kind, 1)
    unit = {MeasureKind.ANGLE: "°", MeasureKind.AREA: "m²"}.get(kind, "m")
    if cloud.metres is None and kind is not MeasureKind.ANGLE:
        unit = "u²" if power == 2 else "u"
    if kind is MeasureKind.POINT and factor != 1.0:
        unit = "u"
    extra = {name: value * factor for name, value in details_of(kind, xyz).items()}
    return Measure(
        **_ends(cloud, kind, spots), value=value_of(kind, xyz) * factor**power,
        uncertainty=uncertainty_of(kind, xyz, sigmas) * factor**power, unit=unit, extra=extra,
    )


def surveyed(
    cloud: Cloud, scene: Scene, kind: MeasureKind, spots: Sequence[Spot], clip: Clip | None
) -> Measure:
    """The plane through, or the volume over, all that lies within a picked polygon and the clipping box.

    Raises ``UserError``: ``clouds.no_plane``, ``clouds.too_empty``, ``clouds.too_few_points``."""
    if len(spots) < LEAST_POINTS[kind]:
        raise UserError("clouds.too_few_points", wanted=LEAST_POINTS[kind], given=len(spots))
    factor = cloud.metres or 1.0
    region = region_of(np.array([spot.here for spot in spots]))
    sigmas = [_sigma(cloud, scene, spot) for spot in spots]
    sigma = math.sqrt(sum(one**2 for one in sigmas)) / len(sigmas)  # of a plane through so many picks, at its middle
    metres = cloud.metres is not None
    if kind is MeasureKind.PLANE:
        plane = plane_in(region, scene, sigma, clip)
        extra = {"azimuth_deg": plane.azimuth_deg, "rms": plane.rms * factor, "off_plane": plane.farthest * factor,
                 "count": float(plane.points), "metric": float(metres)}
        value, spread, unit = plane.inclination_deg, plane.uncertainty_deg, "°"
    else:
        found = volume_in(region, scene, sigma, clip)
        extra = {"above": found.above * factor**3, "below": found.below * factor**3, "covered": found.covered,
                 "cell": found.cell * factor, "area": region.area * factor**2}
        value, spread = (found.above - found.below) * factor**3, found.uncertainty * factor**3
        unit = "m³" if metres else "u³"
    return Measure(**_ends(cloud, kind, spots), value=value, uncertainty=spread, unit=unit, extra=extra)


def _ends(cloud: Cloud, kind: MeasureKind, spots: Sequence[Spot]) -> dict[str, Any]:
    others = any(spot.cloud_id != cloud.id for spot in spots)
    return {
        "cloud_id": cloud.id, "kind": kind, "points": tuple(spot.exact for spot in spots),
        "clouds": tuple(spot.cloud_id for spot in spots) if others else (),
    }


def _sigma(cloud: Cloud, scene: Scene, spot: Spot) -> float:
    """The uncertainty of a picked point; what the registration of its cloud leaves comes on top."""
    part = scene.part_of(spot.cloud_id) or scene.parts[0]
    step = float(np.abs(part.pyramid.scale).max())
    accuracy = (cloud.accuracy_m or 0.0) / (cloud.metres or 1.0)
    return math.hypot(point_sigma(spacing_near(part.pyramid, spot.exact), step, accuracy), part.sigma)


def places_of(measure: Measure, places: Mapping[str, Place]) -> Array | None:
    """The points (n, 3) of a measure in the frame of the cloud that leads; none when one of its clouds lies nowhere."""
    clouds = measure.clouds or (measure.cloud_id,) * len(measure.points)
    if not all(cloud_id in places for cloud_id in clouds):
        return None
    pairs = zip(clouds, measure.points, strict=True)
    return np.array([places[cloud_id].rigid.apply(np.array(point)) for cloud_id, point in pairs])
