"""The buildings around the shop house as the survey office would hand them over: areas with their use, in WGS-84."""

import json
import math
from typing import Any

from sample_cases.qingxi_workshop.scenario import Scenario
from sample_cases.qingxi_workshop.street import FRONT_Y, HOUSES, OPPOSITE_Y, ROAD_Y

Box = tuple[float, float, float, float]
METRES_PER_DEGREE = 111_320.0
_NEIGHBOUR_BACK_Y, _NEIGHBOUR_WIDTH = 9.0, 6.4
_ENDS_X = (-26.0, 32.0)
_USES = {"10号": "商住", "14号": "商住", "8号": "汽修", "16号": "餐饮"}


def on_earth(scenario: Scenario, x: float, y: float) -> tuple[float, float]:
    """Longitude and latitude of a point of the site frame."""
    turn = math.radians(scenario.site.north_turn_deg)
    north, east = y * math.cos(turn) - x * math.sin(turn), y * math.sin(turn) + x * math.cos(turn)
    latitude = scenario.site.latitude + north / METRES_PER_DEGREE
    return scenario.site.longitude + east / (METRES_PER_DEGREE * math.cos(math.radians(latitude))), latitude


def outlines(scenario: Scenario) -> list[tuple[Box, dict[str, Any]]]:
    """The boxes of buildings and street in metres of the site frame (x0, y0, x1, y1), with what is known of them."""
    left, right = _ENDS_X
    wall = scenario.building.wall_m
    front = (-wall, FRONT_Y, scenario.building.width_m + wall, scenario.building.depth_m + wall)
    return [
        (front, {"门牌": "12号", "名称": "永顺箱包加工店", "用途": "生产住宿合用", "层数": 3, "结构": "砖混"}),
        *(((x + 0.05, FRONT_Y, x + _NEIGHBOUR_WIDTH + 0.25, _NEIGHBOUR_BACK_Y),
           {"门牌": number, "名称": name, "用途": _USES[number], "层数": 3, "结构": "砖混"})
          for x, title, _ in HOUSES for number, name in [title.split()]),
        ((left, OPPOSITE_Y - 6.0, right, OPPOSITE_Y),
         {"门牌": "9号", "名称": "荔溪兴业街9号联排铺面", "用途": "商铺", "层数": 2, "结构": "框架"}),
        ((left, ROAD_Y[0], right, ROAD_Y[1]),
         {"门牌": "荔溪兴业街", "名称": "荔溪兴业街", "用途": "道路", "层数": 0, "结构": ""}),
    ]  # fmt: skip


def buildings(scenario: Scenario) -> bytes:
    """A GeoJSON file: house number, name, use, floors and structure of each building; the street."""
    found = [_feature(scenario, box, facts) for box, facts in outlines(scenario)]
    return json.dumps({"type": "FeatureCollection", "features": found}, ensure_ascii=False, indent=1).encode()


def _feature(scenario: Scenario, box: Box, facts: dict[str, Any]) -> dict[str, Any]:
    x0, y0, x1, y1 = box
    ring = [[round(part, 8) for part in on_earth(scenario, x, y)]
            for x, y in ((x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0))]  # fmt: skip
    return {"type": "Feature", "properties": facts, "geometry": {"type": "Polygon", "coordinates": [ring]}}
