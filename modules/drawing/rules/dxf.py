"""A drawing as DXF (R2018, millimetres): layers with their colours, lines as polylines, arcs, text, symbols as blocks.

What is written is what is drawn: walls are their joined outlines. Dimensions are DIMENSION entities, part by part of a
chain, with the tape's own figure as text where there is one. Coordinates are written in full precision, so geometry
comes back to better than 1e-6 m.
"""

import io
import math
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from modules.drawing.records import DrawnLayer, Entity
from modules.drawing.rules.dimensions import shown_mm
from modules.drawing.rules.geometry import angle_of
from modules.drawing.rules.shapes import dimension_line, paper_mm
from workstation.api import drawing as d

if TYPE_CHECKING:
    from ezdxf.layouts.base import BaseLayout

MM = 1000.0
_FONT = "NotoSansSC-Regular.ttf"
_ALIGN = {
    ("left", "baseline"): "LEFT", ("center", "baseline"): "CENTER", ("right", "baseline"): "RIGHT",
    ("left", "top"): "TOP_LEFT", ("center", "top"): "TOP_CENTER", ("right", "top"): "TOP_RIGHT",
    ("left", "middle"): "MIDDLE_LEFT", ("center", "middle"): "MIDDLE_CENTER", ("right", "middle"): "MIDDLE_RIGHT",
    ("left", "bottom"): "BOTTOM_LEFT", ("center", "bottom"): "BOTTOM_CENTER", ("right", "bottom"): "BOTTOM_RIGHT",
}
_WEIGHTS = (0, 5, 9, 13, 15, 18, 20, 25, 30, 35, 40, 50, 53, 60, 70, 80, 90, 100, 106, 120, 140, 158, 200, 211)


def to_dxf(
    marks: Iterable[tuple[str, d.Mark]], layers: Mapping[str, DrawnLayer], titles: Mapping[str, str],
    dimensions: Iterable[Entity] = (), scale: float = 100.0,
) -> bytes:
    """The text of the file. ``marks`` come with the id of their layer; ``titles`` are the layers' names; ``dimensions``
    are written with text as large as at the scale."""
    from ezdxf.filemanagement import new

    document = new("R2018", setup=False)
    document.header["$INSUNITS"] = 4
    document.header["$MEASUREMENT"] = 1
    document.styles.add("EMBERCASE", font=_FONT)
    document.appids.add("EMBERCASE")
    names = _layer_names(layers, titles)
    for layer_id, layer in layers.items():
        made = document.layers.add(names[layer_id], true_color=_rgb(layer.colour))
        made.on() if layer.visible else made.off()
    space = document.modelspace()
    writer = _Writer(space, document, scale)
    for layer_id, mark in marks:
        writer.write(mark, names.get(layer_id, "0"))
    for number, dimension in enumerate(dimensions):
        writer.dimension(dimension, names.get(dimension.layer_id, "0"), scale, number)
    out = io.StringIO()
    document.write(out)
    return out.getvalue().encode("utf-8")


def _layer_names(layers: Mapping[str, DrawnLayer], titles: Mapping[str, str]) -> dict[str, str]:
    """Names that DXF allows, each once."""
    found: dict[str, str] = {}
    for layer_id in layers:
        name = "".join("_" if c in '<>/\\":;?*|=`' else c for c in titles.get(layer_id, layer_id)).strip() or layer_id
        taken = {one.lower() for one in found.values()} | {"0"}
        number, wanted = 2, name
        while wanted.lower() in taken:
            wanted, number = f"{name} {number}", number + 1
        found[layer_id] = wanted
    return found


def _rgb(colour: str) -> int:
    return int(colour.lstrip("#")[:6] or "0", 16)


