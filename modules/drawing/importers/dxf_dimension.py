"""DIMENSION entities of a DXF as dimensions of the drawing: they keep what they measure, and their chains."""

import math
from typing import Any

_LINEAR, _ALIGNED = 0, 1
_NEAR_M = 1e-6
_LEVEL_DEG = 1e-6
_APP = "EMBERCASE"
Item = dict[str, Any]


def read_dimension(entity: Any, metres: float) -> Item | None:
    """A linear or aligned dimension as plain values; none for other sorts, which stay lines and text.

    ``measured_mm`` is the figure that somebody wrote over the measured one. ``chain`` (its number, the part) is in
    files that were written here.
    """
    dxf = entity.dxf
    sort = entity.dimtype & 7
    if sort not in (_LINEAR, _ALIGNED) or not (dxf.hasattr("defpoint2") and dxf.hasattr("defpoint3")):
        return None
    a, b, base = ((float(p.x) * metres, float(p.y) * metres) for p in (dxf.defpoint2, dxf.defpoint3, dxf.defpoint))
    if math.dist(a, b) < _NEAR_M or not all(math.isfinite(value) for point in (a, b, base) for value in point):
        return None
    along = math.degrees(math.atan2(b[1] - a[1], b[0] - a[0]))
    turn = float(dxf.get("angle", 0.0)) if sort == _LINEAR else along
    style, said = _style(turn, along), _own(entity)
    if style is None:
        return None
    style = said[2] if said is not None else style
    way = {"horizontal": (1.0, 0.0), "vertical": (0.0, 1.0)}.get(
        style, (math.cos(math.radians(turn)), math.sin(math.radians(turn))))
    size = (base[0] - a[0]) * -way[1] + (base[1] - a[1]) * way[0]
    made: Item = {"kind": "dimension", "points": [a, b], "size_m": size, "style": style}
    if said is not None:
        made["chain"] = said[:2]
    figure = _figure(str(dxf.get("text", "") or ""))
    if figure is not None:
        made["measured_mm"] = [figure]
    return made


def _style(turn_deg: float, along_deg: float) -> str | None:
    """Level, upright or along its points; none for a dimension that measures in a direction of its own."""
    if abs(math.sin(math.radians(turn_deg - along_deg))) < math.radians(_LEVEL_DEG):
        return ""
    if abs(math.sin(math.radians(turn_deg))) < math.radians(_LEVEL_DEG):
        return "horizontal"
    return "vertical" if abs(math.cos(math.radians(turn_deg))) < math.radians(_LEVEL_DEG) else None


def _own(entity: Any) -> tuple[int, int, str] | None:
    """What a file written here says: number of the chain, part, style."""
    if not entity.has_xdata(_APP):
        return None
    values = [tag.value for tag in entity.get_xdata(_APP) if tag.code != 1001]
    return (int(values[0]), int(values[1]), str(values[2])) if len(values) == 3 else None


def _figure(text: str) -> float | None:
    try:
        value = float(text.strip())
    except ValueError:
        return None
    return value if math.isfinite(value) and 0 <= value < 1e9 else None


def chained(items: list[Item]) -> list[Item]:
    """The items with the parts of each chain as one dimension again; their numbers are gone."""
    made: list[Item] = []
    open_chain: Item | None = None
    for item in items:
        number, part = item.pop("chain", (None, 0))
        if part and open_chain is not None and open_chain["number"] == number and _goes_on(open_chain["item"], item):
            chain = open_chain["item"]
            chain["points"].append(item["points"][1])
            if "measured_mm" in item:
                chain.setdefault("measured_mm", []).extend(item["measured_mm"])
            continue
        made.append(item)
        open_chain = {"number": number, "item": item} if number is not None else None
    return made


def _goes_on(chain: Item, item: Item) -> bool:
    return math.dist(chain["points"][-1], item["points"][0]) < _NEAR_M and chain["layer"] == item["layer"]
