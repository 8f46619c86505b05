"""One recording on the screen: frames fetched from the sandbox ahead of time, shown when their time has come."""

from bisect import bisect_right
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QPointF, QRectF, QRunnable, Qt, QThreadPool, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from modules.edata.importers.media_store import FRAMES
from modules.edata.records import Recording
from workstation.api import UserError
from workstation.api.widgets import Shell

_WIDEST = 1280
_AT_ONCE = 12
_KEPT = 90
_LOW = 6  # fewer frames ahead than this: fetch more
_BACK_MS = 2500.0
_FAR = 1e12
Region = tuple[float, float, float, float]
_WHOLE: Region = (0.0, 0.0, 1.0, 1.0)
_NUDGE = 0.02  # of the picture, for each press of an arrow
_ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


class _Fetch(QRunnable):
    """One question to the sandbox, on a thread of its own."""

    def __init__(self, screen: "Screen", turn: int, ask: Callable[[], Any]) -> None:
        super().__init__()
        self._screen, self._turn, self._ask = screen, turn, ask

    def run(self) -> None:
        try:
            parsed = self._ask()
            pictures = [(at, QImage.fromData(parsed.blobs[str(number)]))
                        for number, at in enumerate(parsed.data["times"])]
            told: tuple[list[tuple[float, QImage]], bool, UserError | None] = (pictures, parsed.data["end"], None)
        except UserError as error:
            told = ([], True, error)
        self._screen.answers.arrived.emit(self._turn, told)


class _Answers(QObject):
    arrived = Signal(int, object)


