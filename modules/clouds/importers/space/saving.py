"""Files that are made from clouds and leave the case: meshes, parts, films; each with its note of provenance, and a
record."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from modules.clouds import operations
from modules.clouds.importers.asking import SPACE, Message, ask_worker
from modules.clouds.importers.space.making import clouds_of
from modules.clouds.queries import scans_of
from modules.clouds.records import Cloud, NamedView, Product, ProductKind
from modules.clouds.rules.clipping import Clip
from workstation.api import BEIJING, Job, StoredFile, UserError, to_plain, zone

_READ_BYTES = 1 << 20
_MOST_POINTS = 1_500_000


@dataclass(frozen=True)
class MeshWanted:
    """``method`` is ``poisson`` or ``balls``; at most ``points`` of the coarser levels go in, at most ``triangles``
    come out (0: as many as there are). ``clip`` is in the frame of the cloud; the target's suffix tells the format."""

    cloud_id: str
    target: Path
    method: str = "poisson"
    points: int = 400_000
    triangles: int = 200_000
    clip: Clip | None = None
    clouds: tuple[str, ...] = ()


@dataclass(frozen=True)
class FilmWanted:
    """A turntable around the first view, or the way through all of them; ``caption`` is burned in."""

    views: tuple[NamedView, ...]
    target: Path
    turntable: bool
    caption: str
    seconds: float = 12.0
    fps: int = 25
    width: int = 1280
    height: int = 720


def save_mesh(job: Job, wanted: MeshWanted) -> Product:
    """Raises ``UserError``: ``clouds.bad_suffix``, ``clouds.mesh_too_few``, ``clouds.mesh_nothing``,
    ``clouds.part_empty``, ``clouds.disk_full``, ``clouds.not_saved``; ``Cancelled``: then nothing is left behind."""
    kind = _suffix(wanted.target, ("glb", "ply", "obj"))
    read = job.read()
    cloud = read.get(Cloud, wanted.cloud_id)
    facts = _facts(job, cloud, wanted.clip) | {
        "method": wanted.method, "points at most": str(wanted.points),
        "triangles at most": str(wanted.triangles or "-"),
        "note": "a surface calculated from a part of the points; the points themselves are the evidence",
    }
    return _saved(job, cloud, ProductKind.MESH, wanted.target, {
        "do": "mesh", "clouds": clouds_of(job, cloud.id, wanted.clouds), **_said(wanted.clip), "method": wanted.method,
        "most": min(_MOST_POINTS, max(100, wanted.points)), "triangles": wanted.triangles, "format": kind,
        "facts": facts, "standpoints": [scan.translation for scan in scans_of(read, cloud.id) if scan.posed],
    }, wanted.method, wanted.clip)


def save_part(job: Job, cloud_id: str, target: Path, clip: Clip | None) -> Product:
    """Every point of a cloud in a clipping box (or of all of it), as LAZ or PLY. Raises as ``save_mesh`` does."""
    kind = _suffix(target, ("laz", "ply"))
    cloud = job.read().get(Cloud, cloud_id)
    return _saved(job, cloud, ProductKind.PART, target, {
        "do": "part", "clouds": clouds_of(job, cloud.id, ()), **_said(clip), "format": kind,
        "facts": _facts(job, cloud, clip),
    }, kind, clip)


def save_film(job: Job, wanted: FilmWanted) -> Product:
    """Raises as ``save_mesh`` does, and ``clouds.film_parallel``, ``clouds.film_too_few``."""
    _suffix(wanted.target, ("mp4",))
    if not wanted.views:
        raise UserError("clouds.film_too_few")
    first = wanted.views[0]
    cloud = job.read().get(Cloud, first.cloud_id)
    same = tuple(view for view in wanted.views if view.cloud_id == cloud.id)
    return _saved(job, cloud, ProductKind.FILM, wanted.target, {
        "do": "film", "clouds": clouds_of(job, cloud.id, first.clouds), "views": [to_plain(view) for view in same],
        "turntable": wanted.turntable, "caption": wanted.caption, "width": wanted.width, "height": wanted.height,
        "fps": wanted.fps, "frames": max(2, round(wanted.seconds * wanted.fps)),
    }, "turntable" if wanted.turntable else "path", None)


def _suffix(target: Path, known: Sequence[str]) -> str:
    suffix = target.suffix.lower().removeprefix(".")
    if suffix not in known:
        raise UserError("clouds.bad_suffix", name=target.name, known=", ".join(known))
    return suffix


def _said(clip: Clip | None) -> Message:
    return {"box": clip.box if clip else None, "turn": clip.turn_deg if clip else 0.0}


def _facts(job: Job, cloud: Cloud, clip: Clip | None) -> dict[str, str]:
    read = job.read()
    file = read.get(StoredFile, cloud.file_id)
    facts = {
        "generator": "Embercase", "source file": file.name, "source sha256": file.sha256, "unit": cloud.unit,
        "frame": cloud.frame or "unknown", "made": datetime.now(zone(BEIJING)).isoformat(timespec="seconds"),
        "ledger head": read.head().hash,
    }
    if clip is not None:
        facts["box"] = " ".join(f"{value:.4f}" for corner in clip.box for value in corner)
        if clip.turn_deg:
            facts["box turned clockwise by"] = f"{clip.turn_deg:.4f} degrees about its middle"
    return facts


def _saved(
    job: Job, cloud: Cloud, kind: ProductKind, target: Path, request: Message, method: str, clip: Clip | None
) -> Product:
    """Have the file made under another name, hash it, give it its name, write its note, keep the record."""
    partly = target.with_name(f".{target.stem}.part{target.suffix}")
    file = job.read().get(StoredFile, cloud.file_id)
    try:
        named = {"name": target.name, "target": str(target), "partly": str(partly)}
        answer = ask_worker(job, SPACE, request | named, target.name)
        sha256, size = _hashed(partly)
        partly.replace(target)
    except OSError as error:
        raise UserError("clouds.not_saved", name=target.name, path=target, reason=error.strerror or error) from error
    finally:
        partly.unlink(missing_ok=True)
    metres = cloud.metres
    spacing = answer.get("spacing")
    product = Product(
        cloud_id=cloud.id, kind=kind, file_name=target.name, sha256=sha256, size=size, source_sha256=file.sha256,
        method=method, points=int(answer["points"]), of_points=cloud.received, count=int(answer["count"]),
        box=clip.box if clip else None, box_turn_deg=clip.turn_deg if clip else 0.0,
        spacing_m=spacing * metres if spacing is not None and metres else None,
    )
    _note(target, product, request.get("facts", {}))
    kept: Product = job.write(
        "clouds.save_product", lambda work: operations.keep_product(work, product), undoable=False
    )
    return kept


def _note(target: Path, product: Product, facts: dict[str, Any]) -> None:
    """The note of provenance beside the file. Raises ``UserError("clouds.not_saved")``."""
    said = {"file": product.file_name, "sha256": product.sha256, "size": product.size, "kind": product.kind.value,
            "points used": product.points, "points of the source": product.of_points, "count": product.count,
            "source sha256": product.source_sha256, **facts}
    path = target.with_name(f"{target.name}.provenance.json")
    try:
        path.write_text(json.dumps(said, ensure_ascii=False, indent=2) + "\n", "utf-8")
    except OSError as error:
        raise UserError("clouds.not_saved", name=path.name, path=path, reason=error.strerror or error) from error


def _hashed(path: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while part := stream.read(_READ_BYTES):
            digest.update(part)
            size += len(part)
    return digest.hexdigest(), size
