"""What a person asks of clouds in space: photographs, lines of sight; calculated elsewhere, told as records, not yet
kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from modules.clouds.importers.asking import SPACE, Message, ask_worker
from modules.clouds.importers.building import build_pyramid
from modules.clouds.importers.space.parts import take_from
from modules.clouds.queries import named_places, pyramid_folder, scans_of
from modules.clouds.records import (
    Blocker,
    Cloud,
    FocalSource,
    LineOfSight,
    PhotoPose,
    PixelPair,
    Registration,
    Slant,
    TargetKind,
    Triple,
)
from modules.clouds.rules.clipping import Clip
from modules.clouds.rules.placing import placements
from modules.clouds.rules.posing import Pinhole, in_the_way, spacing_of, triple
from workstation.api import Job, Ref, StoredFile, UserError, write_derived

_READER = "modules.clouds.importers.space.photograph:read_photograph"
_SEEN_POINTS = 1_500_000


@dataclass(frozen=True)
class Photograph:
    """A photograph to be placed: upright size, focal length by EXIF in pixels (or none), a JPEG to look at."""

    file: StoredFile
    width: int
    height: int
    focal_px: float | None
    shown: bytes


@dataclass(frozen=True)
class Solution:
    """Poses that fit, the best first, and which pairs the others contradict (numbers from 0)."""

    poses: tuple[PhotoPose, ...]
    suspects: tuple[int, ...]


@dataclass(frozen=True)
class Sighting:
    """A photograph and whether it sees a point: ``blocked_m`` is how far from its camera something stands before it."""

    pose: PhotoPose
    pixel: tuple[float, float]
    blocked_m: float | None = None


def open_photograph(job: Job, file_id: str) -> Photograph:
    """Read a photograph of the case. Raises ``UserError("clouds.photo_missing" | "clouds.photo_unreadable")``."""
    read = job.read()
    file = read.find(StoredFile, file_id)
    if file is None:
        raise UserError("clouds.photo_missing", name=file_id)
    path = read.vault.path(file.sha256)
    if not path.exists():
        raise UserError("clouds.photo_missing", name=file.name)
    parsed = job.parse(_READER, path, name=file.name)
    data = parsed.data
    return Photograph(file, data["width"], data["height"], data["focal_px"], parsed.blobs["shown"])


def solve_pose(
    job: Job, cloud_id: str, photo: Photograph, pairs: Sequence[PixelPair], focal_px: float | None
) -> Solution:
    """Where the photograph was taken from; without ``focal_px`` that is solved for as well.

    Raises ``UserError`` as ``pnp.place`` does, ``Cancelled``.
    """
    answer = ask_worker(job, SPACE, {
        "do": "pose", "name": photo.file.name, "points": [pair.point for pair in pairs],
        "pixels": [(pair.x, pair.y) for pair in pairs], "used": [pair.used for pair in pairs], "focal_px": focal_px,
        "width": photo.width, "height": photo.height,
    }, photo.file.name)
    source = FocalSource.SOLVED if focal_px is None else (
        FocalSource.EXIF if focal_px == photo.focal_px else FocalSource.GIVEN
    )
    many = len(answer["candidates"])
    poses = tuple(_pose(cloud_id, photo, pairs, source, told, many) for told in answer["candidates"])
    return Solution(poses, tuple(answer["suspects"]))


def _pose(
    cloud_id: str, photo: Photograph, pairs: Sequence[PixelPair], source: FocalSource, told: Message, many: int
) -> PhotoPose:
    w, x, y, z = told["rotation"]
    px, py, pz = told["position"]
    return PhotoPose(
        cloud_id=cloud_id, photo=Ref("photos", photo.file.id), file_id=photo.file.id, name=photo.file.name,
        width=photo.width, height=photo.height, focal_px=told["focal_px"], focal_source=source, rotation=(w, x, y, z),
        position=(px, py, pz), rms_px=told["rms"], position_u=told["position_u"],
        direction_u_deg=told["direction_u_deg"], candidates=many,
        pairs=tuple(replace(pair, residual_px=off) for pair, off in zip(pairs, told["residuals"], strict=True)),
    )


def project(job: Job, pose: PhotoPose) -> tuple[Path, int]:
    """Colour what a photograph sees, beside the pyramid: the file of looks, and how many points it colours."""
    read = job.read()
    folder = pyramid_folder(read, read.get(Cloud, pose.cloud_id)) / "projected"
    target, picture = folder / f"{pose.id}.npy", folder / f"{pose.id}.jpg"
    write_derived(picture, open_photograph(job, pose.file_id).shown)
    partly = target.with_name(f".{target.name}.part")
    camera = Pinhole.of(pose)
    try:
        answer = ask_worker(job, SPACE, {
            "do": "project", "name": pose.name, "clouds": clouds_of(job, pose.cloud_id, ()), "picture": str(picture),
            "rotation": camera.rotation.tolist(), "position": pose.position, "focal_px": pose.focal_px,
            "width": pose.width, "height": pose.height, "partly": str(partly), "target": str(target),
        }, pose.name)
        partly.replace(target)
    finally:
        partly.unlink(missing_ok=True)
        picture.unlink(missing_ok=True)
    return target, int(answer["count"])


def photographs_seeing(job: Job, cloud_id: str, point: Triple) -> list[Sighting]:
    """Every placed photograph that has a point (in the frame of a cloud) in its picture; those with free sight
    first."""
    read = job.read()
    places = placements(cloud_id, read.all(Registration))
    target = np.array(point)
    found: list[Sighting] = []
    for pose in read.all(PhotoPose, order=("name", "id")):
        place = places.get(pose.cloud_id)
        if place is None:
            continue
        camera, own = Pinhole.of(pose), place.rigid.inverse().apply(target[None])
        if not camera.inside(own)[0]:
            continue
        x, y, _ = camera.project(own)[0]
        eye = place.rigid.apply(np.array([pose.position]))[0]
        found.append(Sighting(pose, (float(x), float(y)), _blocked(job, cloud_id, eye, target)))
    return sorted(found, key=lambda one: one.blocked_m is not None)


def _blocked(job: Job, cloud_id: str, eye: Any, target: Any) -> float | None:
    read = job.read()
    cloud = read.get(Cloud, cloud_id)
    metres = cloud.metres or 1.0
    margin = 0.3 / metres
    clip = Clip((triple(np.minimum(eye, target) - margin), triple(np.maximum(eye, target) + margin)))
    shown = [one for one in placements(cloud_id, read.all(Registration)) if one != cloud_id]
    try:
        taken = take_from(clouds_of(job, cloud_id, shown), clip, _SEEN_POINTS)
    except UserError as error:
        if error.code == "clouds.part_empty":
            return None
        raise
    away = in_the_way(taken.points, eye, target, spacing_of(taken.points))
    return None if away is None else away * metres


@dataclass(frozen=True)
class SightWanted:
    """Whose sight is asked for. ``eye`` and ``target`` are in the frame of the cloud, a box is turned by
    ``target_turn_deg``; ``clouds`` are looked through too."""

    cloud_id: str
    name: str
    eye: Triple
    eye_height_m: float
    target_kind: TargetKind
    target: tuple[Triple, ...]
    target_name: str = ""
    witness_id: str | None = None
    eye_u_m: float = 0.1
    clouds: tuple[str, ...] = ()
    note: str = ""
    target_turn_deg: float = 0.0


def look(job: Job, wanted: SightWanted) -> LineOfSight:
    """What could be seen. Raises ``UserError``: ``clouds.unit_unknown``, those of ``rules.sight``; ``Cancelled``."""
    read = job.read()
    cloud = read.get(Cloud, wanted.cloud_id)
    if cloud.metres is None:
        raise UserError("clouds.unit_unknown", name=cloud.name)
    answer = ask_worker(job, SPACE, {
        "do": "sight", "name": wanted.name, "clouds": clouds_of(job, cloud.id, wanted.clouds), "metres": cloud.metres,
        "eye": wanted.eye, "kind": wanted.target_kind.value, "target": wanted.target,
        "turn": wanted.target_turn_deg, "eye_u": wanted.eye_u_m, "named": named_places(read, cloud),
    }, wanted.name)
    return LineOfSight(
        cloud_id=cloud.id, name=wanted.name, eye=wanted.eye, eye_height_m=wanted.eye_height_m,
        target_kind=wanted.target_kind, target=wanted.target, visible=answer["visible"],
        uncertainty=answer["uncertainty"], resolution_m=answer["resolution"], eye_u_m=wanted.eye_u_m,
        rays=answer["rays"], clouds=(cloud.id, *(one for one in wanted.clouds if one != cloud.id)),
        blockers=tuple(_blocker(told) for told in answer["blockers"]), witness_id=wanted.witness_id,
        target_name=wanted.target_name, note=wanted.note,
        target_turn_deg=wanted.target_turn_deg,
    )


def _blocker(told: Message) -> Blocker:
    x, y, z = told["middle"]
    return Blocker(
        share=told["share"], middle=(x, y, z), distance_m=told["distance_m"], slant=Slant(told["slant"]),
        name=told["name"], name_m=told["name_m"], region=told["region"], kind=told["kind"],
    )


def clouds_of(job: Job, leading: str, shown: Sequence[str]) -> list[Message]:
    """What the process is told of clouds: the leading one, and others where they lie in its frame, all of one unit."""
    read = job.read()
    places = placements(leading, read.all(Registration))
    told = []
    for cloud_id in (leading, *(one for one in shown if one != leading and one in places)):
        cloud = read.get(Cloud, cloud_id)
        if cloud.withdrawn or cloud.unit != read.get(Cloud, leading).unit:
            continue
        path = build_pyramid(job, cloud_id)
        told.append({
            "name": cloud.note or cloud.name, "pyramid": str(path), "matrix": places[cloud_id].rigid.matrix.tolist(),
            "scans": [scan.name for scan in scans_of(read, cloud_id)],
        })
    return told
