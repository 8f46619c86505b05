"""What is asked of measurements: calibration valid on the day (R24), frames known (R23), closures within limits."""

from collections.abc import Iterator
from datetime import datetime

from modules.measurements.queries import (
    Report,
    all_instruments,
    all_networks,
    all_points,
    all_readings,
    calibration,
    days_of_use,
    points_by_id,
    reading_title,
    report,
)
from workstation.api import BEIJING, N_, UNKNOWN_FRAME, Check, Finding, Read, Ref, Severity, UserError, zone


def calibrated(read: Read) -> Iterator[Finding]:
    """R24: the instrument's calibration covers the day of every reading."""
    days = days_of_use(read)
    begun = datetime.fromisoformat(read.case.created_at).astimezone(zone(BEIJING)).date()
    for instrument in all_instruments(read):
        used = days.get(instrument.id, [])
        state = calibration(instrument, used, begun)
        ref, values = Ref("instruments", instrument.id), {"name": instrument.name}
        if state.state == "expired" and used:
            told = {**values, "days": ", ".join(day.isoformat() for day in state.days[:5])}
            yield Finding("measurements.calibration_expired", told, ref, Severity.ERROR)
        elif state.state == "unknown" and used:
            yield Finding("measurements.calibration_unknown", values, ref)


def described(read: Read) -> Iterator[Finding]:
    """Every reading names its instrument and its person."""
    points = points_by_id(read)
    for reading in all_readings(read):
        values = {"title": reading_title(reading, points)}
        if not reading.excluded and reading.instrument_id is None:
            yield Finding("measurements.no_instrument", values, Ref("readings", reading.id), Severity.INFO)


def frames(read: Read) -> Iterator[Finding]:
    """R23: a point of unknown frame is not measured."""
    for point in all_points(read):
        if point.point is not None and point.point.frame == UNKNOWN_FRAME:
            yield Finding("measurements.frame_unknown", {"name": point.name}, Ref("survey_points", point.id))


def closures(read: Read) -> Iterator[Finding]:
    """Closures within what the grade permits, no unexplained blunder, and something that checks the result."""
    for network in all_networks(read):
        ref, values = Ref("survey_networks", network.id), {"name": network.name}
        try:
            found = report(read, network.id)
        except UserError:
            continue  # no pack of limits was in force on the day
        if found.failures:
            yield Finding("measurements.not_adjusted", values, ref)
        yield from _exceeded(found, values, ref)
        for reading_id in found.suspects:
            reading = next((item for item in found.readings if item.id == reading_id), None)
            if reading is not None:
                told = {"title": reading_title(reading, found.points)}
                yield Finding("measurements.blunder", {**values, **told}, Ref("readings", reading_id), Severity.ERROR)
        if found.plane and not found.plane.adjusted.checked:
            yield Finding("measurements.unchecked", values, ref)


def _exceeded(found: Report, values: dict[str, str], ref: Ref) -> Iterator[Finding]:
    """Closures beyond what the grade permits."""
    traverse, levels = found.traverse, found.closure
    if traverse and traverse.angle_holds is False:
        told = {"closure": f"{traverse.angular_arcsec:.0f}", "limit": f"{traverse.angular_limit_arcsec:.0f}"}
        yield Finding("measurements.angles_do_not_close", {**values, **told}, ref, Severity.ERROR)
    if traverse and traverse.length_holds is False:
        told = {"one_in": f"{traverse.one_in:.0f}", "limit": f"{traverse.limit_one_in:.0f}"}
        yield Finding("measurements.place_does_not_close", {**values, **told}, ref, Severity.ERROR)
    if levels and levels.holds is False:
        told = {"closure": f"{levels.closure_mm:.1f}", "limit": f"{levels.limit_mm:.1f}"}
        yield Finding("measurements.heights_do_not_close", {**values, **told}, ref, Severity.ERROR)


CHECKS = (
    Check("measurements.calibration", N_("Calibration of instruments"),
          "JJG 4-2015(钢卷尺)、JJG 966-2010(手持激光测距仪)、JJG 100-2003(全站仪)", calibrated),
    Check("measurements.described", N_("Readings name their instrument"), "XF 839-2009 4.7", described),
    Check("measurements.frames", N_("Coordinate frames are known"), "GB 50026-2020 3.1", frames),
    Check("measurements.closures", N_("Closures and adjustments"), "GB 50026-2020 3.3, 4.2", closures),
)
