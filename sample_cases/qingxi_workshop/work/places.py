"""The parts of the scene (部位): what photographs, exhibits and events are put at."""

from modules.incident import operations
from sample_cases.qingxi_workshop.scenario import Scenario
from sample_cases.qingxi_workshop.surroundings import on_earth
from sample_cases.qingxi_workshop.work.working import Working, place_id, wording
from workstation.api import WGS84, GeoPoint, Place


def work(case: Working) -> None:
    """The building, its levels and rooms, and the places around it."""
    case.sign_in("lin")
    for item in wording("places")["places"]:
        parent = place_id(item["parent"]) if "parent" in item else None
        place = Place(
            id=place_id(item["code"]), name=item["name"], level=item["level"], parent_id=parent,
            point=point(case.scenario, *item["at"]), note=item.get("note", ""),
        )
        case.do("incident.place", operations.put_place, place)


def point(scenario: Scenario, x: float, y: float, z: float) -> GeoPoint:
    """A point of the site frame on the earth."""
    longitude, latitude = on_earth(scenario, x, y)
    return GeoPoint(x=longitude, y=latitude, frame=WGS84, height_m=scenario.site.height_m + z, accuracy_m=1.0)
