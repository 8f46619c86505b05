"""What lies around the house: buildings, hydrants, station, key unit; and the orientation map of the dossier."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from modules.map import operations
from modules.map.queries import layers
from modules.map.records import LayerStyle, MapSheet, MapSite, SiteKind
from sample_cases.qingxi_workshop.folders import AERIAL_FILE, BUILDINGS_FILE
from sample_cases.qingxi_workshop.work.places import point
from sample_cases.qingxi_workshop.work.working import Working, wording
from workstation.api import GeoPoint


def work(case: Working) -> None:
    """Lin enters what the crews used, tells uses apart by colour, and lays out the map."""
    said = wording("surroundings")
    case.sign_in("lin")
    sites = [
        MapSite(id=f"site-{number}", kind=SiteKind(item["kind"]), name=item["name"], number=item["number"],
                detail=item.get("detail", ""), point=_at(case, item["at"]), bearing_deg=_bearing(case, item),
                view_angle_deg=item.get("angle"), reach_m=item.get("reach"))
        for number, item in enumerate(said["sites"], 1)
    ]  # fmt: skip
    case.do("map.enter_sites", operations.put_sites, sites)
    known = {one.title: one for one in layers(case.read())}
    layer, aerial = known[Path(BUILDINGS_FILE).stem], known[Path(AERIAL_FILE).stem]
    style = LayerStyle(class_field=said["layer"]["colours_by"], label_field=said["layer"]["label"], fill_opacity=0.45,
                       stroke="#6b655c")  # fmt: skip
    case.do("map.restyle_layer", operations.change_layer, layer.id, style=style,
            attribution=said["layer"]["source"])  # fmt: skip
    case.do("map.restyle_layer", operations.change_layer, aerial.id, attribution=said["aerial"]["source"])
    sheet = said["sheet"]
    middle = _at(case, sheet["centre"])
    case.do("map.lay_out", operations.put_sheet, MapSheet(
        id="orientation", title=sheet["title"], longitude=middle.x, latitude=middle.y, scale=sheet["scale"],
        layers=(aerial.id, layer.id), source=sheet["source"], drawn_by=case.scenario.officer(sheet["drawn_by"]).name,
    ))


def _bearing(case: Working, item: Mapping[str, Any]) -> float | None:
    """The azimuth of what looks along a direction of the site frame."""
    return (item["looks"] + case.scenario.site.north_turn_deg) % 360 if "looks" in item else None


def _at(case: Working, place: Sequence[float]) -> GeoPoint:
    """A place of the wording, in metres of the site frame."""
    x, y = place
    return point(case.scenario, x, y, 0.0)
