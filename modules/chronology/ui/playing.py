"""Playing the time line: a cursor that runs, pauses and steps, and moves the case's one play-back."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from modules.chronology.ui.bars import Bar
from modules.chronology.ui.view import TimelineView
from workstation.api import N_, Ref
from workstation.api.widgets import Shell

if TYPE_CHECKING:
    from modules.chronology.records import TimePoint

_FRAME_MS, _TELL_FRAMES = 40, 5
_WHOLE_S = 30.0
_EPOCH, _FIRST_S, _LAST_S = datetime(1970, 1, 1, tzinfo=UTC), -6.2e10, 2.5e11  # what a calendar has
SPEEDS: tuple[tuple[float, str], ...] = (
    (0.0, N_("What is shown in half a minute")), (1.0, N_("as fast as it was")), (10.0, N_("10 times as fast")),
    (60.0, N_("60 times as fast")), (600.0, N_("600 times as fast")),
)


class Player(QObject):
    """``told`` says that it runs, or does not any more. ``speed`` 0 plays what is shown in half a minute."""

    told = Signal()

    def __init__(self, shell: Shell, view: TimelineView, bars: Callable[[], Sequence[Bar]]) -> None:
        super().__init__(view)
        self._shell, self._view, self._bars = shell, view, bars
        self.about: Mapping[TimePoint, tuple[Ref, ...]] = {}
        self.speed = 0.0
        self._frame, self._until = 0, 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self._advance)
        view.scrubbed.connect(self.go)
        shell.playback.moved.connect(self._follow)

    @property
    def running(self) -> bool:
        """Whether the cursor moves by itself."""
        return self._timer.isActive()

    def toggle(self) -> None:
        """Play from the cursor, or from the beginning of what is shown; again to pause."""
        if self.running:
            self.pause()
            return
        scale = self._view.scale
        if scale is None or not self._bars():
            return
        at, end = self._view.cursor_s, scale.at(self._view.room)
        if at is None or not scale.left_s <= at < end:
            self.go(scale.left_s)
        self._until = max(bar.last_s for bar in self._bars()) if self.speed else end
        self._timer.start()
        self.told.emit()

    def pause(self) -> None:
        """Stay where it is."""
        self._timer.stop()
        self.told.emit()

    def end(self) -> None:
        """No play-back any more: everything is shown everywhere."""
        self._shell.playback.go(None)
        self.pause()

    def step(self, by: int) -> None:
        """Pause, and go to the next time, or the one before with a negative number."""
        self._timer.stop()
        times = sorted({bar.begin_s for bar in self._bars() if bar.begin_s is not None})
        scale, at = self._view.scale, self._view.cursor_s
        if at is None and scale is not None:
            at = scale.left_s if by > 0 else scale.at(self._view.room)
        if by > 0:
            target = next((one for one in times if at is None or one > at), None)
        else:
            target = next((one for one in reversed(times) if at is not None and one < at), None)
        if target is not None:
            self.go(target)
        self.told.emit()

    def go(self, at_s: float) -> None:
        """Put the cursor to a time, and everything that follows with it."""
        self._view.set_cursor(at_s)
        self._tell(at_s)

    def _advance(self) -> None:
        scale, at = self._view.scale, self._view.cursor_s
        if scale is None or at is None:
            self.pause()
            return
        shown_s = scale.at(self._view.room) - scale.left_s
        at += (self.speed or shown_s / _WHOLE_S) * _FRAME_MS / 1000
        if at > self._until:
            self.pause()
            return
        self._view.set_cursor(at)
        self._frame += 1
        if self._frame % _TELL_FRAMES == 0:
            self._tell(at)

    def _tell(self, at_s: float) -> None:
        """Choose what has just happened, and let everybody follow."""
        past = [bar for bar in self._bars() if bar.begin_s is not None and bar.begin_s <= at_s]
        newest = max(past, key=lambda bar: (bar.begin_s or 0.0, bar.title), default=None)
        point = newest.point if newest is not None else None
        if point != self._view.point:
            self._view.select(point, follow=False)
            self._shell.inspect(point.ref if point is not None else None)
        about = self.about.get(point, ()) if point is not None else ()
        self._shell.playback.go(_EPOCH + timedelta(seconds=min(_LAST_S, max(_FIRST_S, at_s))), about)

    def _follow(self) -> None:
        """Somebody else moved it: a slider on the map."""
        at, mine = self._shell.playback.at, self._view.cursor_s
        if at is None:
            self._timer.stop()
            self._view.set_cursor(None)
            self.told.emit()
        elif mine is None or abs(at.timestamp() - mine) > 1e-3:
            self._timer.stop()
            self._view.set_cursor(at.timestamp())
            self.told.emit()
