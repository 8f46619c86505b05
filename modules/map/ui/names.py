"""The names on the map, above everything: none over another, none over a sign; the more important find room first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from PySide6.QtGui import QPainter

from workstation.api import drawing
from workstation.api.widgets import Frame, MarkPainter

LABEL_MM = 2.6
_MOST = 250


@dataclass(frozen=True)
class Name:
    """A text that wants room: in the middle of ``at``, or beside a sign that reaches ``away_mm`` from there."""

    at: tuple[float, float]
    text: str
    ink: str
    halo: str
    away_mm: float = 0.0
    bold: bool = False


class Named(Protocol):
    """A layer with names. ``signs`` are places (n, 2 metres of the plane) that names keep ``SIGN_MM / 2`` off."""

    visible: bool

    @property
    def revision(self) -> int: ...

    def names(self, frame: Frame) -> Iterator[Name]: ...

    def signs(self, frame: Frame) -> drawing.Floats: ...


SIGN_MM = 5.5


class NameLayer:
    """``sources`` from the most important on."""

    def __init__(self) -> None:
        self.name, self.visible, self.opacity = "names", True, 1.0
        self.sources: Sequence[Named] = ()

    @property
    def revision(self) -> int:
        return hash(tuple((id(one), one.visible, one.revision) for one in self.sources))

    def bounds(self) -> drawing.Box:
        return drawing.NO_BOX

    def paint(self, painter: QPainter, frame: Frame) -> None:
        pen = MarkPainter(painter, frame.view.matrix, frame.px_per_mm, frame.breathe)
        shown = [source for source in self.sources if source.visible]
        signs = [pen.px(places) for source in shown if len(places := source.signs(frame))]
        room = _Room(np.vstack(signs) if signs else np.empty((0, 2)), SIGN_MM * 0.45 * frame.px_per_mm)
        for source in shown:
            for name in source.names(frame):
                if room.full:
                    return
                label = room.find(pen, name)
                if label is not None:
                    pen.draw([label])


class _Room:
    """Which boxes of the picture are taken, in pixels."""

    def __init__(self, signs: drawing.Floats, reach_px: float) -> None:
        self._signs, self._reach = signs, reach_px
        self._taken = np.empty((_MOST, 4))
        self._count = 0

    @property
    def full(self) -> bool:
        return self._count >= _MOST

    def find(self, pen: MarkPainter, name: Name) -> drawing.Label | None:
        """The label where it has room: below its sign, above, at its right or left; none where there is none."""
        at = pen.place(name.at)
        if at is None:
            return None
        size = LABEL_MM * pen.px_per_mm
        wide, high = (part * size for part in drawing.text_size(name.text))
        away = name.away_mm * pen.px_per_mm
        beside = (wide / 2 + away + 2, 0.0)
        tried = (((0.0, away + high * 0.55), (0.0, -away - high * 0.55), beside, (-beside[0], 0.0))
                 if away else ((0.0, 0.0),))  # fmt: skip
        for dx, dy in tried:
            x, y = at[0] + dx, at[1] + dy
            box = np.array((x - wide / 2, y - high / 2, x + wide / 2, y + high / 2))
            if self._is_free(box, at if away else None):
                self._taken[self._count] = box
                self._count += 1
                place = np.linalg.solve(pen.matrix[:, :2], np.array((x, y)) - pen.matrix[:, 2])
                return drawing.Label((float(place[0]), float(place[1])), name.text, LABEL_MM, across="center",
                                     rotation_deg=-pen.turn_deg, upright="middle", bold=name.bold, halo=name.halo,
                                     style=drawing.Style(name.ink))  # fmt: skip
        return None

    def _is_free(self, box: drawing.Floats, own: tuple[float, float] | None) -> bool:
        others = self._taken[: self._count]
        if ((others[:, :2] < box[2:]) & (others[:, 2:] > box[:2])).all(axis=1).any():
            return False
        near = ((self._signs + self._reach > box[:2]) & (self._signs - self._reach < box[2:])).all(axis=1)
        if own is not None:  # its own sign is kept off by the distance
            near &= (np.abs(self._signs - own) > 1.0).any(axis=1)
        return not near.any()
