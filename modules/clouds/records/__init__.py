"""What is known of point clouds."""

from modules.clouds.records.clouds import (
    LEAST_POINTS,
    METRES,
    UNITS,
    Cloud,
    Colouring,
    Measure,
    MeasureKind,
    NamedView,
    Projection,
    Scan,
    Triple,
)
from modules.clouds.records.comparisons import Box, Deviation, DeviationKind, PlaneSource, Statistics, Volume
from modules.clouds.records.pins import Pin
from modules.clouds.records.registrations import FrameFit, Link, PointPair, Quaternion, Registration

__all__ = [
    "LEAST_POINTS", "METRES", "UNITS", "Box", "Cloud", "Colouring", "Deviation", "DeviationKind", "FrameFit", "Link",
    "Measure", "MeasureKind", "NamedView", "Pin", "PlaneSource", "PointPair", "Projection", "Quaternion",
    "Registration", "Scan", "Statistics", "Triple", "Volume",
]
