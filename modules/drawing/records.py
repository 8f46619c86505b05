"""Scene drawings (现场图): the drawing itself, its layers, what is drawn, the sheets, and who signed them.

Coordinates are metres in the drawing's own frame, x to the right and y up; sizes that belong to the paper
(text, symbols) are millimetres. Angles are degrees counter-clockwise from the x axis.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from workstation.api import GeoPoint, Moment, Record, Ref, UserError

Point = tuple[float, float]
Points = tuple[Point, ...]

MOST_POINTS = 20_000
FARTHEST_M = 1e7


class Kind(StrEnum):
    """What an entity is."""

    LINE = "line"
    CIRCLE = "circle"
    ARC = "arc"
    WALL = "wall"
    OPENING = "opening"
    ROOM = "room"
    STAIR = "stair"
    SLOPE = "slope"
    COLUMN = "column"
    OBJECT = "object"
    SYMBOL = "symbol"
    WIRE = "wire"
    TEXT = "text"
    LEADER = "leader"
    ARROW = "arrow"
    HATCH = "hatch"
    DIMENSION = "dimension"
    UNDERLAY = "underlay"
    VECTOR = "vector"
    DEPTH = "depth"


LEAST_POINTS: dict[Kind, int] = {
    Kind.LINE: 2, Kind.WALL: 2, Kind.STAIR: 2, Kind.SLOPE: 2, Kind.WIRE: 2, Kind.LEADER: 2, Kind.ARROW: 2,
    Kind.HATCH: 3, Kind.DIMENSION: 2, Kind.OPENING: 0,
}
EXACT_POINTS: dict[Kind, int] = {Kind.WALL: 2, Kind.STAIR: 2, Kind.SLOPE: 2, Kind.OPENING: 0}
SIZED = (Kind.CIRCLE, Kind.ARC, Kind.WALL, Kind.OPENING, Kind.STAIR, Kind.SLOPE, Kind.COLUMN, Kind.OBJECT)


class LayerRole(StrEnum):
    """What a layer is for."""

    EXISTING = "existing"
    FURNISHING = "furnishing"
    ELECTRICAL = "electrical"
    TRACES = "traces"
    EXHIBITS = "exhibits"
    PHOTO_POINTS = "photo_points"
    RESTORED = "restored"
    ANNOTATION = "annotation"
    UNDERLAY = "underlay"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Drawing(Record):
    """One plan in its own frame of metres. ``origin`` says where (0, 0) lies on the earth, ``north_deg`` is the
    azimuth of the y axis (clockwise from north); without an origin the drawing can't be shown on the map.
    ``point_u_m`` is the standard uncertainty of a drawn point along either axis, none while nobody stated it."""

    name: str
    storey: str = ""
    origin: GeoPoint | None = None
    north_deg: float | None = None
    grid_m: float = 0.1
    point_u_m: float | None = None
    note: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.point_u_m is not None and not 0 < self.point_u_m < FARTHEST_M:
            raise UserError("drawing.bad_accuracy", name=self.name)
        if self.grid_m <= 0 or not math.isfinite(self.grid_m):
            raise UserError("drawing.bad_grid", name=self.name)


@dataclass(frozen=True, kw_only=True)
class DrawnLayer(Record):
    """A layer; ``order`` from the bottom up. Nothing on a locked layer can be changed."""

    drawing_id: str
    name: str
    role: LayerRole = LayerRole.OTHER
    colour: str = "#1f2328"
    order: int = 0
    visible: bool = True
    locked: bool = False


@dataclass(frozen=True)
class Anchor:
    """A point that follows: the ``spot``-th key point of an entity."""

    entity_id: str
    spot: int


@dataclass(frozen=True, kw_only=True)
class Entity(Record):
    """One thing that is drawn.

    What the numbers mean depends on ``kind``. ``size_m`` is the thickness of a wall, the width of an opening, stair,
    slope, column or object, the radius of a circle or arc, the distance of a dimension line from what it measures, the
    width of an underlay; ``depth_m`` the other side of a column or object, the height of an underlay. ``at_m`` is the
    distance of an opening's near edge from its wall's start, ``low_m`` and ``high_m`` are heights above the floor.
    ``paper_mm`` is the size of text and symbols on paper (0: the usual one). ``value`` is what was measured (a depth in
    millimetres), the number of steps, the sweep of an arc in degrees, the opacity of an underlay. ``measured_mm`` of a
    dimension is what the tape said, part by part. ``style`` of an underlay names its ``Rectified`` if it has one, its
    ``ref`` the ``PlanImage`` that it shows, ``page`` that of a PDF, from 0. ``order`` says what lies above what among
    entities of one sort (areas, furniture, lines, signs): the higher above the lower.
    """

    drawing_id: str
    layer_id: str
    kind: Kind
    points: Points = ()
    size_m: float = 0.0
    depth_m: float = 0.0
    at_m: float = 0.0
    low_m: float = 0.0
    high_m: float = 0.0
    angle_deg: float = 0.0
    paper_mm: float = 0.0
    value: float | None = None
    text: str = ""
    style: str = ""
    colour: str = ""
    closed: bool = False
    flipped: bool = False
    mirrored: bool = False
    host_id: str | None = None
    group_id: str | None = None
    anchors: tuple[Anchor | None, ...] = ()
    measured_mm: tuple[float, ...] = ()
    ref: Ref | None = None
    file_id: str | None = None
    page: int = 0
    order: int = 0
    note: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        least = LEAST_POINTS.get(self.kind, 1)
        most = EXACT_POINTS.get(self.kind, MOST_POINTS)
        if not least <= len(self.points) <= most:
            raise UserError("drawing.bad_points", kind=self.kind.value, count=len(self.points))
        if not all(-FARTHEST_M <= x <= FARTHEST_M and -FARTHEST_M <= y <= FARTHEST_M for x, y in self.points):
            raise UserError("drawing.bad_coordinates", kind=self.kind.value)
        numbers = (self.size_m, self.depth_m, self.at_m, self.low_m, self.high_m, self.angle_deg, self.paper_mm,
                   self.value or 0.0)
        if not all(math.isfinite(mm) and abs(mm) <= FARTHEST_M * 1000 for mm in self.measured_mm):
            raise UserError("drawing.bad_coordinates", kind=self.kind.value)
        if not all(math.isfinite(number) and abs(number) <= FARTHEST_M for number in numbers):
            raise UserError("drawing.bad_coordinates", kind=self.kind.value)
        if self.kind in SIZED and self.size_m <= 0:
            raise UserError("drawing.bad_size", kind=self.kind.value, size_m=self.size_m)


class SheetKind(StrEnum):
    """The twelve kinds of scene drawings."""

    ORIENTATION = "orientation"
    SITE = "site"
    PLAN = "plan"
    ELEVATION = "elevation"
    SECTION = "section"
    AXONOMETRIC = "axonometric"
    UNFOLDED = "unfolded"
    DETAIL = "detail"
    EXHIBITS = "exhibits"
    BODIES = "bodies"
    PHOTO_POINTS = "photo_points"
    RESTORED = "restored"


@dataclass(frozen=True, kw_only=True)
class Sheet(Record):
    """A sheet of paper that shows a part of a drawing at a scale of 1 : ``scale``.

    ``centre`` of the drawing lies in the middle of the sheet's window; ``turn_deg`` turns the drawing
    counter-clockwise. ``hidden_layers`` are not shown on this sheet. With ``scale_locked`` nothing changes the scale by
    the way; one that is not ``to_scale`` is a sketch: it says so instead of a scale, and has no scale bar.
    """

    drawing_id: str
    title: str
    kind: SheetKind = SheetKind.PLAN
    number: str = ""
    paper: str = "A4"
    landscape: bool = True
    scale: int = 100
    scale_locked: bool = False
    to_scale: bool = True
    centre: Point = (0.0, 0.0)
    turn_deg: float = 0.0
    hidden_layers: tuple[str, ...] = ()
    fire_name: str = ""
    agency: str = ""
    drawn_on: Moment | None = None
    legend: bool = True
    table: bool = True
    note: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.scale < 1:
            raise UserError("drawing.bad_scale", title=self.title, scale=self.scale)


class SignRole(StrEnum):
    """Who signs a sheet."""

    DRAWN_BY = "drawn_by"
    REVIEWED_BY = "reviewed_by"


@dataclass(frozen=True, kw_only=True)
class SheetSignature(Record):
    """A named officer's act: ``content`` is the SHA-256 of what the sheet showed; a later change makes it stale."""

    sheet_id: str
    role: SignRole
    officer_id: str
    name: str
    at: Moment
    content: str


@dataclass(frozen=True, kw_only=True)
class FittedPoint(Record):
    """A known point by which an underlay was fitted: shares of the picture (from the upper left) and metres."""

    underlay_id: str
    u: float
    v: float
    x: float
    y: float
    residual_m: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Rectified(Record):
    """How a picture was drawn anew so that it fits: ``matrix`` (3 × 3, row by row) leads from shares of the original
    (u, v from its upper left corner) to shares of the picture that is shown, ``width_px`` × ``height_px``."""

    matrix: tuple[float, ...]
    width_px: int
    height_px: int

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.matrix) != 9 or not all(math.isfinite(one) for one in self.matrix):
            raise UserError("drawing.bad_rectification")


@dataclass(frozen=True, kw_only=True)
class WallDecision(Record):
    """What a person made of the ``number``-th proposed wall of a picture: the wall of this drawing that came of it, or
    nothing (``wall_id`` empty: rejected)."""

    drawing_id: str
    image_id: str
    number: int
    wall_id: str = ""
