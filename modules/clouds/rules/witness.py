"""What a witness would have seen, as a picture: from the eye towards the target, with the target outlined."""

import math

import numpy as np

from modules.clouds.records import Cloud, LineOfSight, TargetKind
from modules.clouds.rules.camera import Camera
from modules.clouds.rules.draw import Frame, Look, Renderer
from modules.clouds.rules.morton import Array
from modules.clouds.rules.portrait import HEIGHT, WIDTH, on_white
from modules.clouds.rules.posing import triple
from modules.clouds.rules.scene import Scene
from modules.clouds.rules.sight import box_of
from workstation.api import Line, Mark, Text

_MM = 100 / WIDTH
_POINTS = 12_000_000
_PAPER = 0xFFFFFFFF
_INK = "#b8430f"
_EDGES = ((0, 1), (2, 3), (4, 5), (6, 7), (0, 2), (1, 3), (4, 6), (5, 7), (0, 4), (1, 5), (2, 6), (3, 7))
_CLOSEST_DEG, _WIDEST_DEG = 40.0, 75.0
_ROOM = 2.2  # times the target's own angle


def outline(sight: LineOfSight) -> Array:
    """The eight corners of the box, or the points (n, 3), in the frame of the cloud."""
    target = np.array(sight.target)
    if sight.target_kind is TargetKind.POINTS:
        return target
    return box_of(target, sight.target_turn_deg).corners()


def edges(sight: LineOfSight) -> tuple[tuple[int, int], ...]:
    """Which corners are joined."""
    return _EDGES if sight.target_kind is TargetKind.BOX else ()


def camera_of(sight: LineOfSight, origin: Array) -> Camera:
    """At the eye, towards the middle of the target, as near as the eye sees it or wide enough to hold it."""
    corners, eye = outline(sight), np.array(sight.eye)
    way = corners.mean(axis=0) - eye
    distance = float(np.linalg.norm(way))
    ways = corners - eye
    cosine = (ways @ way) / (np.linalg.norm(ways, axis=1) * distance)
    spread = 2 * math.degrees(float(np.arccos(np.clip(cosine, -1, 1)).max()))
    yaw, pitch = math.atan2(way[0], way[1]), math.asin(max(-1.0, min(1.0, way[2] / distance)))
    field = min(_WIDEST_DEG, max(_CLOSEST_DEG, _ROOM * spread))
    return Camera(
        triple(eye + way - origin), distance, math.degrees(yaw) % 360, math.degrees(pitch), field_deg=field,
    )


def portray_sight(sight: LineOfSight, scene: Scene) -> Frame:
    """The picture in print quality."""
    renderer = Renderer()
    try:
        look = Look(background=_PAPER, largest_px=7)
        return renderer.draw(scene, camera_of(sight, scene.origin), WIDTH, HEIGHT, look, _POINTS)
    finally:
        renderer.close()


def marks_of_sight(sight: LineOfSight, cloud: Cloud, scene: Scene) -> tuple[Mark, ...]:
    """The target's outline and name; it is drawn through what hides it."""
    seen = camera_of(sight, scene.origin).project(outline(sight) - scene.origin, WIDTH, HEIGHT)
    if not (seen[:, 2] > 0).all():
        return ()
    places = [(float(x) * _MM, float(y) * _MM) for x, y, _ in seen]
    marks: list[Mark] = [Line(*places[a], *places[b], _INK, 0.4) for a, b in edges(sight)]
    if not edges(sight):
        for x, y in places:
            marks += [Line(x - 1, y, x + 1, y, _INK, 0.4), Line(x, y - 1, x, y + 1, _INK, 0.4)]
    left, top = min(x for x, _ in places), min(y for _, y in places)
    away = float(np.linalg.norm(outline(sight).mean(axis=0) - np.array(sight.eye))) * (cloud.metres or 1.0)
    name = "  ".join(part for part in (sight.target_name, f"{away:.1f} m") if part)
    marks += on_white(Text(0, 0, name, 2.6, _INK, True), max(2.0, left), max(2.0, top - 4.5))
    return tuple(marks)
