"""Storing what was found in a file of points."""

import hashlib
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from modules.clouds.importers.readers import SUFFIXES, recognise
from modules.clouds.operations import register, remap
from modules.clouds.queries import original, pyramid_folder
from modules.clouds.records import Cloud, Scan
from workstation.api import N_, Importer, Job, Moment, Parsed, Problem, StoredFile, Work

_REMARKS = ("clouds.e57_pictures",)  # told on the page, no fault of the file


def store_cloud(work: Work, file: StoredFile, parsed: Parsed) -> None:
    """Register the cloud with its standpoints; what is wrong with it is stored beside it."""
    data = parsed.data
    register(work, cloud_of(file, data), [_scan(file, number, said) for number, said in enumerate(data["scans"])])
    now = Moment(utc=datetime.now(UTC))
    work.put_many(
        Problem(
            id=hashlib.sha256(f"{file.id} {code}".encode()).hexdigest()[:32], path=file.source_path, code=code,
            values=values, file_id=file.id, at=now,
        )
        for code, values in data["notes"] if code not in _REMARKS
    )


def cloud_of(file: StoredFile, data: dict[str, Any]) -> Cloud:
    """The cloud that the facts describe."""
    return Cloud(
        id=file.id, file_id=file.id, name=file.name, format=data["format"], expected=data["expected"],
        received=data["received"], dropped=data["dropped"], verified=data["verified"],
        attributes=tuple(data["attributes"]), lower=_triple(data["lower"]), upper=_triple(data["upper"]),
        scale=_triple(data["scale"]), unit=data["unit"], frame=data["frame"], columns=tuple(data["columns"]),
    )


def remap_columns(job: Job, cloud_id: str, columns: Sequence[str]) -> None:
    """Read the file of a cloud again with other columns, and forget the pyramid of the old ones.

    Raises ``UserError``: what reading raises, ``clouds.measured_already``.
    """
    read = job.read()
    cloud = read.get(Cloud, cloud_id)
    file, path = original(read, cloud)
    parsed = job.parse(CLOUD_IMPORTER.parse, path, name=file.name, columns=list(columns))
    job.write("clouds.remap", lambda work: remap(work, cloud_of(file, parsed.data)))
    shutil.rmtree(pyramid_folder(read, cloud), ignore_errors=True)


def _scan(file: StoredFile, number: int, said: list[Any]) -> Scan:
    name, count, rotation, translation, posed = said
    w, x, y, z = rotation
    return Scan(
        id=f"{file.id}-{number}", cloud_id=file.id, number=number, name=name, count=count, rotation=(w, x, y, z),
        translation=_triple(translation) or (0.0, 0.0, 0.0), posed=posed,
    )


def _triple(values: list[float] | None) -> tuple[float, float, float] | None:
    return None if values is None else (float(values[0]), float(values[1]), float(values[2]))


CLOUD_IMPORTER = Importer(
    id="clouds", title=N_("Point cloud"), suffixes=tuple(s for s in SUFFIXES if s not in (".txt", ".csv")),
    recognise=recognise, parse="modules.clouds.importers.parse:parse_cloud", store=store_cloud, priority=8,
)
