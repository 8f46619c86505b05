"""Thumbnails in the background: what is looked at now is read first, what was not looked at for long is dropped."""

import threading
from collections import OrderedDict
from pathlib import Path

from PySide6.QtCore import QObject, QRunnable, QThreadPool, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap

_KEPT = 800
_WAITING = 300
_READERS = 2


class _Reader(QRunnable):
    """Reads whatever was asked for last, until nothing is left."""

    def __init__(self, thumbnails: "Thumbnails") -> None:
        super().__init__()
        self._thumbnails = thumbnails

    def run(self) -> None:
        while (item := self._thumbnails.next_wanted()) is not None:
            key, path = item
            self._thumbnails.arrived.emit(key, QImage(str(path)))


class Thumbnails(QObject):
    """A cache of small pictures by path. ``ready`` tells, a few times a second at most, that some have arrived."""

    ready = Signal()
    arrived = Signal(str, QImage)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pictures: OrderedDict[str, QPixmap] = OrderedDict()
        self._wanted: OrderedDict[str, Path] = OrderedDict()
        self._lock = threading.Lock()
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(_READERS)
        self.arrived.connect(self._keep)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(40)
        self._timer.timeout.connect(self.ready)

    def get(self, path: Path) -> QPixmap | None:
        """The picture if it is here; otherwise it is fetched. A file that cannot be read gives an empty picture."""
        key = str(path)
        picture = self._pictures.get(key)
        if picture is not None:
            self._pictures.move_to_end(key)
            return picture
        with self._lock:
            self._wanted[key] = path
            self._wanted.move_to_end(key)
            while len(self._wanted) > _WAITING:
                self._wanted.popitem(last=False)
        if self._pool.activeThreadCount() < _READERS:
            self._pool.start(_Reader(self))
        return None

    def next_wanted(self) -> tuple[str, Path] | None:
        """What to read next; called by the readers."""
        with self._lock:
            return self._wanted.popitem(last=True) if self._wanted else None

    def forget(self) -> None:
        """Read everything again when it is asked for."""
        self._pictures.clear()

    def stop(self) -> None:
        """Wait for the readers to end."""
        with self._lock:
            self._wanted.clear()
        self._pool.waitForDone()

    def _keep(self, key: str, image: QImage) -> None:
        self._pictures[key] = QPixmap.fromImage(image)
        while len(self._pictures) > _KEPT:
            self._pictures.popitem(last=False)
        if not self._timer.isActive():
            self._timer.start()
