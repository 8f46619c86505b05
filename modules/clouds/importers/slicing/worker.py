"""The far side of slices and pictures at true scale."""

import json
import sys
from dataclasses import asdict
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from modules.clouds.importers.picturing import Raster, save_picture
from modules.clouds.importers.slicing.georaster import write_raster
from modules.clouds.records import Box
from modules.clouds.rules.clipping import Clip
from modules.clouds.rules.morton import Array
from modules.clouds.rules.near import points_in
from modules.clouds.rules.pyramid import Pyramid, open_pyramid
from modules.clouds.rules.registration import Rigid
from modules.clouds.rules.walls import propose_walls
from workstation.api import UserError

Message = dict[str, Any]
_FAR = 1e7
_MOST = 12_000_000
_MOST_WALLS = 400_000
_BEYOND_M = 1.0
_LEAST = 20
_WAYS = {  # right and towards the eye, in the frame
    "plan": ((1, 0, 0), (0, 0, 1)), "south": ((1, 0, 0), (0, -1, 0)), "north": ((-1, 0, 0), (0, 1, 0)),
    "east": ((0, 1, 0), (1, 0, 0)), "west": ((0, -1, 0), (-1, 0, 0)),
}


def main() -> None:
    """Answer one request."""
    said: Message = json.loads(sys.stdin.readline())
    try:
        answer = sliced(said) if said["do"] == "slice" else pictured(said)
    except UserError as error:
        answer = {"error": error.code, "values": {name: str(value) for name, value in error.values.items()}}
    except OSError as error:
        values = {"path": str(said["out"]), "reason": error.strerror or str(error)}
        answer = {"error": "derived.not_written", "values": values}
    print(json.dumps(answer))


def _points(said: Message, pyramid: Pyramid, box: Box) -> tuple[Array, Array]:
    """The points within a box of the frame, in metres of the frame, and their indices."""
    rigid, metres = Rigid.of_matrix(np.array(said["matrix"])), said["metres"]
    corners = np.array(list(product(*zip(*box, strict=True))))
    low, high = (pyramid.bounds()[side] for side in (0, 1))
    back = rigid.inverse().apply(corners) / metres
    margin = float(np.linalg.norm(high - low)) * 0.02 + 1e-3
    lower, upper = np.maximum(back.min(axis=0), low - margin), np.minimum(back.max(axis=0), high + margin)
    around: Any = (tuple(lower.tolist()), tuple(upper.tolist()))
    index = points_in(pyramid, around, _MOST)
    points = rigid.apply(pyramid.coordinates(index) * metres)
    held = ((points >= np.array(box[0])) & (points <= np.array(box[1]))).all(axis=1)
    if held.sum() < _LEAST:
        raise UserError("clouds.empty_slice")
    return points[held], index[held]


def _clipped(said: Message, pyramid: Pyramid) -> tuple[Array, Array]:
    """The points within the clipping box, in metres of the frame, and their indices."""
    if said["box"] is None:
        return _points(said, pyramid, ((-_FAR,) * 3, (_FAR,) * 3))
    clip = Clip(said["box"], said["turn"])
    index = points_in(pyramid, clip.around(), _MOST)
    there = pyramid.coordinates(index)
    held = clip.inside(there)
    if held.sum() < _LEAST:
        raise UserError("clouds.empty_slice")
    return Rigid.of_matrix(np.array(said["matrix"])).apply(there[held] * said["metres"]), index[held]


def _at_wall(said: Message) -> tuple[Array, Array]:
    """Right, and towards the eye that looks straight at a wall: as the frame has them."""
    yaw, turn = np.radians(said["yaw"]), Rigid.of_matrix(np.array(said["matrix"])).rotation
    return turn @ (np.cos(yaw), -np.sin(yaw), 0.0), turn @ (-np.sin(yaw), -np.cos(yaw), 0.0)


