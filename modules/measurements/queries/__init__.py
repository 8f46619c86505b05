"""Reading measurements."""

from modules.measurements.queries.register import (
    ANGLE_KINDS,
    INSTRUMENT_WORDS,
    KIND_WORDS,
    MEANING_WORDS,
    NETWORK_WORDS,
    POINT_WORDS,
    Calibration,
    all_instruments,
    all_networks,
    all_points,
    all_readings,
    angle_text,
    calibration,
    closure_pack,
    day_of,
    days_of_use,
    grade_title,
    instruments_by_id,
    points_by_id,
    reading_order,
    reading_title,
    value_text,
    way_of,
)
from modules.measurements.queries.report import Report, report

__all__ = [
    "ANGLE_KINDS", "INSTRUMENT_WORDS", "KIND_WORDS", "MEANING_WORDS", "NETWORK_WORDS", "POINT_WORDS", "Calibration",
    "Report", "all_instruments", "all_networks", "all_points", "all_readings", "angle_text", "calibration",
    "closure_pack", "day_of", "days_of_use", "grade_title", "instruments_by_id", "points_by_id", "reading_order",
    "reading_title", "report", "today", "value_text", "way_of",
]
