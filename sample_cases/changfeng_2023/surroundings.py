"""The orientation map: the approximate place that the published address tells, as a circle; nothing was measured."""

from modules.incident.queries import incident
from modules.map import operations
from modules.map.records import MapSheet
from workstation.api import UserError, Work

SHEET, TITLE, SCALE = "orientation", "概略方位图（据公布地址推定，非实测）", 50_000.0


def lay_out_map(work: Work) -> None:
    """Lay the map out around the place of the fire. Raises ``UserError("map.bad_middle")``: the facts have none."""
    point = incident(work).point
    if point is None:
        raise UserError("map.bad_middle")
    operations.put_sheet(work, MapSheet(
        id=SHEET, title=TITLE, longitude=point.x, latitude=point.y, scale=SCALE, shows=("incident",),
    ))
