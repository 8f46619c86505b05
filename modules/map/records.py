"""The map: layers taken in, water and stations around the fire, sheets that were laid out."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from workstation.api import UNKNOWN_FRAME, GeoPoint, Moment, Record, UserError


class LayerKind(StrEnum):
    """Where a layer's content comes from: a tile archive, a raster, features."""

    TILES = "tiles"
    RASTER = "raster"
    VECTOR = "vector"


class Grading(StrEnum):
    """How a field makes classes: each value one, intervals of one width, or classes of equally many features."""

    CATEGORIES = "categories"
    INTERVALS = "intervals"
    QUANTILES = "quantiles"


@dataclass(frozen=True, kw_only=True)
class LayerStyle:
    """How features look. ``label_field`` is written beside them.

    ``class_field`` gives them their colours: each value its own, or ``classes`` of numbers those of a ``ramp``;
    ``colours`` are pairs of a class and the colour that a person gave it. ``size_field`` makes points and lines of the
    greatest values ``size_times`` as large as those of the least.
    """

    stroke: str = "#5b6068"
    fill: str = "#d9d2c5"
    width_mm: float = 0.25
    dot_mm: float = 2.0
    fill_opacity: float = 0.6
    class_field: str = ""
    label_field: str = ""
    grading: Grading = Grading.CATEGORIES
    classes: int = 5
    ramp: str = "blue"
    colours: tuple[tuple[str, str], ...] = ()
    size_field: str = ""
    size_times: float = 3.0

    def __post_init__(self) -> None:
        for colour in (self.stroke, self.fill, *(colour for _, colour in self.colours)):
            if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
                raise UserError("map.bad_colour", colour=colour)
        if not 2 <= self.classes <= 9:
            raise UserError("map.bad_classes", classes=self.classes)
        if not 1 <= self.size_times <= 20:
            raise UserError("map.bad_size_times", times=f"{self.size_times:g}")


@dataclass(frozen=True, kw_only=True)
class MapLayer(Record):
    """A layer of the map. ``order`` counts from the lowest; ``frame`` is what its numbers mean, as declared or as a
    person said; ``box`` is west, south, east, north on the plane (EPSG:3857). ``approval`` is the map's 审图号;
    ``companions`` are the ids of the files that belong to ``file_id`` (the .dbf of a .shp).

    A source by address has an ``address`` with places for zoom, column and row, and no file: its tiles are kept in an
    MBTiles file of this case, or of the workspace (``shared``). With ``live`` it is asked for what is looked at.
    """

    title: str
    kind: LayerKind
    file_id: str
    member: str = ""
    frame: str = UNKNOWN_FRAME
    order: int = 0
    visible: bool = True
    opacity: float = 1.0
    style: LayerStyle = field(default_factory=LayerStyle)
    attribution: str = ""
    approval: str = ""
    min_zoom: int = 0
    max_zoom: int = 18
    features: int = 0
    fields: tuple[str, ...] = ()
    box: tuple[float, ...] = ()
    note: str = ""
    address: str = ""
    shared: bool = False
    live: bool = False
    companions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 <= self.opacity <= 1:
            raise UserError("map.bad_opacity", title=self.title, opacity=self.opacity)
        if not 0 <= self.min_zoom <= self.max_zoom <= 24:
            raise UserError("map.bad_zooms", title=self.title)

    @property
    def spread(self) -> tuple[float, float]:
        """The values of a raster that are shown as black and as white."""
        low, high = (float(value) for value in self.note.split()) if self.note else (0.0, 255.0)
        return low, high


class SiteKind(StrEnum):
    """What fire crews look for around a fire."""

    HYDRANT = "hydrant"
    STATION = "station"
    KEY_UNIT = "key_unit"
    CAMERA = "camera"
    WITNESS = "witness"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class MapSite(Record):
    """A hydrant, a fire station, a key unit …; a camera looks along ``bearing_deg`` over ``view_angle_deg``, and what
    happens within ``reach_m`` can be made out."""

    kind: SiteKind
    name: str
    point: GeoPoint
    number: str = ""
    detail: str = ""
    bearing_deg: float | None = None
    view_angle_deg: float | None = None
    reach_m: float | None = None
    at: Moment | None = None
    file_id: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.reach_m is not None and not 0 < self.reach_m <= 20_000:
            raise UserError("map.bad_reach", name=self.name, reach=self.reach_m)
        if self.view_angle_deg is not None and not 0 < self.view_angle_deg <= 360:
            raise UserError("map.bad_angle", name=self.name, angle=self.view_angle_deg)


@dataclass(frozen=True, kw_only=True)
class MapSheet(Record):
    """An orientation map (方位图) that was laid out: its middle in degrees (WGS-84), 1:``scale``.

    ``layers`` are the ids of the layers on it, ``shows`` the tables of the case whose things are on it;
    ``source`` and ``approval`` (审图号) are printed below it.
    """

    title: str
    longitude: float
    latitude: float
    scale: float
    width_mm: float = 156.0
    height_mm: float = 180.0
    layers: tuple[str, ...] = ()
    shows: tuple[str, ...] = ("incident", "map_sites", "drawings")
    source: str = ""
    approval: str = ""
    drawn_by: str = ""
    order: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 10 <= self.scale <= 50_000_000:
            raise UserError("map.bad_scale", scale=self.scale)
        if not (-180 <= self.longitude <= 180 and -85 <= self.latitude <= 85):
            raise UserError("map.bad_middle")