class _Writer:
    """Writes marks into a space."""

    def __init__(self, space: "BaseLayout", document: Any, scale: float) -> None:
        self._space, self._document, self._scale = space, document, scale

    def write(self, mark: d.Mark, layer: str) -> None:
        look = self._look(mark.style, layer)
        match mark:
            case d.Path():
                if mark.closed and mark.style.hatch is not None:
                    self._hatch(mark.rings, mark.style.hatch, look)
                for ring in mark.rings:
                    self._polyline(ring, mark.closed, look, mark.style)
            case d.Arc():
                self._arc(mark, look)
            case d.Ellipse():
                turn = math.radians(mark.rotation_deg)
                long = (mark.half_x_m * math.cos(turn) * MM, mark.half_x_m * math.sin(turn) * MM)
                ratio = mark.half_y_m / mark.half_x_m
                self._space.add_ellipse(_xy(mark.centre), long, ratio, dxfattribs=look)
            case d.Label():
                self._text(mark, look)
            case d.Symbol():
                self._symbol(mark, look)

    def dimension(self, entity: Entity, layer: str, scale: float, number: int) -> None:
        """A dimension, or a chain part by part."""
        size, mm = paper_mm(entity) * scale, scale
        style = f"EC_{size:.0f}"
        if style not in self._document.dimstyles:
            self._document.dimstyles.new(style, dxfattribs={
                "dimtxt": size, "dimtxsty": "EMBERCASE", "dimtsz": mm, "dimexo": mm * 1.2, "dimexe": mm * 1.2,
                "dimgap": size * 0.3, "dimdle": mm, "dimtad": 1, "dimdec": 0, "dimzin": 8, "dimrnd": 1.0,
                "dimtih": 0, "dimtoh": 0,
            })
        angle = {"horizontal": 0.0, "vertical": 90.0}.get(entity.style)
        look: dict[str, Any] = {"layer": layer}
        if entity.colour:
            look["true_color"] = _rgb(entity.colour)
        said = len(entity.measured_mm)
        for part, ((a, b), (start, _), figure) in enumerate(zip(
            pairwise(entity.points), pairwise(dimension_line(entity)), shown_mm(entity), strict=True
        )):
            text = str(figure) if part < said else "<>"
            turn = angle_of(entity.points[0], entity.points[-1]) if angle is None else angle
            made = self._space.add_linear_dim(
                base=_xy(start), p1=_xy(a), p2=_xy(b), angle=turn, text=text, dimstyle=style, dxfattribs=look,
            )
            made.render()
            made.dimension.set_xdata("EMBERCASE", [(1070, number), (1070, part), (1000, entity.style)])

    def _look(self, style: d.Style, layer: str) -> dict[str, Any]:
        weight = min(_WEIGHTS, key=lambda w: abs(w - style.width_mm * 100))
        look = {"layer": layer, "true_color": _rgb(style.stroke or style.fill or "#1f2328"), "lineweight": weight}
        return {**look, "linetype": self._linetype(style.dash_mm)} if style.dash_mm else look

    def _linetype(self, dash_mm: tuple[float, ...]) -> str:
        """Dashes as long as on paper at the scale; a line type has a dash for each gap."""
        parts = dash_mm * 2 if len(dash_mm) % 2 else dash_mm
        lengths = [mm * self._scale * (1 if number % 2 == 0 else -1) for number, mm in enumerate(parts)]
        name = "EC_" + "_".join(f"{mm:g}".replace(".", "p") for mm in dash_mm)
        if name not in self._document.linetypes:
            self._document.linetypes.add(name, [sum(map(abs, lengths)), *lengths])
        return name

    def _hatch(self, rings: Iterable[Iterable[tuple[float, float]]], hatch: d.Hatch, look: dict[str, Any]) -> None:
        """The lines of a hatch, at the distances that they have on paper at the scale."""
        ink = {"layer": look["layer"], "true_color": _rgb(hatch.colour) if hatch.colour else look["true_color"]}
        made = self._space.add_hatch(dxfattribs=ink)
        step = hatch.spacing_mm * self._scale
        angles = (hatch.angle_deg, hatch.angle_deg + 90) if hatch.cross else (hatch.angle_deg,)
        made.set_pattern_fill("EMBERCASE", pattern_type=0, definition=[
            [angle, (0.0, 0.0), (-step * math.sin(math.radians(angle)), step * math.cos(math.radians(angle))), []]
            for angle in angles
        ])
        for ring in rings:
            made.paths.add_polyline_path([_xy(point) for point in ring], is_closed=True)

    def _polyline(
        self, ring: Iterable[tuple[float, float]], closed: bool, look: dict[str, Any], style: d.Style
    ) -> None:
        points = [_xy(point) for point in ring]
        if len(points) == 2 and not closed:
            self._space.add_line(points[0], points[1], dxfattribs=look)
            return
        if closed and style.fill and not style.stroke:
            filled = self._space.add_hatch(dxfattribs={"layer": look["layer"], "true_color": _rgb(style.fill)})
            filled.paths.add_polyline_path(points, is_closed=True)
            return
        self._space.add_lwpolyline(points, close=closed, dxfattribs=look)

    def _arc(self, mark: d.Arc, look: dict[str, Any]) -> None:
        centre, radius = _xy(mark.centre), mark.radius_m * MM
        if abs(mark.sweep_deg) >= 360:
            self._space.add_circle(centre, radius, dxfattribs=look)
            return
        start, end = mark.start_deg, mark.start_deg + mark.sweep_deg
        first, last = (start, end) if mark.sweep_deg > 0 else (end, start)
        self._space.add_arc(centre, radius, first, last, dxfattribs=look)

    def _text(self, mark: d.Label, look: dict[str, Any]) -> None:
        from ezdxf.enums import TextEntityAlignment

        size = (mark.size if mark.unit == "m" else mark.size / 10) * MM
        lines = mark.text.split("\n")
        for number, text in enumerate(lines):
            down = size * 1.35 * (number - (len(lines) - 1) * (mark.upright in ("baseline", "bottom")))
            turn = math.radians(mark.rotation_deg)
            x, y = _xy(mark.at)
            made = self._space.add_text(text, height=size, rotation=mark.rotation_deg,
                                        dxfattribs={**look, "style": "EMBERCASE"})
            place = (x + down * math.sin(turn), y - down * math.cos(turn))
            made.set_placement(place, align=TextEntityAlignment[_ALIGN[mark.across, mark.upright]])

    def _symbol(self, mark: d.Symbol, look: dict[str, Any]) -> None:
        name = "EC_" + mark.name.replace("/", "_")
        if name not in self._document.blocks:
            block = self._document.blocks.new(name)
            for shape in d.symbol(mark.name):
                for ring in shape.rings:
                    points = [(float(x), float(y)) for x, y in ring]
                    block.add_lwpolyline(points, close=shape.closed, dxfattribs={"color": 0})
        size = (mark.size if mark.unit == "m" else mark.size / 10) * MM
        self._space.add_blockref(name, _xy(mark.at), dxfattribs={
            **look, "xscale": size, "yscale": size, "zscale": 1.0, "rotation": mark.rotation_deg,
        })


def _xy(point: tuple[float, float]) -> tuple[float, float]:
    return point[0] * MM, point[1] * MM
