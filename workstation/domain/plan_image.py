"""A picture at true scale for a scene drawing to lie on: by such records other modules hand over slices and plans."""

import math
from dataclasses import dataclass

from workstation.domain.errors import UserError
from workstation.domain.place import UNKNOWN_FRAME
from workstation.domain.record import Record, Ref

Point = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class ProposedWall:
    """A straight wall that a calculation found; it is no part of a drawing until a person accepts it.

    ``start`` and ``end`` are metres in the plane of its picture. With a thickness they are its middle line; with 0 only
    one face was seen: they are that face, and the wall stands to the left of the way from start to end. ``residual_m``
    is the root mean square distance of the ``points`` that bear it.
    """

    start: Point
    end: Point
    thickness_m: float = 0.0
    residual_m: float = 0.0
    points: int = 0

    def __post_init__(self) -> None:
        numbers = (*self.start, *self.end, self.thickness_m, self.residual_m)
        if not all(math.isfinite(number) for number in numbers) or self.thickness_m < 0 or self.start == self.end:
            raise UserError("plan_image.bad_wall")


@dataclass(frozen=True, kw_only=True)
class PlanImage(Record):
    """A horizontal picture of a stored file (``file_id``) whose pixels are squares of ``metres_per_px``.

    The plane has x to the right and y up, in metres; ``origin`` is where the outer corner of the lower left pixel lies
    in it, ``rotation_deg`` turns the picture's rows counter-clockwise from the x axis about that corner. ``frame``
    names the plane (an EPSG code in metres, ``site:NAME``); of an unknown one a drawing only takes scale and shape.
    ``height_m`` is that of the middle of the slice above the floor or the frame's zero, ``thickness_m`` its thickness;
    ``u_m`` the standard uncertainty of a point in it. ``source`` is the record that it was made from.

    Raises ``UserError("plan_image.bad_scale" | "plan_image.bad_wall")``.
    """

    title: str
    file_id: str
    width_px: int
    height_px: int
    metres_per_px: float
    origin: Point = (0.0, 0.0)
    rotation_deg: float = 0.0
    frame: str = UNKNOWN_FRAME
    place_id: str | None = None
    height_m: float | None = None
    thickness_m: float | None = None
    u_m: float | None = None
    source: Ref | None = None
    walls: tuple[ProposedWall, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        numbers = (self.metres_per_px, *self.origin, self.rotation_deg)
        sized = self.width_px > 0 and self.height_px > 0 and self.metres_per_px > 0
        if not sized or not all(math.isfinite(number) for number in numbers):
            raise UserError("plan_image.bad_scale", title=self.title)

    @property
    def size_m(self) -> Point:
        """Width and height in metres."""
        return self.width_px * self.metres_per_px, self.height_px * self.metres_per_px

    def in_plane(self, x: float, y: float) -> Point:
        """A place of the picture, metres from its lower left corner to the right and up, in the plane."""
        turn = math.radians(self.rotation_deg)
        c, s = math.cos(turn), math.sin(turn)
        return self.origin[0] + c * x - s * y, self.origin[1] + s * x + c * y

    def in_picture(self, point: Point) -> Point:
        """A point of the plane in metres from the picture's lower left corner, to the right and up."""
        turn = math.radians(self.rotation_deg)
        c, s = math.cos(turn), math.sin(turn)
        dx, dy = point[0] - self.origin[0], point[1] - self.origin[1]
        return c * dx + s * dy, c * dy - s * dx
