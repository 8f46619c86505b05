"""What every page is made of: it reads off the window's thread, and again whenever its kinds of record change."""

from collections.abc import Collection, Mapping
from time import perf_counter
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from workstation.domain.change import Changes
from workstation.domain.record import Ref
from workstation.storage.read import Read
from workstation.ui.shell import Shell

_PAUSE = 3.0  # times what the reading took
_LONGEST_PAUSE = 2000  # milliseconds: nobody waits longer for what they did to be seen


class PageBase(QWidget):
    """A page. ``kinds`` names the tables it shows (none: any); ``load`` runs off the window's thread, ``show_data`` on
    it.

    While something changes again and again, as in an import, the page reads a quarter of the time, and pauses two
    seconds at most. With ``full_bleed`` the page has no margins: a canvas goes to the very edge. A ``wide`` page needs
    the whole width: like beside a canvas the inspector stays hidden until it is asked for (F8).
    """

    kinds: tuple[str, ...] | None = ()
    full_bleed = False
    wide = False
    page_id = ""
    """Set by the window: which of its pages this is."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shell = shell
        self.words = shell.words
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(*((0, 0, 0, 0) if self.full_bleed else (24, 20, 24, 20)))
        self.body.setSpacing(0 if self.full_bleed else 14)
        self._reading = self._stale = False
        self._data: Any = None
        self._touched: dict[str, set[str]] | None = None
        self._asked_at = 0.0
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._read_what_changed)
        shell.changed.connect(self._on_changed)

    @property
    def up_to_date(self) -> bool:
        """Whether the page shows the case as it is; a hidden one may lag behind until it is shown."""
        return not self._reading and not (self._stale and self.isVisible())

    def _on_changed(self, changes: Changes) -> None:
        if self.kinds is None or changes.touches(*self.kinds):
            self._stale = True
            if self._touched is not None:
                for item in changes.items:
                    self._touched.setdefault(item.kind, set()).add(item.id)
            self._read_what_changed()

    def _read_what_changed(self) -> None:
        if self._stale and self.isVisible() and not self._reading and not self._pause.isActive():
            self._read()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._read_what_changed()

    def refresh(self) -> None:
        """Read everything again, or as soon as what is being read has arrived."""
        self._touched = None
        if self._reading:
            self._stale = True
        else:
            self._read()

    def _read(self) -> None:
        touched, self._touched = self._touched, {}
        self._reading, self._stale = True, False
        self._asked_at = perf_counter()
        data = self._data
        if touched is None:
            self.shell.query(self.load, self._arrive, self._failed)
        else:
            self.shell.query(lambda read: self.renew(read, data, touched), self._arrive, self._failed)

    def _arrive(self, data: Any) -> None:
        self._data = data
        self._rest()
        self.show_data(data)

    def _failed(self) -> None:
        self._touched = None
        self._rest()

    def _rest(self) -> None:
        """Nothing is being read any more; what changed meanwhile is read after a pause that follows that reading."""
        self._reading = False
        self._pause.start(min(round(_PAUSE * 1000 * (perf_counter() - self._asked_at)), _LONGEST_PAUSE))

    def load(self, read: Read) -> Any:
        """What the page shows."""
        raise NotImplementedError

    def renew(self, read: Read, data: Any, touched: Mapping[str, Collection[str]]) -> Any:
        """What the page shows after these records changed (ids by table); pages that show very many override this."""
        del data, touched
        return self.load(read)

    def show_data(self, data: Any) -> None:
        """Show it."""
        raise NotImplementedError

    def show_ref(self, ref: Ref) -> None:
        """Bring one record into view; pages that show several override this."""

    def view_state(self) -> Any:
        """How the page is being looked at (zoom, what is chosen), for ``restore_view`` when it is made anew."""
        return None

    def restore_view(self, state: Any) -> None:
        """Take up what ``view_state`` gave before the look changed or another page was shown; none is nothing."""

    @property
    def writable(self) -> bool:
        """Whether anything can be changed."""
        return self.shell.writable


def scrolled(content: QWidget) -> QScrollArea:
    """``content`` in an area that scrolls when there is no room."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(content)
    return area
