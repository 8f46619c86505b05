"""Tables of points or readings as text (CSV): their encoding, separator, decimal sign, units and columns.

Surveyors in China write X for the northing and Y for the easting; drawings do the opposite. A table whose titles say
no more than X and Y is therefore never taken without a person's word.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from modules.measurements.importers.found import MOST_LINES, Found, FoundPoint, FoundReading
from modules.measurements.importers.text import ENCODINGS, read_text
from workstation.api import UNKNOWN_FRAME, Parsed, UserError

UNITS = {"m": 1.0, "cm": 0.01, "mm": 0.001}
SEPARATORS = (",", ";", "\t", " ", "|")
POINT_ROLES = ("name", "east", "north", "height", "accuracy", "note")
READING_ROLES = ("from", "to", "direction", "zenith", "slope", "distance", "rise", "bearing", "target_height",
                 "instrument_height", "note")
ANGLES = ("degrees", "dms", "packed", "gon")

_EASTINGS_BELOW, _NORTHINGS, _NUMBERED = 1e6, (1.9e6, 6e6), 1.3e7

_TITLES: dict[str, tuple[str, ...]] = {
    "name": ("name", "point", "pointid", "point id", "pt", "id", "no", "点号", "点名", "编号", "名称"),
    "east": ("e", "east", "easting", "东", "东坐标", "e坐标", "y(e)", "y(东)", "y/m(东)"),
    "north": ("n", "north", "northing", "北", "北坐标", "n坐标", "x(n)", "x(北)", "x/m(北)"),
    "height": ("z", "h", "height", "elevation", "elev", "高程", "高", "z坐标", "h坐标"),
    "accuracy": ("accuracy", "sigma", "精度", "中误差", "点位中误差"),
    "note": ("note", "code", "remark", "备注", "代码", "编码", "说明"),
    "from": ("from", "station", "起点", "测站", "仪器站"),
    "to": ("to", "target", "终点", "照准点", "目标"),
    "direction": ("hz", "ha", "hr", "horizontal angle", "水平角", "水平度盘", "水平方向", "方向值"),
    "zenith": ("v", "va", "vz", "zenith", "天顶距", "竖直角", "竖盘"),
    "slope": ("sd", "slope distance", "斜距"),
    "distance": ("hd", "distance", "length", "horizontal distance", "平距", "距离", "水平距离", "长度"),
    "rise": ("dh", "vd", "rise", "height difference", "高差"),
    "bearing": ("bearing", "azimuth", "方位角"),
    "instrument_height": ("instrument height", "hi", "ih", "仪器高", "仪高"),
    "target_height": ("target height", "prism height", "镜高", "棱镜高", "目标高"),
}


@dataclass(frozen=True)
class Mapping:
    """How a table is read. ``columns`` gives the column, from 0, of each role; ``skip`` counts the lines of titles.

    Where no column tells them, ``station`` is where the instrument stood, ``instrument_height_m`` and
    ``target_height_m`` how high. A line whose first cell is ``setup`` begins a new set-up: the station and, if it is
    there, the height of the instrument follow in it.
    """

    encoding: str = ""
    separator: str = ","
    decimal: str = "."
    unit: str = "m"
    angle: str = "degrees"
    skip: int = 1
    columns: dict[str, int] = field(default_factory=dict)
    frame: str = UNKNOWN_FRAME
    station: str = ""
    instrument_height_m: float = 0.0
    target_height_m: float = 0.0
    setup: str = ""

    def plain(self) -> dict[str, Any]:
        """As it crosses to the sandbox."""
        return asdict(self)

    @property
    def readings(self) -> bool:
        """Whether the table holds readings rather than coordinates."""
        return not {"east", "north"} <= self.columns.keys()


def looks_like_table(head: bytes) -> bool:
    """Whether the titles name a point and both of its coordinates, or a reading, so that no question is left."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            first = head.decode(encoding, "strict" if len(head) < 4096 else "ignore").splitlines()[0]
        except (UnicodeDecodeError, IndexError):
            continue
        separator = _separator([first])
        return len(first) < 1000 and complete(_roles(split_line(first, separator)))
    return False


@dataclass
class _Setup:
    """Where the instrument stands while lines are read; ``round`` counts the set-ups."""

    station: str
    height_m: float
    round: int = 1


def complete(columns: dict[str, int], *, station: bool = False) -> bool:
    """Whether these columns make points or readings; ``station`` if the station is told otherwise."""
    if "name" in columns and {"east", "north"} <= columns.keys():
        return True
    needed = {"to"} if station else {"from", "to"}
    return needed <= columns.keys() and bool(columns.keys() & {"distance", "slope", "rise", "direction"})


