"""The tools of the board: their buttons, their keys, and how each is made."""

from typing import TYPE_CHECKING

from modules.drawing.records import Kind
from modules.drawing.ui.tools.drafting import (
    ArcTool,
    CircleTool,
    DimensionTool,
    LeaderTool,
    PolylineTool,
    RunTool,
    WallTool,
)
from modules.drawing.ui.tools.modifying import MeasureTool, MoveTool, PickTool, StretchTool
from modules.drawing.ui.tools.placing import MarkTool, OpeningTool
from modules.drawing.ui.tools.pointing import PointTool
from modules.drawing.ui.tools.select import SelectTool
from workstation.api import N_
from workstation.api.widgets import Tool

if TYPE_CHECKING:
    from modules.drawing.ui.page import DrawingPage

TOOLS: tuple[Tool, ...] = (
    Tool("select", N_("Choose"), "pointer", "V"), Tool("wall", N_("Wall"), "draw-wall", "W"),
    Tool("door", N_("Door"), "draw-door", "D"), Tool("window", N_("Window"), "draw-window", "N"),
    Tool("line", N_("Line"), "draw-line", "L"), Tool("circle", N_("Circle by its radius"), "draw-circle", "C"),
    Tool("arc", N_("Arc"), "draw-arc", "A"), Tool("area", N_("Hatch"), "draw-area", "H"),
    Tool("arrow", N_("Arrow"), "draw-arrow", "Y"), Tool("text", N_("Text"), "draw-text", "T"),
    Tool("leader", N_("Leader"), "draw-leader", "Q"), Tool("dimension", N_("Dimension"), "draw-dimension", "I"),
    Tool("room", N_("Room"), "draw-room", "U"), Tool("column", N_("Column"), "draw-column", "K"),
    Tool("stair", N_("Stair"), "draw-stair", "Shift+S"), Tool("slope", N_("Slope"), "draw-slope", "Shift+P"),
    Tool("wire", N_("Wiring"), "draw-wire", "E"), Tool("vector", N_("Heat and flame vector"), "draw-vector", "Shift+V"),
    Tool("depth", N_("Depth of char or calcination"), "draw-depth", "Shift+D"),
    Tool("measure", N_("Measure"), "draw-measure", "Shift+M"),
)
CHANGES: tuple[Tool, ...] = (
    Tool("move", N_("Move"), "draw-move", "M"), Tool("copy", N_("Copy"), "draw-copy", "P"),
    Tool("rotate", N_("Rotate"), "draw-rotate", "R"), Tool("mirror", N_("Mirror"), "draw-mirror", "X"),
    Tool("stretch", N_("Stretch"), "draw-stretch", "S"), Tool("trim", N_("Trim"), "draw-trim", "B"),
    Tool("extend", N_("Extend"), "draw-extend", "Z"), Tool("offset", N_("Offset"), "draw-offset", "O"),
    Tool("corner", N_("Corner"), "draw-corner", "J"),
)
NAMES = {tool.id for tool in TOOLS}
ACTS: tuple[tuple[str, str, str, str], ...] = (
    (N_("Remove what is chosen"), "trash", "", "erase"), (N_("Array …"), "draw-array", "Shift+A", "array"),
    (N_("Align …"), "draw-align", "Shift+L", "align"), (N_("Group"), "draw-group", "G", "group"),
    (N_("Ungroup"), "box", "Shift+G", "ungroup"),
)
FIRST_STYLE: dict[Kind, str] = {Kind.HATCH: "burned", Kind.ARROW: "spread", Kind.VECTOR: "heat", Kind.DEPTH: "char"}
_LINES: dict[str, Kind] = {"line": Kind.LINE, "area": Kind.HATCH, "arrow": Kind.ARROW, "wire": Kind.WIRE}
_MARKS: dict[str, Kind] = {
    "text": Kind.TEXT, "room": Kind.ROOM, "column": Kind.COLUMN, "vector": Kind.VECTOR, "depth": Kind.DEPTH,
}


def make(page: "DrawingPage", name: str) -> PointTool:
    """The tool of a name."""
    if name in _LINES:
        return PolylineTool(page, _LINES[name])
    if name in _MARKS:
        return MarkTool(page, _MARKS[name])
    match name:
        case "wall":
            return WallTool(page)
        case "door":
            return OpeningTool(page, "door", 0.9)
        case "window":
            return OpeningTool(page, "window", 1.5)
        case "circle":
            return CircleTool(page)
        case "arc":
            return ArcTool(page)
        case "leader":
            return LeaderTool(page)
        case "dimension":
            return DimensionTool(page)
        case "stair" | "slope":
            return RunTool(page, Kind(name))
        case "move" | "copy" | "rotate" | "mirror" | "align":
            return MoveTool(page, name)
        case "stretch":
            return StretchTool(page)
        case "trim" | "extend" | "split" | "corner" | "offset":
            return PickTool(page, name)
        case "measure":
            return MeasureTool(page)
    return SelectTool(page)


def kind_of(tool: PointTool) -> Kind | None:
    """The kind of what a tool draws, if it comes in styles."""
    match tool:
        case PolylineTool() | MarkTool():
            return tool.kind
        case WallTool():
            return Kind.WALL
        case OpeningTool():
            return Kind.OPENING
        case CircleTool() | ArcTool():
            return Kind.LINE
    return None
