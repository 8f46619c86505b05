"""Whether a sheet has the elements that it needs; which those are is a dated rule pack."""

from collections.abc import Collection, Iterable
from enum import StrEnum

from modules.drawing.records import Entity, Kind, Sheet, SignRole
from workstation.api import RulePack


class Element(StrEnum):
    """An element of a scene drawing (domain: 图名 … 审核人)."""

    TITLE = "title"
    FIRE_NAME = "fire_name"
    SCALE = "scale"
    NORTH = "north"
    LEGEND = "legend"
    DIMENSIONS = "dimensions"
    BURNED_EXTENT = "burned_extent"
    ORIGIN = "origin"
    EXHIBITS = "exhibits"
    BODIES = "bodies"
    PHOTO_POINTS = "photo_points"
    DRAWN_ON = "drawn_on"
    DRAWN_BY = "drawn_by"
    REVIEWED_BY = "reviewed_by"


def needed(pack: RulePack, sheet: Sheet) -> list[Element]:
    """The elements that a sheet of this kind needs, in the order of the pack."""
    names = [*pack.data["every_sheet"], *pack.data["by_kind"].get(sheet.kind.value, ())]
    return [Element(name) for name in names if name in set(Element)]


def present(
    sheet: Sheet, shown: Iterable[Entity], signed: Collection[SignRole], *, north_known: bool
) -> set[Element]:
    """The elements that the sheet has. Scale and legend are drawn by the program unless the legend is switched off; a
    sketch that is not to scale needs no dimensions."""
    drawn = list(shown)
    signs = {entity.style for entity in drawn if entity.kind is Kind.SYMBOL}
    areas = {entity.style for entity in drawn if entity.kind is Kind.HATCH}
    cited = {entity.ref.kind for entity in drawn if entity.ref is not None}
    held = {
        Element.TITLE: bool(sheet.title.strip()), Element.FIRE_NAME: bool(sheet.fire_name.strip()),
        Element.SCALE: True, Element.NORTH: north_known, Element.LEGEND: sheet.legend and bool(drawn),
        Element.DIMENSIONS: not sheet.to_scale or any(entity.kind is Kind.DIMENSION for entity in drawn),
        Element.BURNED_EXTENT: "burned" in areas, Element.ORIGIN: "origin" in areas or "fire/origin" in signs,
        Element.EXHIBITS: "exhibits" in cited, Element.BODIES: "fire/body" in signs,
        Element.PHOTO_POINTS: "photos" in cited, Element.DRAWN_ON: sheet.drawn_on is not None,
        Element.DRAWN_BY: SignRole.DRAWN_BY in signed, Element.REVIEWED_BY: SignRole.REVIEWED_BY in signed,
    }
    return {element for element, there in held.items() if there}
