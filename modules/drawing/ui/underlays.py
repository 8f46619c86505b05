"""Underlays: a photograph or scanned plan of the case below the drawing, fitted by known points."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPen

from modules.drawing import operations, queries
from modules.drawing.queries import picture_path
from modules.drawing.records import Entity, Kind, LayerRole, Point
from modules.drawing.rules.fitting import share_of
from modules.drawing.rules.model import Edit
from modules.drawing.ui.tools.pointing import PointTool, paint_tag
from workstation.api import N_, FileState, Job, Read, StoredFile, Work, write_derived
from workstation.api.survey import Fit
from workstation.api.widgets import Field, ask_form

if TYPE_CHECKING:
    from modules.drawing.ui.page import DrawingPage

_USUAL_WIDTH_M = 10.0


def add(page: "DrawingPage") -> None:
    """Offer the pictures of the case, newest first."""

    def pictures(read: Read) -> list[StoredFile]:
        files = read.where(StoredFile, state=FileState.OK.value, order=("name",))
        return [file for file in files if file.media_type.startswith("image/")]

    page.shell.query(pictures, partial(_ask, page))


def _ask(page: "DrawingPage", files: list[StoredFile]) -> None:
    words = page.words
    if not files or page.board.model is None:
        page.shell.notify(words("There are no pictures in the case yet: take in the photograph or scan first."), "info")
        return
    values = ask_form(page.shell, words("Underlay"), (
        Field("file", N_("Picture of the case"), "choice", choices=tuple((file.id, file.name) for file in files)),
        Field("width_mm", N_("Its width, roughly"), "float", unit="mm", minimum=1.0),
    ), {"file": files[0].id, "width_mm": _USUAL_WIDTH_M * 1000})
    if values is None:
        return
    file = next(one for one in files if one.id == values["file"])
    page.shell.run(words("Making previews"), partial(_make, file),
                   partial(_made, page, file, (values["width_mm"] or 10_000.0) / 1000))  # fmt: skip


def _make(file: StoredFile, job: Job) -> tuple[int, int]:
    path = job.case.vault.path(file.sha256)
    parsed = job.parse("modules.drawing.importers.picture:parse_picture", path, name=file.name)
    write_derived(picture_path(job.read(), file.sha256), parsed.blobs["picture"])
    return int(parsed.data["width"]), int(parsed.data["height"])


def _made(page: "DrawingPage", file: StoredFile, width_m: float, size: tuple[int, int]) -> None:
    view, board = page.canvas.view, page.board
    height_m = width_m * size[1] / max(size[0], 1)
    made = board.new(Kind.UNDERLAY, ((view.x, view.y),), size_m=width_m, depth_m=height_m, value=0.6, file_id=file.id,
                     text=file.name)
    made = replace(made, layer_id=board.layer_for(LayerRole.UNDERLAY))
    board.edit(Edit(put=(made,)), "drawing.underlay", choose=True)


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

    def take(job: Job) -> None:
        path = job.case.vault.path(file.sha256)
        parsed = job.parse("modules.drawing.importers.dxf:parse_dxf", path, name=file.name)
        job.write("drawing.take_in", lambda work: operations.take_in(work, file.name, parsed.data, drawing_id))

    page.shell.run(words("Taking files in"), take)


def begin_fit(page: "DrawingPage") -> None:
    """Take the tool that fits the chosen underlay, or the only one."""
    model = page.board.model
    known = model.of_kind(Kind.UNDERLAY) if model else []
    chosen = [entity for entity in page.board.selection() if entity.kind is Kind.UNDERLAY] or known
    if len(chosen) != 1:
        page.shell.notify(page.words("Choose the underlay that shall be fitted."), "info")
        return
    page.use(FitTool(page, chosen[0]))


class FitTool(PointTool):
    """Pairs of points: one in the picture, then where it truly is (pointed at, or typed as x,y); Enter fits."""

    def __init__(self, page: "DrawingPage", underlay: Entity) -> None:
        super().__init__(page)
        self.underlay = underlay
        self.pairs: list[tuple[Point, Point]] = []

    def prompt(self) -> str:
        if self.points:
            return self.words(N_("Where this point truly is: point, or =x,y in mm"))
        asked = N_("A known point in the picture ({count} so far; two fit, three and more are checked; Enter fits)")
        return self.words(asked, count=len(self.pairs))

    def aim(self, x: float, y: float) -> Point:
        return super().aim(x, y) if self.points else (x, y)

    def given(self, point: Point) -> None:
        if not self.points:
            self.points.append(point)
            return
        self.pairs.append((self.points.pop(), point))

    def finish(self) -> None:
        if self.points or len(self.pairs) < 2:
            self.shell.notify(self.words(N_("A fit needs two pairs of points, better three or more.")), "info")
            return
        shares = [share_of(self.underlay, source) for source, _ in self.pairs]
        places = [target for _, target in self.pairs]
        underlay_id = self.underlay.id

        def fit(work: Work) -> Fit:
            return operations.fit_underlay(work, underlay_id, shares, places)

        self.shell.do("drawing.fit", fit, self._fitted)
        self.page.take_tool("select")

    def _fitted(self, fit: Fit) -> None:
        words = self.words
        if not fit.checked:
            self.shell.notify(words("Fitted by two points: nothing checks the fit. Add a third point."), "warning")
            return
        rows = ", ".join(f"{one.name}: {one.length_m * 1000:.0f} mm" for one in fit.residuals)
        text = words("Fitted: {rms} mm on average. Residuals {rows}.", rms=f"{fit.rms_m * 1000:.0f}", rows=rows)
        if fit.blunders:
            names = ", ".join(fit.points[one.index].name for one in fit.blunders)
            text += " " + words("These points do not fit the others: {names}. Check them.", names=names)
        self.shell.notify(text, "warning" if fit.blunders else "success")

    def cancel(self) -> None:
        self.pairs.clear()
        super().cancel()

    def preview(self) -> Sequence[Sequence[Point]]:
        return [[a, b] for a, b in self.pairs] + ([[self.points[0], self.pointer]] if self.points else [])

    def paint(self, painter: QPainter) -> None:
        super().paint(painter)
        painter.setPen(QPen(QColor("#b3261e"), 2))
        for number, (source, _) in enumerate(self.pairs, 1):
            at = self.px(source)
            painter.drawEllipse(at, 5, 5)
            paint_tag(painter, at + QPointF(8, -6), str(number), "#b3261e")


def fitted(read: Read, underlay_id: str) -> str:
    """The residuals of an underlay that was fitted, in millimetres."""
    known = queries.fitted_points(read, underlay_id)
    return ", ".join(f"{one.residual_m * 1000:.0f}" for one in known)
