"""Drawing marks on paper at their exact scale, as vectors; text with the shipped faces."""

import math
from pathlib import Path

import numpy as np
from reportlab.pdfgen.canvas import Canvas

from workstation.domain.drawing import (
    INK,
    Dots,
    Floats,
    Label,
    Mark,
    Paths,
    Picture,
    Sheet,
    Style,
    Symbol,
    View,
    corners,
    hatch_lines,
    is_closed,
    outline,
    symbol,
)
from workstation.domain.errors import UserError
from workstation.domain.words import N_
from workstation.typeset.blocks import Drawing
from workstation.typeset.lines import SetLine
from workstation.typeset.pages import Pages, heights, ink
from workstation.typeset.print_copy import print_copy
from workstation.typeset.style import BOLD, CAPTION_CENTER, FACTS, HEIGHT, LEFT, MM, SANS, WIDTH, Type

_TOLERANCE_MM = 0.01
_LEADING = 1.35
_ASCENT, _MIDDLE, _DESCENT = 0.88, 0.36, -0.14
_HALO = 0.22
_WIDE = 1.2
_EVEN_ODD, _WINDING = 0, 1


def draw_drawing(pages: Pages, block: Drawing) -> None:
    """A drawing between other blocks; one that is too large is reduced as a whole, and its caption says so. A wide one
    that would become much smaller lies on its side, its top towards the binding, as in a bound file."""
    sheet = block.sheet
    full = sheet.width_mm * MM, sheet.height_mm * MM
    on_side = full[0] > WIDTH and full[0] > full[1] * _WIDE
    if on_side:
        full = full[1], full[0]
    caption = pages.lines(block.caption, CAPTION_CENTER, WIDTH) if block.caption else []
    reduced = min(1.0, WIDTH / full[0], (HEIGHT - heights(caption) - 10) / full[1])
    if reduced < 1:
        reduced = min(reduced, (HEIGHT - heights(caption) - FACTS.leading - 14) / full[1])
        percent = math.floor(reduced * 100)
        note = pages.words(N_("Reduced to {percent} %: not to scale here"), percent=percent)
        caption = [*caption, *pages.lines(note, CAPTION_CENTER, WIDTH)]
    height = full[1] * reduced
    pages.gap(6)
    pages.need(height + heights(caption) + 6)
    pages.anchor(block.anchor)
    bottom = pages.take(height)
    left = LEFT + (WIDTH - full[0] * reduced) / 2
    if on_side:
        with pages.kept() as canvas:
            canvas.translate(left + full[0] * reduced, bottom)
            canvas.rotate(90)
            draw_sheet(pages, sheet, 0.0, 0.0, reduced)
    else:
        draw_sheet(pages, sheet, left, bottom, reduced)
    pages.take(4)
    for line in caption:
        above = pages.y
        pages.take(line.height)
        pages.draw_line(line, LEFT, above)
    pages.gap(8)


def draw_sheet(pages: Pages, sheet: Sheet, left: float, bottom: float, reduced: float = 1.0) -> None:
    """A sheet with its lower left corner at (left, bottom) points."""
    for view in sheet.views:
        with pages.kept() as canvas:
            pen = _Pen(pages, canvas, view, left, bottom, reduced)
            if view.clip:
                pen.clip()
            for mark in view.marks:
                pen.draw(mark)


