"""Survey points on the map and on drawings, with their frame and accuracy."""

from collections.abc import Iterator

from modules.measurements.queries import all_points
from workstation.api import N_, Layer, LayerItem, Read, Ref


def items(read: Read) -> Iterator[LayerItem]:
    """Every point with coordinates; the accuracy travels in the point."""
    for point in all_points(read):
        if point.point is not None:
            at = point.at.utc if point.at else None
            yield LayerItem(Ref("survey_points", point.id), point.name, point.point, at=at)


POINT_LAYER = Layer("survey_points", N_("Survey points"), items)
