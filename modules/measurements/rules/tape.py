"""What a tape reading is corrected by: temperature, tension, sag.

Sources: Ghilani & Wolf, Elementary Surveying, ch. 6 (corrections of steel tapes); the terms of JJG 4 for tapes at
20 °C and their stated tension (clause to be compared with the text). The supports are taken as level and equally far
apart, the last span as long as what is left.
"""

import math
from dataclasses import dataclass

from modules.measurements.records import Reading, ReadingKind
from workstation.api import Instrument, InstrumentKind

TEMPERATURE_U_C = 1.0
TENSION_U_N = 5.0
_GRAVITY = 9.80665


@dataclass(frozen=True)
class TapeCorrection:
    """What is added to a length read on a tape, in metres; ``u_m`` is what the conditions leave uncertain."""

    temperature_m: float = 0.0
    tension_m: float = 0.0
    sag_m: float = 0.0
    u_m: float = 0.0

    @property
    def total_m(self) -> float:
        """All together."""
        return self.temperature_m + self.tension_m + self.sag_m


def tape_correction(instrument: Instrument | None, reading: Reading, length_m: float) -> TapeCorrection | None:
    """The correction of a length; none for anything but a tape, or where nothing tells the conditions.

    Temperature: α·L·(t − t₀). Tension: L·(P − P₀)/(A·E). Sag of each span l: −w²·l³/(24·P²).
    """
    if instrument is None or instrument.kind is not InstrumentKind.TAPE:
        return None
    if reading.kind not in (ReadingKind.DISTANCE, ReadingKind.SLOPE):
        return None
    heat = pull = sag = 0.0
    parts: list[float] = []
    expansion = instrument.tape_expansion_ppm
    if reading.temperature_c is not None and expansion is not None:
        heat = expansion * 1e-6 * length_m * (reading.temperature_c - instrument.tape_standard_c)
        parts.append(expansion * 1e-6 * length_m * TEMPERATURE_U_C)
    tension, stiffness = reading.tension_n, instrument.tape_stiffness_kn
    if tension is not None and stiffness and instrument.tape_standard_n is not None:
        pull = length_m * (tension - instrument.tape_standard_n) / (stiffness * 1000)
        parts.append(length_m * TENSION_U_N / (stiffness * 1000))
    weight = instrument.tape_weight_g_per_m
    if tension and weight and reading.free_span_m:
        cubes = _spans_cubed(length_m, reading.free_span_m)
        sag = -((weight / 1000 * _GRAVITY) ** 2) * cubes / (24 * tension**2)
        parts.append(2 * abs(sag) * TENSION_U_N / tension)
    if not parts:
        return None
    return TapeCorrection(heat, pull, sag, math.hypot(*parts))


def _spans_cubed(length_m: float, span_m: float) -> float:
    """The sum of the cubes of the free spans of a length."""
    whole = math.floor(length_m / span_m + 1e-9)
    rest = max(0.0, length_m - whole * span_m)
    return float(whole * span_m**3 + rest**3)
