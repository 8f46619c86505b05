"""The orientation map on paper: the plane at its true scale, with title, grid, legend, scale bar, north and source."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from modules.map.records import MapLayer, MapSheet
from modules.map.rules.classing import GREY
from modules.map.rules.distances import radius_text
from modules.map.rules.features import POINT, Features
from modules.map.rules.ground import graticule, possible, sector
from modules.map.rules.items import Item
from modules.map.rules.mercator import plane_at, true_scale
from modules.map.rules.styling import legend_mark, legend_rows, marks_of
from workstation.api import drawing

_INK, _SOFT, _RULE, _PAPER = "#1b1d20", "#5b6168", "#c9ccd0", "#ffffff"
_DOUBT = "#b3261e"
_TITLE_MM, _FOOT_MM = 12.0, 26.0
_SIGN_MM, _NAME_MM, _SMALL_MM = 5.0, 2.4, 2.2
_MOST_LEGEND, _COLUMNS, _COLUMN_MM, _ROW_MM = 42, 3, 36.0, 5.0
_SIGN_WIDE_MM = 7.5
_SECTOR_MM = 9.0
_BAR_MM = 40.0
_LINE_MM = 3.2
_EDGE_MM, _FINEST_MM = 25.0, 0.05  # how far the largest dot reaches in, what no eye tells apart
_ROUND = (1, 2, 5)


@dataclass(frozen=True)
class Texts:
    """What is written on every sheet, in its language."""

    legend: str
    source: str
    approval: str
    no_approval: str
    scale: str
    frame: str
    drawn_by: str
    others: str
    approximate: str
    possible: str
    known_by: str
    """The last three: with ``{within}``; what the circle means; with ``{label}``, ``{basis}`` and ``{within}``."""


_TRACE = drawing.polygon(((0.0, 0.4), (6.0, 0.4), (6.0, 3.1), (0.0, 3.1)), style=drawing.Style(_INK, 0.18))
_Layers = Sequence[tuple[MapLayer, Features]]
_Row = tuple[tuple[drawing.Mark, ...], str]


def box_of(sheet: MapSheet, foot_mm: float = _FOOT_MM) -> drawing.Box:
    """The part of the plane that is on the sheet, above a foot so high."""
    x, y = plane_at(sheet.longitude, sheet.latitude)
    sizes = (sheet.width_mm, sheet.height_mm - _TITLE_MM - foot_mm)
    wide, high = (size / 1000 * sheet.scale / true_scale(y) / 2 for size in sizes)
    return x - wide, y - high, x + wide, y + high


def compose(
    sheet: MapSheet, layers: _Layers, items: Sequence[Item], names: dict[str, str], texts: Texts,
    base: drawing.Picture | None = None,
) -> drawing.Sheet:
    """The whole sheet. ``names`` says what each sign of the case means, for the legend, which makes its foot as high as
    it needs; ``base`` lies below everything."""
    rows = _legend_rows(layers, [one for one in items if _on_sheet(one, box_of(sheet))], names, texts)
    credit = [*_approximate_lines(sheet, items, texts), *_credit_lines(sheet, texts)]
    foot = max(_FOOT_MM, 11.0 + _ROW_MM * math.ceil(len(rows) / _COLUMNS)) + (len(credit) - 1) * _LINE_MM
    box = box_of(sheet, foot)
    shown = [one for one in items if _on_sheet(one, box)]
    shown.sort(key=lambda one: one.ref.kind == "incident")  # the fire lies uppermost
    marks: list[drawing.Mark] = [base] if base is not None else []
    unit = sheet.scale / 1000 / true_scale((box[1] + box[3]) / 2)  # of a millimetre
    seen = (box[0] - _EDGE_MM * unit, box[1] - _EDGE_MM * unit, box[2] + _EDGE_MM * unit, box[3] + _EDGE_MM * unit)
    for layer, features in layers:
        there = features.within(seen, _FINEST_MM * unit)
        marks += marks_of(there, layer.style, sure=layer.frame != "unknown")
    marks += graticule(box, _RULE, _INK, _SMALL_MM, _PAPER)
    labels = [label for layer, features in layers for label in _labels(layer, features, box)]
    marks += _signs(sheet, shown, labels, texts)
    scale = sheet.scale / true_scale(plane_at(sheet.longitude, sheet.latitude)[1])
    high = sheet.height_mm - _TITLE_MM - foot
    plane = drawing.View(tuple(marks), scale, sheet.width_mm, high, (box[0], box[1]), 0.0, foot)
    paper = drawing.View(
        (*_around(sheet, texts, credit, foot), *_legend(rows, texts, foot)), drawing.PAPER, sheet.width_mm,
        sheet.height_mm, clip=False,
    )
    return drawing.Sheet(sheet.width_mm, sheet.height_mm, (plane, paper))


def _labels(layer: MapLayer, features: Features, box: drawing.Box) -> list[drawing.Label]:
    column = features.columns.get(layer.style.label_field)
    if column is None:
        return []
    middles = features.middles
    seen = np.nonzero(((middles >= box[:2]) & (middles <= box[2:])).all(axis=1))[0]
    return [
        drawing.Label((float(middles[n, 0]), float(middles[n, 1])), column[n], _NAME_MM, across="center",
                      upright="middle", halo=_PAPER, style=drawing.Style(_INK))
        for n in seen[:200].tolist() if column[n]
    ]  # fmt: skip


def _signs(
    sheet: MapSheet, items: Sequence[Item], labels: Sequence[drawing.Label], texts: Texts
) -> list[drawing.Mark]:
    reach = _SECTOR_MM / 1000 * sheet.scale
    marks: list[drawing.Mark] = [possible(item, _DOUBT) for item in items if item.within_m]
    marks += [
        part.mark(drawing.Style(_INK, 0.18, fill=_SOFT if part.solid else "")) for item in items for part in item.traced
    ]
    marks += [
        sector(item, item.reach_m or reach, "#1f5a8f") for item in items if item.bearing_deg is not None and item.sure
    ]
    signs = [item for item in items if not item.traced]
    for item in signs:
        sign = item.symbol if item.sure else "map/dot"
        marks.append(drawing.Symbol(sign, (item.x, item.y), _SIGN_MM, style=drawing.Style(_INK if item.sure else GREY)))
    return marks + _names(sheet, signs, labels, texts)


def _names(
    sheet: MapSheet, signs: Sequence[Item], labels: Sequence[drawing.Label], texts: Texts
) -> list[drawing.Mark]:
    """The names of signs and the labels of features, where they hide neither a sign nor one another.

    A name stands below, above, right or left of its sign. The fire is named first, then the features, then everything
    else; what finds no room goes without, its sign stays.
    """
    taken = [_box((item.x, item.y), sheet, 0.0, 0.0, _SIGN_MM, _SIGN_MM) for item in signs]
    named = [item for item in reversed(signs) if item.label and item.bearing_deg is None]
    fires = [item for item in named if item.ref.kind == "incident"]
    made = _beside(sheet, fires, taken, texts)
    for label in labels:
        wide, high = (size * _NAME_MM for size in drawing.text_size(label.text))
        box = _box(label.at, sheet, 0.0, 0.0, wide, high)
        if not any(_meets(box, other) for other in taken):
            taken.append(box)
            made.append(label)
    return made + _beside(sheet, [item for item in named if item not in fires], taken, texts)


def _beside(
    sheet: MapSheet, items: Sequence[Item], taken: list[drawing.Box], texts: Texts
) -> list[drawing.Mark]:
    """The names of items where there is room; their boxes are added to what is taken."""
    made: list[drawing.Mark] = []
    for item in items:
        text = item.label if len(item.label) <= 24 else f"{item.label[:23]}…"
        if item.within_m:
            text += "\n" + texts.approximate.format(within=radius_text(item.within_m))
        wide, high = (size * _NAME_MM for size in drawing.text_size(text))
        away, aside = _SIGN_MM / 2 + high / 2 + 0.4, (_SIGN_MM + wide) / 2 + 0.6
        for across, up in ((0.0, -away), (0.0, away), (aside, 0.0), (-aside, 0.0)):
            box = _box((item.x, item.y), sheet, across, up, wide, high)
            if not any(_meets(box, other) for other in taken):
                taken.append(box)
                at = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
                made.append(drawing.Label(at, text, _NAME_MM, across="center", upright="middle", halo=_PAPER,
                                          style=drawing.Style(_INK)))  # fmt: skip
                break
    return made


def _box(
    at: drawing.Point, sheet: MapSheet, across_mm: float, up_mm: float, wide_mm: float, high_mm: float
) -> drawing.Box:
    """A box on the plane, so many millimetres of paper from a point."""
    unit = sheet.scale / 1000 / true_scale(at[1])
    x, y, wide, high = at[0] + across_mm * unit, at[1] + up_mm * unit, wide_mm * unit / 2, high_mm * unit / 2
    return x - wide, y - high, x + wide, y + high


def _meets(one: drawing.Box, other: drawing.Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _on_sheet(item: Item, box: drawing.Box) -> bool:
    return _meets(item.box, box) if item.traced else box[0] <= item.x <= box[2] and box[1] <= item.y <= box[3]


def _around(sheet: MapSheet, texts: Texts, credit: Sequence[str], foot_mm: float) -> list[drawing.Mark]:
    """Everything in millimetres of paper but the legend."""
    width, top = sheet.width_mm, sheet.height_mm - _TITLE_MM
    ink, soft = drawing.Style(_INK), drawing.Style(_SOFT)
    frame = ((0.0, foot_mm), (width, foot_mm), (width, top), (0.0, top))
    marks: list[drawing.Mark] = [
        drawing.polygon(frame, style=drawing.Style(_INK, 0.5)),
        drawing.Label((width / 2, sheet.height_mm - 2), sheet.title, 5.0, across="center", upright="top", bold=True,
                      style=ink),
        drawing.circle((width - 9, top - 10), 7.5, drawing.Style("", fill=_PAPER, fill_opacity=0.85)),
        drawing.Symbol("map/north", (width - 9, top - 11), 11.0, style=ink),
        drawing.Label((width - 9, top - 3.4), "N", 2.6, across="center", upright="top", bold=True, style=ink),
    ]  # fmt: skip
    marks += _bar(sheet, texts, foot_mm)
    marks += [
        drawing.Label((1.0, 0.6 + number * _LINE_MM), line, _SMALL_MM, style=soft)
        for number, line in enumerate(reversed(credit))
    ]
    return marks


def _approximate_lines(sheet: MapSheet, items: Sequence[Item], texts: Texts) -> list[str]:
    """How the approximate places on the sheet are known."""
    box, most = box_of(sheet), (sheet.width_mm - 2.0) / _SMALL_MM
    told = [
        texts.known_by.format(label=item.label, basis=item.basis or "?", within=radius_text(item.within_m))
        for item in items if item.within_m and _on_sheet(item, box)
    ]
    return [line for text in dict.fromkeys(told) for line in _wrapped(text, most)]


def _credit_lines(sheet: MapSheet, texts: Texts) -> list[str]:
    """Whose the map is, in lines as wide as the sheet."""
    approval = f"{texts.approval} {sheet.approval}" if sheet.approval else texts.no_approval
    parts = [f"{texts.source} {sheet.source}" if sheet.source else "", approval, texts.frame,
             f"{texts.drawn_by} {sheet.drawn_by}" if sheet.drawn_by else ""]  # fmt: skip
    most = (sheet.width_mm - 2.0) / _SMALL_MM
    lines: list[str] = []
    for part in filter(None, parts):
        joined = f"{lines[-1]}   {part}" if lines else part
        if lines and drawing.text_size(joined)[0] <= most:
            lines[-1] = joined
        else:
            lines += _wrapped(part, most)
    return lines


def _wrapped(text: str, most: float) -> list[str]:
    """A text in lines of at most so many times its height."""
    lines = [""]
    for character in text:
        if drawing.text_size(lines[-1] + character)[0] > most:
            lines.append("")
        lines[-1] += character
    return lines


def _bar(sheet: MapSheet, texts: Texts, foot_mm: float) -> list[drawing.Mark]:
    """The scale bar at the right below the map, and the scale in figures."""
    longest = _BAR_MM / 1000 * sheet.scale
    power = 10.0 ** (len(str(int(max(longest, 1)))) - 1)
    length = max((step * power for step in _ROUND if step * power <= longest), default=power)
    long_mm, x, y = length * 1000 / sheet.scale, sheet.width_mm - 4, foot_mm - 5.5
    marks: list[drawing.Mark] = []
    for part in range(4):
        left = x - long_mm + long_mm / 4 * part
        look = drawing.Style(_INK, 0.2, fill=_INK if part % 2 == 0 else _PAPER)
        corners = ((left, y), (left + long_mm / 4, y), (left + long_mm / 4, y + 1.6), (left, y + 1.6))
        marks.append(drawing.polygon(corners, style=look))
    name = f"{length / 1000:g} km" if length >= 1000 else f"{length:g} m"
    ink = drawing.Style(_INK)
    return [
        *marks, drawing.Label((x - long_mm, y + 2.3), "0", _SMALL_MM, across="center", style=ink),
        drawing.Label((x, y + 2.3), name, _SMALL_MM, across="right", style=ink),
        drawing.Label((x, y - 1.2), f"{texts.scale} 1:{sheet.scale:,.0f}", 2.8, across="right", upright="top",
                      style=ink),
    ]  # fmt: skip


def _legend_rows(layers: _Layers, items: Sequence[Item], names: dict[str, str], texts: Texts) -> list[_Row]:
    """What the signs and looks mean that are on the sheet; a field that makes classes has a line of its own."""
    rows: list[_Row] = []
    for sign, traced in dict.fromkeys((item.symbol, bool(item.traced)) for item in items if item.sure and item.symbol):
        mark = _TRACE if traced else drawing.Symbol(sign, (3.0, 1.75), 4.4, style=drawing.Style(_INK))
        rows.append(((mark,), names.get(sign, "")))
    if any(item.within_m for item in items):
        dashed = drawing.Style(_DOUBT, 0.35, (1.2, 0.7), fill=_DOUBT, fill_opacity=0.08)
        rows.append(((drawing.circle((3.0, 1.75), 1.7, dashed),), texts.possible))
    for layer, features in layers:
        for row in legend_rows(features, layer.style, texts.others, sure=layer.frame != "unknown"):
            if row.field:
                rows.append(((), f"{layer.title} · {row.field}"))
            look = replace(row.look, dot_mm=min(row.look.dot_mm, _ROW_MM)) if row.kind == POINT else row.look
            rows.append(((legend_mark(row.kind, look, 0.0, 0.0),), row.title or layer.title))
    return rows[:_MOST_LEGEND]


def _legend(rows: list[_Row], texts: Texts, foot_mm: float) -> list[drawing.Mark]:
    """At the left below the map, down one column after the other."""
    ink = drawing.Style(_INK)
    marks: list[drawing.Mark] = [drawing.Label((1.0, foot_mm - 2), texts.legend, 2.8, upright="top", bold=True,
                                               style=ink)]  # fmt: skip
    high = max(math.ceil(len(rows) / _COLUMNS), 1)
    for number, (signs, title) in enumerate(rows):
        column, row = divmod(number, high)
        x, y = 1.0 + column * _COLUMN_MM, foot_mm - 10.5 - row * _ROW_MM
        marks += [_moved(sign, x, y) for sign in signs]
        left = x + (_SIGN_WIDE_MM if signs else 0.0)
        text = _fitting(title, x + _COLUMN_MM - 1.0 - left)
        marks.append(drawing.Label((left, y + 1.75), text, _SMALL_MM, upright="middle", bold=not signs, style=ink))
    return marks


def _fitting(text: str, width_mm: float) -> str:
    """A text as it has room."""
    while len(text) > 2 and drawing.text_size(text)[0] * _SMALL_MM > width_mm:
        text = text[:-2].rstrip() + "…"
    return text


def _moved(mark: drawing.Mark, x: float, y: float) -> drawing.Mark:
    """A sign of the legend at its place."""
    match mark:
        case drawing.Symbol():
            return replace(mark, at=(mark.at[0] + x, mark.at[1] + y))
        case drawing.Path():
            return replace(mark, rings=tuple(tuple((px + x, py + y) for px, py in ring) for ring in mark.rings))
        case drawing.Arc():
            return replace(mark, centre=(mark.centre[0] + x, mark.centre[1] + y))
        case _:
            return mark
