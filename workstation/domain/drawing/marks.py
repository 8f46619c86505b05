"""Marks: what a drawing or a map consists of, before anybody decides whether it goes to a screen or to paper.

Coordinates are model metres, x to the right (east), y up (north). Angles are degrees counter-clockwise from the
positive x axis. Widths of lines, dashes and hatches are millimetres on paper.
"""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from workstation.domain.record import Ref

Point = tuple[float, float]
Ring = tuple[Point, ...]
Floats = NDArray[np.float64]
Unit = Literal["mm", "m"]
"""Whether a size is millimetres on paper, the same at every scale, or metres of the model."""

Across = Literal["left", "center", "right"]
Upright = Literal["top", "middle", "baseline", "bottom"]


@dataclass(frozen=True)
class Hatch:
    """Parallel lines within a closed outline; ``cross`` adds those at a right angle. An empty colour: the stroke's."""

    angle_deg: float = 45.0
    spacing_mm: float = 2.0
    width_mm: float = 0.13
    colour: str = ""
    cross: bool = False


@dataclass(frozen=True)
class Style:
    """How a mark looks. ``stroke`` and ``fill`` are ``#rrggbb``; an empty one is not drawn. ``opacity`` is 0 to 1."""

    stroke: str = "#1f2328"
    width_mm: float = 0.25
    dash_mm: tuple[float, ...] = ()
    fill: str = ""
    hatch: Hatch | None = None
    opacity: float = 1.0
    fill_opacity: float = 1.0


PLAIN = Style()


@dataclass(frozen=True, eq=False, kw_only=True)
class _Mark:
    """What every mark has: a look, the name of its layer, and the record that it shows, if it shows one."""

    style: Style = field(default=PLAIN)
    layer: str = ""
    ref: Ref | None = None


@dataclass(frozen=True)
class Path(_Mark):
    """Lines through the points of one or more rings; closed ones are filled by the even-odd rule: holes stay open."""

    rings: tuple[Ring, ...]
    closed: bool = False


@dataclass(frozen=True)
class Arc(_Mark):
    """A part of a circle, ``sweep_deg`` counter-clockwise from ``start_deg``; a sweep of 360 is the circle."""

    centre: Point
    radius_m: float
    start_deg: float = 0.0
    sweep_deg: float = 360.0


@dataclass(frozen=True)
class Ellipse(_Mark):
    """Half axes in metres; ``rotation_deg`` turns the first one away from the x axis."""

    centre: Point
    half_x_m: float
    half_y_m: float
    rotation_deg: float = 0.0


@dataclass(frozen=True)
class Label(_Mark):
    """Lines of text; ``size`` is the height of the type. Its ink is the stroke of its style.

    ``halo`` is the colour of a rim that keeps it readable on what lies below; empty: none.
    """

    at: Point
    text: str
    size: float = 2.5
    unit: Unit = "mm"
    rotation_deg: float = 0.0
    across: Across = "left"
    upright: Upright = "baseline"
    bold: bool = False
    halo: str = ""


@dataclass(frozen=True)
class Symbol(_Mark):
    """A symbol of ``resources/symbols``, its middle at ``at``; ``size`` is the longer edge of its view box.

    What the symbol draws in ``currentColor`` has the stroke of its style.
    """

    name: str
    at: Point
    size: float = 6.0
    unit: Unit = "mm"
    rotation_deg: float = 0.0


@dataclass(frozen=True)
class Picture(_Mark):
    """An image file; ``affine`` (a, b, c, d, e, f) turns a pixel's (column, row) into x = a·column + b·row + c and
    y = d·column + e·row + f, so that e is negative in an upright picture. ``width`` and ``height`` are in pixels.

    In a redacted copy one without a ``path`` is left out, ``blotted`` areas (left, top, right, bottom as shares of the
    picture) are painted over, and ``trace`` asks for the page on which that is so.
    """

    path: str
    width: int
    height: int
    affine: tuple[float, float, float, float, float, float]
    blotted: tuple[tuple[float, float, float, float], ...] = ()
    trace: int = 0


@dataclass(frozen=True, eq=False)
class Paths(_Mark):
    """Very many lines or areas of one look: ring i is ``points[starts[i]:starts[i + 1]]``.

    ``points`` is (n, 2) of metres, ``starts`` (rings + 1) of whole numbers. Outer rings of closed ones run
    counter-clockwise and holes clockwise: they are filled by the winding rule, so that areas may overlap.
    """

    points: Floats
    starts: NDArray[np.int64]
    closed: bool = False


@dataclass(frozen=True, eq=False)
class Dots(_Mark):
    """Very many round dots of one look: ``points`` is (n, 2) of metres, ``diameter_mm`` on paper, inked by the fill."""

    points: Floats
    diameter_mm: float = 1.5


Mark = Path | Arc | Ellipse | Label | Symbol | Picture | Paths | Dots


def line(start: Point, end: Point, style: Style = PLAIN, layer: str = "", ref: Ref | None = None) -> Path:
    """A straight line."""
    return Path(((start, end),), style=style, layer=layer, ref=ref)


def polyline(points: Ring, style: Style = PLAIN, layer: str = "", ref: Ref | None = None) -> Path:
    """Lines from point to point."""
    return Path((tuple(points),), style=style, layer=layer, ref=ref)


def polygon(outer: Ring, *holes: Ring, style: Style = PLAIN, layer: str = "", ref: Ref | None = None) -> Path:
    """An area, with holes if there are any."""
    return Path((tuple(outer), *map(tuple, holes)), closed=True, style=style, layer=layer, ref=ref)


def circle(centre: Point, radius_m: float, style: Style = PLAIN, layer: str = "", ref: Ref | None = None) -> Arc:
    """A whole circle."""
    return Arc(centre, radius_m, style=style, layer=layer, ref=ref)
