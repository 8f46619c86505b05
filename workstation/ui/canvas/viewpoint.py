"""What a canvas looks at: a point of the model, how large, how turned."""

import math
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QTransform

from workstation.domain.drawing import Box, Floats

LEAST_PX_PER_M, MOST_PX_PER_M = 1e-6, 1e6
_FIT = 0.92


@dataclass(frozen=True)
class Viewpoint:
    """The point (x, y) of the model in the middle of ``width`` × ``height`` pixels that are independent of the device.

    ``rotation_deg`` turns the model counter-clockwise on the screen.
    """

    x: float = 0.0
    y: float = 0.0
    px_per_m: float = 50.0
    rotation_deg: float = 0.0
    width: float = 1.0
    height: float = 1.0

    @property
    def matrix(self) -> Floats:
        """(2, 3): the model's (x, y, 1) to pixels from the upper left corner."""
        turn, k = math.radians(self.rotation_deg), self.px_per_m
        c, s = math.cos(turn) * k, math.sin(turn) * k
        return np.array([
            [c, -s, self.width / 2 - c * self.x + s * self.y], [-s, -c, self.height / 2 + s * self.x + c * self.y],
        ])

    @property
    def transform(self) -> QTransform:
        """The same for a painter; only where pixels are few, since a painter counts in small numbers."""
        (a, b, c), (d, e, f) = self.matrix.tolist()
        return QTransform(a, d, b, e, c, f)

    def to_px(self, x: float, y: float) -> QPointF:
        """A point of the model on the screen."""
        px, py = self.matrix @ (x, y, 1.0)
        return QPointF(float(px), float(py))

    def to_model(self, px: float, py: float) -> tuple[float, float]:
        """What lies below a point of the screen."""
        turn = math.radians(self.rotation_deg)
        right, up = (px - self.width / 2) / self.px_per_m, (self.height / 2 - py) / self.px_per_m
        cos, sin = math.cos(turn), math.sin(turn)
        return self.x + cos * right + sin * up, self.y - sin * right + cos * up

    @property
    def box(self) -> Box:
        """The box of the model that is seen."""
        corners = [self.to_model(px, py) for px in (0, self.width) for py in (0, self.height)]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return min(xs), min(ys), max(xs), max(ys)

    def moved(self, right_px: float, down_px: float) -> "Viewpoint":
        """As if the paper were pushed by so many pixels."""
        x, y = self.to_model(self.width / 2 - right_px, self.height / 2 - down_px)
        return replace(self, x=x, y=y)

    def zoomed(self, factor: float, px: float, py: float) -> "Viewpoint":
        """Larger by ``factor``; what lies below (px, py) stays there."""
        scale = min(max(self.px_per_m * factor, LEAST_PX_PER_M), MOST_PX_PER_M)
        before = self.to_model(px, py)
        after = replace(self, px_per_m=scale)
        there = after.to_model(px, py)
        return replace(after, x=self.x + before[0] - there[0], y=self.y + before[1] - there[1])

    def turned(self, rotation_deg: float) -> "Viewpoint":
        """Turned about the middle."""
        return replace(self, rotation_deg=rotation_deg % 360)

    def fitted(self, box: Box) -> "Viewpoint":
        """The whole box, in the middle; a single point keeps the magnification."""
        if not all(map(math.isfinite, box)) or box[0] > box[2]:
            return self
        middle = replace(self, x=(box[0] + box[2]) / 2, y=(box[1] + box[3]) / 2)
        turn = math.radians(self.rotation_deg)
        wide, high = box[2] - box[0], box[3] - box[1]
        across = abs(wide * math.cos(turn)) + abs(high * math.sin(turn))
        along = abs(wide * math.sin(turn)) + abs(high * math.cos(turn))
        if across <= 0 and along <= 0:
            return middle
        fits = min(self.width / max(across, 1e-12), self.height / max(along, 1e-12)) * _FIT
        return replace(middle, px_per_m=min(max(fits, LEAST_PX_PER_M), MOST_PX_PER_M))

    def sized(self, width: float, height: float) -> "Viewpoint":
        """The same in a window of another size."""
        return replace(self, width=max(width, 1.0), height=max(height, 1.0))

    def grown(self, margin: float) -> "Viewpoint":
        """With so many pixels more on each side."""
        return replace(self, width=self.width + 2 * margin, height=self.height + 2 * margin)

    def from_other(self, other: "Viewpoint") -> QTransform:
        """Turns pixels of a picture taken from ``other`` into pixels seen from here."""
        a, b = self.matrix, other.matrix
        linear = a[:, :2] @ np.linalg.inv(b[:, :2])
        middle = np.array([other.width / 2, other.height / 2])
        shift = a @ np.array([other.x, other.y, 1.0]) - linear @ middle
        (m11, m12), (m21, m22) = linear.tolist()
        return QTransform(m11, m21, m12, m22, float(shift[0]), float(shift[1]))
