"""What can be seen from an eye: rays against the plates of the scan, by Open3D's ray casting."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import open3d

from modules.clouds.importers.asking import tell
from modules.clouds.importers.points import Array
from modules.clouds.importers.space.parts import Taken, pieces_of, take
from modules.clouds.records import TargetKind
from modules.clouds.rules.clipping import Clip
from modules.clouds.rules.posing import triple
from modules.clouds.rules.sight import Plates, Rays, blockers_of, box_of, plates_of, rays_to
from workstation.api import UserError, to_plain

_MOST = 500_000
_MARGIN = 0.5  # metres around eye and target
_SMALLER, _LARGER = 0.7, 1.4  # plates that leave gaps, plates that close them
_OWN = 4.0  # spacings around points that are looked at: their own surface
_STEPS = 4


def answer(said: dict[str, Any]) -> dict[str, Any]:
    """The visible share, its uncertainty (k = 2), the resolution, and what is in the way."""
    metres, kind = float(said["metres"]), TargetKind(said["kind"])
    origin = np.array(said["eye"], float)
    eye, target = np.zeros(3), np.array(said["target"], float).reshape(-1, 3) - origin
    turn = float(said["turn"])
    rays = rays_to(eye, kind, target, turn)
    taken = _around(said, origin, box_of(target, turn).corners() if kind is TargetKind.BOX else target, metres)
    points = taken.points - origin
    keep = _strange(points, kind, target, turn, _usual(points))
    points = points[keep]
    tell(1, _STEPS)
    plates = plates_of(points)
    shares = {}
    hits: tuple[Array, Array] = (np.empty(0), np.empty(0, np.int64))
    for step, factor in enumerate((1.0, _SMALLER, _LARGER), 2):
        scene = _scene(plates, factor)
        shares[factor], blocked = _cast(scene, eye, rays, plates.spacing)
        if factor == 1.0:
            hits = blocked
            jitter = _jitter(scene, partial(rays_to, kind=kind, target=target, turn_deg=turn), plates.spacing,
                             float(said["eye_u"]) / metres)
        tell(step, _STEPS)
    spread = (max(shares.values()) - min(shares.values())) / 2 / np.sqrt(3)
    fineness = 1 / len(rays.weight) if kind is TargetKind.POINTS else 0.002
    own = float(np.sqrt(spread**2 + jitter**2 + fineness**2 / 12))
    way, plate = hits
    at = np.flatnonzero(np.isfinite(way))
    which = plate[at]
    source = np.flatnonzero(keep)[which]
    named = [(name, np.array(where) - origin) for name, where in said["named"]]
    blockers = blockers_of(
        eye, rays.directions[at] * way[at, None], plates.normals[which], rays.weight[at], named,
        [_region(said, taken, one) for one in source], [int(taken.classes[one]) or None for one in source], metres,
    )
    told = [to_plain(blocker) for blocker in blockers]
    for blocker in told:
        blocker["middle"] = (np.array(blocker["middle"]) + origin).tolist()
    return {
        "visible": min(1.0, max(0.0, shares[1.0])), "uncertainty": min(1.0, 2 * own),
        "resolution": plates.spacing * metres,
        "rays": len(rays.weight), "blockers": told, "whole": taken.whole,
    }


def _around(said: dict[str, Any], origin: Array, target: Array, metres: float) -> Taken:
    margin = _MARGIN / metres
    low = np.minimum(target.min(axis=0), 0) + origin - margin
    high = np.maximum(target.max(axis=0), 0) + origin + margin
    try:
        return take(pieces_of(said), Clip((triple(low), triple(high))), _MOST)
    except UserError as error:
        raise UserError("clouds.sight_nothing" if error.code == "clouds.part_empty" else error.code) from error


def _usual(points: Array) -> float:
    from modules.clouds.rules.posing import spacing_of

    return spacing_of(points)


def _strange(points: Array, kind: TargetKind, target: Array, turn_deg: float, spacing: float) -> Array:
    """Which points are not of the target itself."""
    from scipy.spatial import cKDTree

    if kind is TargetKind.BOX:
        low, high = np.minimum(*target) - spacing, np.maximum(*target) + spacing
        outside: Array = ~box_of(np.stack([low, high]), turn_deg).inside(points)
        return outside
    away, _ = cKDTree(target).query(points)
    far: Array = away > _OWN * spacing
    return far


def _tensor(values: Array) -> Any:
    return open3d.core.Tensor.from_numpy(np.ascontiguousarray(values))


def _scene(plates: Plates, factor: float) -> Any:
    scene = open3d.t.geometry.RaycastingScene()
    corners = _tensor(plates.corners(factor).reshape(-1, 3).astype(np.float32))
    scene.add_triangles(corners, _tensor(plates.triangles().astype(np.uint32)))
    return scene


def _cast(scene: Any, eye: Array, rays: Rays, spacing: float) -> tuple[float, tuple[Array, Array]]:
    """The visible share; how far each blocked ray goes (infinite: free) and which plate ends it."""
    both = np.concatenate([np.broadcast_to(eye, rays.directions.shape), rays.directions], axis=1).astype(np.float32)
    cast = scene.cast_rays(_tensor(both))
    way, plate = cast["t_hit"].numpy().astype(float), cast["primitive_ids"].numpy().astype(np.int64) // 2
    blocked = (way < rays.reach - spacing) & (way > spacing)
    return float(rays.weight[~blocked].sum()), (np.where(blocked, way, np.inf), plate)


def _jitter(scene: Any, rays_from: Callable[[Array], Rays], spacing: float, eye_u: float) -> float:
    """How much the share spreads when the eye is moved by its uncertainty along each axis."""
    if eye_u <= 0:
        return 0.0
    total = 0.0
    for axis in np.eye(3):
        ends = []
        for sign in (1, -1):
            eye = axis * eye_u * sign
            ends.append(_cast(scene, eye, rays_from(eye), spacing)[0])
        total += ((ends[0] - ends[1]) / 2) ** 2
    return float(np.sqrt(total))


def _region(said: dict[str, Any], taken: Taken, at: int) -> str:
    cloud = said["clouds"][int(taken.pieces[at])]
    scans = cloud.get("scans", [])
    number = int(taken.scans[at])
    return scans[number] if len(scans) > 1 and number < len(scans) else str(cloud["name"])
