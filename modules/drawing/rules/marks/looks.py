"""How things look: line weights after GB/T 50001 (b = 0.5 mm), materials, hatched areas, arrows.

Names of styles are data in a case; the words beside them are what a legend calls them.
"""

from dataclasses import dataclass

from workstation.api import N_
from workstation.api import drawing as d

THICK, MEDIUM, THIN, FINE = 0.5, 0.35, 0.18, 0.13
INK = "#1f2328"
RED = "#c2261b"


@dataclass(frozen=True)
class Material:
    """What a wall is made of, as its cut is drawn."""

    title: str
    fill: str = "#ffffff"
    hatch: d.Hatch | None = None
    width_mm: float = THICK
    dash_mm: tuple[float, ...] = ()


MATERIALS: dict[str, Material] = {
    "": Material(N_("Masonry"), "#ece9e3", d.Hatch(45, 1.3, 0.1, "#6b665e")),
    "concrete": Material(N_("Concrete"), "#b9b6b0", d.Hatch(45, 1.0, 0.1, "#57534d", cross=True)),
    "partition": Material(N_("Light partition"), "#ffffff", None, MEDIUM),
    "timber": Material(N_("Timber"), "#f1e3cd", d.Hatch(0, 1.0, 0.1, "#8a6a3d"), MEDIUM),
    "metal": Material(N_("Sheet metal"), "#dfe4e8", None, MEDIUM),
    "glass": Material(N_("Glass"), "#e6f1f6", None, THIN),
    "collapsed": Material(N_("Collapsed or burnt through"), "#ffffff", None, MEDIUM, (2.0, 1.0)),
}


@dataclass(frozen=True)
class Area:
    """A hatched area: its name, edge, tint and hatch."""

    title: str
    colour: str
    fill_opacity: float = 0.10
    hatch: d.Hatch | None = None
    dash_mm: tuple[float, ...] = ()
    width_mm: float = THIN
    fill: str = ""


AREAS: dict[str, Area] = {
    "burned": Area(N_("Burned extent"), RED, 0.05, d.Hatch(45, 4.5, 0.1, "#f0b9b3"), (3.0, 1.0), MEDIUM),
    "origin": Area(N_("Area of origin"), RED, 0.16, None, (1.6, 0.8), THICK),
    "smoke": Area(N_("Smoke staining"), "#5b6068", 0.16, None, (1.0, 0.8)),
    "char": Area(N_("Charring"), "#6b4a2b", 0.14, d.Hatch(60, 1.8, FINE, "#8a6a4d")),
    "clean_burn": Area(N_("Clean burn"), "#b07d00", 0.10, d.Hatch(0, 2.0, FINE, "#c79a2e")),
    "spalling": Area(N_("Spalling"), "#7a3e9d", 0.08, d.Hatch(45, 1.6, FINE, "#a277bd", cross=True)),
    "collapse": Area(N_("Collapse"), INK, 0.06, d.Hatch(135, 2.4, FINE, "#5b6068"), (2.0, 1.0), MEDIUM),
    "protected": Area(N_("Protected area"), "#1d6b3c", 0.10, None, (1.2, 0.6)),
    "debris": Area(N_("Debris"), "#8a857c", 0.12, d.Hatch(30, 2.2, FINE, "#a39d92")),
    "dug": Area(N_("Excavated"), "#1f5a8f", 0.06, d.Hatch(45, 2.6, FINE, "#7fa3c4", cross=True), (2.0, 0.8)),
    "surface": Area(N_("Surface of a wall"), INK, 1.0, None, (), THIN, "#f6f4f0"),
    "surface_cut": Area(N_("Cut of a wall"), INK, 1.0, None, (), MEDIUM, "#c9c5bd"),
    "": Area(N_("Hatched area"), "#5b6068", 0.06, d.Hatch(45, 2.0, FINE)),
}


@dataclass(frozen=True)
class LineLook:
    """A kind of line."""

    title: str
    width_mm: float = THIN
    dash_mm: tuple[float, ...] = ()
    colour: str = ""


LINES: dict[str, LineLook] = {
    "": LineLook(N_("Line")),
    "thick": LineLook(N_("Thick line"), THICK),
    "dashed": LineLook(N_("Dashed line"), THIN, (2.0, 1.0)),
    "axis": LineLook(N_("Axis"), FINE, (6.0, 1.0, 0.8, 1.0)),
    "separator": LineLook(N_("Room boundary"), FINE, (1.5, 1.0), "#8a8f98"),
    "hidden": LineLook(N_("Above the cut"), FINE, (1.2, 0.8)),
    "boundary": LineLook(N_("Boundary of the scene"), MEDIUM, (5.0, 1.0, 1.0, 1.0), RED),
    "baseline": LineLook(N_("Base line of measurement"), THIN, (4.0, 1.0), "#1f5a8f"),
    "origin": LineLook(N_("Ray to the origin"), FINE, (2.0, 1.2), RED),
}

ARROWS: dict[str, LineLook] = {
    "": LineLook(N_("Arrow"), MEDIUM),
    "spread": LineLook(N_("Direction of spread"), 0.9, (), RED),
    "smoke": LineLook(N_("Flow of smoke"), 0.6, (), "#5b6068"),
    "escape": LineLook(N_("Way of escape"), 0.6, (), "#1d6b3c"),
    "attack": LineLook(N_("Attack of the fire service"), 0.6, (), "#1f5a8f"),
    "walk": LineLook(N_("Way of the search"), MEDIUM, (2.0, 1.0), "#1f5a8f"),
}

VECTORS: dict[str, LineLook] = {
    "heat": LineLook(N_("Heat vector"), MEDIUM, (), RED),
    "flame": LineLook(N_("Flame vector"), MEDIUM, (), "#d97706"),
    "smoke": LineLook(N_("Smoke vector"), MEDIUM, (), "#5b6068"),
}

DEPTHS: dict[str, LineLook] = {
    "char": LineLook(N_("Depth of char (mm)"), THIN, (), "#6b4a2b"),
    "calcination": LineLook(N_("Depth of calcination (mm)"), THIN, (), "#1f5a8f"),
}

OPENINGS: dict[str, str] = {
    "door": N_("Door"), "double": N_("Double door"), "sliding": N_("Sliding door"), "shutter": N_("Roller shutter"),
    "window": N_("Window"), "high_window": N_("Window above the cut"), "opening": N_("Opening in the wall"),
    "grille": N_("Window with grille"),
}


def style(colour: str, width_mm: float, dash_mm: tuple[float, ...] = ()) -> d.Style:
    """A line."""
    return d.Style(stroke=colour, width_mm=width_mm, dash_mm=dash_mm)