class _Pen:
    """Draws the marks of one view."""

    def __init__(
        self, pages: Pages, canvas: Canvas, view: View, left: float, bottom: float, reduced: float
    ) -> None:
        self._pages, self._canvas, self._view = pages, canvas, view
        self._corner, self._unit = np.array([left, bottom]), MM * reduced

    def clip(self) -> None:
        view, canvas = self._view, self._canvas
        x, y = self._corner + np.array([view.left_mm, view.bottom_mm]) * self._unit
        path = canvas.beginPath()
        path.rect(float(x), float(y), view.width_mm * self._unit, view.height_mm * self._unit)
        canvas.clipPath(path, stroke=0, fill=0)

    def draw(self, mark: Mark) -> None:
        match mark:
            case Label():
                self._label(mark)
            case Symbol():
                self._symbol(mark)
            case Picture():
                self._picture(mark)
            case Dots():
                self._dots(mark)
            case _:
                self._lines(mark)

    def _points(self, points: Floats) -> Floats:
        """Points of the page."""
        return np.asarray(self._view.on_paper(points) * self._unit + self._corner)

    def _lines(self, mark: Mark) -> None:
        rings = outline(mark, _TOLERANCE_MM / self._view.mm_per_m)
        closed = is_closed(mark)
        self._rings([self._points(ring) for ring in rings], closed, mark.style, isinstance(mark, Paths))
        hatch = mark.style.hatch
        if hatch is not None and closed:
            pieces = hatch_lines(rings, hatch, 1 / self._view.mm_per_m)
            look = Style(hatch.colour or mark.style.stroke, hatch.width_mm, opacity=mark.style.opacity)
            self._rings([self._points(piece) for piece in pieces], False, look)

    def _rings(self, rings: list[Floats], closed: bool, style: Style, winding: bool = False) -> None:
        fill, stroke = bool(style.fill) and closed, bool(style.stroke) and style.width_mm > 0
        if not rings or not (fill or stroke):
            return
        canvas = self._canvas
        path = canvas.beginPath()
        for ring in rings:
            path.moveTo(*ring[0])
            for x, y in ring[1:]:
                path.lineTo(x, y)
            if closed:
                path.close()
        canvas.saveState()
        if fill:
            canvas.setFillColor(ink(style.fill))
            canvas.setFillAlpha(style.opacity * style.fill_opacity)
        if stroke:
            canvas.setStrokeColor(ink(style.stroke))
            canvas.setStrokeAlpha(style.opacity)
            canvas.setLineWidth(style.width_mm * self._unit)
            canvas.setDash([part * self._unit for part in style.dash_mm])
            canvas.setLineJoin(1)
            canvas.setLineCap(0 if style.dash_mm else 1)
        canvas.drawPath(path, stroke=int(stroke), fill=int(fill), fillMode=_WINDING if winding else _EVEN_ODD)
        canvas.restoreState()

    def _dots(self, mark: Dots) -> None:
        canvas = self._canvas
        canvas.saveState()
        canvas.setFillColor(ink(mark.style.fill or mark.style.stroke))
        canvas.setFillAlpha(mark.style.opacity)
        for x, y in self._points(mark.points[np.isfinite(mark.points).all(axis=1)]):
            canvas.circle(x, y, mark.diameter_mm / 2 * self._unit, stroke=0, fill=1)
        canvas.restoreState()

    def _size(self, size: float, unit: str) -> float:
        return (size if unit == "mm" else size * self._view.mm_per_m) * self._unit

    def _label(self, mark: Label) -> None:
        size, canvas = self._size(mark.size, mark.unit), self._canvas
        (x, y), = self._points(np.array([mark.at]))
        if not (math.isfinite(x) and math.isfinite(y)) or size <= 0:
            return
        kind = Type(BOLD if mark.bold else SANS, size, size * _LEADING, colour=mark.style.stroke)
        lines = self._pages.lines(mark.text, kind, 1e6)
        spare = (len(lines) - 1) * _LEADING
        first = {"top": _ASCENT, "middle": _MIDDLE - spare / 2, "baseline": -spare, "bottom": _DESCENT - spare}
        canvas.saveState()
        canvas.translate(x, y)
        canvas.rotate(mark.rotation_deg + self._view.rotation_deg)
        canvas.setFillAlpha(mark.style.opacity)
        for number, line in enumerate(lines):
            width = sum(run.width for run in line.runs)
            shift = {"left": 0.0, "center": -width / 2, "right": -width}[mark.across]
            self._text(line, shift, -(first[mark.upright] + number * _LEADING) * size, size, mark.halo)
        canvas.restoreState()

    def _text(self, line: SetLine, shift: float, down: float, size: float, halo: str) -> None:
        canvas, pages = self._canvas, self._pages
        if halo:  # the same text below, drawn as a thick outline (ISO 32000-1, 9.3.6)
            canvas.saveState()
            canvas.setStrokeColor(ink(halo))
            canvas.setLineWidth(size * _HALO)
            canvas.setLineJoin(1)
            canvas._code.append("2 Tr")
            for run in line.runs:
                pages.string(run.text, shift + run.x, down, run.face, run.size, halo)
            canvas._code.append("0 Tr")
            canvas.restoreState()
        for run in line.runs:
            pages.trace(run.trace)
            pages.string(run.text, shift + run.x, down, run.face, run.size, run.colour)

    def _symbol(self, mark: Symbol) -> None:
        size, turn = self._size(mark.size, mark.unit), math.radians(mark.rotation_deg + self._view.rotation_deg)
        (middle,) = self._points(np.array([mark.at]))
        if not np.isfinite(middle).all():
            return
        matrix = size * np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
        for shape in symbol(mark.name):
            fill, stroke = (mark.style.stroke if colour == INK else colour for colour in (shape.fill, shape.stroke))
            look = Style(stroke, shape.width * size / self._unit, fill=fill, opacity=mark.style.opacity)
            rings = [ring @ matrix + middle for ring in shape.rings]
            self._rings(rings, shape.closed, look)

    def _picture(self, mark: Picture) -> None:
        self._pages.trace(mark.trace)
        if not mark.path:
            return
        top, right, below = self._points(corners(mark))
        try:
            copy = print_copy(Path(mark.path), self._pages.print_edge_px, mark.blotted)
        except UserError as problem:
            self._rings([np.array([top, right, right + below - top, below])], True, Style())
            self._pages.write(self._pages.words.error(problem), FACTS, float(below[0]), float(top[1]), WIDTH)
            return
        name = self._pages.image(copy, copy.digest[:32])
        across, up = right - top, top - below
        canvas = self._canvas
        canvas.saveState()
        canvas.setFillAlpha(mark.style.opacity)
        canvas.transform(*(float(v) for v in (*across, *up, *below)))
        canvas.doForm(name)
        canvas.restoreState()
