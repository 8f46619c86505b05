"""The board follows the play-back: what stands for something later is not there yet, what it is about is ringed."""

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import QObject, QPointF
from PySide6.QtGui import QColor, QPainter, QPen

from modules.drawing.ui.board import Board
from workstation.api import Read, Ref
from workstation.api.widgets import Canvas

_RING_PX = 16.0


class Following(QObject):
    """Signs of exhibits, photographs … appear when the time line reaches the first time of their record."""

    def __init__(self, canvas: Canvas, board: Board) -> None:
        super().__init__(canvas)
        self._canvas, self._board = canvas, board
        self._times: Mapping[Ref, datetime] | None = None
        canvas.add_overlay(self.paint)
        board.loaded.connect(self._forget)
        board.shell.playback.moved.connect(self.follow)

    def _forget(self) -> None:
        self._times = None
        self.follow()

    def follow(self) -> None:
        """Show what had been by now."""
        at = self._board.shell.playback.at
        if at is not None and self._times is None:
            self._times = {}
            self._board.shell.query(_first_times, self._know)
        times, model = self._times or {}, self._board.model
        self._board.leave_out(frozenset(
            one.id for one in (model.entities.values() if model is not None and at is not None else ())
            if at is not None and one.ref is not None and one.ref in times and times[one.ref] > at
        ))
        self._canvas.update()

    def _know(self, times: Mapping[Ref, datetime]) -> None:
        self._times = times
        self.follow()

    def paint(self, painter: QPainter) -> None:
        """Ring what the play-back is about."""
        about, model = self._board.shell.playback.about, self._board.model
        if not about or model is None:
            return
        painter.setPen(QPen(QColor(self._board.shell.tokens.accent), 2.5))
        for one in model.entities.values():
            if one.ref in about and one.points:
                painter.drawEllipse(QPointF(self._canvas.view.to_px(*one.points[0])), _RING_PX, _RING_PX)


def _first_times(read: Read) -> dict[Ref, datetime]:
    return {item.ref: item.moment.utc for item in reversed(read.timeline())}
