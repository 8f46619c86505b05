"""The base map of a printed sheet: which part of the plane, how fine, from which zooms, and what was made of it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from modules.map.records import MapLayer, MapSheet
from modules.map.rules.mercator import zoom_for
from modules.map.rules.sheet import box_of
from workstation.api import UserError, canonical, drawing, to_plain

PX_PER_MM = 10.0
"""254 dots per inch."""

MOST_EDGE_PX = 4000
_TEXT_PX_PER_MM = 6.0  # tiles were made for screens: at 150 dots per inch their writing can still be read on paper
_COARSER, _FINER = 6, 2
_WHOLE = 0.995


@dataclass(frozen=True)
class Gap:
    """Why a layer, or a part of it, is not on the sheet: a code with its values."""

    code: str
    values: dict[str, str]

    @property
    def error(self) -> UserError:
        """As a sentence is made of it."""
        return UserError(self.code, **self.values)


@dataclass(frozen=True, kw_only=True)
class BaseMap:
    """The picture of all base maps of one sheet: its size in pixels, its box on the plane, and what is missing.

    ``key`` tells of which records it was made. Without ``width`` there is nothing to be shown.
    """

    key: str
    width: int = 0
    height: int = 0
    box: drawing.Box = (0.0, 0.0, 0.0, 0.0)
    gaps: tuple[Gap, ...] = ()

    @classmethod
    def of(cls, facts: dict[str, Any]) -> "BaseMap":
        """What was written down of a picture. Raises ``ValueError``, ``TypeError``, ``KeyError``: it is damaged."""
        west, south, east, north = map(float, facts["box"])
        gaps = tuple(Gap(str(one["code"]), {str(k): str(v) for k, v in one["values"].items()}) for one in facts["gaps"])
        return cls(key=str(facts["key"]), width=int(facts["width"]), height=int(facts["height"]),
                   box=(west, south, east, north), gaps=gaps)  # fmt: skip

    def mark(self, path: str) -> drawing.Picture:
        """The picture at its place."""
        west, south, east, north = self.box
        affine = ((east - west) / self.width, 0.0, west, 0.0, (south - north) / self.height, north)
        return drawing.Picture(path, self.width, self.height, affine)


def wanted(sheet: MapSheet, layers: Sequence[MapLayer]) -> BaseMap:
    """What has to be made for a sheet: everything but its gaps."""
    box = box_of(sheet)
    wide_mm = sheet.width_mm
    high_mm = wide_mm * (box[3] - box[1]) / (box[2] - box[0])
    finest = min(PX_PER_MM, MOST_EDGE_PX / max(wide_mm, high_mm))
    facts = [sheet.longitude, sheet.latitude, sheet.scale, sheet.width_mm, sheet.height_mm, finest]
    plain = [to_plain(replace(layer, title="", attribution="", approval="", visible=True)) for layer in layers]
    key = hashlib.sha256(canonical([facts, plain])).hexdigest()
    return BaseMap(key=key, width=round(wide_mm * finest), height=round(high_mm * finest), box=box)


@dataclass(frozen=True)
class Zooms:
    """The zooms that are drawn one over the other, and how far further a finer one may stand in for what is missing."""

    first: int
    last: int
    finest: int

    def plain(self) -> dict[str, Any]:
        """As options of the parser."""
        return {"first": self.first, "last": self.last, "finest": self.finest}


def zooms(layer: MapLayer, made: BaseMap) -> Zooms:
    """From which zooms the tiles of a layer come."""
    px_per_m = made.width / (made.box[2] - made.box[0])
    last = zoom_for(px_per_m * _TEXT_PX_PER_MM / PX_PER_MM, layer.min_zoom, layer.max_zoom)
    return Zooms(max(last - _COARSER, layer.min_zoom), last, min(last + _FINER, layer.max_zoom))


def coverage_gap(layer: MapLayer, covered: float) -> Gap | None:
    """What is to be told where a layer covers only a share of the sheet, if it does."""
    if covered <= 0:
        code = "map.base_not_cached" if layer.address else "map.base_elsewhere"
        return Gap(code, {"title": layer.title})
    if covered < _WHOLE:
        percent = min(max(round(covered * 100), 1), 99)
        code = "map.base_cached_in_part" if layer.address else "map.base_in_part"
        return Gap(code, {"title": layer.title, "percent": str(percent)})
    return None
