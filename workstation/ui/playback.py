"""One clock for everything that is shown in time: whoever plays moves it, maps and plans follow."""

from collections.abc import Iterable
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from workstation.domain.record import Ref


class Playback(QObject):
    """``at`` is the moment that is shown (UTC), none outside a play-back: then everything is shown, whenever it was.

    ``about`` are the records that it is about just then. ``moved`` tells that either changed.
    """

    moved = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.at: datetime | None = None
        self.about: tuple[Ref, ...] = ()

    def go(self, at: datetime | None, about: Iterable[Ref] = ()) -> None:
        """Show what had been by then; none ends the play-back."""
        wanted = (at, tuple(about) if at is not None else ())
        if wanted != (self.at, self.about):
            self.at, self.about = wanted
            self.moved.emit()
