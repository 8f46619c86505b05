"""Measurements on paper: instruments with their calibration, readings, adjustments with their residuals."""

from modules.measurements.sections.register import SECTIONS
from modules.measurements.sections.sketch import sketch

__all__ = ["SECTIONS", "sketch"]
