"""A sheet as SVG text: millimetres as its unit, text as text, symbols as paths."""

import base64
import mimetypes
import pathlib
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from workstation.domain.drawing.marks import Dots, Floats, Label, Mark, Paths, Picture, Style, Symbol
from workstation.domain.drawing.outline import corners, hatch_lines, is_closed, outline
from workstation.domain.drawing.sheet import Sheet, View
from workstation.domain.drawing.symbols import INK, symbol

FAMILY = "'Noto Sans SC','Source Han Sans SC','Microsoft YaHei',sans-serif"
_TOLERANCE_MM = 0.01
_LINE = 1.35
_ASCENT, _MIDDLE, _DESCENT = 0.88, 0.36, -0.14
_ANCHORS = {"left": "start", "center": "middle", "right": "end"}


def to_svg(sheet: Sheet, title: str = "") -> str:
    """The sheet; pictures are embedded. A picture that can't be read leaves its frame."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{sheet.width_mm:g}mm" height="{sheet.height_mm:g}mm"'
        f' viewBox="0 0 {sheet.width_mm:g} {sheet.height_mm:g}" font-family={quoteattr(FAMILY)}>',
        f"<title>{escape(title)}</title>",
    ]
    for number, view in enumerate(sheet.views):
        parts += _view(sheet, view, number)
    return "\n".join([*parts, "</svg>"])


def _view(sheet: Sheet, view: View, number: int) -> Iterator[str]:
    if view.clip:
        top = sheet.height_mm - view.bottom_mm - view.height_mm
        yield (f'<defs><clipPath id="view{number}"><rect x="{view.left_mm:g}" y="{top:g}" width="{view.width_mm:g}"'
               f' height="{view.height_mm:g}"/></clipPath></defs>')  # fmt: skip
        yield f'<g clip-path="url(#view{number})">'
    else:
        yield "<g>"
    writer = _Writer(view, sheet.height_mm)
    for mark in view.marks:
        yield from writer.mark(mark)
    yield "</g>"


class _Writer:
    """Writes the marks of one view."""

    def __init__(self, view: View, height_mm: float) -> None:
        self._view, self._height = view, height_mm

    def mark(self, mark: Mark) -> Iterator[str]:
        match mark:
            case Label():
                yield from self._label(mark)
            case Symbol():
                yield from self._symbol(mark)
            case Picture():
                yield from self._picture(mark)
            case Dots():
                dot = _look(Style("", fill=mark.style.fill or mark.style.stroke, opacity=mark.style.opacity), True)
                for x, y in self._down(mark.points[np.isfinite(mark.points).all(axis=1)]):
                    yield f'<circle cx="{x:.3f}" cy="{y:.3f}" r="{mark.diameter_mm / 2:g}"{dot}/>'
            case _:
                rings = outline(mark, _TOLERANCE_MM / self._view.mm_per_m)
                closed = is_closed(mark)
                rule = "nonzero" if isinstance(mark, Paths) else "evenodd"
                if rings:
                    yield f'<path d="{self._d(rings, closed)}"{_look(mark.style, closed)} fill-rule="{rule}"/>'
                hatch = mark.style.hatch
                if hatch is not None and closed:
                    pieces = hatch_lines(rings, hatch, 1 / self._view.mm_per_m)
                    look = Style(hatch.colour or mark.style.stroke, hatch.width_mm, opacity=mark.style.opacity)
                    yield f'<path d="{self._d(pieces, False)}"{_look(look, False)}/>'

    def _down(self, points: Floats) -> Floats:
        placed = self._view.on_paper(points)
        placed[:, 1] = self._height - placed[:, 1]
        return placed

    def _d(self, rings: list[Floats], closed: bool) -> str:
        end = "Z" if closed else ""
        return " ".join(
            "M" + " L".join(f"{x:.3f},{y:.3f}" for x, y in self._down(ring)) + end for ring in rings
        )

    def _mm(self, size: float, unit: str) -> float:
        return size if unit == "mm" else size * self._view.mm_per_m

    def _label(self, mark: Label) -> Iterator[str]:
        size = self._mm(mark.size, mark.unit)
        (x, y), = self._down(np.array([mark.at]))
        lines = mark.text.split("\n")
        spare = (len(lines) - 1) * _LINE
        first = {"top": _ASCENT, "middle": _MIDDLE - spare / 2, "baseline": -spare, "bottom": _DESCENT - spare}
        turn = -(mark.rotation_deg + self._view.rotation_deg)
        weight = ' font-weight="bold"' if mark.bold else ""
        for number, text in enumerate(lines):
            down = (first[mark.upright] + number * _LINE) * size
            start = (f'<text transform="translate({x:.3f} {y:.3f}) rotate({turn:g})" y="{down:.3f}"'
                     f' font-size="{size:.3f}" text-anchor="{_ANCHORS[mark.across]}"'
                     f' opacity="{mark.style.opacity:g}"{weight}')  # fmt: skip
            if mark.halo:
                yield (f'{start} fill="{mark.halo}" stroke="{mark.halo}" stroke-width="{size * 0.22:.3f}"'
                       f' stroke-linejoin="round">{escape(text)}</text>')  # fmt: skip
            yield f'{start} fill="{mark.style.stroke}">{escape(text)}</text>'

    def _symbol(self, mark: Symbol) -> Iterator[str]:
        size = self._mm(mark.size, mark.unit)
        (x, y), = self._down(np.array([mark.at]))
        turn = -(mark.rotation_deg + self._view.rotation_deg)
        yield f'<g transform="translate({x:.3f} {y:.3f}) rotate({turn:g}) scale({size:g} {-size:g})">'
        for shape in symbol(mark.name):
            end = "Z" if shape.closed else ""
            d = " ".join("M" + " L".join(f"{px:.4f},{py:.4f}" for px, py in ring) + end for ring in shape.rings)
            fill, stroke = (mark.style.stroke if ink == INK else ink for ink in (shape.fill, shape.stroke))
            look = Style(stroke, shape.width, fill=fill, opacity=mark.style.opacity)
            yield f'<path d="{d}"{_look(look, True)} fill-rule="evenodd"/>'
        yield "</g>"

    def _picture(self, mark: Picture) -> Iterator[str]:
        first, right, below = self._down(corners(mark))
        a, b = (right - first) / mark.width
        c, d = (below - first) / mark.height
        try:
            data = base64.b64encode(pathlib.Path(mark.path).read_bytes()).decode()
        except OSError:
            yield f'<path d="{self._d([corners(mark)], False)}"{_look(Style(), False)}/>'
            return
        kind = mimetypes.guess_type(mark.path)[0] or "image/png"
        yield (f'<image width="{mark.width}" height="{mark.height}" opacity="{mark.style.opacity:g}"'
               f' preserveAspectRatio="none" href="data:{kind};base64,{data}"'
               f' transform="matrix({a:.9g} {b:.9g} {c:.9g} {d:.9g} {first[0]:.6f} {first[1]:.6f})"/>')  # fmt: skip


def _look(style: Style, closed: bool) -> str:
    parts = [f' fill="{style.fill if style.fill and closed else "none"}"']
    if style.fill and closed and style.fill_opacity != 1:
        parts.append(f' fill-opacity="{style.fill_opacity:g}"')
    if style.stroke and style.width_mm > 0:
        cap = "butt" if style.dash_mm else "round"
        parts.append(f' stroke="{style.stroke}" stroke-width="{style.width_mm:g}" stroke-linejoin="round"'
                     f' stroke-linecap="{cap}"')  # fmt: skip
        if style.dash_mm:
            parts.append(f' stroke-dasharray="{" ".join(f"{part:g}" for part in style.dash_mm)}"')
    if style.opacity != 1:
        parts.append(f' opacity="{style.opacity:g}"')
    return "".join(parts)
