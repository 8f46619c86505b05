"""What a person does with the map beyond looking: frames, sites, orientation maps."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modules.map import operations, queries
from modules.map.importers.again import read_in_frame
from modules.map.importers.base_maps import keep_shared, prepare_sheet
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
        shell.run(shell.words("Reading the layer"), lambda job: read_in_frame(job, layer, frame),
                  lambda _: page.refresh())  # fmt: skip


def lay_out(page: "MapPage") -> None:
    """Ask for title and scale, and keep what is in the middle of the view as an orientation map."""
    shell, words, view = page.shell, page.words, page.canvas.view
    longitude, latitude = degrees_at(view.x, view.y)
    shown = [layer for layer in page.loaded.layers if layer.visible]
    wanted = view.width / view.px_per_m * true_scale(view.y) / 0.156
    scale = next((one for one in _SCALES if one >= wanted * 0.7), _SCALES[-1])
    _ask_sheet(page, MapSheet(
        title=words("Orientation map"), longitude=longitude, latitude=latitude, scale=float(scale),
        layers=tuple(layer.id for layer in shown), drawn_by=shell.signed_in.officer.name,
        source="；".join(dict.fromkeys(layer.attribution for layer in shown if layer.attribution)),
        approval="；".join(dict.fromkeys(layer.approval for layer in shown if layer.approval)),
        order=1 + max((sheet.order for sheet in page.loaded.sheets), default=0),
    ))  # fmt: skip


def _ask_sheet(page: "MapPage", sheet: MapSheet) -> None:
    """Ask for what is on a sheet, and keep it with its base map."""
    shell, words = page.shell, page.words
    fields = [
        Field("title", N_("Title"), required=True, wide=True),
        Field("scale", N_("Scale 1:"), "float", required=True, minimum=10),
        Field("drawn_by", N_("Drawn by")), Field("source", N_("Source"), wide=True),
        Field("approval", N_("Map approval number (审图号)"), wide=True),
        Field("shows", N_("From the case"), "tags", choices=page.case_kinds(), wide=True),
    ]
    if page.loaded.layers:
        fields.append(Field("layers", N_("Layers"), "tags", wide=True,
                            choices=[(layer.id, layer.title) for layer in page.loaded.layers]))  # fmt: skip
    values = {field.name: getattr(sheet, field.name) for field in fields}
    found = ask_form(shell, words("Orientation map for the dossier"), fields, values, columns=2)
    if found is None:
        return
    kept = replace(sheet, **found)
    workspace = shell.program.profile

    def keep(job: Job) -> list[UserError]:
        job.write("map.lay_out", lambda work: operations.put_sheet(work, kept))
        keep_shared(job, kept, workspace)
        prepare_sheet(job, kept)
        return queries.not_on_sheet(job.read(), kept)

    def told(missing: list[UserError]) -> None:
        said = [words("The orientation map is in the dossier."), *map(words.error, missing)]
        shell.notify("\n".join(said), "warning" if missing else "success")

    shell.run(words("Laying out the orientation map"), keep, told)


def export_sheet(page: "MapPage", kind: str, sheet: MapSheet) -> None:
    """Ask where, and write an orientation map as PDF, SVG or PNG; the ledger notes it."""
    shell, words, workspace = page.shell, page.words, page.shell.program.profile
    target = shell.save_file(words("Orientation map"), f"{sheet.title}.{kind}", f"{kind.upper()} (*.{kind})")
    if target is None:
        return
    target = target.with_suffix(f".{kind}")

    def write(job: Job) -> list[UserError]:
        keep_shared(job, sheet, workspace)
        prepare_sheet(job, sheet)
        made = queries.composed(job.read(), sheet, words)
        _write(made, target, kind, sheet.title, job, words.language)

        def note(work: Work) -> None:
            work.note(file=target.name, sheet=sheet.title)

        job.write("map.export", note, witness=True, undoable=False)
        return queries.not_on_sheet(job.read(), sheet)

    def told(missing: list[UserError]) -> None:
        said = [words("Written: {path}", path=target), *map(words.error, missing)]
        shell.notify("\n".join(said), "warning" if missing else "success")

    shell.run(words("Writing the document"), write, told)


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
    entries: list[tuple[str, Any]] = [
        (words("Lay out an orientation map …"), lambda: lay_out(page)),
        (words("Change an orientation map …"), lambda: _pick(page, partial(_ask_sheet, page))),
    ]
    entries += [
        (words("Write as {kind} …", kind=kind.upper()), partial(_pick, page, partial(export_sheet, page, kind)))
        for kind in ("pdf", "png", "svg")
    ]
    entries.append((words("Take one out of the dossier …"), lambda: _pick(page, partial(_take_out, page))))
    return entries


def _pick(page: "MapPage", then: Callable[[MapSheet], object]) -> None:
    """Do something with the only orientation map there is, or with one of them."""
    shell, words, known = page.shell, page.words, page.loaded.sheets
    if not known:
        shell.notify(words("There is no orientation map yet: lay one out first."))
    elif len(known) == 1:
        then(known[0])
    else:
        choices = tuple((number, f"{sheet.title}  1:{sheet.scale:,.0f}") for number, sheet in enumerate(known))
        field = Field("number", N_("Orientation map"), "choice", required=True, choices=choices, wide=True)
        found = ask_form(shell, words("Which orientation map?"), [field], {"number": len(known) - 1})
        if found is not None:
            then(known[int(found["number"])])


def _take_out(page: "MapPage", sheet: MapSheet) -> None:
    told = page.words("“{title}” is out of the dossier. Undo brings it back.", title=sheet.title)
    page.shell.do("map.remove_sheet", lambda work: operations.remove_sheet(work, sheet.id),
                  lambda _: page.shell.notify(told))  # fmt: skip
