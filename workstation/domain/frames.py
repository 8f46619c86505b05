"""Coordinate frames: what each is, how points go from one to another, and how far that can be trusted.

Offline, by PROJ and its own tables. Known frames: EPSG codes (CGCS2000 is EPSG:4490, its 3° zones EPSG:4513 to 4533
with the zone's number in the easting and EPSG:4534 to 4554 without), ``GCJ-02``, ``BD-09``, ``site:NAME``, ``unknown``.
PROJ is loaded when the first frame is looked at: most child processes never do.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from workstation.domain.drawing.marks import Floats
from workstation.domain.errors import UserError
from workstation.domain.place import UNKNOWN_FRAME, WGS84, GeoPoint
from workstation.domain.record import Record

if TYPE_CHECKING:
    from pyproj import CRS, Transformer

CGCS2000 = "EPSG:4490"
GCJ02, BD09 = "GCJ-02", "BD-09"
WEB_MERCATOR = "EPSG:3857"
SITE = "site:"
ZONES = {
    **{f"EPSG:{4534 + n}": f"CGCS2000 3° · {75 + 3 * n}°E (m)" for n in range(21)},
    **{f"EPSG:{4513 + n}": f"CGCS2000 3° · {75 + 3 * n}°E, {25 + n}… (m)" for n in range(21)},
}
"""The 3° zones with their short titles; in the latter eastings begin with the number of the zone."""

GCJ_ACCURACY_M = 1.0
"""No better: the published formula differs from published pairs of places by up to 0.7 m."""

REALISATION_M = 0.5
"""CGCS2000 and WGS-84 share their ellipsoid to a millimetre; their realisations may differ by decimetres."""

_SHIFTED = (GCJ02, BD09)
_ALIKE = (WGS84, CGCS2000)
_OLD_DATUMS = ("4214", "4555", "4610", "4602")  # Beijing 1954, New Beijing, Xian 1980
_A, _EE = 6378245.0, 0.00669342162296594323
_X_PI = math.pi * 3000.0 / 180.0
_INVERSE_STEPS = 8


@dataclass(frozen=True, kw_only=True)
class Control:
    """A point known in a site frame and in its base, and by how much the fit misses it, in metres."""

    name: str
    site_x: float
    site_y: float
    base_x: float
    base_y: float
    residual_m: float


@dataclass(frozen=True, kw_only=True)
class SiteFrame(Record):
    """A local frame of a scene, fitted onto a frame in metres by a similarity.

    base x = ``shift_x_m`` + ``a``·x − ``b``·y, base y = ``shift_y_m`` + ``b``·x + ``a``·y. ``name`` is what points call
    it, ``site:NAME``; ``rms_m`` and the residuals of the control points are shown wherever it is used.
    """

    name: str
    base: str
    a: float
    b: float
    shift_x_m: float
    shift_y_m: float
    rms_m: float | None = None
    control: tuple[Control, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.name.startswith(SITE) or len(self.name) == len(SITE):
            raise UserError("frame.bad_site_name", name=self.name)
        if not is_metric(self.base):
            raise UserError("frame.base_not_metric", name=self.name, base=self.base)
        if self.a * self.a + self.b * self.b < 1e-12:
            raise UserError("frame.no_scale", name=self.name)


Sites = Mapping[str, SiteFrame]


@dataclass(frozen=True)
class Trust:
    """``accuracy_m`` of going from one frame to another; none where nobody can say.

    ``ballpark``: PROJ has no parameters for it and takes both datums for the same.
    """

    accuracy_m: float | None
    ballpark: bool = False


@lru_cache(maxsize=256)
def _crs(frame: str) -> "CRS | None":
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        return CRS.from_user_input(frame) if frame.startswith("EPSG:") else None
    except CRSError:
        return None


def is_geographic(frame: str) -> bool:
    """Whether x and y are degrees."""
    crs = _crs(frame)
    return frame in _SHIFTED or (crs is not None and crs.is_geographic)


def is_metric(frame: str) -> bool:
    """Whether x and y are metres on the earth, so that lengths can be taken from them nearly as they are."""
    crs = _crs(frame)
    return crs is not None and crs.is_projected and all(axis.unit_name == "metre" for axis in crs.axis_info[:2])


def is_measurable(frame: str, sites: Sites | None = None) -> bool:
    """Whether points in it may be measured and drawn at their place."""
    if frame.startswith(SITE):
        return frame in (sites or {})
    return frame in _SHIFTED or _crs(frame) is not None


def frame_title(frame: str) -> str:
    """The name people know: a message id for words, or a proper name."""
    crs = _crs(frame)
    return f"{crs.name} ({frame})" if crs is not None else frame


def zone_of(longitude: float, *, numbered: bool = False) -> str:
    """The 3° zone of CGCS2000 for a longitude: with its number in the easting (EPSG:4513 …) or without (EPSG:4534 …).

    Raises ``UserError("frame.outside_zones")`` outside 73.5° to 136.5° east.
    """
    number = math.floor(longitude / 3 + 0.5)
    if not 25 <= number <= 45:
        raise UserError("frame.outside_zones", longitude=f"{longitude:.4f}")
    return f"EPSG:{(4513 if numbered else 4534) + number - 25}"


def convert(points: Floats, source: str, target: str, sites: Sites | None = None) -> Floats:
    """Points (n, 2), x before y, from one frame into another. What PROJ can't convert becomes infinite.

    Raises ``UserError``: ``frame.unknown``, ``frame.no_parameters``, ``frame.cannot_convert``.
    """
    if source == target and source != UNKNOWN_FRAME:
        return points
    for frame in (source, target):
        _check(frame, sites or {})
    if source.startswith(SITE):
        site = (sites or {})[source]
        return convert(_from_site(points, site), site.base, target, sites)
    if target.startswith(SITE):
        site = (sites or {})[target]
        return _to_site(convert(points, source, site.base, sites), site)
    if source in _SHIFTED:
        plain = _bd_to_gcj(points) if source == BD09 else points
        if target == GCJ02:
            return plain
        return convert(_gcj_to_wgs(plain), WGS84, target, sites)
    if target in _SHIFTED:
        shifted = _wgs_to_gcj(convert(points, source, WGS84, sites))
        return _gcj_to_bd(shifted) if target == BD09 else shifted
    if source in _ALIKE and target in _ALIKE:
        return points
    return _by_proj(points, source, target)


def trust(source: str, target: str, sites: Sites | None = None) -> Trust:
    """How far ``convert`` between two frames can be trusted."""
    if source == target:
        return Trust(0.0)
    if not (is_measurable(source, sites) and is_measurable(target, sites)):
        return Trust(None)
    errors, ballpark = [0.0], False
    ends = []
    for frame in (source, target):
        if frame.startswith(SITE):
            site = (sites or {})[frame]
            errors.append(site.rms_m if site.rms_m is not None else math.inf)
            ends.append(site.base)
        else:
            ends.append(frame)
    if any(frame in _SHIFTED for frame in ends):
        errors.append(GCJ_ACCURACY_M)
    first, second = (_datum("EPSG:4326" if frame in _SHIFTED else frame) for frame in ends)
    if first != second:
        ballpark = True
        errors.append(REALISATION_M if {first, second} <= {"4326", "4490"} else math.inf)
    total = math.hypot(*errors)
    return Trust(total if math.isfinite(total) else None, ballpark)


def converted(point: GeoPoint, target: str, sites: Sites | None = None) -> GeoPoint:
    """A point in another frame; its accuracy grows by that of the conversion. Raises as ``convert``."""
    (x, y), = convert(np.array([[point.x, point.y]]), point.frame, target, sites)
    more = trust(point.frame, target, sites).accuracy_m
    accuracy = None if point.accuracy_m is None or more is None else math.hypot(point.accuracy_m, more)
    return replace(point, x=float(x), y=float(y), frame=target, accuracy_m=accuracy)


def _check(frame: str, sites: Sites) -> None:
    if frame == UNKNOWN_FRAME:
        raise UserError("frame.unknown")
    if not is_measurable(frame, sites):
        raise UserError("frame.no_parameters" if frame.startswith(SITE) else "frame.not_known", frame=frame)
    if _datum(frame) in _OLD_DATUMS:
        raise UserError("frame.no_parameters", frame=frame_title(frame))


def _datum(frame: str) -> str:
    """The EPSG code of the geographic frame that a frame rests on."""
    crs = _crs(frame)
    geodetic = crs.geodetic_crs if crs is not None else None
    code = geodetic.to_authority() if geodetic is not None else None
    return code[1] if code is not None else ""


@lru_cache(maxsize=64)
def _transformer(source: str, target: str) -> "Transformer":
    from pyproj import Transformer

    return Transformer.from_crs(source, target, always_xy=True, allow_ballpark=True)


def _by_proj(points: Floats, source: str, target: str) -> Floats:
    from pyproj.exceptions import ProjError

    try:
        x, y = _transformer(source, target).transform(points[:, 0], points[:, 1])
    except ProjError as error:
        raise UserError("frame.cannot_convert", source=source, target=target, reason=error) from error
    return np.column_stack((x, y))


def _from_site(points: Floats, site: SiteFrame) -> Floats:
    x, y = points[:, 0], points[:, 1]
    return np.column_stack((site.shift_x_m + site.a * x - site.b * y, site.shift_y_m + site.b * x + site.a * y))


def _to_site(points: Floats, site: SiteFrame) -> Floats:
    x, y = points[:, 0] - site.shift_x_m, points[:, 1] - site.shift_y_m
    square = site.a * site.a + site.b * site.b
    return np.column_stack(((site.a * x + site.b * y) / square, (site.a * y - site.b * x) / square))


def _shift(points: Floats) -> Floats:
    """What GCJ-02 adds to a WGS-84 point, in degrees (the formulas of the domain reference, §12)."""
    lon, lat = points[:, 0], points[:, 1]
    x, y, pi = lon - 105.0, lat - 35.0, np.pi
    wave = (20 * np.sin(6 * x * pi) + 20 * np.sin(2 * x * pi)) * 2 / 3
    d_lat = (-100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x)) + wave
             + (20 * np.sin(y * pi) + 40 * np.sin(y / 3 * pi)) * 2 / 3
             + (160 * np.sin(y / 12 * pi) + 320 * np.sin(y * pi / 30)) * 2 / 3)  # fmt: skip
    d_lon = (300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x)) + wave
             + (20 * np.sin(x * pi) + 40 * np.sin(x / 3 * pi)) * 2 / 3
             + (150 * np.sin(x / 12 * pi) + 300 * np.sin(x / 30 * pi)) * 2 / 3)  # fmt: skip
    phi = np.radians(lat)
    m = 1 - _EE * np.sin(phi) ** 2
    d_lat = d_lat * 180 / ((_A * (1 - _EE)) / (m * np.sqrt(m)) * pi)
    d_lon = d_lon * 180 / (_A / np.sqrt(m) * np.cos(phi) * pi)
    inside = (lon >= 72.004) & (lon <= 137.8347) & (lat >= 0.8293) & (lat <= 55.8271)
    return np.asarray(np.where(inside[:, None], np.column_stack((d_lon, d_lat)), 0.0))


def _wgs_to_gcj(points: Floats) -> Floats:
    return np.asarray(points + _shift(points))


def _gcj_to_wgs(points: Floats) -> Floats:
    """By fixed-point iteration: five steps reach 1e-9°, some more cost nothing."""
    guess: Floats = points - _shift(points)
    for _ in range(_INVERSE_STEPS):
        guess = np.asarray(points - _shift(guess))
    return guess


def _gcj_to_bd(points: Floats) -> Floats:
    x, y = points[:, 0], points[:, 1]
    z = np.hypot(x, y) + 2e-5 * np.sin(y * _X_PI)
    theta = np.arctan2(y, x) + 3e-6 * np.cos(x * _X_PI)
    return np.column_stack((z * np.cos(theta) + 0.0065, z * np.sin(theta) + 0.006))


def _bd_to_gcj(points: Floats) -> Floats:
    """The inverse, by iteration too: the closed form that circulates misses by up to 1e-6°."""
    guess: Floats = points - np.array([0.0065, 0.006])
    for _ in range(_INVERSE_STEPS):
        guess = np.asarray(guess + points - _gcj_to_bd(guess))
    return guess