def preview_table(path: str, name: str) -> Parsed:  # noqa: ARG001 - parsers are called with the name
    """The first lines of a table in every encoding that fits, and the guess how it is to be read, for the dialog."""
    texts = {}
    text, guessed = read_text(path)
    for encoding in (guessed, *ENCODINGS):
        try:
            lines = read_text(path, encoding)[0].splitlines()[:60]
        except UserError:
            continue
        texts[encoding] = [line[:400] for line in lines if line.strip()][:20]
    lines = [line for line in text.splitlines()[:60] if line.strip()]
    if not lines:
        raise UserError("measurements.nothing_in_file", lines=0, first=0)
    return Parsed({"texts": texts, "mapping": guess(lines, guessed).plain()})


def guess(lines: list[str], encoding: str) -> Mapping:
    """The most likely way to read these lines."""
    separator = _separator(lines)
    decimal = "," if separator != "," and any(re.search(r"\d,\d", line) for line in lines) else "."
    titles = split_line(lines[0], separator)
    numeric = sum(_number(cell, decimal) is not None for cell in titles)
    skip = 1 if numeric < max(2, len(titles) // 2) else 0
    columns = _roles(titles) if skip else {}
    unit = "mm" if any("mm" in title.lower() for title in titles) else "m"
    packed = any("°" in line for line in lines)
    return Mapping(encoding, separator, decimal, unit, "dms" if packed else "degrees", skip, columns)


def parse_table(
    path: str, name: str, mapping: dict[str, Any] | None = None  # noqa: ARG001 - parsers are called with the name
) -> Parsed:
    """The points or readings of a table; ``mapping`` as the dialog gave it, or by the titles alone.

    Raises ``UserError``: ``measurements.needs_mapping``, ``measurements.nothing_in_file``, and those of the text.
    """
    text, encoding = read_text(path, str((mapping or {}).get("encoding", "")))
    lines = text.splitlines()
    filled = [line for line in lines[:60] if line.strip()]
    chosen = Mapping(**mapping) if mapping else guess(filled or [""], encoding)
    return read_lines(lines, chosen).parsed()


def read_lines(lines: Sequence[str], chosen: Mapping) -> Found:
    """What lines of a table say, read as was chosen. Raises ``UserError("measurements.needs_mapping")``."""
    if not complete(chosen.columns, station=bool(chosen.station or chosen.setup)):
        raise UserError("measurements.needs_mapping")
    found = Found(lines=len(lines))
    here = _Setup(chosen.station, chosen.instrument_height_m)
    skipped = 0
    for number, line in enumerate(lines[:MOST_LINES], 1):
        if not line.strip():
            continue
        if skipped < chosen.skip:
            skipped += 1
            continue
        if not chosen.readings:
            _take_point(found, chosen, number, line)
        elif not _begins_setup(here, chosen, line):
            _take_reading(found, chosen, number, line, here)
    return found


def swapped(found: Found) -> bool:
    """Whether the points look as if east and north were exchanged: in plane coordinates of China a northing is 1.9 to
    6 million metres, an easting about 500 km, or above 13 million where it begins with the number of its zone."""
    return bool(found.points) and all(
        _NORTHINGS[0] <= point.x <= _NORTHINGS[1] and (point.y < _EASTINGS_BELOW or point.y > _NUMBERED)
        for point in found.points
    )


def _take_point(found: Found, mapping: Mapping, number: int, line: str) -> None:
    cells = split_line(line, mapping.separator)
    name = _cell(cells, mapping, "name")
    numbers = {role: _length(cells, mapping, role) for role in ("east", "north", "height", "accuracy")}
    east, north = numbers["east"], numbers["north"]
    if not name or east is None or north is None:
        found.fault(number, "measurements.table_line", text=line.strip()[:60])
        return
    found.points.append(FoundPoint(
        name, east, north, mapping.frame, numbers["height"], numbers["accuracy"], raw=line.strip()[:200], line=number,
        note=_cell(cells, mapping, "note")[:200],
    ))


def _begins_setup(here: _Setup, mapping: Mapping, line: str) -> bool:
    """Take over another set-up if the line begins one."""
    cells = split_line(line, mapping.separator)
    if not mapping.setup or cells[0].strip().lower() != mapping.setup.lower() or len(cells) < 2:
        return False
    number = _number(cells[2], mapping.decimal) if len(cells) > 2 else None
    here.station, here.round = cells[1].strip(), here.round + 1
    here.height_m = mapping.instrument_height_m if number is None else number * UNITS[mapping.unit]
    return True


def _take_reading(found: Found, mapping: Mapping, number: int, line: str, here: _Setup) -> None:
    cells = split_line(line, mapping.separator)
    start, end = _cell(cells, mapping, "from") or here.station, _cell(cells, mapping, "to")
    height = _length(cells, mapping, "target_height")
    height = mapping.target_height_m if height is None else height
    own = _length(cells, mapping, "instrument_height")
    own = here.height_m if own is None else own
    readings = []
    for kind in ("direction", "zenith", "bearing", "slope", "distance", "rise"):
        cell = _cell(cells, mapping, kind)
        if not cell:
            continue
        value = read_angle(cell, mapping) if kind in ("direction", "zenith", "bearing") else _length(
            cells, mapping, kind)
        bad = value is None or (kind in ("slope", "distance") and value <= 0)
        if bad or (kind == "zenith" and not 0 < (value or 0) < 180):
            found.fault(number, "measurements.table_line", text=line.strip()[:60])
            return
        readings.append(FoundReading(
            kind, value or 0.0, start, end, f"L{number}", str(here.round), own, height, raw=line.strip()[:200],
            line=number,
        ))
    if not (start and end and readings):
        found.fault(number, "measurements.table_line", text=line.strip()[:60])
        return
    found.readings += readings


def read_angle(cell: str, mapping: Mapping) -> float | None:
    """An angle in degrees: decimal, ``123°45′06.7″``, packed ``123.45067`` (degrees.minutes seconds) or gon."""
    if mapping.angle == "dms" or "°" in cell:
        parts = [part for part in re.split(r"[^\d.,+-]+", cell.strip()) if part]
        numbers = [_number(part, mapping.decimal) for part in parts[:3]]
        if not numbers or any(one is None for one in numbers) or any((one or 0) >= 60 for one in numbers[1:]):
            return None
        size = math.fsum(abs(one or 0.0) / 60**place for place, one in enumerate(numbers))
        return -size if cell.strip().startswith("-") else size
    number = _number(cell, mapping.decimal)
    if number is None or mapping.angle != "packed":
        return None if number is None else number * (0.9 if mapping.angle == "gon" else 1.0)
    ticks = round(abs(number) * 1e8)  # ddd.mmsssss
    degrees, rest = divmod(ticks, 10**8)
    minutes, seconds = divmod(rest, 10**6)
    if minutes > 59 or seconds >= 60 * 10**4:
        return None
    return math.copysign(degrees + minutes / 60 + seconds / 1e4 / 3600, number)


def _roles(titles: list[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for number, title in enumerate(titles):
        plain = re.sub(r"[\[\((]\s*(m|mm|cm|米|毫米|厘米|°|deg)\s*[\]\))]|[/_](m|mm|cm)$", "", title.strip().lower())
        for role, names in _TITLES.items():
            if plain.strip() in names and role not in columns:
                columns[role] = number
    return columns


def _separator(lines: list[str]) -> str:
    """The separator that splits every line into cells, the more the better; spaces and bars where no other does."""
    def least(separator: str) -> int:
        return min(len(split_line(line, separator)) for line in lines[:20])

    usual = max((",", ";", "\t"), key=least)
    return usual if least(usual) > 1 else max((" ", "|"), key=least)


def split_line(line: str, separator: str) -> list[str]:
    """The cells of a line; a separator inside quotation marks is none."""
    if separator == " ":
        return line.split()
    cells, cell, quoted = [], "", False
    for character in line:
        if character == '"':
            quoted = not quoted
        elif character == separator and not quoted:
            cells.append(cell.strip())
            cell = ""
        else:
            cell += character
    return [*cells, cell.strip()]


def _cell(cells: list[str], mapping: Mapping, role: str) -> str:
    column = mapping.columns.get(role, -1)
    return cells[column] if 0 <= column < len(cells) else ""


def _length(cells: list[str], mapping: Mapping, role: str) -> float | None:
    number = _number(_cell(cells, mapping, role), mapping.decimal)
    return None if number is None else number * UNITS[mapping.unit]


def _number(cell: str, decimal: str) -> float | None:
    text = cell.strip().replace(" ", "").replace("−", "-")
    if decimal == ",":
        text = text.replace(".", "").replace(",", ".") if text.count(",") == 1 else text
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text):
        return None
    value = float(text)
    return value if math.isfinite(value) else None
