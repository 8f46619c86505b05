"""Things of the case on the plane, each with its sign."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from modules.map.rules.mercator import placed
from workstation.api import LayerItem, Ref, frames

SYMBOLS = {
    "incident": "map/fire", "places": "map/place", "photos": "map/photo", "exhibits": "map/exhibit",
    "interviews": "map/witness", "parties": "map/witness",
}
"""By the table of what is shown; everything else is a dot."""


@dataclass(frozen=True)
class Item:
    """A thing of the case on the plane. ``sure`` is false where its frame is not known."""

    ref: Ref
    label: str
    x: float
    y: float
    sure: bool
    symbol: str
    bearing_deg: float | None = None
    view_angle_deg: float | None = None
    at: datetime | None = None


def items_on_plane(
    found: Iterable[LayerItem], sites: frames.Sites, signs: dict[Ref, str]
) -> tuple[list[Item], list[LayerItem]]:
    """What can be placed, and what can't; ``signs`` names the symbols of single records."""
    items: list[Item] = []
    lost: list[LayerItem] = []
    for one in found:
        at = placed(one.point, sites)
        if at is None:
            lost.append(one)
            continue
        sign = signs.get(one.ref, SYMBOLS.get(one.ref.kind, "map/dot"))
        items.append(Item(one.ref, one.label, at.x, at.y, at.sure, sign, one.bearing_deg, one.view_angle_deg, one.at))
    return items, lost
