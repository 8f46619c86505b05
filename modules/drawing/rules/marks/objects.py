"""Marks of things: symbols of paper size, furniture and machines of true size, vectors, depths, underlays."""

import math

import numpy as np

from modules.drawing.records import Entity, Point
from modules.drawing.rules.geometry import add, distance, polar, times, unit
from modules.drawing.rules.marks.looks import DEPTHS, FINE, THIN, VECTORS, style
from modules.drawing.rules.marks.notes import HALO, frame_marks, head_mark
from modules.drawing.rules.shapes import outline, paper_mm
from workstation.api import drawing as d

EXHIBIT, PHOTO = "fire/exhibit", "fire/photo-point"


def object_marks(entity: Entity, colour: str, scale: float) -> list[d.Mark]:
    """Furniture or a machine in its true size, drawn by its symbol; a plain box without one."""
    width, depth = entity.size_m, entity.depth_m or entity.size_m
    ink = entity.colour or colour
    made: list[d.Mark] = []
    if entity.style:
        made += _stretched(entity, width, depth, ink)
    else:
        made.append(d.polygon(outline(entity)[0], style=d.Style(stroke=ink, width_mm=THIN, fill="#ffffff")))
    if entity.text:
        size = (entity.paper_mm or 2.0) * scale / 1000
        made.append(d.Label(entity.points[0], entity.text, size, "m", 0, "center", "middle", halo=HALO,
                            style=style(ink, THIN)))
    return made


def _stretched(entity: Entity, width: float, depth: float, ink: str) -> list[d.Mark]:
    """The shapes of a symbol fitted into width and depth: its own view box becomes the outline."""
    shapes = d.symbol(entity.style)
    if not shapes:
        return []
    points = np.concatenate([ring for shape in shapes for ring in shape.rings])
    low, high = points.min(axis=0), points.max(axis=0)
    span = np.maximum(high - low, 1e-6)
    turn = math.radians(entity.angle_deg)
    matrix = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    flip = np.array([-1.0, 1.0]) if entity.mirrored else np.array([1.0, 1.0])
    made: list[d.Mark] = []
    for shape in shapes:
        rings = [
            ((ring - (low + high) / 2) / span * (width, depth) * flip) @ matrix + entity.points[0]
            for ring in shape.rings
        ]
        fill, stroke = (ink if one == d.INK else one for one in (shape.fill, shape.stroke))
        look = d.Style(stroke=stroke, width_mm=THIN if stroke else 0.0, fill=fill)
        made.append(d.Path(
            tuple(tuple((float(x), float(y)) for x, y in ring) for ring in rings), shape.closed, style=look
        ))
    return made


def symbol_marks(entity: Entity, ink: str, scale: float) -> list[d.Mark]:
    """A symbol; with a second point, a thin line leads from the true place to it."""
    place = entity.points[-1]
    size = paper_mm(entity) * scale / 1000
    made: list[d.Mark] = []
    if len(entity.points) > 1 and distance(*entity.points[:2]) > size / 2:
        edge = add(place, times(unit(place, entity.points[0]), size * 0.46))
        made.append(d.line(entity.points[0], edge, style=style(ink, FINE)))
        made.append(d.circle(entity.points[0], 0.45 * scale / 1000, style=d.Style(stroke=ink, width_mm=FINE, fill=ink)))
    return [*made, d.Symbol(entity.style, place, size, "m", entity.angle_deg, style=d.Style(stroke=ink))]


def vector_marks(entity: Entity, number: int, scale: float) -> list[d.Mark]:
    """A heat, flame or smoke vector: an arrow of paper size that begins where the pattern is, with its number."""
    look = VECTORS.get(entity.style, VECTORS["heat"])
    mm = scale / 1000
    ink = entity.colour or look.colour
    length = paper_mm(entity) * mm
    start = entity.points[0]
    tip = polar(start, length, entity.angle_deg)
    way = unit(start, tip)
    head = 3.0 * mm
    back = add(tip, times(way, -head))
    ball = add(start, times(way, -1.9 * mm))
    return [
        d.line(start, back, style=style(ink, 0.7 if entity.style != "smoke" else 0.5)),
        head_mark(tip, way, head, ink, hollow=entity.style == "smoke"),
        d.circle(ball, 1.9 * mm, style=d.Style(stroke=ink, width_mm=THIN, fill="#ffffff")),
        d.Label(ball, str(number), 2.2 * mm, "m", 0, "center", "middle", style=style(ink, THIN)),
    ]


def depth_marks(entity: Entity, colour: str, scale: float) -> list[d.Mark]:
    """A measured depth: a small cross and the figure."""
    look = DEPTHS.get(entity.style, DEPTHS["char"])
    ink = entity.colour or look.colour or colour
    size = 0.7 * scale / 1000
    x, y = entity.points[0]
    text = "" if entity.value is None else f"{entity.value:g}"
    label = d.Label((x + size, y + size * 0.6), text, paper_mm(entity) * scale / 1000, "m", 0, "left", "bottom",
                    halo=HALO, style=style(ink, THIN))
    pen = style(ink, THIN)
    return [d.line((x - size, y - size), (x + size, y + size), style=pen),
            d.line((x - size, y + size), (x + size, y - size), style=pen), label]


def underlay_marks(entity: Entity, path: str, width: int, height: int) -> list[d.Mark]:
    """A picture below the drawing, ``value`` its opacity; its frame if there is no picture."""
    if not path or width < 1 or height < 1:
        return frame_marks(entity)
    low_left, low_right, _, up_left = outline(entity)[0]
    right, down = _per_pixel(up_left, low_right, low_left, width, height)
    affine = (right[0], down[0], up_left[0], right[1], down[1], up_left[1])
    opacity = 0.6 if entity.value is None else min(1.0, max(0.05, entity.value))
    return [d.Picture(path, width, height, affine, style=d.Style(opacity=opacity))]


def _per_pixel(up_left: Point, low_right: Point, low_left: Point, width: int, height: int) -> tuple[Point, Point]:
    right = (low_right[0] - low_left[0]) / width, (low_right[1] - low_left[1]) / width
    down = (low_left[0] - up_left[0]) / height, (low_left[1] - up_left[1]) / height
    return right, down
