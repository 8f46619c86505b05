"""Underlays: pictures of the case, slices at true scale and DXF files below the drawing, and making their pictures."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from modules.drawing import operations, queries
from modules.drawing.importers.picture import PARSE, make_pictures
from modules.drawing.importers.store import note_skipped
from modules.drawing.queries import Wanted, picture_path
from modules.drawing.records import Entity, Kind, LayerRole
from modules.drawing.rules.model import Edit
from modules.drawing.ui.tools.fitting import FitTool
from modules.drawing.ui.tools.proposing import ProposalTool
from workstation.api import N_, FileState, Job, PlanImage, Read, StoredFile, Work, write_derived
from workstation.api.widgets import Field, ask_form

if TYPE_CHECKING:
    from pathlib import Path

    from modules.drawing.ui.page import DrawingPage

_USUAL_WIDTH_M = 10.0
_PDF = "application/pdf"


class PictureMaker:
    """Makes the pictures of underlays that are not there, each once, and lets the page show them."""

    def __init__(self, page: "DrawingPage") -> None:
        self._page = page
        self._tried: set[Path] = set()

    def make(self, lacking: Sequence[Wanted]) -> None:
        """Make what was not tried before."""
        page = self._page
        wanted = [one for one in lacking if one.path not in self._tried]
        self._tried |= {one.path for one in wanted}
        if wanted:
            page.shell.run(page.words("Making previews"), partial(make_pictures, wanted=wanted), page.take_pictures)


def add(page: "DrawingPage") -> None:
    """Offer the pictures of the case, newest first."""

    def pictures(read: Read) -> list[StoredFile]:
        files = read.where(StoredFile, state=FileState.OK.value, order=("name",))
        return [file for file in files if file.media_type.startswith("image/") or file.media_type == _PDF]

    page.shell.query(pictures, partial(_ask, page))


def _ask(page: "DrawingPage", files: list[StoredFile]) -> None:
    words = page.words
    if not files or page.board.model is None:
        page.shell.notify(words("There are no pictures in the case yet: take in the photograph or scan first."), "info")
        return
    values = ask_form(page.shell, words("Underlay"), (
        Field("file", N_("Picture of the case"), "choice", choices=tuple((file.id, file.name) for file in files)),
        Field("width_mm", N_("Its width, roughly"), "float", unit="mm", minimum=1.0),
        Field("page", N_("Page, of a PDF"), "int", minimum=1),
    ), {"file": files[0].id, "width_mm": _USUAL_WIDTH_M * 1000, "page": 1})
    if values is None:
        return
    file = next(one for one in files if one.id == values["file"])
    number = (values["page"] or 1) - 1 if file.media_type == _PDF else 0
    page.shell.run(words("Making previews"), partial(_make, file, number),
                   partial(_made, page, file, number, (values["width_mm"] or 10_000.0) / 1000))  # fmt: skip


def _make(file: StoredFile, number: int, job: Job) -> tuple[int, int]:
    parsed = job.parse(PARSE, job.case.vault.path(file.sha256), name=file.name, page=number)
    write_derived(picture_path(job.read(), file.sha256, page=number), parsed.blobs["picture"])
    return int(parsed.data["width"]), int(parsed.data["height"])


def _made(page: "DrawingPage", file: StoredFile, number: int, width_m: float, size: tuple[int, int]) -> None:
    view, board = page.canvas.view, page.board
    height_m = width_m * size[1] / max(size[0], 1)
    made = board.new(Kind.UNDERLAY, ((view.x, view.y),), size_m=width_m, depth_m=height_m, value=0.6, file_id=file.id,
                     text=file.name, page=number)
    made = replace(made, layer_id=board.layer_for(LayerRole.UNDERLAY))
    board.edit(Edit(put=(made,)), "drawing.underlay", choose=True)


def add_plan_image(page: "DrawingPage") -> None:
    """Offer the slices and plans at true scale that other pages made."""
    page.shell.query(queries.plan_images, partial(_ask_plan_image, page))


def _ask_plan_image(page: "DrawingPage", images: list[PlanImage]) -> None:
    words, drawing_id = page.words, page.board.drawing_id
    if not images or not drawing_id:
        text = words("There is no slice in the case yet: make one of a point cloud on the page of point clouds.")
        page.shell.notify(text, "info")
        return
    titles = tuple((one.id, _said(page, one)) for one in images)
    values = ask_form(page.shell, words("A slice below the drawing"), (
        Field("image", N_("Slice or plan at true scale"), "choice", choices=titles),
    ), {"image": images[0].id})
    if values is None:
        return
    image_id, at = str(values["image"]), (page.canvas.view.x, page.canvas.view.y)

    def lay(work: Work) -> Entity:
        return operations.lay_below(work, drawing_id, image_id, at)

    page.shell.do("drawing.underlay", lay, partial(_laid, page))


def _said(page: "DrawingPage", image: PlanImage) -> str:
    width, height = image.size_m
    text = f"{image.title} · {width:.1f} × {height:.1f} m"
    if image.walls:
        text += " · " + page.words("{count} proposed walls", count=len(image.walls))
    return text


def _laid(page: "DrawingPage", laid: Entity) -> None:
    page.board.choose_when_loaded(laid.id)
    page.refresh()


def add_dxf(page: "DrawingPage") -> None:
    """Offer the DXF files of the case; the one chosen comes in on layers of its own."""

    def files(read: Read) -> list[StoredFile]:
        known = read.where(StoredFile, state=FileState.OK.value, order=("name",))
        return [file for file in known if file.name.lower().endswith(".dxf")]

    page.shell.query(files, partial(_ask_dxf, page))


def _ask_dxf(page: "DrawingPage", files: list[StoredFile]) -> None:
    words, drawing_id = page.words, page.board.drawing_id
    if not files or not drawing_id:
        page.shell.notify(words("There is no DXF in the case yet: take one in first."), "info")
        return
    values = ask_form(page.shell, words("A DXF into this drawing"), (
        Field("file", N_("File of the case"), "choice", choices=tuple((file.id, file.name) for file in files)),
    ), {"file": files[0].id})
    if values is None:
        return
    file = next(one for one in files if one.id == values["file"])

    def take(job: Job) -> int:
        path = job.case.vault.path(file.sha256)
        parsed = job.parse("modules.drawing.importers.dxf:parse_dxf", path, name=file.name)

        def write(work: Work) -> None:
            operations.take_in(work, file.name, parsed.data, drawing_id)
            note_skipped(work, file, parsed.data)

        job.write("drawing.take_in", write)
        return sum(parsed.data["skipped"].values())

    page.shell.run(words("Taking files in"), take, partial(_taken, page, file.name))


def _taken(page: "DrawingPage", name: str, skipped: int) -> None:
    if skipped:
        text = page.words("{name}: {count} things could not be taken; the page Problems names them.", name=name,
                          count=skipped)  # fmt: skip
        page.shell.notify(text, "warning")


def begin_fit(page: "DrawingPage") -> None:
    """Take the tool that fits the chosen underlay, or the only one."""
    model = page.board.model
    known = model.of_kind(Kind.UNDERLAY) if model else []
    chosen = [entity for entity in page.board.selection() if entity.kind is Kind.UNDERLAY] or known
    if len(chosen) != 1:
        page.shell.notify(page.words("Choose the underlay that shall be fitted."), "info")
        return
    page.use(FitTool(page, chosen[0]))


def review_proposals(page: "DrawingPage") -> None:
    """Take the tool that goes through proposed walls one by one."""
    if not page.board.proposals:
        text = page.words("No proposed walls are open: lay a slice that has some below the drawing.")
        page.shell.notify(text, "info")
        return
    page.use(ProposalTool(page))
