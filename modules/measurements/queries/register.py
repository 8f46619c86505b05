"""The registers of instruments, points and readings, in words."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from modules.measurements.records import ANGULAR, Network, NetworkKind, PointKind, Reading, ReadingKind, SurveyPoint
from modules.measurements.rules.reading import Evaluated
from workstation.api import BEIJING, N_, AccuracyMeaning, Instrument, InstrumentKind, Read, RulePack, Words, zone

ANGLE_KINDS = ANGULAR
INSTRUMENT_WORDS: dict[InstrumentKind, str] = {
    InstrumentKind.TAPE: N_("Tape"), InstrumentKind.RANGEFINDER: N_("Laser rangefinder"),
    InstrumentKind.LEVEL: N_("Levelling instrument"), InstrumentKind.TOTAL_STATION: N_("Total station"),
    InstrumentKind.GNSS: N_("Satellite receiver"), InstrumentKind.ANGLE: N_("Angle meter"),
    InstrumentKind.GAUSSMETER: N_("Gaussmeter"), InstrumentKind.LIQUID_DETECTOR: N_("Combustible liquid detector"),
    InstrumentKind.CHAR_GAUGE: N_("Char depth gauge"), InstrumentKind.REBOUND_HAMMER: N_("Rebound hammer"),
    InstrumentKind.MEGOHMMETER: N_("Insulation resistance tester"),
    InstrumentKind.THERMAL_IMAGER: N_("Thermal imager"), InstrumentKind.MICROSCOPE: N_("Microscope"),
    InstrumentKind.OTHER: N_("Other"),
}
MEANING_WORDS: dict[AccuracyMeaning, str] = {
    AccuracyMeaning.SIGMA: N_("Standard deviation"), AccuracyMeaning.LIMIT: N_("Limit of permissible error"),
}
KIND_WORDS: dict[ReadingKind, str] = {
    ReadingKind.DISTANCE: N_("Horizontal distance"), ReadingKind.SLOPE: N_("Slope distance"),
    ReadingKind.RISE: N_("Height difference"), ReadingKind.ANGLE: N_("Horizontal angle"),
    ReadingKind.DIRECTION: N_("Direction"), ReadingKind.BEARING: N_("Bearing"),
    ReadingKind.ZENITH: N_("Zenith angle"),
}
POINT_WORDS: dict[PointKind, str] = {
    PointKind.CONTROL: N_("Control point"), PointKind.STATION: N_("Station"), PointKind.DETAIL: N_("Detail point"),
}
NETWORK_WORDS: dict[NetworkKind, str] = {
    NetworkKind.PLANE: N_("Plane network"), NetworkKind.TRAVERSE: N_("Traverse"),
    NetworkKind.LEVELLING: N_("Levelling"),
}


@dataclass(frozen=True)
class Calibration:
    """Whether an instrument was valid on the days it was used: ``state`` is ``valid``, ``expired``, ``unknown``;
    ``days`` are those of readings outside the validity."""

    state: str
    days: tuple[date, ...] = ()


def all_instruments(read: Read) -> list[Instrument]:
    """Every instrument by name."""
    return read.all(Instrument, order=("name",))


def all_points(read: Read) -> list[SurveyPoint]:
    """Every point by name."""
    return read.all(SurveyPoint, order=("name",))


def all_readings(read: Read) -> list[Reading]:
    """Every reading: files by their lines, what was entered by hand by its time and way."""
    return sorted(read.all(Reading), key=reading_order)


def reading_order(reading: Reading) -> tuple[str, int, str, str, str, str]:
    """The order of readings in every list."""
    at = reading.at.utc.isoformat() if reading.at else ""
    return reading.file_id or "", reading.line or 0, at, reading.what, reading.way, reading.kind.value


def all_networks(read: Read) -> list[Network]:
    """Every network by name."""
    return read.all(Network, order=("name",))


def instruments_by_id(read: Read) -> dict[str, Instrument]:
    """The instruments by id."""
    return {instrument.id: instrument for instrument in read.all(Instrument)}


def points_by_id(read: Read) -> dict[str, SurveyPoint]:
    """The points by id."""
    return {point.id: point for point in read.all(SurveyPoint)}


def day_of(read: Read, reading: Reading) -> date:
    """The day of a reading in Beijing; without its time the day on which the case was begun."""
    if reading.at is not None:
        return reading.at.local.date()
    return datetime.fromisoformat(read.case.created_at).astimezone(zone(BEIJING)).date()


def calibration(instrument: Instrument, days: list[date], otherwise: date) -> Calibration:
    """Whether the calibration covers every day of use; of an instrument that was not used, the day ``otherwise``."""
    if instrument.valid_until is None:
        return Calibration("unknown")
    outside = tuple(sorted({day for day in days or [otherwise] if instrument.valid_on(day) is False}))
    return Calibration("expired" if outside else "valid", outside)


def days_of_use(read: Read) -> dict[str, list[date]]:
    """The day of every reading, by instrument."""
    days: dict[str, list[date]] = {}
    for reading in all_readings(read):
        days.setdefault(reading.instrument_id or "", []).append(day_of(read, reading))
    return days


def closure_pack(read: Read, day: date) -> RulePack:
    """The limits and reference values in force. Raises ``UserError("rules.none_in_force")``."""
    return read.rules.on("survey-closures", day)


def grade_title(pack: RulePack, kind: NetworkKind, grade: str, words: Words) -> str:
    """What a grade is called."""
    for item in pack.data["levelling" if kind is NetworkKind.LEVELLING else "traverse"]:
        if item["grade"] == grade:
            return str(item["title"][words.language])
    return ""


def way_of(reading: Reading, points: Mapping[str, SurveyPoint]) -> str:
    """From where to where, by the names of the points; empty where none is named."""
    names = [points[i].name if i in points else "?" for i in (reading.back_id, reading.from_id, reading.to_id) if i]
    return " – ".join(names) if reading.kind is ReadingKind.ANGLE else " → ".join(names)


def reading_title(reading: Reading, points: Mapping[str, SurveyPoint] | None = None) -> str:
    """What was read: its own words, from where to where, or else how it stood in its source. Without ``points`` they
    are named as they were when it was entered."""
    way = reading.way if points is None else way_of(reading, points)
    return " ".join(part for part in (reading.what, way) if part) or reading.raw or f"{reading.values[0]:g}"


def value_text(judged: Evaluated) -> str:
    """The mean with its expanded uncertainty (k = 2); angles in degrees, minutes and seconds."""
    if not judged.angular:
        return judged.measured.text()
    shown = angle_text(judged.mean)
    if judged.u is None:
        return shown
    expanded = 2 * judged.u
    return f"{shown} ± {math.ceil(expanded) if expanded >= 3 else math.ceil(expanded * 10) / 10:g}″"


def angle_text(degrees: float) -> str:
    """An angle as ``123°45′06.7″``."""
    ticks = round(abs(degrees) * 36_000)
    whole, rest = divmod(ticks, 36_000)
    minutes, seconds = divmod(rest, 600)
    return f"{'−' if degrees < 0 and ticks else ''}{whole}°{minutes:02}′{seconds / 10:04.1f}″"
