"""Layers of a canvas: each paints itself into an image, off the window's thread."""

import math
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QPainter

from workstation.domain.drawing import NO_BOX, Box, Dots, Floats, Label, Mark, Paths, Picture, Symbol, bounds, text_size
from workstation.ui.canvas.painter import MarkPainter, Shapes
from workstation.ui.canvas.viewpoint import Viewpoint


class StoppedError(Exception):
    """The picture is not wanted any more."""


@dataclass(frozen=True)
class Frame:
    """The picture that is being painted: what it looks at, its pixels on the device per pixel, and the time to stop."""

    view: Viewpoint
    ratio: float
    px_per_mm: float
    breathe: Callable[[], None]

    @property
    def m_per_mm(self) -> float:
        """How many metres of the model a millimetre on paper takes here."""
        return self.px_per_mm / self.view.px_per_m


class CanvasLayer(Protocol):
    """Something a canvas shows. ``revision`` is another number whenever it has to be painted anew.

    ``paint`` runs on a thread of the canvas, in pixels from the upper left corner of the frame; it calls
    ``frame.breathe`` at least every few milliseconds and lets ``StoppedError`` pass.
    """

    name: str
    visible: bool
    opacity: float

    @property
    def revision(self) -> int: ...

    def paint(self, painter: QPainter, frame: Frame) -> None: ...

    def bounds(self) -> Box: ...


class MarkLayer:
    """Drawing marks as a layer. ``set_marks`` takes a new list in which unchanged marks are the same objects."""

    def __init__(self, name: str, marks: Sequence[Mark] = (), *, visible: bool = True, opacity: float = 1.0) -> None:
        self.name, self.visible, self.opacity = name, visible, opacity
        self._lock = threading.Lock()
        self._marks: Sequence[Mark] = ()
        self._index = MarkIndex(())
        self._revision = 0
        self.set_marks(marks)

    @property
    def revision(self) -> int:
        return self._revision

    @property
    def marks(self) -> Sequence[Mark]:
        """What is shown, from the lowest to the uppermost."""
        return self._marks

    @property
    def index(self) -> "MarkIndex":
        """Where the marks lie."""
        with self._lock:
            if self._index.marks is not self._marks:
                self._index = MarkIndex(self._marks, self._index)
            return self._index

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Show these marks from now on."""
        self._marks = tuple(marks)
        self._revision += 1

    def bounds(self) -> Box:
        return self.index.bounds

    def paint(self, painter: QPainter, frame: Frame) -> None:
        index = self.index
        marks = index.marks
        found = index.within(frame.view.box, frame.m_per_mm, least_m=0.35 / frame.view.px_per_m)
        pen = MarkPainter(painter, frame.view.matrix, frame.px_per_mm, frame.breathe, index.shapes)
        pen.draw(marks[number] for number in found)


class MarkIndex:
    """Boxes of marks, for culling and picking: 20,000 are searched in a tenth of a millisecond.

    What has its size on paper is kept apart: its box grows when the scale gets smaller.
    """

    def __init__(self, marks: Sequence[Mark], known: "MarkIndex | None" = None) -> None:
        self.marks = marks
        old = known._by_id if known is not None else {}
        self._by_id: dict[int, tuple[Mark, Box, float]] = {}
        for mark in marks:
            entry = old.get(id(mark))
            if entry is None or entry[0] is not mark:
                entry = (mark, bounds(mark, 0.0), _on_paper(mark))
            self._by_id[id(mark)] = entry
        self.shapes: Shapes = known.shapes if known is not None else Shapes()
        self.shapes.keep(marks)
        entries = [self._by_id[id(mark)] for mark in marks]
        self._model = np.array([model for _, model, _ in entries], dtype=np.float64).reshape(-1, 4)
        reach = np.array([grown for _, _, grown in entries], dtype=np.float64).reshape(-1, 1)
        self._per_mm = reach * (-1.0, -1.0, 1.0, 1.0)
        self._bulk = np.array([isinstance(mark, Paths | Dots) for mark in marks], dtype=bool)

    @property
    def bounds(self) -> Box:
        """The box around all marks."""
        if not len(self._model):
            return NO_BOX
        low, high = self._model[:, :2].min(axis=0), self._model[:, 2:].max(axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])

    def boxes(self, m_per_mm: float) -> Floats:
        """(n, 4) at a scale."""
        return np.asarray(self._model + self._per_mm * m_per_mm)

    def within(self, box: Box, m_per_mm: float = 0.0, *, least_m: float = 0.0) -> NDArray[np.int64]:
        """Numbers of the marks whose box meets ``box``, lowest first; of those smaller than ``least_m`` none."""
        boxes = self.boxes(m_per_mm)
        meets = (boxes[:, 2:] >= box[:2]).all(axis=1) & (boxes[:, :2] <= box[2:]).all(axis=1)
        if least_m > 0:
            meets &= ((boxes[:, 2:] - boxes[:, :2]) >= least_m).any(axis=1) | self._bulk
        return np.nonzero(meets)[0]

    def at(self, x: float, y: float, reach_m: float, m_per_mm: float = 0.0) -> NDArray[np.int64]:
        """Numbers of the marks whose box lies within ``reach_m`` of a point, uppermost first."""
        return self.within((x - reach_m, y - reach_m, x + reach_m, y + reach_m), m_per_mm)[::-1]


def _on_paper(mark: Mark) -> float:
    """How many millimetres a mark reaches beyond its box because it has its size on paper."""
    match mark:
        case Label(unit="mm"):
            return math.hypot(*text_size(mark.text)) * mark.size
        case Symbol(unit="mm"):
            return mark.size * 0.7072
        case Dots():
            return mark.diameter_mm / 2
        case Picture():
            return 0.0
        case _:
            return mark.style.width_mm / 2
