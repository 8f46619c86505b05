"""Storing a DXF that was read: a drawing of its own; what could not be taken is a problem with a name."""

from typing import Any

from modules.drawing.importers.dxf import recognise_dxf
from modules.drawing.operations import take_in
from workstation.api import N_, Importer, Moment, Parsed, Problem, StoredFile, Work


def store_dxf(work: Work, file: StoredFile, parsed: Parsed) -> None:
    """A drawing with the file's name; unknown entities are counted by their kinds."""
    take_in(work, file.name.rsplit(".", 1)[0], parsed.data)
    note_skipped(work, file, parsed.data)


def note_skipped(work: Work, file: StoredFile, data: dict[str, Any]) -> None:
    """Keep what could not be taken: kinds with their counts, and that the unit was not said."""
    skipped: dict[str, int] = data["skipped"]
    if skipped:
        named = ", ".join(f"{kind} × {count}" for kind, count in sorted(skipped.items()))
        work.put(Problem(
            path=file.source_path, code="drawing.dxf_skipped", at=Moment(utc=work.at), file_id=file.id,
            values={"name": file.name, "count": str(sum(skipped.values())), "kinds": named},
        ))
    if not data["unit_known"]:
        work.put(Problem(
            path=file.source_path, code="drawing.dxf_no_unit", at=Moment(utc=work.at), file_id=file.id,
            values={"name": file.name},
        ))
    if data["truncated"]:
        work.put(Problem(
            path=file.source_path, code="drawing.dxf_cut_off", at=Moment(utc=work.at), file_id=file.id,
            values={"name": file.name, "count": str(len(data["items"]))},
        ))
    if any(data["origin"]):
        work.put(Problem(
            path=file.source_path, code="drawing.dxf_far", at=Moment(utc=work.at), file_id=file.id,
            values={"name": file.name, "x": f"{data['origin'][0]:.0f}", "y": f"{data['origin'][1]:.0f}"},
        ))
    work.note(drawing_taken=len(data["items"]), skipped=skipped)


DXF_IMPORTER = Importer(
    id="drawing.dxf", title=N_("CAD drawing (DXF)"), suffixes=(".dxf",), recognise=recognise_dxf,
    parse="modules.drawing.importers.dxf:parse_dxf", store=store_dxf, priority=20,
)
