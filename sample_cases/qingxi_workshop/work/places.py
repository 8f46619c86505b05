"""The parts of the scene (部位): what photographs, exhibits and events are put at."""

import math

from modules.incident import operations
from sample_cases.qingxi_workshop.scenario import Scenario
from sample_cases.qingxi_workshop.work.working import Working, place_id, wording
from workstation.api import WGS84, GeoPoint, Place

_METRES_PER_DEGREE = 111_320.0


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
    turn = math.radians(scenario.site.north_turn_deg)
    north, east = y * math.cos(turn) - x * math.sin(turn), y * math.sin(turn) + x * math.cos(turn)
    latitude = scenario.site.latitude + north / _METRES_PER_DEGREE
    longitude = scenario.site.longitude + east / (_METRES_PER_DEGREE * math.cos(math.radians(latitude)))
    return GeoPoint(x=longitude, y=latitude, frame=WGS84, height_m=scenario.site.height_m + z, accuracy_m=1.0)
