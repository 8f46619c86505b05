"""Features as drawing marks, by geometry and by the values of fields; what the looks mean."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from modules.map.records import LayerStyle
from modules.map.rules.classing import COLOURS, GREY, ValueClass, colour_classes, size_classes
from modules.map.rules.features import AREA, LINE, POINT, Features, Whole
from workstation.api import drawing

_THINNEST_MM = 0.35


def first_style(number: int, *, areas: bool) -> LayerStyle:
    """A look for the next layer that is taken in."""
    colour = COLOURS[number % 10]
    return LayerStyle(stroke=colour, fill=colour, fill_opacity=0.25 if areas else 1.0)


def marks_of(features: Features, style: LayerStyle, *, sure: bool = True) -> list[drawing.Mark]:
    """The marks: areas lowest, points uppermost. Features of unknown frame are grey (``sure`` false)."""
    looks = list(_looks(features, style)) if sure else [(None, replace(style, stroke=GREY, fill=GREY))]
    marks: list[drawing.Mark] = []
    for kind in (AREA, LINE, POINT):
        rings = np.nonzero(features.kinds == kind)[0]
        for members, look in looks:
            chosen = rings if members is None else rings[members[features.owners[rings]]]
            if len(chosen):
                look = replace(look, width_mm=style.width_mm) if kind == AREA else look
                marks.append(_mark(features, chosen, kind, look))
    return marks


def _looks(features: Features, style: LayerStyle) -> Iterator[tuple[np.ndarray | None, LayerStyle]]:
    """Which features have which look; none: all. The largest are drawn first, so that they hide nothing."""
    colours: list[ValueClass | None] = [*colour_classes(features, style)] or [None]
    sizes: list[ValueClass | None] = [*reversed(size_classes(features, style))] or [None]
    for size in sizes:
        for colour in colours:
            members = None
            for one in (colour, size):
                if one is not None:
                    members = one.members if members is None else members & one.members
            yield members, _look(style, colour, size)


def _look(style: LayerStyle, colour: ValueClass | None, size: ValueClass | None) -> LayerStyle:
    if colour is not None:
        style = replace(style, stroke=colour.colour, fill=colour.colour)
    if size is not None:
        width = max(style.width_mm, _THINNEST_MM) * size.times
        style = replace(style, dot_mm=style.dot_mm * size.times, width_mm=width)
    return style


def _mark(features: Features, rings: Whole, kind: int, style: LayerStyle) -> drawing.Mark:
    points, starts = features.take(rings)
    if kind == AREA:
        look = drawing.Style(style.stroke, style.width_mm, fill=style.fill, fill_opacity=style.fill_opacity)
        return drawing.Paths(points, starts, closed=True, style=look)
    if kind == LINE:
        return drawing.Paths(points, starts, style=drawing.Style(style.stroke, max(style.width_mm, _THINNEST_MM)))
    return drawing.Dots(points, style.dot_mm, style=drawing.Style(fill=style.fill))


@dataclass(frozen=True)
class LegendRow:
    """A line of the legend: a look and what it means. ``field`` is set where a run of classes of a field begins."""

    kind: int
    look: LayerStyle
    title: str
    field: str = ""


def legend_rows(features: Features, style: LayerStyle, rest: str, *, sure: bool = True) -> list[LegendRow]:
    """What the looks of a layer mean; one row without a title where all of it looks alike. ``rest`` is what those are
    called that belong to no class."""
    kind = next((kind for kind in (AREA, LINE, POINT) if (features.kinds == kind).any()), AREA)
    if not sure:
        return [LegendRow(kind, replace(style, stroke=GREY, fill=GREY), "")]
    colours, sizes = colour_classes(features, style), size_classes(features, style) if kind != AREA else []
    rows = [
        LegendRow(kind, _look(style, one, None), one.title or rest, "" if number else style.class_field)
        for number, one in enumerate(colours)
    ]
    rows += [
        LegendRow(kind, _look(style, None, one), one.title, "" if number else style.size_field)
        for number, one in enumerate(sizes) if one.title
    ]
    return rows or [LegendRow(kind, style, "")]


def legend_mark(kind: int, style: LayerStyle, x: float, y: float) -> drawing.Mark:
    """A small picture of a look, 6 mm wide and 3.5 high, its lower left corner at (x, y)."""
    if kind == AREA:
        look = drawing.Style(style.stroke, style.width_mm, fill=style.fill, fill_opacity=style.fill_opacity)
        return drawing.polygon(((x, y), (x + 6, y), (x + 6, y + 3.5), (x, y + 3.5)), style=look)
    if kind == LINE:
        width = max(style.width_mm, _THINNEST_MM)
        return drawing.line((x, y + 1.75), (x + 6, y + 1.75), drawing.Style(style.stroke, width))
    return drawing.circle((x + 3, y + 1.75), style.dot_mm / 2, drawing.Style("", fill=style.fill))
