"""Storing what a survey file holds: points, readings, and a problem for every line that could not be read."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from modules.measurements.importers.found import Found, FoundPoint, found_in
from modules.measurements.importers.gpx import is_gpx
from modules.measurements.importers.gsi import is_gsi
from modules.measurements.importers.nmea import is_nmea
from modules.measurements.importers.table import Mapping, looks_like_table
from modules.measurements.records import PointKind, Reading, ReadingKind, SurveyPoint
from workstation.api import (
    N_,
    FileState,
    GeoPoint,
    Importer,
    Instrument,
    Job,
    Moment,
    Parsed,
    Problem,
    StoredFile,
    UserError,
    Work,
)

_SAME_M = 0.001
PARSE_TABLE = "modules.measurements.importers.table:parse_table"
PREVIEW_TABLE = "modules.measurements.importers.table:preview_table"


def store(work: Work, file: StoredFile, parsed: Parsed) -> None:
    """Put what was found; points that exist already are not changed."""
    found = found_in(parsed.data)
    points = {point.name: point for point in work.all(SurveyPoint)}
    instrument = _instrument(work, found)
    for item in found.points:
        try:
            _put_point(work, file, points, item)
        except UserError as error:
            found.fault(item.line, error.code, **error.values)
    for number, reading in enumerate(found.readings):
        start, end = _end(work, file, points, reading.start, PointKind.STATION), _end(
            work, file, points, reading.end, PointKind.DETAIL)
        try:
            work.put(Reading(
                id=_id(file, f"reading {number}"), kind=ReadingKind(reading.kind), values=(reading.value,),
                from_id=start, to_id=end, way=" → ".join(filter(None, (reading.start, reading.end))),
                shot=reading.shot, round=reading.round,
                instrument_height_m=reading.instrument_height_m, target_height_m=reading.target_height_m,
                instrument_id=instrument, at=_moment(reading.at_utc), raw=reading.raw, file_id=file.id,
                line=reading.line,
            ))
        except UserError as error:
            found.fault(reading.line, error.code, **error.values)
    _put_problems(work, file, found)


def _put_point(work: Work, file: StoredFile, points: dict[str, SurveyPoint], item: FoundPoint) -> None:
    place = GeoPoint(x=item.x, y=item.y, frame=item.frame, height_m=item.height_m, accuracy_m=item.accuracy_m)
    known = points.get(item.name)
    if known is not None and known.point is None:
        point = replace(known, point=place, file_id=file.id, u_height_m=item.u_height_m)
    elif known is not None and _same(known.point, place):
        return
    else:
        name, count = item.name, 2
        while name in points:
            name, count = f"{item.name}~{count}", count + 1
        point = SurveyPoint(
            id=_id(file, f"point {item.line} {item.name}"), name=name, point=place, u_height_m=item.u_height_m,
            at=_moment(item.at_utc), source=file.name, file_id=file.id, note=item.note,
        )
    work.put(point)
    points[point.name] = point


def _same(one: GeoPoint | None, other: GeoPoint) -> bool:
    return (
        one is not None and one.frame == other.frame and abs(one.x - other.x) < _SAME_M
        and abs(one.y - other.y) < _SAME_M
    )


def _end(work: Work, file: StoredFile, points: dict[str, SurveyPoint], name: str, kind: PointKind) -> str | None:
    if not name:
        return None
    if name not in points:
        points[name] = SurveyPoint(
            id=_id(file, f"end {name}"), name=name, kind=kind, source=file.name, file_id=file.id
        )
        work.put(points[name])
    return points[name].id


def _instrument(work: Work, found: Found) -> str | None:
    """The instrument of the register whose serial number the file names."""
    serial = found.instrument.strip()
    match = work.where(Instrument, serial_number=serial) if serial else []
    return match[0].id if match else None


def _put_problems(work: Work, file: StoredFile, found: Found) -> None:
    now = Moment(utc=datetime.now(UTC))
    for line, code, values in found.faults:
        work.put(Problem(
            id=_id(file, f"{line} {code}"), path=file.source_path, code=code, at=now, file_id=file.id,
            values={**values, "name": file.name, "line": str(line)},
        ))
    if found.more_faults:
        work.put(Problem(
            id=_id(file, "more"), path=file.source_path, code="measurements.more_lines", at=now, file_id=file.id,
            values={"name": file.name, "count": str(found.more_faults)},
        ))


def _moment(text: str) -> Moment | None:
    return Moment(utc=datetime.fromisoformat(text), raw=text) if text else None


def _id(file: StoredFile, what: str) -> str:
    """The same file gives the same records, however often it is read."""
    return hashlib.sha256(f"{file.id} {what}".encode()).hexdigest()[:32]


def preview(job: Job, path: Path) -> dict[str, Any]:
    """The first rows of a table and the guess how to read it, for the dialog."""
    return job.parse(PREVIEW_TABLE, path, name=path.name).data


def take_table(job: Job, path: Path, mapping: Mapping) -> tuple[int, int, int]:
    """Take a table in as a person mapped it: the original into the vault, its lines into records.

    Returns how many points, readings and bad lines there were. A table that is in the vault already is read again:
    what it gave before is replaced, since the same file gives the same records.
    """
    ((_, stored),) = job.case.vault.take_in([path], step=lambda *_: job.check())
    if isinstance(stored, UserError):
        raise stored
    known = job.read().where(StoredFile, sha256=stored.sha256)
    file = known[0] if known else StoredFile(
        id=stored.sha256[:32], sha256=stored.sha256, sm3=stored.sm3, size=stored.size, name=path.name,
        source_path=str(path), media_type="text/csv", taken_in=Moment(utc=datetime.now(UTC)),
        importer="measurements.table",
    )
    parsed = job.parse(PARSE_TABLE, job.case.vault.path(stored.sha256), name=path.name, mapping=mapping.plain())
    job.write("measurements.import_table", lambda work: _store_table(work, file, parsed), undoable=False)
    found = found_in(parsed.data)
    return len(found.points), len(found.readings), len(found.faults) + found.more_faults


def _store_table(work: Work, file: StoredFile, parsed: Parsed) -> None:
    for kind in (Reading, SurveyPoint):
        for record in work.where(kind, file_id=file.id):
            work.remove(kind, record.id)
    importer = file.importer if file.state is FileState.OK else "measurements.table"
    work.put(replace(file, importer=importer, state=FileState.OK))
    store(work, file, parsed)


def _importer(
    name: str, title: str, suffixes: tuple[str, ...], recognise: Callable[[bytes], bool], parse: str
) -> Importer:
    return Importer(
        f"measurements.{name}", title, suffixes, recognise, f"modules.measurements.importers.{parse}", store,
        priority=9,  # before point clouds: their tables of numbers have no names of points
    )


IMPORTERS = (
    _importer("gsi", N_("Total station (GSI)"), (".gsi", ".gre"), is_gsi, "gsi:parse_gsi"),
    _importer("nmea", N_("Satellite log (NMEA)"), (".nmea", ".nme"), is_nmea, "nmea:parse_nmea"),
    _importer("gpx", N_("Track (GPX)"), (".gpx",), is_gpx, "gpx:parse_gpx"),
    # by its titles only: a table of anything else is a material
    _importer("table", N_("Survey table"), (), looks_like_table, "table:parse_table"),
)
