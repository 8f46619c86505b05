"""Readings as the observations of an adjustment: slope distances made level, centring added, gaps named.

Sources: Ghilani, Adjustment Computations, ch. 7 (errors of targeting and centring in angles): a target off by c at the
distance D turns the direction by c/D. GB 50026-2020 asks to reduce slope distances by the zenith angle.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from modules.measurements.records import ANGULAR, Reading, ReadingKind
from modules.measurements.rules.levelling import Rise
from modules.measurements.rules.reading import Evaluated, evaluate
from workstation.api import N_, Instrument
from workstation.api.survey import ARCSEC, Angle, Bearing, Direction, Distance, Observation, Point

NO_POINTS = N_("its points are not named")
NO_ZENITH = N_("slope distance without a zenith angle")
EXCLUDED = N_("left out")


@dataclass(frozen=True)
class Assumed:
    """Standard uncertainties for readings of which nothing is known, and how well instruments and targets are
    centred; reference values of the rule pack."""

    length_m: float = 0.005
    angle_arcsec: float = 20.0
    rise_m: float = 0.003
    centring_m: float = 0.001


@dataclass(frozen=True)
class Assembled:
    """What goes into an adjustment. ``observations`` and ``rises`` carry the id of their reading as label;
    ``unused`` says why a reading takes no part; ``assumed`` are those whose uncertainty is a reference value."""

    observations: tuple[Observation, ...]
    rises: tuple[Rise, ...]
    rise_ids: tuple[str, ...]
    unused: Mapping[str, str]
    assumed: frozenset[str]


def assemble(
    readings: Sequence[Reading], instruments: Mapping[str, Instrument], assumed: Assumed
) -> Assembled:
    """The observations that follow from these readings."""
    work = _Assembly(readings, instruments, assumed)
    for reading in readings:
        work.take(reading)
    return Assembled(
        tuple(work.observations), tuple(work.rises), tuple(work.rise_ids), work.unused, frozenset(work.assumed_ids)
    )


class _Assembly:
    def __init__(
        self, readings: Sequence[Reading], instruments: Mapping[str, Instrument], assumed: Assumed
    ) -> None:
        self.instruments, self.assumed = instruments, assumed
        self.observations: list[Observation] = []
        self.rises: list[Rise] = []
        self.rise_ids: list[str] = []
        self.unused: dict[str, str] = {}
        self.assumed_ids: set[str] = set()
        self.shots: dict[tuple[str, str], dict[ReadingKind, Reading]] = defaultdict(dict)
        for reading in readings:
            if reading.shot and not reading.excluded:
                self.shots[reading.file_id or "", reading.shot][reading.kind] = reading

    def take(self, reading: Reading) -> None:
        if reading.excluded:
            self.unused[reading.id] = EXCLUDED
        elif not (reading.from_id and reading.to_id) or (reading.kind is ReadingKind.ANGLE and not reading.back_id):
            self.unused[reading.id] = NO_POINTS
        else:
            self._observe(reading, reading.from_id, reading.to_id)

    def _observe(self, reading: Reading, start: str, end: str) -> None:
        value, u = self._judged(reading)
        if reading.kind is ReadingKind.DISTANCE:
            self.observations.append(Distance(start, end, value, u, reading.id))
        elif reading.kind is ReadingKind.SLOPE:
            self._slope(reading, start, end, value, u)
        elif reading.kind is ReadingKind.RISE:
            self.rises.append(Rise(start, end, value, u, reading.length_m))
            self.rise_ids.append(reading.id)
        elif reading.kind is ReadingKind.ANGLE:
            self.observations.append(Angle(start, reading.back_id or "", end, value, u, reading.id))
        elif reading.kind is ReadingKind.DIRECTION:
            self.observations.append(Direction(start, end, value, u, reading.round, reading.id))
        elif reading.kind is ReadingKind.BEARING:
            self.observations.append(Bearing(start, end, value, u, reading.id))

    def _slope(self, reading: Reading, start: str, end: str, slope: float, u: float) -> None:
        partner = self.shots[reading.file_id or "", reading.shot].get(ReadingKind.ZENITH) if reading.shot else None
        if partner is None:
            self.unused[reading.id] = NO_ZENITH
            return
        zenith_deg, u_arcsec = self._judged(partner)
        sine, cosine = math.sin(math.radians(zenith_deg)), math.cos(math.radians(zenith_deg))
        turn = u_arcsec * ARCSEC
        level = math.hypot(sine * u, slope * cosine * turn)
        self.observations.append(Distance(start, end, slope * sine, level, reading.id))
        rise = slope * cosine + partner.instrument_height_m - partner.target_height_m
        u_rise = math.hypot(cosine * u, slope * sine * turn, self.assumed.centring_m)
        self.rises.append(Rise(start, end, rise, u_rise, slope))
        self.rise_ids.append(reading.id)

    def _judged(self, reading: Reading) -> tuple[float, float]:
        instrument = self.instruments.get(reading.instrument_id or "")
        judged: Evaluated = evaluate(reading, instrument)
        if judged.u is not None:
            return judged.mean, judged.u
        self.assumed_ids.add(reading.id)
        if reading.kind in ANGULAR:
            return judged.mean, self.assumed.angle_arcsec
        return judged.mean, self.assumed.rise_m if reading.kind is ReadingKind.RISE else self.assumed.length_m


def with_centring(
    observations: Sequence[Observation], near: Mapping[str, Point], centring_m: float
) -> list[Observation]:
    """The observations with what centring adds to angles over these distances (metres)."""

    def widened(sigma_arcsec: float, at: str, *targets: str) -> float:
        turns = [centring_m / max(math.dist(near[at], near[name]), 0.05) / ARCSEC for name in targets]
        return math.hypot(sigma_arcsec, *turns)

    found: list[Observation] = []
    for item in observations:
        if isinstance(item, Angle) and {item.at, item.start, item.end} <= near.keys():
            item = replace(item, sigma_arcsec=widened(item.sigma_arcsec, item.at, item.start, item.end))
        elif isinstance(item, Direction | Bearing) and {item.at, item.target} <= near.keys():
            item = replace(item, sigma_arcsec=widened(item.sigma_arcsec, item.at, item.target))
        found.append(item)
    return found
