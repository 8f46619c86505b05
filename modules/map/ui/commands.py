"""What a person does with the map beyond looking: frames, sites, orientation maps."""

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modules.map import operations, queries
from modules.map.importers.again import read_again
from modules.map.records import LayerKind, MapLayer, MapSheet
from modules.map.rules.mercator import degrees_at, true_scale
from modules.map.ui.model import FRAMES
from workstation.api import N_, WGS84, Job, UserError, Work, drawing, frames
from workstation.api.widgets import Field, ask_form, write_png

if TYPE_CHECKING:
    from modules.map.ui.page import MapPage

_DPI = 200.0
_SCALES = (200, 500, 1000, 2000, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000)


def frame_choices(sites: dict[str, frames.SiteFrame]) -> tuple[tuple[str, str], ...]:
    """Frames with their names."""
    return tuple((frame, frames.frame_title(frame)) for frame in (*FRAMES, *sorted(sites)))


def say_frame(page: "MapPage", layer: MapLayer) -> None:
    """Ask what the numbers of a layer mean, and read it again."""
    shell = page.shell
    if layer.kind is not LayerKind.VECTOR:
        shell.notify(shell.words("Pictures carry their own frame."), "info")
        return
    help_text = N_("GCJ-02 and BD-09 are accurate to 1 m at best.")
    field = Field("frame", N_("Coordinate frame"), "choice", required=True, wide=True, help=help_text,
                  choices=frame_choices({}))  # fmt: skip
    initial = layer.frame if layer.frame in FRAMES else WGS84
    found = ask_form(shell, shell.words("What do the numbers of this layer mean?"), [field], {"frame": initial})
    if found is not None:
        frame = str(found["frame"])
        shell.run(shell.words("Reading the layer"), lambda job: read_again(job, [layer], frame),
                  lambda _: page.refresh())  # fmt: skip


def lay_out(page: "MapPage", sheet: MapSheet | None = None) -> None:
    """Ask for title and scale, and keep what is in the middle of the view as an orientation map."""
    shell, words, view = page.shell, page.words, page.canvas.view
    longitude, latitude = degrees_at(view.x, view.y)
    shown = [layer for layer in page.loaded.layers if layer.visible and layer.kind is LayerKind.VECTOR]
    if sheet is None:
        wanted = view.width / view.px_per_m * true_scale(view.y) / 0.156
        scale = next((one for one in _SCALES if one >= wanted * 0.7), _SCALES[-1])
        sheet = MapSheet(
            title=words("Orientation map"), longitude=longitude, latitude=latitude, scale=float(scale),
            layers=tuple(layer.id for layer in shown), drawn_by=shell.signed_in.officer.name,
            source="；".join(dict.fromkeys(layer.attribution for layer in shown if layer.attribution)),
            approval="；".join(dict.fromkeys(layer.approval for layer in shown if layer.approval)),
        )  # fmt: skip
    fields = [
        Field("title", N_("Title"), required=True, wide=True),
        Field("scale", N_("Scale 1:"), "float", required=True, minimum=10),
        Field("drawn_by", N_("Drawn by")), Field("source", N_("Source"), wide=True),
        Field("approval", N_("Map approval number (审图号)"), wide=True),
        Field("shows", N_("From the case"), "tags", choices=page.case_kinds(), wide=True),
    ]
    values = {name: getattr(sheet, name) for name in ("title", "scale", "drawn_by", "source", "approval", "shows")}
    found = ask_form(shell, words("Orientation map for the dossier"), fields, values, columns=2)
    if found is not None:
        kept = MapSheet(**{**{name: getattr(sheet, name) for name in sheet.__dataclass_fields__}, **found})
        shell.do("map.lay_out", lambda work: operations.put_sheet(work, kept),
                 lambda _: shell.notify(words("The orientation map is in the dossier."), "success"))  # fmt: skip


def export_sheet(page: "MapPage", sheet: MapSheet, kind: str) -> None:
    """Ask where, and write an orientation map as PDF, SVG or PNG; the ledger notes it."""
    shell, words = page.shell, page.words
    target = shell.save_file(words("Orientation map"), f"{sheet.title}.{kind}", f"{kind.upper()} (*.{kind})")
    if target is None:
        return
    target = target.with_suffix(f".{kind}")

    def write(job: Job) -> Path:
        made = queries.composed(job.read(), sheet, words)
        _write(made, target, kind, sheet.title, job, words.language)

        def note(work: Work) -> None:
            work.note(file=target.name, sheet=sheet.title)

        job.write("map.export", note, witness=True, undoable=False)
        return target

    shell.run(words("Writing the document"), write,
              lambda path: shell.notify(words("Written: {path}", path=path), "success"))  # fmt: skip


def _write(made: drawing.Sheet, target: Path, kind: str, title: str, job: Job, language: str) -> None:
    try:
        if kind == "svg":
            target.write_text(drawing.to_svg(made, title), "utf-8")
        elif kind == "png":
            write_png(made, target, _DPI)
        else:
            from workstation.api.paper import DocumentInfo, write_sheets

            at = datetime.fromisoformat(job.read().case.created_at)
            write_sheets([made], target, DocumentInfo(title, "", title, language, at))
    except OSError as error:
        raise UserError("export.cannot_write", path=target, reason=error.strerror or error) from error


def menu_of(page: "MapPage") -> list[tuple[str, Any]]:
    """The acts with orientation maps."""
    words = page.words
    entries: list[tuple[str, Any]] = [(words("Lay out an orientation map …"), lambda: lay_out(page))]
    entries += [
        (words("The last one as {kind} …", kind=kind.upper()), partial(_export_last, page, kind))
        for kind in ("pdf", "png", "svg")
    ]
    entries.append((words("Take the last one out of the dossier"), lambda: _take_out(page)))
    return entries


def _export_last(page: "MapPage", kind: str) -> None:
    if page.loaded.sheets:
        export_sheet(page, page.loaded.sheets[-1], kind)
    else:
        page.shell.notify(page.words("There is no orientation map yet: lay one out first."))


def _take_out(page: "MapPage") -> None:
    if page.loaded.sheets:
        last = page.loaded.sheets[-1]
        page.shell.do("map.remove_sheet", lambda work: operations.remove_sheet(work, last.id))
