"""Tables of hydrants, stations, key units: read in the sandbox, mapped by a person, entered as sites."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from modules.map.records import MapSite, SiteKind
from modules.map.rules.features import Features
from modules.map.rules.mercator import degrees_at
from workstation.api import UNKNOWN_FRAME, WGS84, GeoPoint, Parsed, UserError, read_table

MOST_BYTES, MOST_ROWS = 30_000_000, 100_000

_GUESSES: dict[str, tuple[str, ...]] = {
    "x": ("经度", "lon", "lng", "x", "东坐标"), "y": ("纬度", "lat", "y", "北坐标"),
    "name": ("名称", "name", "单位"), "number": ("编号", "no", "number", "code", "id"),
    "detail": ("备注", "detail", "说明", "地址", "address"),
    "bearing": ("方位角", "朝向", "bearing", "azimuth", "direction"),
    "angle": ("视角", "视场角", "水平视角", "fov", "angle"), "reach": ("距离", "可视距离", "reach", "range"),
}


@dataclass(frozen=True)
class SiteMapping:
    """Which column holds what, in which frame the numbers are, and what the rows are.

    ``x`` and ``y`` are empty where the places are those of features. ``bearing`` and ``angle`` are columns of degrees,
    ``reach`` one of metres: what a camera covers.
    """

    name: str
    kind: SiteKind
    x: str = ""
    y: str = ""
    frame: str = WGS84
    number: str = ""
    detail: str = ""
    bearing: str = ""
    angle: str = ""
    reach: str = ""


def parse_table(path: str, *, name: str = "", **_: Any) -> Parsed:
    """A text table or workbook as ``columns`` and ``rows``.

    Raises ``UserError("map.file_too_large" | "map.not_a_table")``.
    """
    size = Path(path).stat().st_size
    if size > MOST_BYTES:
        raise UserError("map.file_too_large", name=name, megabytes=size // 1_000_000)
    try:
        rows = [row for row in read_table(Path(path)) if any(cell.strip() for cell in row)]
    except ValueError as error:
        raise UserError("map.not_a_table", name=name) from error
    if len(rows) < 2 or len(rows[0]) < 2:
        raise UserError("map.not_a_table", name=name)
    columns = [cell.strip() or f"{number + 1}" for number, cell in enumerate(rows[0])]
    return Parsed({"columns": columns, "rows": [row[: len(columns)] for row in rows[1 : MOST_ROWS + 1]]})


def guess(columns: list[str]) -> dict[str, str]:
    """Which column is likely what."""
    found: dict[str, str] = {}
    for what, names in _GUESSES.items():
        for wanted in names:
            hit = next((one for one in columns if wanted == one.lower() or (len(wanted) > 1 and wanted in one.lower())),
                       None)  # fmt: skip
            if hit is not None and hit not in found.values():
                found[what] = hit
                break
    return found


def sites_of(
    columns: list[str], rows: list[list[str]], mapping: SiteMapping, file_id: str = ""
) -> tuple[list[MapSite], list[int]]:
    """The sites, and the numbers (from 2, as a spreadsheet counts) of rows without a place or with a bad angle."""
    made: list[MapSite] = []
    bad: list[int] = []
    for number, row in enumerate(rows, 2):
        cells = dict(zip(columns, row, strict=False))
        try:
            x, y = float(cells[mapping.x]), float(cells[mapping.y])
            if not (math.isfinite(x) and math.isfinite(y)):
                raise ValueError(number)
            made.append(_site(cells, mapping, GeoPoint(x=x, y=y, frame=mapping.frame), f"{number}", file_id))
        except (KeyError, ValueError, UserError):
            bad.append(number)
    return made, bad


def sites_of_features(
    features: Features, mapping: SiteMapping, *, sure: bool, title: str, file_id: str = ""
) -> tuple[list[MapSite], list[int]]:
    """The middles of features as sites, in WGS-84 (of unknown frame they stay so), and the numbers of those without a
    place."""
    made: list[MapSite] = []
    bad: list[int] = []
    for number, (x, y) in enumerate(features.middles.tolist()):
        try:
            longitude, latitude = degrees_at(x, y)
            point = GeoPoint(x=longitude, y=latitude, frame=WGS84 if sure else UNKNOWN_FRAME)
            cells = features.attributes(number)
            made.append(_site(cells, mapping, point, f"{title} {number + 1}", file_id))
        except (ValueError, UserError):
            bad.append(number + 1)
    return made, bad


def _site(cells: Mapping[str, str], mapping: SiteMapping, point: GeoPoint, name: str, file_id: str) -> MapSite:
    bearing, angle, reach = (_number(cells, one) for one in (mapping.bearing, mapping.angle, mapping.reach))
    return MapSite(
        kind=mapping.kind, name=cells.get(mapping.name, "").strip() or name, point=point, file_id=file_id,
        number=cells.get(mapping.number, "").strip(), detail=cells.get(mapping.detail, "").strip(),
        bearing_deg=None if bearing is None else bearing % 360, view_angle_deg=angle or None, reach_m=reach or None,
    )


def _number(cells: Mapping[str, str], column: str) -> float | None:
    """Raises ``ValueError`` for what is no number."""
    text = cells.get(column, "").strip().rstrip("°m米度")
    if not column or not text:
        return None
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value
