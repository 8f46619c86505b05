"""Reading a DXF in the sandbox: its geometry in metres, and by name and count what could not be taken.

Blocks within blocks multiply (27 kB can hold a thousand million lines), so everything that is drawn out of blocks is
counted against a budget before it is made.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from modules.drawing.importers.dxf_dimension import chained, read_dimension
from modules.drawing.importers.dxf_file import open_dxf
from modules.drawing.importers.dxf_hatch import outlines
from workstation.api import Parsed, UserError

if TYPE_CHECKING:
    from ezdxf.document import Drawing as Document
    from ezdxf.entities.dxfgfx import DXFGraphic

MOST_ENTITIES = 60_000
MOST_POINTS = 1_500_000
MOST_PER_LINE = 20_000
MOST_BYTES = 200_000_000
_DEEPEST = 12
_SAG_M = 0.001
_TO_METRES = {1: 0.0254, 2: 0.3048, 4: 0.001, 5: 0.01, 6: 1.0, 14: 0.1}
_FARTHEST_M = 1e7
_FAR_M, _WHOLE_M, _LARGEST_M = 1e5, 100.0, 1e11  # beyond: moved near; by multiples of; no coordinate at all
_TEXT_LIMIT = 2000
_MOST_HOLES = 200  # of a hatch that is taken as one area; of one with more each boundary is one


def recognise_dxf(head: bytes) -> bool:
    """Whether the first bytes are those of a DXF, as text or binary."""
    if head.startswith(b"AutoCAD Binary DXF"):
        return True
    lines = [line.strip() for line in head[:400].splitlines()]
    while lines[:1] == [b"999"]:
        lines = lines[2:]
    return lines[:2] == [b"0", b"SECTION"]


def parse_dxf(path: str, *, name: str = "", **_: Any) -> Parsed:
    """The drawing as plain values: ``layers``, ``items``, ``skipped`` (kind: count), ``unit_known``, ``truncated``, and
    the ``origin`` in metres of the file from which coordinates count where those of the file are very large.

    Raises ``UserError``: ``drawing.dxf_unreadable``, ``drawing.dxf_truncated``, ``drawing.dxf_too_large``,
    ``drawing.dxf_too_many``, ``drawing.dxf_empty``.
    """
    if Path(path).stat().st_size > MOST_BYTES:
        raise UserError("drawing.dxf_too_large", name=name)
    document, truncated = open_dxf(path, name)
    unit = int(document.header.get("$INSUNITS", 0) or 0)
    total = _count(document.modelspace(), document, {})
    if total > MOST_ENTITIES:
        raise UserError("drawing.dxf_too_many", name=name, count=f"{total:.3g}", most=MOST_ENTITIES)
    reader = _Reader(_TO_METRES.get(unit, 0.001), name)
    for entity in document.modelspace():
        reader.take(entity)
    origin = _moved_near(reader.items, reader.skipped)
    if not reader.items:
        if truncated:
            raise UserError("drawing.dxf_truncated", name=name)
        raise UserError("drawing.dxf_empty", name=name, skipped=_named(reader.skipped))
    layers = [
        {"name": _decoded(layer.dxf.name), "colour": _colour(layer), "locked": layer.is_locked(),
         "visible": layer.is_on() and not layer.is_frozen()} for layer in document.layers
    ]
    return Parsed({
        "layers": layers, "items": chained(reader.items), "skipped": dict(reader.skipped),
        "unit_known": unit in _TO_METRES, "truncated": truncated, "origin": origin,
    })


def _moved_near(items: list[dict[str, Any]], skipped: Counter[str]) -> tuple[float, float]:
    """Move what lies far away (a plan in the coordinates of the country) near to the origin, by whole hundreds of
    metres; what is far from everything else is left out. Returns by how much."""
    firsts = [item["points"][0] for item in items]
    if not firsts:
        return 0.0, 0.0
    x, y = (round(median(point[axis] for point in firsts) / _WHOLE_M) * _WHOLE_M for axis in (0, 1))
    if max(abs(x), abs(y)) < _FAR_M:
        x = y = 0.0
    kept = []
    for item in items:
        if x or y:
            item["points"] = [(px - x, py - y) for px, py in item["points"]]
        reach = max(abs(value) for point in (*item["points"], (item.get("size_m", 0.0),)) for value in point)
        if reach <= _FARTHEST_M:
            kept.append(item)
        else:
            skipped[f"{item['kind']} (too far)"] += 1
    items[:] = kept
    return x, y


def _decoded(text: str) -> str:
    """Characters that older files write as codes (``\\U+4E00``) as themselves."""
    from ezdxf.lldxf.encoding import decode_dxf_unicode, has_dxf_unicode

    return decode_dxf_unicode(text) if has_dxf_unicode(text) else text


def _count(entities: Iterable[Any], document: "Document", known: dict[str, int]) -> int:
    """How many entities there are once all blocks are drawn out; nothing is drawn for that."""
    total = 0
    for entity in entities:
        total += 1
        if entity.dxftype() != "INSERT":
            continue
        name = str(entity.dxf.get("name", ""))
        if name not in known:
            known[name] = 0  # a block that holds itself counts once
            block = document.blocks.get(name)
            known[name] = _count(block, document, known) if block is not None else 0
        total += known[name] * max(1, int(entity.mcount))
    return total


def _named(skipped: Counter[str]) -> str:
    return ", ".join(f"{kind} × {count}" for kind, count in sorted(skipped.items())) or "0"


def _colour(layer: Any) -> str:
    from ezdxf import colors

    if layer.rgb is not None:
        red, green, blue = layer.rgb
    else:
        red, green, blue = colors.aci2rgb(abs(int(layer.dxf.get("color", 7))) or 7)
    paper = min(red, green, blue) > 235  # white on black in CAD is black on paper
    return "#1f2328" if paper else f"#{red:02x}{green:02x}{blue:02x}"


class _Reader:
    """Turns DXF entities into plain values, within the budget."""

    def __init__(self, metres: float, name: str) -> None:
        self.metres, self.name = metres, name
        self.items: list[dict[str, Any]] = []
        self.skipped: Counter[str] = Counter()
        self._visited = 0
        self._points = 0

    def take(self, entity: "DXFGraphic", depth: int = 0) -> None:
        """One entity; blocks are followed to a depth."""
        self._visited += 1
        if self._visited > MOST_ENTITIES:
            raise UserError("drawing.dxf_too_many", name=self.name, count=f"> {MOST_ENTITIES}", most=MOST_ENTITIES)
        kind = entity.dxftype()
        if kind == "DIMENSION" and (found := read_dimension(entity, self.metres)) is not None:
            self._keep(found, kind, str(entity.dxf.get("layer", "0")))
            return
        if kind in ("INSERT", "DIMENSION", "LEADER", "MULTILEADER", "MLINE", "ACAD_TABLE"):
            self._follow(entity, kind, depth)
            return
        try:
            made = list(self._made(entity, kind))
        except (ValueError, TypeError, AttributeError, KeyError, IndexError, ZeroDivisionError, OverflowError):
            made = []  # one entity whose data are broken: counted by its kind
        if not made:
            self.skipped[kind] += 1
        for item in made:
            self._keep(item, kind, str(entity.dxf.get("layer", "0")))

    def _follow(self, entity: Any, kind: str, depth: int) -> None:
        if depth >= _DEEPEST:
            self.skipped[f"{kind} (nested)"] += 1
            return
        repeated = entity.multi_insert() if kind == "INSERT" and getattr(entity, "mcount", 1) > 1 else (entity,)
        for one in repeated:
            found = 0
            try:
                parts: Iterable[Any] = (*one.virtual_entities(), *(one.attribs if kind == "INSERT" else ()))
                for part in parts:
                    found += 1
                    self.take(part, depth + 1)
            except (ValueError, TypeError, AttributeError, KeyError, IndexError, ZeroDivisionError):
                found = 0
            if not found:
                self.skipped[kind] += 1

    def _keep(self, item: dict[str, Any], kind: str, layer: str) -> None:
        numbers = [value for point in item["points"] for value in point] + [item.get("size_m", 0.0)]
        if not all(math.isfinite(value) and abs(value) <= _LARGEST_M for value in numbers):
            self.skipped[f"{kind} (NaN)"] += 1
            return
        if item["kind"] in ("circle", "arc") and item["size_m"] <= 0:
            self.skipped[f"{kind} (0)"] += 1
            return
        if len(item["points"]) > MOST_PER_LINE:
            self.skipped[f"{kind} (> {MOST_PER_LINE})"] += 1
            return
        self._points += len(item["points"])
        if self._points > MOST_POINTS:
            raise UserError("drawing.dxf_too_many", name=self.name, count=f"> {MOST_POINTS}", most=MOST_POINTS)
        self.items.append({**item, "layer": _decoded(layer)})

    def _xy(self, point: Any) -> tuple[float, float]:
        return float(point[0]) * self.metres, float(point[1]) * self.metres

    def _made(self, entity: Any, kind: str) -> Iterator[dict[str, Any]]:
        dxf = entity.dxf
        match kind:
            case "LINE":
                yield _line([self._xy(dxf.start), self._xy(dxf.end)])
            case "LWPOLYLINE" | "POLYLINE":
                yield from self._polyline(entity, kind)
            case "CIRCLE":
                yield {"kind": "circle", "points": [self._xy(entity.ocs().to_wcs(dxf.center))],
                       "size_m": dxf.radius * self.metres}
            case "ARC":
                centre = entity.ocs().to_wcs(dxf.center)
                start, sweep = dxf.start_angle, (dxf.end_angle - dxf.start_angle) % 360 or 360.0
                if dxf.extrusion.z < 0:
                    start, sweep = 180 - dxf.end_angle, sweep
                yield {"kind": "arc", "points": [self._xy(centre)], "size_m": dxf.radius * self.metres,
                       "angle_deg": float(start % 360), "value": float(sweep)}
            case "ELLIPSE" | "SPLINE":
                flat = [self._xy(point) for point in entity.flattening(_SAG_M / self.metres)]
                yield _line(flat)
            case "TEXT" | "MTEXT" | "ATTRIB":
                yield from self._text(entity, kind)
            case "POINT":
                yield {"kind": "symbol", "points": [self._xy(dxf.location)], "style": "fire/control-point"}
            case "SOLID" | "TRACE" | "3DFACE":
                yield {"kind": "hatch", "points": [self._xy(point) for point in entity.wcs_vertices()]}
            case "HATCH" | "MPOLYGON":
                yield from self._hatch(entity)

    def _polyline(self, entity: Any, kind: str) -> Iterator[dict[str, Any]]:
        if kind == "POLYLINE" and not entity.is_2d_polyline and not entity.is_3d_polyline:
            return
        if entity.has_arc:
            for part in entity.virtual_entities():
                yield from self._made(part, part.dxftype())
            return
        if kind == "LWPOLYLINE":
            points = [self._xy(point) for point in entity.vertices_in_wcs()]
            closed = bool(entity.closed)
        else:
            points = [self._xy(point) for point in entity.points_in_wcs()]
            closed = bool(entity.is_closed)
        if len(points) >= 2:
            yield {**_line(points), "closed": closed and len(points) > 2}

    def _text(self, entity: Any, kind: str) -> Iterator[dict[str, Any]]:
        dxf = entity.dxf
        if kind == "MTEXT":
            entity.text = _decoded(entity.text)
        else:
            dxf.text = _decoded(dxf.text)
        text = entity.plain_text()
        height = float(dxf.char_height if kind == "MTEXT" else dxf.height) * self.metres
        text = str(text).strip()[:_TEXT_LIMIT]
        if not text:
            return
        if kind == "MTEXT" or not dxf.hasattr("align_point") or (dxf.halign, dxf.valign) == (0, 0):
            at = dxf.insert
        else:
            at = dxf.align_point
        at = at if kind == "MTEXT" else entity.ocs().to_wcs(at)
        yield {"kind": "text", "points": [self._xy(at)], "text": text, "height_m": height,
               "angle_deg": float(dxf.get("rotation", 0.0)) % 360,
               "left": kind != "MTEXT" and (dxf.halign, dxf.valign) == (0, 0)}

    def _hatch(self, entity: Any) -> Iterator[dict[str, Any]]:
        from ezdxf import path as paths

        rings = []
        for boundary in entity.paths.rendering_paths():
            flat = paths.from_hatch_boundary_path(boundary, ocs=entity.ocs()).flattening(_SAG_M / self.metres)
            points = [self._xy(point) for point in flat]
            if len(points) > 1 and points[0] == points[-1]:
                points = points[:-1]
            if len(points) >= 3:
                rings.append(points)
        for ring in outlines(rings) if 1 < len(rings) <= _MOST_HOLES else rings:
            yield {"kind": "hatch", "points": ring}


def _line(points: list[tuple[float, float]]) -> dict[str, Any]:
    if len(points) < 2:
        raise ValueError("points")
    return {"kind": "line", "points": points}
