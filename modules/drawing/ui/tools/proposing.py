"""Going through proposed walls: each is shown dashed, and becomes a wall only when a person accepts it."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen

from modules.drawing import operations
from modules.drawing.records import Entity, Kind, LayerRole, Point
from modules.drawing.rules.geometry import distance, middle
from modules.drawing.rules.proposals import Proposal, as_wall, line_of, nearest
from modules.drawing.ui.tools.pointing import PointTool, paint_tag
from workstation.api import N_, Work, measured_text

if TYPE_CHECKING:
    from modules.drawing.ui.page import DrawingPage

_REACH_PX = 14.0
PROPOSED, CURRENT = "#8a4fbf", "#c2410c"
_ACCEPT = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_REJECT = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_ONWARD = (Qt.Key.Key_Right, Qt.Key.Key_Down)
_BACK = (Qt.Key.Key_Left, Qt.Key.Key_Up)


class ProposalTool(PointTool):
    """A click chooses a proposal, Enter or the right button accepts it, Delete rejects it, the arrows go on."""

    def __init__(self, page: "DrawingPage") -> None:
        super().__init__(page)
        self.at = 0

    @property
    def current(self) -> Proposal | None:
        """The proposal in hand."""
        known = self.board.proposals
        return known[min(self.at, len(known) - 1)] if known else None

    def prompt(self) -> str:
        one = self.current
        if one is None:
            return self.words(N_("All proposed walls are decided."))
        wall = one.wall
        length = distance(wall.start, wall.end)
        return self.words(
            N_("Proposed wall {number} of {count}: {length}, {points} points, residual {residual} mm. Enter accepts, "
               "Delete rejects, arrows go on"),
            number=min(self.at, len(self.board.proposals) - 1) + 1, count=len(self.board.proposals),
            length=measured_text(length, one.image.u_m and one.image.u_m * 2**0.5), points=wall.points,
            residual=f"{wall.residual_m * 1000:.0f}",
        )

    def aim(self, x: float, y: float) -> Point:
        self.caught = None
        return x, y

    def given(self, point: Point) -> None:
        found = nearest(self.board.proposals, self._underlays(), point, _REACH_PX / self.canvas.view.px_per_m)
        if found is not None:
            self.at = self.board.proposals.index(found)

    def finish(self) -> None:
        self._decide(accept=True)

    def key(self, event: QKeyEvent) -> bool:
        count = len(self.board.proposals)
        if event.key() in _ACCEPT:
            self._decide(accept=True)
        elif event.key() in _REJECT:
            self._decide(accept=False)
        elif event.key() in _ONWARD and count:
            self.at = (self.at + 1) % count
        elif event.key() in _BACK and count:
            self.at = (self.at - 1) % count
        else:
            return super().key(event)
        self.page.ask()
        return True

    def _underlays(self) -> dict[str, Entity]:
        return {one.id: one for one in self.model.of_kind(Kind.UNDERLAY)}

    def _decide(self, *, accept: bool) -> None:
        one = self.current
        underlay = self.model.get(one.underlay_id) if one is not None else None
        if one is None or underlay is None:
            self.page.take_tool("select")
            return
        drawing_id, wall = self.board.drawing_id, None
        if accept:
            blank = self.board.new(Kind.WALL, line_of(one, underlay), size_m=self.page.wall_m, high_m=3.0)
            wall = as_wall(one, underlay, blank, self.page.wall_m)
            wall = replace(wall, layer_id=self.board.layer_for(LayerRole.EXISTING))

        def write(work: Work) -> None:
            operations.decide_walls(work, drawing_id, [(one, wall)])

        self.shell.do("drawing.accept_wall" if accept else "drawing.reject_wall", write)

    def paint(self, painter: QPainter) -> None:
        super().paint(painter)
        one = self.current
        underlay = self.model.get(one.underlay_id) if one is not None else None
        if one is not None and underlay is not None:
            a, b = line_of(one, underlay)
            painter.setPen(QPen(QColor(CURRENT), 3, Qt.PenStyle.DashLine))
            painter.drawLine(self.px(a), self.px(b))
            text = f"{one.number + 1} · {one.wall.residual_m * 1000:.0f} mm"
            paint_tag(painter, self.px(middle(a, b)) + QPointF(8, -8), text, CURRENT)
