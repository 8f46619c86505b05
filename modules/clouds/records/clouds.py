"""Point clouds (点云): files, their standpoints, named views, and measures taken in them."""

import math
from dataclasses import dataclass, field
from enum import StrEnum

from workstation.api import Moment, Record, UserError

Triple = tuple[float, float, float]
METRES = {
    "metre": 1.0, "meter": 1.0, "m": 1.0, "foot": 0.3048, "US survey foot": 1200 / 3937, "millimetre": 0.001,
    "centimetre": 0.01,
}
UNITS = ("metre", "millimetre", "centimetre", "foot", "US survey foot", "unknown")


@dataclass(frozen=True, kw_only=True)
class Cloud(Record):
    """One file of points; its id is that of its file, the original in the vault is never touched.

    ``expected`` is the count that the file's header claims, ``received`` the points that could be read, ``dropped``
    those left out because a coordinate was no finite number or marked invalid; ``verified`` says that the whole file
    was read to count them. ``lower`` and ``upper`` are in the file's units; ``scale`` is that of formats with
    whole-number coordinates. ``frame`` is an EPSG code or name; empty while it is unknown.
    ``accuracy_m`` is what the scanner's maker states for one point.
    """

    file_id: str
    name: str
    format: str
    expected: int | None = None
    received: int = 0
    dropped: int = 0
    verified: bool = False
    attributes: tuple[str, ...] = ()
    lower: Triple | None = None
    upper: Triple | None = None
    scale: Triple | None = None
    unit: str = "unknown"
    frame: str = ""
    columns: tuple[str, ...] = ()
    captured: Moment | None = None
    accuracy_m: float | None = None
    note: str = ""
    withdrawn: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.received < 0 or self.dropped < 0:
            raise UserError("clouds.bad_count", name=self.name)

    @property
    def complete(self) -> bool:
        """Whether as many points came as the file's header claims."""
        return self.expected is None or self.received + self.dropped >= self.expected

    @property
    def is_mesh(self) -> bool:
        """Whether its points were spread over the faces of a mesh."""
        return self.format.endswith(" mesh")

    @property
    def metres(self) -> float | None:
        """Metres in one unit of the file; none while the unit is unknown."""
        return METRES.get(self.unit)


@dataclass(frozen=True, kw_only=True)
class Scan(Record):
    """One standpoint within a file. ``rotation`` is a unit quaternion (w, x, y, z); both are as the file has them."""

    cloud_id: str
    number: int
    name: str
    count: int
    rotation: tuple[float, float, float, float] = (1.0, 0.0, 0.0, 0.0)
    translation: Triple = (0.0, 0.0, 0.0)
    posed: bool = False


class Projection(StrEnum):
    """How a cloud is looked at; the elevations look along an axis of the file's frame,
    that of a wall straight at the wall."""

    PERSPECTIVE = "perspective"
    PLAN = "plan"
    SOUTH = "south"
    NORTH = "north"
    EAST = "east"
    WEST = "west"
    WALL = "wall"


class Colouring(StrEnum):
    """What the colours of points say."""

    RGB = "rgb"
    INTENSITY = "intensity"
    HEIGHT = "height"
    NORMAL = "normal"
    CLASSIFICATION = "classification"
    SCAN = "scan"
    DEVIATION = "deviation"


@dataclass(frozen=True, kw_only=True)
class NamedView(Record):
    """A view that can be returned to and is printed. Coordinates are in the file's units and frame.

    ``yaw_deg`` turns clockwise from north (the y axis), ``pitch_deg`` looks up when positive; ``distance`` is from the
    eye to the target, or for parallel views the height of the picture. ``clip`` is a box: lower and upper corner,
    turned about the vertical through its middle by ``clip_turn_deg``, clockwise from above.
    ``deviation_id`` is the deviation map whose colours are shown, when they are.
    ``clouds`` are shown, in the frame of ``cloud_id``; none means that one alone.
    """

    cloud_id: str
    name: str
    projection: Projection = Projection.PERSPECTIVE
    target: Triple = (0.0, 0.0, 0.0)
    yaw_deg: float = 0.0
    pitch_deg: float = -30.0
    distance: float = 10.0
    colouring: Colouring = Colouring.RGB
    clip: tuple[Triple, Triple] | None = None
    note: str = ""
    clouds: tuple[str, ...] = ()
    clip_turn_deg: float = 0.0
    deviation_id: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.name.strip():
            raise UserError("clouds.view_name_empty")
        if not self.distance > 0:
            raise UserError("clouds.bad_view", name=self.name)


class MeasureKind(StrEnum):
    """What is measured between picked points."""

    POINT = "point"
    DISTANCE = "distance"
    VERTICAL = "vertical"
    ANGLE = "angle"
    AREA = "area"
    VOLUME = "volume"
    PLANE = "plane"


LEAST_POINTS = {
    MeasureKind.POINT: 1, MeasureKind.DISTANCE: 2, MeasureKind.VERTICAL: 2, MeasureKind.ANGLE: 3, MeasureKind.AREA: 3,
    MeasureKind.VOLUME: 3, MeasureKind.PLANE: 3,
}


@dataclass(frozen=True, kw_only=True)
class Measure(Record):
    """A measure between points of the original. ``points`` are exact, each in the units and frame of its own file:
    that of ``clouds`` at the same place, or of ``cloud_id``, in whose frame the value is, when there are none.

    With a ``datum`` (a pin, called ``datum_name``) the first point is that of the pin. ``value`` and ``uncertainty``
    (one standard deviation) are in metres, square or cubic metres, or degrees; in units of the file
    while those are unknown (``unit`` says which).
    """

    cloud_id: str
    kind: MeasureKind
    points: tuple[Triple, ...]
    value: float
    uncertainty: float
    unit: str
    name: str = ""
    note: str = ""
    number: int = 0
    extra: dict[str, float] = field(default_factory=dict)
    clouds: tuple[str, ...] = ()
    datum: str = ""
    datum_name: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.points) < LEAST_POINTS[self.kind]:
            raise UserError("clouds.too_few_points", wanted=LEAST_POINTS[self.kind], given=len(self.points))
        if not math.isfinite(self.value):
            raise UserError("clouds.no_value")
