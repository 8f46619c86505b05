"""Paper: where marks lie on a sheet, and at what scale."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workstation.domain.drawing.marks import Floats, Mark, Point

PAPER = 1000.0
"""The scale at which one metre of the model is one millimetre on paper: for frames, titles and legends."""

SIZES_MM = {"A4": (210.0, 297.0), "A3": (297.0, 420.0), "A2": (420.0, 594.0), "A1": (594.0, 841.0),
            "A0": (841.0, 1189.0)}  # fmt: skip
"""Width and height upright (ISO 216)."""


@dataclass(frozen=True)
class View:
    """Marks at the scale 1:``scale`` in a window of a sheet, ``left_mm`` and ``bottom_mm`` from its lower left corner.

    ``origin`` is the point of the model in the window's lower left corner; ``rotation_deg`` turns the model about it,
    counter-clockwise. With ``clip`` nothing is drawn outside the window.
    """

    marks: tuple[Mark, ...]
    scale: float
    width_mm: float
    height_mm: float
    origin: Point = (0.0, 0.0)
    left_mm: float = 0.0
    bottom_mm: float = 0.0
    rotation_deg: float = 0.0
    clip: bool = True

    @property
    def mm_per_m(self) -> float:
        """Millimetres on paper for one metre of the model."""
        return 1000.0 / self.scale

    def on_paper(self, points: Floats) -> Floats:
        """Points of the model (n, 2) as millimetres from the sheet's lower left corner."""
        turn, k = math.radians(self.rotation_deg), self.mm_per_m
        cos, sin = math.cos(turn) * k, math.sin(turn) * k
        x, y = points[:, 0] - self.origin[0], points[:, 1] - self.origin[1]
        return np.column_stack((self.left_mm + cos * x - sin * y, self.bottom_mm + sin * x + cos * y))


@dataclass(frozen=True)
class Sheet:
    """A sheet of paper with its views, drawn in order."""

    width_mm: float
    height_mm: float
    views: tuple[View, ...]


def sheet_of(marks: Sequence[Mark], scale: float, width_mm: float, height_mm: float, origin: Point) -> Sheet:
    """A sheet that one view fills."""
    return Sheet(width_mm, height_mm, (View(tuple(marks), scale, width_mm, height_mm, origin),))
