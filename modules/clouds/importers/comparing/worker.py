"""The far side of comparing: distances, statistics, a picture at true scale, and the points for the view."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from modules.clouds.importers.picturing import Raster, mean_per_pixel, save_picture
from modules.clouds.records import DeviationKind, PlaneSource
from modules.clouds.rules.clipping import Clip
from modules.clouds.rules.deviation import (
    colours_of,
    plane_for,
    scale_for,
    statistics_of,
    to_surface,
    volume_between,
)
from modules.clouds.rules.morton import Array
from modules.clouds.rules.near import points_in
from modules.clouds.rules.planes import Plane
from modules.clouds.rules.pyramid import Pyramid, open_pyramid
from modules.clouds.rules.registration import Rigid
from workstation.api import UserError

Message = dict[str, Any]
_MOST, _MOST_SURFACE = 1_500_000, 4_000_000
_WIDTH_PX = 1600
_EVERYWHERE = ((-np.inf,) * 3, (np.inf,) * 3)


def main() -> None:
    """Answer one request."""
    said: Message = json.loads(sys.stdin.readline())
    try:
        answer = answered(said)
    except UserError as error:
        answer = {"error": error.code, "values": {name: str(value) for name, value in error.values.items()}}
    print(json.dumps(answer))


def answered(said: Message) -> Message:
    """Statistics, and the files ``picture.png`` and ``points.npz`` in the folder ``out``."""
    pyramid, kind = open_pyramid(Path(said["cloud"])), DeviationKind(said["kind"])
    index, points = _taken(said, pyramid)
    answer: Message = {}
    plan = Plane(np.zeros(3), np.array([0.0, 0.0, 1.0]))
    if kind is DeviationKind.PLANE:
        plan = plane_for(points, PlaneSource(said["plane"]), tuple(tuple(pick) for pick in said["picks"]))
        values = plan.distances(points) * said["metres"]
        answer["plane"] = {"normal": plan.normal.tolist(), "point": plan.point.tolist(),
                           "rms": plan.rms * said["metres"]}
    else:
        there, surface = _in_reference(said, points)
        metres = said["metres"]
        values = to_surface(there * metres, surface * metres, said["reach"])
    scale = said["scale"] or scale_for(values)
    tolerance = said["tolerance"] or scale / 5
    answer |= {"scale": scale, "tolerance": tolerance, "statistics": asdict(statistics_of(values, scale, tolerance))}
    if kind is DeviationKind.VOLUME:
        cell = said["cell"] or _cell(there * metres)
        volume = volume_between(surface * metres, there * metres, cell, tolerance, said["u"])
        answer["volume"] = asdict(volume)
    out = Path(said["out"])
    _draw(out, points, values, plan, said["metres"], scale)
    held = np.isfinite(values)
    np.savez(out / "points.npz", index=index[held], values=values[held].astype(np.float32), total=pyramid.total)
    return answer


def _taken(said: Message, pyramid: Pyramid) -> tuple[Array, Array]:
    """The points within the box, as it is turned, and their indices."""
    if said["box"] is None:
        index = points_in(pyramid, _EVERYWHERE, _MOST)
        return index, pyramid.coordinates(index)
    clip = Clip(said["box"], said["turn"])
    index = points_in(pyramid, clip.around(), _MOST)
    points = pyramid.coordinates(index)
    held = clip.inside(points)
    return index[held], points[held]


def _in_reference(said: Message, points: Array) -> tuple[Array, Array]:
    """The points in the frame of the reference, and those of the reference around them, both about one origin."""
    there = Rigid.of_matrix(np.array(said["matrix"])).apply(points)
    if not len(there):
        raise UserError("clouds.nothing_to_compare")
    margin = said["reach"] / said["metres"]
    low, high = there.min(axis=0) - margin, there.max(axis=0) + margin
    reference = open_pyramid(Path(said["reference"]))
    box: Any = (tuple(low.tolist()), tuple(high.tolist()))
    surface = reference.coordinates(points_in(reference, box, _MOST_SURFACE))
    return there - low, surface - low


def _cell(points: Array) -> float:
    """Cells with about nine points each, from 1 cm on."""
    span = np.ptp(points[:, :2], axis=0)
    return max(0.01, round(3 * float(np.sqrt(span[0] * span[1] / len(points))), 3))


def _draw(out: Path, points: Array, values: Array, plane: Plane, metres: float, scale: float) -> None:
    """Seen against the normal of the plane: from above, or from the side that is positive."""
    held = np.isfinite(values)
    points, values = points[held], values[held]
    across, up = plane.axes()
    flat = np.stack([(points - plane.point) @ across, (points - plane.point) @ up], axis=1) * metres
    raster = Raster.around(flat, _WIDTH_PX)
    mean, seen = mean_per_pixel(raster, flat, values)
    picture = np.full((*mean.shape, 3), 255, np.uint8)
    picture[seen] = colours_of(mean[seen], scale)
    save_picture(picture, out / "picture.png", raster.metres_per_px)


if __name__ == "__main__":
    main()
