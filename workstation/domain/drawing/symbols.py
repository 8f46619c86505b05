"""Symbols: small SVG files of ``resources/symbols`` as shapes that every back end draws alike.

Understood: svg, g, path, line, polyline, polygon, rect, circle, ellipse, transform, fill, stroke, stroke-width,
and ``currentColor``. Anything else is refused by name, so that a symbol never looks different on paper.
"""

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from xml.etree import ElementTree

import numpy as np

from workstation.domain.drawing.marks import Floats
from workstation.domain.drawing.svg_path import path_rings
from workstation.domain.errors import UserError
from workstation.domain.resources import ROOT

FOLDER = ROOT / "symbols"
INK = "currentColor"
_NAME = re.compile(r"[\w-][\w. -]*(/[\w-][\w. -]*)*")  # within the folder: no part begins with a dot
_SKIPPED = ("title", "desc", "metadata")
_INHERITED = {"fill": "#000000", "stroke": "none", "stroke-width": "1"}
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_TRANSFORM = re.compile(r"(\w+)\s*\(([^)]*)\)")


@dataclass(frozen=True, eq=False)
class Shape:
    """Rings in units of the symbol's longer edge, the middle of the view box at (0, 0), y up.

    ``fill`` and ``stroke`` are ``#rrggbb``, ``currentColor`` or empty; ``width`` is in the same units.
    """

    rings: tuple[Floats, ...]
    closed: bool
    fill: str
    stroke: str
    width: float


@lru_cache(maxsize=512)
def symbol(name: str) -> tuple[Shape, ...]:
    """The shapes of a symbol; one that is missing or can't be read is a crossed box, so that it is seen.

    ``symbol_from`` says why.
    """
    try:
        return symbol_from((FOLDER / f"{name}.svg").read_text("utf-8"), name) if _NAME.fullmatch(name) else _CROSSED
    except (OSError, UnicodeDecodeError, UserError):
        return _CROSSED


def symbol_names() -> list[str]:
    """Every symbol there is; files dropped into the folder are among them."""
    return sorted(path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.rglob("*.svg"))


def symbol_from(text: str, name: str = "") -> tuple[Shape, ...]:
    """The shapes of an SVG text. Raises ``UserError("drawing.bad_symbol")`` with the reason."""
    try:
        root = ElementTree.fromstring(text)
        box = [float(value) for value in _NUMBER.findall(root.get("viewBox", ""))]
        if len(box) != 4 or not (box[2] > 0 and box[3] > 0):
            raise ValueError("viewBox")
        left, top, width, height = box
        edge = max(width, height)
        placed = np.array([[1, 0, -left - width / 2], [0, -1, top + height / 2], [0, 0, edge]]) / edge
        shapes: list[Shape] = []
        _walk(root, placed, _INHERITED, shapes)
    except (ElementTree.ParseError, ValueError, KeyError, IndexError) as error:
        raise UserError("drawing.bad_symbol", name=name, reason=str(error)) from error
    return tuple(shapes)


def _walk(element: ElementTree.Element, matrix: Floats, inherited: dict[str, str], shapes: list[Shape]) -> None:
    tag = element.tag.rpartition("}")[2]
    if tag in _SKIPPED:
        return
    look = {key: element.get(key, value) for key, value in inherited.items()}
    matrix = matrix @ _transform(element.get("transform", ""))
    if tag in ("svg", "g"):
        for child in element:
            _walk(child, matrix, look, shapes)
        return
    for rings, closed in _outline(tag, element):
        turned = tuple(ring @ matrix[:2, :2].T + matrix[:2, 2] for ring in rings)
        scale = math.sqrt(abs(float(np.linalg.det(matrix[:2, :2]))))
        stroke = _colour(look["stroke"])
        fill = _colour(look["fill"]) if tag != "line" else ""
        shapes.append(Shape(turned, closed, fill, stroke, float(look["stroke-width"]) * scale if stroke else 0.0))


def _outline(tag: str, element: ElementTree.Element) -> list[tuple[list[Floats], bool]]:
    def number(name: str) -> float:
        return float(element.get(name, "0"))

    match tag:
        case "path":
            return path_rings(element.get("d", ""))
        case "line":
            return [([np.array([(number("x1"), number("y1")), (number("x2"), number("y2"))])], False)]
        case "polyline" | "polygon":
            found = [float(value) for value in _NUMBER.findall(element.get("points", ""))]
            return [([np.array(found).reshape(-1, 2)], tag == "polygon")]
        case "rect":
            if element.get("rx") or element.get("ry"):
                raise ValueError("rx")
            x, y, w, h = map(number, ("x", "y", "width", "height"))
            return [([np.array([(x, y), (x + w, y), (x + w, y + h), (x, y + h)])], True)]
        case "circle" | "ellipse":
            rx, ry = (number("r"), number("r")) if tag == "circle" else (number("rx"), number("ry"))
            angles = np.linspace(0, 2 * math.pi, 48, endpoint=False)
            ring = np.column_stack((rx * np.cos(angles), ry * np.sin(angles)))
            return [([ring + np.array([number("cx"), number("cy")])], True)]
    raise ValueError(f"<{tag}>")


def _colour(text: str) -> str:
    if text in ("none", "transparent", ""):
        return ""
    if text == INK or re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        return text
    if re.fullmatch(r"#[0-9a-fA-F]{3}", text):
        return "#" + "".join(digit * 2 for digit in text[1:])
    raise ValueError(text)


def _transform(text: str) -> Floats:
    matrix: Floats = np.eye(3)
    for kind, inside in _TRANSFORM.findall(text):
        values = [float(value) for value in _NUMBER.findall(inside)]
        matrix = matrix @ _one(kind, values)
    return matrix


def _one(kind: str, v: list[float]) -> Floats:
    match kind:
        case "matrix":
            return np.array([[v[0], v[2], v[4]], [v[1], v[3], v[5]], [0, 0, 1]])
        case "translate":
            return np.array([[1, 0, v[0]], [0, 1, v[1] if len(v) > 1 else 0], [0, 0, 1]])
        case "scale":
            return np.diag([v[0], v[1] if len(v) > 1 else v[0], 1])
        case "rotate":
            c, s = math.cos(math.radians(v[0])), math.sin(math.radians(v[0]))
            turn = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])
            if len(v) < 3:
                return turn
            there, back = _one("translate", v[1:]), _one("translate", [-v[1], -v[2]])
            return np.asarray(there @ turn @ back)
    raise ValueError(f"{kind}()")


def _box() -> tuple[Shape, ...]:
    square = np.array([(-0.4, -0.4), (0.4, -0.4), (0.4, 0.4), (-0.4, 0.4)])
    cross = (square[[0, 2]], square[[1, 3]])
    return Shape((square,), True, "", INK, 0.06), Shape(cross, False, "", INK, 0.06)


_CROSSED = _box()
