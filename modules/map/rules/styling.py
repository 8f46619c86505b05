"""Features as drawing marks, by geometry and by the values of a field."""

from dataclasses import replace

import numpy as np

from modules.map.records import LayerStyle
from modules.map.rules.features import AREA, LINE, POINT, Features, Whole
from workstation.api import drawing

COLOURS = ("#3b6ea5", "#c0763a", "#4f8a4c", "#8a5a9e", "#b0894a", "#6f7a3a", "#3f8f93", "#a06a86", "#7b6a4f", "#5b6bb0")
"""Muted, told apart by most eyes, and none of them the red of fire."""

GREY = "#8b877f"
MOST_CLASSES = 2000


def first_style(number: int, *, areas: bool) -> LayerStyle:
    """A look for the next layer that is taken in."""
    colour = COLOURS[number % len(COLOURS)]
    return LayerStyle(stroke=colour, fill=colour, fill_opacity=0.25 if areas else 1.0)


def classes(features: Features, style: LayerStyle) -> list[tuple[str, str]]:
    """Values of the class field with their colours, the most frequent first; what is beyond the colours is grey."""
    column = features.columns.get(style.class_field)
    if column is None:
        return []
    values, counts = np.unique(np.array(column, dtype=str), return_counts=True)
    ranked = values[np.argsort(-counts, kind="stable")][:MOST_CLASSES]
    return [(str(value), COLOURS[rank] if rank < len(COLOURS) else GREY) for rank, value in enumerate(ranked)]


def marks_of(features: Features, style: LayerStyle, *, sure: bool = True) -> list[drawing.Mark]:
    """The marks: areas lowest, points uppermost. Features of unknown frame are grey (``sure`` false)."""
    looks = _looks(features, style) if sure else [(None, replace(style, stroke=GREY, fill=GREY))]
    marks: list[drawing.Mark] = []
    for kind in (AREA, LINE, POINT):
        rings = np.nonzero(features.kinds == kind)[0]
        for owners, look in looks:
            chosen = rings if owners is None else rings[owners[features.owners[rings]]]
            if len(chosen):
                marks.append(_mark(features, chosen, kind, look))
    return marks


def _looks(features: Features, style: LayerStyle) -> list[tuple[np.ndarray | None, LayerStyle]]:
    """Which features have which look; none: all."""
    known = classes(features, style)
    if not known:
        return [(None, style)]
    column = np.array(features.columns[style.class_field], dtype=str)
    colours: dict[str, list[str]] = {GREY: []}
    for value, colour in known:
        colours.setdefault(colour, []).append(value)
    split: list[tuple[np.ndarray | None, LayerStyle]] = []
    left = np.ones(features.count, dtype=bool)
    for colour, values in colours.items():
        if colour != GREY:
            owners = np.isin(column, values)
            left &= ~owners
            split.append((owners, replace(style, stroke=colour, fill=colour)))
    return [*split, (left, replace(style, stroke=GREY, fill=GREY))]


def _mark(features: Features, rings: Whole, kind: int, style: LayerStyle) -> drawing.Mark:
    points, starts = features.take(rings)
    if kind == AREA:
        look = drawing.Style(style.stroke, style.width_mm, fill=style.fill, fill_opacity=style.fill_opacity)
        return drawing.Paths(points, starts, closed=True, style=look)
    if kind == LINE:
        return drawing.Paths(points, starts, style=drawing.Style(style.stroke, max(style.width_mm, 0.35)))
    return drawing.Dots(points, style.dot_mm, style=drawing.Style(fill=style.fill))


def legend_mark(kind: int, style: LayerStyle, x: float, y: float) -> drawing.Mark:
    """A small picture of a look, 6 mm wide and 3.5 high, its lower left corner at (x, y)."""
    if kind == AREA:
        look = drawing.Style(style.stroke, style.width_mm, fill=style.fill, fill_opacity=style.fill_opacity)
        return drawing.polygon(((x, y), (x + 6, y), (x + 6, y + 3.5), (x, y + 3.5)), style=look)
    if kind == LINE:
        return drawing.line((x, y + 1.75), (x + 6, y + 1.75), drawing.Style(style.stroke, max(style.width_mm, 0.35)))
    return drawing.circle((x + 3, y + 1.75), style.dot_mm / 2, drawing.Style("", fill=style.fill))
