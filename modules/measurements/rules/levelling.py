"""Levelling (水准): closure of a line, and heights adjusted by least squares.

Sources: Ghilani, Adjustment Computations, ch. 12 (differential levelling, weights by length); GB 50026-2020, 4.2
(闭合差 ±k·√L or ±k·√n; numbers to be compared with the text, they come from the rule pack).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from workstation.api import UserError
from workstation.api.survey import Adjusted, Blunder, Matrix, Vector, adjust, find_blunders


@dataclass(frozen=True)
class Rise:
    """A height difference ``end`` − ``start`` in metres; ``length_m`` of the line where it is known."""

    start: str
    end: str
    value_m: float
    sigma_m: float
    length_m: float | None = None


@dataclass(frozen=True)
class LevelLimit:
    """What a grade permits in millimetres: ``per_km``·√L or, on short lines, ``per_setup``·√n; the larger holds."""

    per_km_mm: float
    per_setup_mm: float


@dataclass(frozen=True)
class LevelClosure:
    """The closure of a line (measured minus due) against what is permissible, both in millimetres."""

    closure_mm: float
    limit_mm: float | None
    length_m: float
    setups: int

    @property
    def holds(self) -> bool | None:
        """Whether the line closes well enough; none where that cannot be said."""
        return None if self.limit_mm is None else abs(self.closure_mm) <= self.limit_mm


@dataclass(frozen=True)
class Heights:
    """Adjusted heights in metres with their standard uncertainties; residuals etc. follow the rises."""

    heights: Mapping[str, tuple[float, float]]
    rises: tuple[Rise, ...]
    adjusted: Adjusted
    blunders: tuple[Blunder, ...]


def level_closure(rises: Sequence[Rise], known_rise_m: float, limit: LevelLimit | None) -> LevelClosure:
    """The closure of consecutive rises between two known heights, or of a loop (``known_rise_m`` 0)."""
    if not rises:
        raise UserError("measurements.line_empty")
    length = sum(rise.length_m or 0.0 for rise in rises)
    permissible = None
    if limit is not None:
        permissible = max(limit.per_km_mm * math.sqrt(length / 1000), limit.per_setup_mm * math.sqrt(len(rises)))
    closure = (sum(rise.value_m for rise in rises) - known_rise_m) * 1000
    return LevelClosure(closure, permissible, length, len(rises))


def adjust_heights(rises: Sequence[Rise], known: Mapping[str, float]) -> Heights:
    """Adjust heights from rises; ``known`` heights (metres) are held.

    Raises ``UserError``: ``measurements.no_known_height``, ``survey.no_start`` (points without a line to a known
    one), ``survey.bad_sigma``.
    """
    if not known:
        raise UserError("measurements.no_known_height")
    free = [name for name in dict.fromkeys(n for rise in rises for n in (rise.start, rise.end)) if name not in known]
    near = _near(rises, known)
    lost = [name for name in free if name not in near]
    if lost:
        raise UserError("survey.no_start", points=", ".join(lost))
    if not free:
        raise UserError("measurements.nothing_to_adjust")
    column = {name: number for number, name in enumerate(free)}
    slope = np.zeros((len(rises), len(free)))
    fixed = np.zeros(len(rises))
    for row, rise in enumerate(rises):
        for name, sign in ((rise.end, 1.0), (rise.start, -1.0)):
            if name in column:
                slope[row, column[name]] += sign
            else:
                fixed[row] += sign * known[name]

    def model(x: Vector) -> tuple[Vector, Matrix]:
        return slope @ x + fixed, slope

    observed, sigma = np.array([rise.value_m for rise in rises]), np.array([rise.sigma_m for rise in rises])
    start = np.array([near[name] for name in free])
    result = adjust(model, observed, sigma, start)
    deviation = np.sqrt(np.diag(result.scaled_covariance))
    heights = {name: (float(result.x[i]), float(deviation[i])) for name, i in column.items()}
    return Heights(heights, tuple(rises), result, find_blunders(model, observed, sigma, start))


def _near(rises: Sequence[Rise], known: Mapping[str, float]) -> dict[str, float]:
    near = dict(known)
    for _ in rises:
        before = len(near)
        for rise in rises:
            if rise.start in near and rise.end not in near:
                near[rise.end] = near[rise.start] + rise.value_m
            elif rise.end in near and rise.start not in near:
                near[rise.start] = near[rise.end] - rise.value_m
        if len(near) == before:
            break
    return near
