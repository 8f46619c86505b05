"""Thumbnails in the background: what is looked at now is read first, what was not looked at for long is dropped."""

import threading
from collections import OrderedDict
from pathlib import Path

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, QTimer, Signal
from PySide6.QtGui import QImage, QImageReader, QPixmap

Wanted = tuple[str, int]  # path and size

_KEPT_BYTES = 128 << 20
_SIZES = (160, 240, 320, 480)
_WAITING = 300
_READERS = 2


class _Reader(QRunnable):
    """Reads whatever was asked for last, until nothing is left."""

    def __init__(self, thumbnails: "Thumbnails") -> None:
        super().__init__()
        self._thumbnails = thumbnails

    def run(self) -> None:
        while (wanted := self._thumbnails.next_wanted()) is not None:
            self._thumbnails.arrived.emit(wanted, _read(*wanted))


def _read(path: str, longest: int) -> QImage:
    """The picture, at most ``longest`` pixels wide or high; a JPEG is decoded no larger than needed."""
    reader = QImageReader(path)
    size = reader.size()
    if max(size.width(), size.height()) > longest:
        reader.setScaledSize(size.scaled(longest, longest, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read().convertToFormat(QImage.Format.Format_RGB32)


class Thumbnails(QObject):
    """A cache of small pictures by path and size. ``ready`` tells, a few times a second at most, that some are here."""

    ready = Signal()
    arrived = Signal(object, QImage)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pictures: OrderedDict[Wanted, QPixmap] = OrderedDict()
        self.held_bytes = 0
        self._wanted: OrderedDict[Wanted, None] = OrderedDict()
        self._lock = threading.Lock()
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(_READERS)
        self.arrived.connect(self._keep)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(40)
        self._timer.timeout.connect(self.ready)

    def get(self, path: Path, longest: int) -> QPixmap | None:
        """The picture if it is here; otherwise it is fetched. A file that cannot be read gives an empty picture.

        ``longest`` is how many pixels are shown; the picture has no fewer, unless the file has.
        """
        key = str(path), next((size for size in _SIZES if size >= longest), _SIZES[-1])
        picture = self._pictures.get(key)
        if picture is not None:
            self._pictures.move_to_end(key)
            return picture
        with self._lock:
            self._wanted[key] = None
            self._wanted.move_to_end(key)
            while len(self._wanted) > _WAITING:
                self._wanted.popitem(last=False)
        if self._pool.activeThreadCount() < _READERS:
            self._pool.start(_Reader(self))
        return None

    def next_wanted(self) -> Wanted | None:
        """What to read next; called by the readers."""
        with self._lock:
            return self._wanted.popitem(last=True)[0] if self._wanted else None

    def forget(self) -> None:
        """Read everything again when it is asked for."""
        self._pictures.clear()
        self.held_bytes = 0

    def stop(self) -> None:
        """Wait for the readers to end."""
        with self._lock:
            self._wanted.clear()
        self._pool.waitForDone()

    def _keep(self, key: Wanted, image: QImage) -> None:
        if key not in self._pictures:
            self.held_bytes += image.sizeInBytes()
        self._pictures[key] = QPixmap.fromImage(image)
        while self.held_bytes > _KEPT_BYTES:
            _, dropped = self._pictures.popitem(last=False)
            self.held_bytes -= 4 * dropped.width() * dropped.height()
        if not self._timer.isActive():
            self._timer.start()
