"""What one reading says: mean, spread and standard uncertainty.

u² = u²(instrument) + s²/n + resolution²/12 (JCGM 100:2008, 4.2.3, 4.3.7, 5.1.2; JJF 1059.1-2012, 4.3). A stated limit
of error counts as rectangular: a/√3. Lengths on a tape are corrected for temperature, tension and sag (``tape.py``).
"""

import math
from dataclasses import dataclass
from statistics import fmean, stdev

from modules.measurements.records import ANGULAR, Reading, ReadingKind
from modules.measurements.rules.tape import TapeCorrection, tape_correction
from workstation.api import AccuracyMeaning, Instrument, Measured

_ARCSEC = 3600.0


@dataclass(frozen=True)
class Evaluated:
    """A reading evaluated: ``mean`` in metres or degrees; ``spread`` (standard deviation of one reading, none below
    two) and ``u`` in metres, or in seconds of arc for angles. ``u`` is none where nothing tells it. ``correction`` is
    in the mean already."""

    mean: float
    spread: float | None
    u: float | None
    count: int
    angular: bool
    correction: TapeCorrection | None = None

    @property
    def measured(self) -> Measured:
        """As a quantity to be shown: metres or degrees."""
        if self.angular:
            return Measured(self.mean, None if self.u is None else self.u / _ARCSEC, "°")
        return Measured(self.mean, self.u)


def evaluate(reading: Reading, instrument: Instrument | None) -> Evaluated:
    """The mean of a reading's values with its standard uncertainty."""
    angular = reading.kind in ANGULAR
    mean = _mean_angle(reading.values) if angular else fmean(reading.values)
    scale = _ARCSEC if angular else 1.0
    spread = None
    if len(reading.values) > 1:
        spread = stdev(_around(value, mean) if angular else value for value in reading.values) * scale
    u = reading.u if reading.u is not None else _standard(reading, instrument, mean, spread)
    correction = tape_correction(instrument, reading, mean)
    if correction is not None:
        mean += correction.total_m
        u = math.hypot(u, correction.u_m) if u is not None and reading.u is None else u
    return Evaluated(mean, spread, u, len(reading.values), angular, correction)


def _standard(reading: Reading, instrument: Instrument | None, mean: float, spread: float | None) -> float | None:
    promised = instrument_u(instrument, reading, mean) if instrument else None
    count = len(reading.values)
    if promised is None:
        return spread / math.sqrt(count) if spread and count > 2 else None
    parts = [promised, (spread or 0.0) / math.sqrt(count)]
    if instrument and instrument.resolution_mm and reading.kind not in ANGULAR:
        parts.append(instrument.resolution_mm / 1000 / math.sqrt(12))
    return math.hypot(*parts)


def instrument_u(instrument: Instrument, reading: Reading, mean: float) -> float | None:
    """The standard uncertainty that the instrument promises for this reading; none where it states nothing."""
    factor = 1 / math.sqrt(3) if instrument.meaning is AccuracyMeaning.LIMIT else 1.0
    if reading.kind in ANGULAR:
        return None if instrument.angle_arcsec is None else _positive(instrument.angle_arcsec * factor)
    if reading.kind is ReadingKind.RISE and instrument.level_mm_per_km is not None:
        line_km = max(reading.length_m or 50.0, 10.0) / 1000  # a set-up indoors is never better than over 10 m
        return _positive(instrument.level_mm_per_km * math.sqrt(line_km) / 1000 * factor)
    a_mm = instrument.height_a_mm if reading.kind is ReadingKind.RISE and instrument.height_a_mm else \
        instrument.length_a_mm
    if a_mm is None:
        return None
    return _positive((a_mm + instrument.length_b_ppm * abs(mean) / 1000) / 1000 * factor)


def _positive(value: float) -> float | None:
    return value if value > 0 else None


def _mean_angle(values: tuple[float, ...]) -> float:
    """The mean on the circle, in degrees: of 359° and 1° it is 0°."""
    return (values[0] + fmean(_around(value, values[0]) for value in values)) % 360


def _around(value: float, middle: float) -> float:
    return (value - middle + 180) % 360 - 180
