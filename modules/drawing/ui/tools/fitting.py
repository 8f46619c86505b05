"""Fitting an underlay by known points: pairs are pointed at, the kind of fit is chosen beside its residuals."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPen

from modules.drawing import operations
from modules.drawing.records import Entity, Point
from modules.drawing.rules.fitting import share_of
from modules.drawing.ui.fit_dialog import FitDialog
from modules.drawing.ui.tools.pointing import PointTool, paint_tag
from workstation.api import N_, UserError, Work
from workstation.api.survey import Fit

if TYPE_CHECKING:
    from modules.drawing.ui.page import DrawingPage


class FitTool(PointTool):
    """Pairs of points: one in the picture, then where it truly is (pointed at, or typed as x,y); Enter fits."""

    def __init__(self, page: "DrawingPage", underlay: Entity) -> None:
        super().__init__(page)
        self.underlay = underlay
        self.pairs: list[tuple[Point, Point]] = []

    def prompt(self) -> str:
        if self.points:
            return self.words(N_("Where this point truly is: point, or =x,y in mm"))
        asked = N_("A known point in the picture ({count} so far; two fit, three and more are checked, from four on "
                   "a slanted photograph can be righted; Enter fits)")
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
        try:
            dialog = FitDialog(self.shell, self.underlay, shares, places)
        except UserError as error:
            self.shell.notify(self.words.error(error), "warning")
            return
        kind = dialog.ask()
        if kind is None:
            return
        underlay_id = self.underlay.id

        def fit(work: Work) -> Fit:
            return operations.fit_underlay(work, underlay_id, shares, places, kind)

        self.shell.do("drawing.fit", fit, self._fitted)
        self.page.take_tool("select")

    def _fitted(self, fit: Fit) -> None:
        words = self.words
        if not fit.checked:
            if len(fit.points) == 2:
                text = words("Fitted by two points: nothing checks the fit. Add a third point.")
            else:
                text = words("Fitted by just as many points as needed: nothing checks the fit. Add one more.")
            self.shell.notify(text, "warning")
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