def sliced(said: Message) -> Message:
    """Dark points on white, the darker the more lie above one another, and the walls that they suggest. The picture
    reaches a metre beyond the walls: what was seen through doors and windows would only make it larger."""
    pyramid = open_pyramid(Path(said["cloud"]))
    low, high = (said["height"] + sign * said["thickness"] / 2 for sign in (-1, 1))
    points, _ = _points(said, pyramid, ((-_FAR, -_FAR, low), (_FAR, _FAR, high)))
    flat = points[:, :2]
    rigid = Rigid.of_matrix(np.array(said["matrix"]))
    eyes = rigid.apply(np.array(said["eyes"]) * said["metres"])[:, :2]
    origin = flat.mean(axis=0)
    walls = propose_walls(flat[:: max(1, len(flat) // _MOST_WALLS)] - origin, eyes - origin)
    x, y = (float(value) for value in origin)
    told = [asdict(wall) for wall in walls]
    for wall in told:
        for end in ("start", "end"):
            wall[end] = (wall[end][0] + x, wall[end][1] + y)
    ends = np.array([wall[end] for wall in told for end in ("start", "end")]).reshape(-1, 2)
    within = flat
    if len(ends):
        within = flat[((flat >= ends.min(axis=0) - _BEYOND_M) & (flat <= ends.max(axis=0) + _BEYOND_M)).all(axis=1)]
    raster = Raster.around(within, metres_per_px=said["size"])
    save_picture(_inked(raster, flat), Path(said["out"]), raster.metres_per_px)
    return {
        "walls": told, "left": raster.left, "bottom": raster.bottom, "size": raster.metres_per_px,
        "width": raster.width, "height": raster.height,
    }


def _inked(raster: Raster, flat: Array) -> Array:
    """Grey (height, width) of bytes: a point makes its pixel dark and those beside it grey, so that lines are seen."""
    index, inside = raster.pixels(flat)
    count = np.bincount(index[inside], minlength=raster.width * raster.height).reshape(raster.height, raster.width)
    top = max(1.0, float(np.percentile(count[count > 0], 90)))
    ink = np.where(count > 0, np.maximum(np.clip(np.log1p(count) / np.log1p(top), 0, 1), 0.6), 0)
    beside = np.max([np.roll(ink, step, axis) for axis in (0, 1) for step in (-1, 1)], axis=0)
    return np.asarray((255 - 225 * np.maximum(ink, 0.5 * beside)).round(), np.uint8)


def pictured(said: Message) -> Message:
    """The colours of the points that are nearest to the eye, with their place on the ground or along the wall."""
    pyramid = open_pyramid(Path(said["cloud"]))
    points, index = _clipped(said, pyramid)
    right, eye = (np.array(way, float) for way in _WAYS.get(said["facing"]) or _at_wall(said))
    up = np.cross(eye, right)
    flat = np.stack([points @ right, points @ up], axis=1)
    raster = Raster.around(flat, metres_per_px=said["size"])
    picture = _nearest(raster, flat, points @ eye, _looks(pyramid, index))
    plan = said["facing"] == "plan"
    write_raster(picture, raster, Path(said["out"]), said["frame"] if plan else "", said["tags"])
    return {"width": raster.width, "height": raster.height, "size": raster.metres_per_px}


def _looks(pyramid: Pyramid, index: Array) -> Array:
    """Colours (n, 3), or the intensity as grey where the scan has no colours."""
    looks = np.array(pyramid.columns["look"][index, :3])
    if looks.any() or "intensity" not in pyramid.columns:
        return looks
    values = pyramid.columns["intensity"][index].astype(np.float64)
    low, high = np.percentile(values, (1, 99))
    grey = np.clip((values - low) / max(1e-9, high - low) * 235 + 10, 0, 255).astype(np.uint8)
    return np.repeat(grey[:, None], 3, axis=1)


def _nearest(raster: Raster, flat: Array, towards: Array, looks: Array) -> Array:
    """The picture (height, width, 4: red, green, blue, cover) of the points nearest to the eye, small gaps
    filled from beside them."""
    index, inside = raster.pixels(flat)
    order = np.argsort(towards[inside], kind="stable")
    flat_picture = np.zeros((raster.height * raster.width, 4), np.uint8)
    places = index[inside][order]
    flat_picture[places, :3], flat_picture[places, 3] = looks[inside][order], 255
    picture: Array = flat_picture.reshape(raster.height, raster.width, 4)
    for axis in (1, 0):
        covered = picture[:, :, 3] > 0
        for near, far in ((1, 1), (1, 2), (2, 1)):  # a pixel or two between covered ones; edges stay where they are
            gap = ~covered & np.roll(covered, near, axis) & np.roll(covered, -far, axis)
            picture[gap] = np.roll(picture, near, axis)[gap]
    return picture


if __name__ == "__main__":
    main()
