"""The legend of a sheet: made from what is used on it, so that nothing in it is missing or superfluous."""

from collections.abc import Iterable
from dataclasses import dataclass

from modules.drawing.records import Entity, Kind
from modules.drawing.rules.marks import looks
from modules.drawing.rules.marks.looks import AREAS, ARROWS, DEPTHS, LINES, MATERIALS, OPENINGS, VECTORS, style
from modules.drawing.rules.marks.notes import head_mark
from modules.drawing.rules.symbols import library, title_of
from workstation.api import Words
from workstation.api import drawing as d

KEY_MM = (10.0, 5.0)
_HIDDEN = ("separator", "thick", "dashed")  # how a line is drawn, not what it means


@dataclass(frozen=True)
class LegendEntry:
    """A key of 10 × 5 mm (as marks at the scale of paper, its lower left corner at the origin) and its words."""

    title: str
    marks: tuple[d.Mark, ...]


def legend(entities: Iterable[Entity], words: Words) -> list[LegendEntry]:
    """The entries in a fixed order: walls, openings, areas, arrows, vectors, depths, lines, symbols."""
    used: dict[Kind, set[str]] = {}
    for entity in entities:
        used.setdefault(entity.kind, set()).add(entity.style)
    found: list[LegendEntry] = []
    found += [_wall(name, words) for name in MATERIALS if name in used.get(Kind.WALL, ())]
    found += [_opening(name, words) for name in OPENINGS if name in _openings(used)]
    areas = used.get(Kind.HATCH, set()) - {"", "surface", "surface_cut"}
    found += [_area(name, words) for name in AREAS if name in areas]
    found += [_arrow(name, words) for name in ARROWS if name and name in used.get(Kind.ARROW, ())]
    found += [_vector(name, words) for name in VECTORS if name in used.get(Kind.VECTOR, ())]
    found += [_depth(name, words) for name in DEPTHS if name in used.get(Kind.DEPTH, ())]
    lined = used.get(Kind.LINE, set()) - set(_HIDDEN)
    found += [_line(name, words) for name in LINES if name and name in lined]
    if Kind.WIRE in used:
        found.append(LegendEntry(words("Wiring"), (_stroke(style("#0b6e6e", 0.25, (3.0, 0.8, 0.6, 0.8))),)))
    signs = used.get(Kind.SYMBOL, set()) | {name for name in used.get(Kind.OBJECT, ()) if name}
    return found + [_symbol(name, words) for name in library() if name in signs]


def _openings(used: dict[Kind, set[str]]) -> set[str]:
    return {name or "door" for name in used.get(Kind.OPENING, ())} & {"shutter", "high_window", "opening", "grille"}


def _p(x_mm: float, y_mm: float) -> tuple[float, float]:
    return x_mm, y_mm


def _box(look: d.Style) -> d.Mark:
    return d.polygon((_p(0.5, 0.8), _p(9.5, 0.8), _p(9.5, 4.2), _p(0.5, 4.2)), style=look)


def _stroke(look: d.Style) -> d.Mark:
    return d.line(_p(0.5, 2.5), _p(9.5, 2.5), style=look)


def _wall(name: str, words: Words) -> LegendEntry:
    made = MATERIALS[name]
    look = d.Style(looks.INK, made.width_mm, made.dash_mm, made.fill, made.hatch)
    return LegendEntry(words(made.title), (_box(look),))


def _opening(name: str, words: Words) -> LegendEntry:
    pens = {"shutter": (style(looks.INK, looks.MEDIUM), 2.5)}
    marks: list[d.Mark] = [
        d.line(_p(0.5, y), _p(9.5, y), style=style(looks.INK, looks.FINE, (1.2, 0.8))) for y in (1.2, 3.8)
    ]
    if name in pens:
        marks.append(_stroke(pens[name][0]))
    if name == "high_window":
        marks.append(_stroke(style(looks.INK, looks.FINE, (1.2, 0.8))))
    if name == "grille":
        dot = d.Style(looks.INK, looks.FINE, fill=looks.INK)
        marks += [d.circle(_p(x, 2.5), 0.35, style=dot) for x in (2.0, 4.0, 6.0, 8.0)]
    return LegendEntry(words(OPENINGS[name]), tuple(marks))


def _area(name: str, words: Words) -> LegendEntry:
    made = AREAS[name]
    look = d.Style(made.colour, made.width_mm, made.dash_mm, made.colour, made.hatch, 1.0, made.fill_opacity)
    return LegendEntry(words(made.title), (_box(look),))


def _arrow(name: str, words: Words) -> LegendEntry:
    made = ARROWS[name]
    ink = made.colour or looks.INK
    shaft = d.line(_p(0.5, 2.5), _p(6.5, 2.5), style=style(ink, made.width_mm, made.dash_mm))
    return LegendEntry(words(made.title), (shaft, head_mark(_p(9.7, 2.5), (1.0, 0.0), 3.4, ink)))


def _vector(name: str, words: Words) -> LegendEntry:
    made = VECTORS[name]
    shaft = d.line(_p(3.6, 2.5), _p(7.0, 2.5), style=style(made.colour, 0.6))
    ball = d.circle(_p(2.1, 2.5), 1.5, style=d.Style(made.colour, looks.THIN, fill="#ffffff"))
    number = d.Label(_p(2.1, 2.5), "1", 2.0, "m", 0, "center", "middle", style=style(made.colour, looks.THIN))
    head = head_mark(_p(9.8, 2.5), (1.0, 0.0), 2.8, made.colour, hollow=name == "smoke")
    return LegendEntry(words(made.title), (shaft, ball, number, head))


def _depth(name: str, words: Words) -> LegendEntry:
    made = DEPTHS[name]
    pen = style(made.colour, looks.THIN)
    cross: tuple[d.Mark, ...] = (
        d.line(_p(2, 1.8), _p(3.4, 3.2), style=pen), d.line(_p(2, 3.2), _p(3.4, 1.8), style=pen),
    )
    figure = d.Label(_p(4.2, 2.5), "12", 2.2, "m", 0, "left", "middle", style=pen)
    return LegendEntry(words(made.title), (*cross, figure))


def _line(name: str, words: Words) -> LegendEntry:
    made = LINES[name]
    return LegendEntry(words(made.title), (_stroke(style(made.colour or looks.INK, made.width_mm, made.dash_mm)),))


def _symbol(name: str, words: Words) -> LegendEntry:
    sign = d.Symbol(name, _p(5.0, 2.5), 4.6, "m", style=d.Style(stroke=looks.INK))
    return LegendEntry(title_of(name, words.language), (sign,))
