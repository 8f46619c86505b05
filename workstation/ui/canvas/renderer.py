"""Paints the layers of a canvas on a thread of its own and hands over finished pictures."""

import atexit
import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPainter

from workstation.ui.canvas.layers import CanvasLayer, Frame, StoppedError
from workstation.ui.canvas.viewpoint import Viewpoint

log = logging.getLogger(__name__)

_PATIENCE_S = 0.6
"""How long a picture that is not wanted any more may still be painted: at least that often a new one arrives."""

_PREVIEW_S = 0.35
_HOLD_S = 0.1


@dataclass(frozen=True)
class Job:
    """A picture that is wanted."""

    view: Viewpoint
    ratio: float
    px_per_mm: float
    layers: tuple[CanvasLayer, ...]


@dataclass
class _Painted:
    """What a layer looked like."""

    view: Viewpoint
    revision: int
    image: QImage


class Renderer(QObject):
    """One picture after another; of those asked for meanwhile only the newest is painted.

    ``painted`` carries the view and its image; ``failed`` the layer's name and the error, once for each revision.
    """

    painted = Signal(object, QImage, bool)
    failed = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self._wake = threading.Condition()
        self._wanted: Job | None = None
        self._ended = False
        self._cache: dict[str, _Painted] = {}
        self._told: set[tuple[str, int]] = set()
        self._clear = threading.Event()
        self._clear.set()
        self._thread = threading.Thread(target=self._run, name="canvas", daemon=True)
        self._thread.start()
        atexit.register(self.end)  # a thread that is killed within the painter takes the program down

    @property
    def settled(self) -> bool:
        """Whether no newer picture is asked for than the one that was begun last."""
        return self._wanted is None

    def want(self, job: Job) -> None:
        """Ask for a picture."""
        with self._wake:
            self._wanted = job
            self._wake.notify()

    def hold(self) -> None:
        """Let the window's thread have Python's lock for itself: the thread waits before its next slice."""
        self._clear.clear()

    def go_on(self) -> None:
        """The window's thread has done what it had to."""
        self._clear.set()

    def end(self) -> None:
        """Paint no more; returns when the thread has ended."""
        self._clear.set()
        with self._wake:
            self._ended = True
            self._wake.notify()
        self._thread.join()
        atexit.unregister(self.end)

    def _run(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._ended or self._wanted is not None)
                if self._ended:
                    return
                job, self._wanted = self._wanted, None
            assert job is not None
            try:
                self._paint(job)
            except StoppedError:
                continue

    def _paint(self, job: Job) -> None:
        began = perf_counter()
        shown = began

        def breathe() -> None:
            if not self._clear.is_set():
                self._clear.wait(_HOLD_S)
            if self._ended or (self._wanted is not None and perf_counter() - began > _PATIENCE_S):
                raise StoppedError

        frame = Frame(job.view, job.ratio, job.px_per_mm, breathe)
        visible = [layer for layer in job.layers if layer.visible and layer.opacity > 0]
        picture = _blank(job)
        try:
            for number, layer in enumerate(visible):
                image = self._layer(layer, frame, job)
                painter = QPainter(picture)
                painter.setOpacity(layer.opacity)
                painter.drawImage(0, 0, image)
                painter.end()
                if number < len(visible) - 1 and perf_counter() - shown > _PREVIEW_S:
                    shown = perf_counter()
                    self.painted.emit(job.view, picture.copy(), False)
        except StoppedError:
            self.painted.emit(job.view, picture, False)
            raise
        names = {layer.name for layer in job.layers}
        self._cache = {name: painted for name, painted in self._cache.items() if name in names}
        self.painted.emit(job.view, picture, True)

    def _layer(self, layer: CanvasLayer, frame: Frame, job: Job) -> QImage:
        known = self._cache.get(layer.name)
        revision = layer.revision
        if known is not None and known.revision == revision and known.view == job.view:
            return known.image
        image = _blank(job)
        painter = QPainter(image)
        try:
            layer.paint(painter, frame)
        except StoppedError:
            raise
        except Exception as error:  # one bad layer costs that layer, and is told
            log.exception("layer %s", layer.name)
            if (layer.name, revision) not in self._told:
                self._told.add((layer.name, revision))
                self.failed.emit(layer.name, error)
        finally:
            painter.end()
        self._cache[layer.name] = _Painted(job.view, revision, image)
        return image


def _blank(job: Job) -> QImage:
    width, height = round(job.view.width * job.ratio), round(job.view.height * job.ratio)
    image = QImage(max(width, 1), max(height, 1), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(job.ratio)
    image.fill(0)
    return image


def render(view: Viewpoint, layers: Sequence[CanvasLayer], px_per_mm: float, ratio: float = 1.0) -> QImage:
    """All layers at once, in the calling thread: for export and for tests."""
    job = Job(view, ratio, px_per_mm, tuple(layers))
    picture = _blank(job)
    for layer in layers:
        if layer.visible:
            image = _blank(job)
            painter = QPainter(image)
            layer.paint(painter, Frame(view, ratio, px_per_mm, lambda: None))
            painter.end()
            painter = QPainter(picture)
            painter.setOpacity(layer.opacity)
            painter.drawImage(0, 0, image)
            painter.end()
    return picture