class Screen(QWidget):
    """Shows a recording at any time. ``changed`` tells that another frame is seen, ``drawn`` a region (parts of the
    picture), ``failed`` a ``UserError``."""

    changed = Signal()
    drawn = Signal(object)
    failed = Signal(object)

    def __init__(self, shell: Shell, recording: Recording, path: Path) -> None:
        super().__init__()
        self._shell, self.recording, self._path = shell, recording, path
        self.answers = _Answers(self)
        self.answers.arrived.connect(self._arrive)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._frames: list[tuple[float, QImage]] = []
        self._turn, self._waiting, self._ended = 0, False, False
        self._wanted_ms = 0.0
        self._step = 0
        self.at_ms: float | None = None
        self.region = _WHOLE
        self.drawing = False
        self._from: QPointF | None = None
        self.setMinimumSize(160, 120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(recording.title)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    # what it is asked

    @property
    def ready(self) -> bool:
        """Whether nothing is being fetched."""
        return not self._waiting

    def show_at(self, at_ms: float) -> None:
        """Show the newest frame that is not after ``at_ms``; fetch it if it is not here."""
        self._wanted_ms, self._step = max(at_ms, 0.0), 0
        self._look()

    def step(self, frames: int) -> None:
        """Go to the next frame (1) or the one before (−1), whatever the time between them is."""
        if self.at_ms is None or self._waiting:
            return
        times = [at for at, _ in self._frames]
        here = bisect_right(times, self.at_ms + 0.01) - 1
        if 0 <= here + frames < len(times):
            self._wanted_ms = times[here + frames]
            self._look()
        elif frames > 0 and not self._ended:
            self._step = 1
            self._fetch(self.at_ms + 0.7, _FAR, newest=False)
        elif frames < 0 and self.at_ms > 0:
            self._step = -1
            self._fetch(max(0.0, self.at_ms - _BACK_MS), self.at_ms - 0.7, newest=True)

    def close_reader(self) -> None:
        """Stop asking; what is under way is waited for."""
        self._turn += 1
        self._pool.clear()
        self._pool.waitForDone()

    def _look(self) -> None:
        times = [at for at, _ in self._frames]
        here = bisect_right(times, self._wanted_ms + 0.5) - 1
        covered = here >= 0 and (here + 1 < len(times) or self._ended or self._wanted_ms - times[here] < 40.0)
        if here >= 0:
            self._see(times[here])
        if self._waiting:
            return
        if not covered:
            near = here >= 0 and self._wanted_ms - times[here] < 1500.0
            start = times[-1] + 0.7 if near else max(0.0, self._wanted_ms - 400.0)
            self._fetch(start, _FAR, newest=False, keep=near)
        elif len(times) - here <= _LOW and not self._ended:
            self._fetch(times[-1] + 0.7, _FAR, newest=False)

    def _see(self, at_ms: float) -> None:
        if at_ms != self.at_ms:
            self.at_ms = at_ms
            self.update()
            self.changed.emit()

    def _fetch(self, start_ms: float, end_ms: float, *, newest: bool, keep: bool = True) -> None:
        if not keep:
            self._frames, self._ended = [], False
        self._waiting = True
        parse, path, name = self._shell.program.parse, self._path, self.recording.title
        width = min(_WIDEST, max(320, round(self.width() * self.devicePixelRatioF())))

        def ask() -> Any:
            return parse(FRAMES, path, name=name, start_ms=start_ms, end_ms=end_ms, most=_AT_ONCE, width=width,
                         newest=newest)

        self._pool.start(_Fetch(self, self._turn, ask))

    def _arrive(self, turn: int, told: tuple[list[tuple[float, QImage]], bool, UserError | None]) -> None:
        pictures, ended, error = told
        self._waiting = False
        if turn != self._turn:
            return
        if error is not None:
            self._ended = True
            self.failed.emit(error)
            return
        known = {round(at, 1): (at, picture) for at, picture in (*self._frames, *pictures)}
        self._frames = sorted(known.values(), key=lambda one: one[0])
        if self._step >= 0:
            self._ended = ended
        if self._step and pictures:
            self._wanted_ms = pictures[0][0] if self._step > 0 else pictures[-1][0]
        self._step = 0
        self._trim()
        self._look()

    def _trim(self) -> None:
        if len(self._frames) > _KEPT:
            here = bisect_right([at for at, _ in self._frames], self._wanted_ms)
            start = max(0, min(here - _KEPT // 2, len(self._frames) - _KEPT))
            if start + _KEPT < len(self._frames):
                self._ended = False
            self._frames = self._frames[start : start + _KEPT]

    # how it looks

    def _place(self) -> QRectF:
        ratio = self.recording.width / max(self.recording.height, 1) or 4 / 3
        width = min(self.width(), self.height() * ratio)
        height = width / ratio
        return QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)

    def paintEvent(self, _: QPaintEvent) -> None:
        painter, place, tokens = QPainter(self), self._place(), self._shell.tokens
        painter.fillRect(self.rect(), QColor("#101214"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        picture = next((picture for at, picture in self._frames if at == self.at_ms), None)
        if picture is not None:
            painter.drawImage(place, picture)
        else:
            painter.setPen(QColor("#c8ccd0"))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, "…")
        if self.region != _WHOLE or self.drawing:
            x, y, width, height = self.region
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.drawRect(QRectF(place.x() + x * place.width(), place.y() + y * place.height(),
                                    width * place.width(), height * place.height()))
        if self.drawing:
            painter.setPen(QColor("#ffffff"))
            hint = self._shell.words(
                "Drag, or move it by arrows and size it by Shift and arrows; Enter keeps the region, Esc takes the "
                "whole picture.")
            painter.drawText(place.adjusted(12, 8, -12, -8),
                             Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextWordWrap, hint)
        painter.end()

    def draw(self, on: bool) -> None:
        """Begin or end drawing a region, by mouse or by keys."""
        self.drawing = on
        self.setCursor(Qt.CursorShape.CrossCursor if on else Qt.CursorShape.ArrowCursor)
        if on:
            self.setFocus()
            if self.region == _WHOLE:
                self.region = (0.25, 0.25, 0.5, 0.5)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if not self.drawing or key not in (*_ARROWS, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            super().keyPressEvent(event)
        elif key in _ARROWS:
            larger = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.region = _nudged(self.region, *_ARROWS[key], size=larger)
            self.update()
        else:
            if key == Qt.Key.Key_Escape:
                self.region = _WHOLE
            self.drawn.emit(self.region)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.drawing and event.button() == Qt.MouseButton.LeftButton:
            self._from = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is not None:
            self.region = self._between(self._from, event.position())
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._from is not None:
            region = self._between(self._from, event.position())
            self._from = None
            self.region = region if region[2] > 0.01 and region[3] > 0.01 else _WHOLE
            self.update()
            self.drawn.emit(self.region)

    def _between(self, one: QPointF, other: QPointF) -> Region:
        place = self._place()

        def part(value: float, low: float, size: float) -> float:
            return round(min(max((value - low) / size, 0.0), 1.0), 4)

        xs = sorted(part(point.x(), place.x(), place.width()) for point in (one, other))
        ys = sorted(part(point.y(), place.y(), place.height()) for point in (one, other))
        return xs[0], ys[0], round(xs[1] - xs[0], 4), round(ys[1] - ys[0], 4)


def _nudged(region: Region, across: int, down: int, *, size: bool) -> Region:
    """The region a little moved, or a little larger or smaller, within the picture."""
    x, y, width, height = region
    if size:
        width = min(max(width + across * _NUDGE, _NUDGE), 1.0 - x)
        height = min(max(height + down * _NUDGE, _NUDGE), 1.0 - y)
    else:
        x = min(max(x + across * _NUDGE, 0.0), 1.0 - width)
        y = min(max(y + down * _NUDGE, 0.0), 1.0 - height)
    return round(x, 4), round(y, 4), round(width, 4), round(height, 4)
