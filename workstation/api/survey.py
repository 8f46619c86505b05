"""Surveying for modules: placing, adjustment, fits, uncertainty. Apart from the door itself: it needs numpy."""

from workstation.domain.survey.adjustment import (
    CRITICAL_W,
    Adjusted,
    Blunder,
    Matrix,
    Model,
    Vector,
    adjust,
    find_blunders,
)
from workstation.domain.survey.fitting import NEEDED, Fit, FitKind, KnownPoint, PointResidual, fit_points
from workstation.domain.survey.network import (
    ARCSEC,
    Angle,
    Bearing,
    Control,
    Direction,
    Distance,
    NetworkResult,
    Observation,
    Residual,
    adjust_network,
)
from workstation.domain.survey.placing import (
    BaselineReading,
    Crossing,
    PolarReading,
    baseline_offset,
    height_difference,
    polar,
    two_distances,
)
from workstation.domain.survey.points import (
    CONFIDENCE_95,
    ErrorEllipse,
    Placed,
    Point,
    Side,
    ellipse,
    side_of,
)
from workstation.domain.survey.room import Room, RoomLength, room_by_lengths
from workstation.domain.survey.site import SiteFit, fit_site
from workstation.domain.survey.uncertainty import angle, area, bearing, distance, independent, path_length

__all__ = [
    "ARCSEC", "CONFIDENCE_95", "CRITICAL_W", "NEEDED", "Adjusted", "Angle", "BaselineReading", "Bearing", "Blunder",
    "Control", "Crossing", "Direction", "Distance", "ErrorEllipse", "Fit", "FitKind", "KnownPoint", "Matrix", "Model",
    "NetworkResult", "Observation", "Placed", "Point", "PointResidual", "PolarReading", "Residual", "Room",
    "RoomLength", "Side", "SiteFit", "Vector", "adjust", "adjust_network", "angle", "area", "baseline_offset",
    "bearing", "distance", "ellipse", "find_blunders", "fit_points", "fit_site", "height_difference", "independent",
    "path_length", "polar", "room_by_lengths", "side_of", "two_distances",
]
