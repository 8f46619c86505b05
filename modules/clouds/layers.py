"""What point clouds put on the map: the extent of each whose frame is known, and where the scanner stood."""

import math
from collections.abc import Iterator

import numpy as np

from modules.clouds.queries import poses_of, registrations_of, scans_of, valid_clouds
from modules.clouds.records import Cloud, PhotoPose, Registration, Scan
from workstation.api import N_, GeoPoint, Layer, LayerItem, Outline, Read, Ref, UserError, drawing, frames

_METRES = 1e-6


def items(read: Read) -> Iterator[LayerItem]:
    """Clouds in a frame of metres or in one that is registered to such a cloud, once each."""
    known = {cloud.id: cloud for cloud in valid_clouds(read)}
    sites = {frame.name: frame for frame in read.all(frames.SiteFrame)}
    for cloud in known.values():
        for path in _ways(read, cloud, known):
            frame = known[path[-1].reference_id].frame if path else cloud.frame
            if cloud.metres and abs(cloud.metres - 1) < _METRES and frames.is_measurable(frame, sites):
                yield from _placed(read, cloud, path, frame)
                break


def _ways(read: Read, cloud: Cloud, known: dict[str, Cloud]) -> Iterator[tuple[Registration, ...]]:
    """How a cloud reaches its own frame, or that of a cloud it was registered to."""
    if cloud.frame:
        yield ()
    for one in registrations_of(read, cloud.id):
        reference = known.get(one.reference_id)
        if reference is not None and reference.frame and reference.metres == cloud.metres:
            yield (one,)


def _placed(read: Read, cloud: Cloud, path: tuple[Registration, ...], frame: str) -> Iterator[LayerItem]:
    if cloud.lower is None or cloud.upper is None:
        return
    (x0, y0, z0), (x1, y1, _) = cloud.lower, cloud.upper
    corners = _moved(np.array([(x0, y0, z0), (x1, y0, z0), (x1, y1, z0), (x0, y1, z0)]), path)
    at = cloud.captured.utc if cloud.captured else None
    try:
        middle = _point(corners.mean(axis=0), frame)
    except UserError:  # numbers that can't be of that frame
        return
    ring = tuple((float(x), float(y)) for x, y in corners[:, :2])
    yield LayerItem(Ref("clouds", cloud.id), cloud.note or cloud.name, middle, at=at,
                    outlines=(Outline((ring,), closed=True),))  # fmt: skip
    for scan in scans_of(read, cloud.id):
        if scan.posed:
            yield _stood(scan, path, frame)
    for pose in poses_of(read, cloud.id):
        yield _taken(pose, path, frame)


def _stood(scan: Scan, path: tuple[Registration, ...], frame: str) -> LayerItem:
    (place,) = _moved(np.array([scan.translation]), path)
    return LayerItem(Ref("cloud_scans", scan.id), scan.name or f"{scan.number}", _point(place, frame))


def _taken(pose: PhotoPose, path: tuple[Registration, ...], frame: str) -> LayerItem:
    """Where a placed photograph was taken from and where it looks."""
    w, x, y, z = pose.rotation
    ahead = np.array([2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)])
    place, before = _moved(np.array([pose.position, pose.position + ahead]), path)
    east, north = (before - place)[:2]
    angle = math.degrees(2 * math.atan(pose.width / 2 / pose.focal_px))
    return LayerItem(
        Ref("cloud_photo_poses", pose.id), pose.name, _point(place, frame),
        math.degrees(math.atan2(float(east), float(north))) % 360, angle,
    )


def _point(place: drawing.Floats, frame: str) -> GeoPoint:
    return GeoPoint(x=float(place[0]), y=float(place[1]), frame=frame, height_m=float(place[2]))


def _moved(points: drawing.Floats, path: tuple[Registration, ...]) -> drawing.Floats:
    """Points (n, 3) as the registrations of a way move them."""
    for one in path:
        w, x, y, z = one.rotation
        turn = np.array([
            (1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)),
            (2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)),
            (2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)),
        ])
        points = points @ turn.T + np.array(one.translation)
    return points


CLOUD_LAYER = Layer("clouds", N_("Point clouds"), items)
