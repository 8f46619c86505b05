"""Photographs (照片): what the camera says, what people say of them, and marks on a layer above."""

from dataclasses import dataclass
from enum import StrEnum

from workstation.api import GeoPoint, Moment, Record, Ref, UserError


class Kind(StrEnum):
    """The four classes of scene photographs (XF/T 1249), in the order in which they are shown."""

    ORIENTATION = "orientation"
    OVERVIEW = "overview"
    KEY = "key"
    DETAIL = "detail"
    UNCLASSIFIED = "unclassified"


@dataclass(frozen=True, kw_only=True)
class Photo(Record):
    """One photograph; its id is that of its file, the original in the vault is never touched.

    ``taken`` is as the camera showed it; the camera's clock (a ``Clock`` named by ``camera``) corrects it.
    ``direction_deg`` is clockwise from true north.
    """

    file_id: str
    name: str
    number: int = 0
    taken: Moment | None = None
    zone_known: bool = False
    camera: str = ""
    serial: str = ""
    exposure_s: float | None = None
    f_number: float | None = None
    iso: int | None = None
    focal_mm: float | None = None
    width: int = 0
    height: int = 0
    point: GeoPoint | None = None
    direction_deg: float | None = None
    kind: Kind = Kind.UNCLASSIFIED
    caption: str = ""
    rating: int = 0
    place_id: str | None = None
    exhibits: tuple[Ref, ...] = ()
    subject: str = ""
    has_scale: bool = False
    tripod: bool = False
    rotation: int = 0
    withdrawn: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 <= self.rating <= 5:
            raise UserError("photos.bad_rating", rating=self.rating)


class Shape(StrEnum):
    """What a mark looks like; it goes from its first corner to its second."""

    ARROW = "arrow"
    BOX = "box"
    CIRCLE = "circle"
    TEXT = "text"


@dataclass(frozen=True, kw_only=True)
class Annotation(Record):
    """One mark on the layer above a photograph; coordinates are shares (0 to 1) of the upright, unturned picture."""

    photo_id: str
    shape: Shape
    x1: float
    y1: float
    x2: float
    y2: float
    text: str = ""
    colour: str = "#e5391a"

    def __post_init__(self) -> None:
        super().__post_init__()
        if not all(-0.5 <= share <= 1.5 for share in (self.x1, self.y1, self.x2, self.y2)):
            raise UserError("photos.mark_outside")
