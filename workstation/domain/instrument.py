"""Instruments: what they promise, and how long their calibration holds (检定、校准)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workstation.domain.errors import UserError
from workstation.domain.record import Record


class InstrumentKind(StrEnum):
    """What an instrument is."""

    TAPE = "tape"
    RANGEFINDER = "rangefinder"
    LEVEL = "level"
    TOTAL_STATION = "total_station"
    GNSS = "gnss"
    ANGLE = "angle"
    GAUSSMETER = "gaussmeter"
    LIQUID_DETECTOR = "liquid_detector"
    CHAR_GAUGE = "char_gauge"
    REBOUND_HAMMER = "rebound_hammer"
    MEGOHMMETER = "megohmmeter"
    THERMAL_IMAGER = "thermal_imager"
    MICROSCOPE = "microscope"
    OTHER = "other"


class AccuracyMeaning(StrEnum):
    """What the stated accuracy is: a standard deviation (ISO 17123), or the limit of permissible error of a tape or
    rangefinder (最大允许误差), which counts as a rectangular distribution (GUM 4.3.7)."""

    SIGMA = "sigma"
    LIMIT = "limit"


@dataclass(frozen=True, kw_only=True)
class Instrument(Record):
    """An instrument and what it promises: lengths to ``length_a_mm`` + ``length_b_ppm``, angles to ``angle_arcsec``,
    heights to ``level_mm_per_km`` (double run) or, for satellites, ``height_a_mm``; readings end at
    ``resolution_mm``.

    Of a tape: ``tape_expansion_ppm`` a kelvin away from ``tape_standard_c``, ``tape_stiffness_kn`` (cross-section times
    elasticity) away from the tension ``tape_standard_n``, ``tape_weight_g_per_m`` where it hangs free.
    """

    name: str
    kind: InstrumentKind = InstrumentKind.TAPE
    model: str = ""
    serial_number: str = ""
    length_a_mm: float | None = None
    length_b_ppm: float = 0.0
    angle_arcsec: float | None = None
    level_mm_per_km: float | None = None
    height_a_mm: float | None = None
    resolution_mm: float | None = None
    meaning: AccuracyMeaning = AccuracyMeaning.SIGMA
    certificate_number: str = ""
    calibrated_by: str = ""
    calibrated_on: date | None = None
    valid_until: date | None = None
    tape_expansion_ppm: float | None = None
    tape_standard_c: float = 20.0
    tape_standard_n: float | None = None
    tape_stiffness_kn: float | None = None
    tape_weight_g_per_m: float | None = None
    note: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        stated = (
            self.length_a_mm, self.length_b_ppm, self.angle_arcsec, self.level_mm_per_km, self.height_a_mm,
            self.resolution_mm, self.tape_standard_n, self.tape_stiffness_kn, self.tape_weight_g_per_m,
        )
        if any(value is not None and value < 0 for value in stated):
            raise UserError("measurements.negative_accuracy", name=self.name)
        if self.calibrated_on and self.valid_until and self.valid_until < self.calibrated_on:
            raise UserError("measurements.validity_ends_first", name=self.name)

    def valid_on(self, day: date) -> bool | None:
        """Whether the calibration held on a day; none where its end is not entered."""
        if self.valid_until is None:
            return None
        begun = self.calibrated_on is None or self.calibrated_on <= day
        return begun and day <= self.valid_until
