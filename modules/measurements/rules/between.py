"""What lies between points: distance, bearing, height difference, area, each with its uncertainty."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from workstation.api import UNKNOWN_FRAME, GeoPoint, Measured, UserError
from workstation.api.survey import Placed, area, bearing, distance, independent, path_length

_GEOGRAPHIC = ("EPSG:4326", "EPSG:4490", "GCJ-02", "BD-09")


@dataclass(frozen=True)
class Between:
    """``length`` of the way from point to point, ``bearing`` and ``rise`` of two, ``area`` and perimeter of three or
    more; uncertainties only where every point states its error."""

    length: Measured
    bearing: Measured | None = None
    rise: Measured | None = None
    area: Measured | None = None
    around: Measured | None = None


def between(points: Sequence[tuple[str, GeoPoint | None]]) -> Between:
    """What lies between two or more points of one frame in metres, named for the messages.

    Raises ``UserError``: ``measurements.no_coordinates``, ``measurements.unknown_frame`` (R23),
    ``measurements.frames_differ``, ``measurements.geographic_frame``, ``survey.points_coincide``.
    """
    places = []
    for name, place in points:
        if place is None:
            raise UserError("measurements.no_coordinates", name=name)
        if place.frame == UNKNOWN_FRAME:
            raise UserError("measurements.unknown_frame", name=name)
        places.append(place)
    frames = {place.frame for place in places}
    if len(frames) > 1:
        raise UserError("measurements.frames_differ", frames=", ".join(sorted(frames)))
    if frames & set(_GEOGRAPHIC):
        raise UserError("measurements.geographic_frame", frame=", ".join(frames))
    known = all(place.accuracy_m is not None for place in places)
    placed = [_placed(place) for place in places]
    covariance = independent(placed)
    at = [point.at for point in placed]

    def told(measured: Measured) -> Measured:
        return measured if known else Measured(measured.value, None, measured.unit)

    if len(places) == 2:
        rise = None
        if places[0].height_m is not None and places[1].height_m is not None:
            rise = Measured(places[1].height_m - places[0].height_m)
        return Between(told(distance(at[0], at[1], covariance)), told(bearing(at[0], at[1], covariance)), rise)
    return Between(
        told(path_length(at, covariance)), area=told(area(at, covariance)),
        around=told(path_length(at, covariance, closed=True)),
    )


def _placed(place: GeoPoint) -> Placed:
    """The mean point error shared equally by both axes."""
    variance = ((place.accuracy_m or 0.0) / math.sqrt(2)) ** 2
    return Placed(place.x, place.y, (variance, 0.0, variance))
