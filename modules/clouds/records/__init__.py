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
from modules.clouds.records.space import (
    Blocker,
    FocalSource,
    LineOfSight,
    PhotoPose,
    PixelPair,
    Product,
    ProductKind,
    Slant,
    TargetKind,
)

__all__ = [
    "LEAST_POINTS", "METRES", "UNITS", "Blocker", "Box", "Cloud", "Colouring", "Deviation", "DeviationKind",
    "FocalSource", "FrameFit", "LineOfSight", "Link", "Measure", "MeasureKind", "NamedView", "PhotoPose", "Pin",
    "PixelPair", "PlaneSource", "PointPair", "Product", "ProductKind", "Projection", "Quaternion", "Registration",
    "Scan", "Slant", "Statistics", "TargetKind", "Triple", "Volume",
]
