"""Plane networks: points adjusted from distances, angles, directions, bearings and control coordinates.

Sources: Ghilani, Adjustment Computations, ch. 14 (distances), 15 (angles, directions), 16 (traverses and networks);
GB 50026-2020 and CJJ/T 8-2011 ask for a-posteriori sigma and point errors in the report.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from workstation.domain.errors import UserError
from workstation.domain.survey.adjustment import Adjusted, Blunder, Matrix, Model, Vector, adjust, find_blunders
from workstation.domain.survey.points import Placed, Point, placed

ARCSEC = math.pi / 648_000  # one second of arc in radians
_MOST_UNKNOWNS = 600


@dataclass(frozen=True)
class Distance:
    """A horizontal distance in metres."""

    start: str
    end: str
    value_m: float
    sigma_m: float
    label: str = ""


@dataclass(frozen=True)
class Angle:
    """A clockwise angle at ``at`` from ``start`` to ``end`` in degrees; ``sigma_arcsec`` in seconds of arc."""

    at: str
    start: str
    end: str
    value_deg: float
    sigma_arcsec: float
    label: str = ""


@dataclass(frozen=True)
class Direction:
    """A reading of the horizontal circle at ``at`` towards ``target`` in degrees; the readings of one ``round`` share
    an unknown orientation."""

    at: str
    target: str
    value_deg: float
    sigma_arcsec: float
    round: str = ""
    label: str = ""


@dataclass(frozen=True)
class Bearing:
    """A bearing from ``at`` to ``target`` in degrees clockwise from y."""

    at: str
    target: str
    value_deg: float
    sigma_arcsec: float
    label: str = ""


Observation = Distance | Angle | Direction | Bearing


@dataclass(frozen=True)
class Control:
    """A known point; ``sigma_m`` 0 holds it fast, otherwise its coordinates are measurements like the others."""

    x: float
    y: float
    sigma_m: float = 0.0


@dataclass(frozen=True)
class Residual:
    """What became of one measurement. ``residual``, ``sigma`` and ``detectable`` are in its unit: metres, or seconds
    of arc."""

    observation: Observation | str
    residual: float
    sigma: float
    redundancy: float
    w: float
    detectable: float
    unit: str


@dataclass(frozen=True)
class NetworkResult:
    """An adjusted plane network; ``order`` names the points in the order of ``covariance`` (x, y, x, y …)."""

    points: Mapping[str, Placed]
    order: tuple[str, ...]
    covariance: Matrix
    residuals: tuple[Residual, ...]
    blunders: tuple[Blunder, ...]
    adjusted: Adjusted

    def covariance_of(self, *names: str) -> Matrix:
        """The covariance of some points, 2 rows each in the order asked for; held points contribute nothing."""
        rows = [2 * self.order.index(name) + axis if name in self.order else -1 for name in names for axis in (0, 1)]
        whole = np.pad(self.covariance, ((0, 1), (0, 1)))  # the last row stands for a held coordinate
        return whole[np.ix_(rows, rows)]


class _Equations:
    """Which unknown stands where, and the measurements as functions of them."""

    def __init__(self, observations: Sequence[Observation], controls: Mapping[str, Control]) -> None:
        self.observations = observations
        named = dict.fromkeys(name for observation in observations for name in _names(observation))
        self.soft = [name for name, control in controls.items() if control.sigma_m > 0]
        self.held = {name: control for name, control in controls.items() if control.sigma_m == 0}
        self.free = [name for name in dict.fromkeys((*named, *self.soft)) if name not in self.held]
        self.column = {name: 2 * number for number, name in enumerate(self.free)}
        self.rounds = list(dict.fromkeys(_round(o) for o in observations if isinstance(o, Direction)))
        self.orientation = {key: 2 * len(self.free) + number for number, key in enumerate(self.rounds)}
        self.unknowns = 2 * len(self.free) + len(self.rounds)
        self.controls = controls
        self.angular = np.array([not isinstance(o, Distance) for o in observations] + [False] * 2 * len(self.soft))

    def measured(self) -> tuple[Vector, Vector]:
        """The measurements and their sigmas in metres and radians; soft control coordinates come last."""
        values = [o.value_m if isinstance(o, Distance) else math.radians(o.value_deg) for o in self.observations]
        sigmas = [o.sigma_m if isinstance(o, Distance) else o.sigma_arcsec * ARCSEC for o in self.observations]
        for name in self.soft:
            control = self.controls[name]
            values += [control.x, control.y]
            sigmas += [control.sigma_m, control.sigma_m]
        return np.array(values, float), np.array(sigmas, float)

    def at(self, x: Vector, name: str) -> Point:
        """Where a point lies for these unknowns."""
        if name in self.held:
            return self.held[name].x, self.held[name].y
        column = self.column[name]
        return float(x[column]), float(x[column + 1])

    def model(self) -> Model:
        """The computed measurements and their derivatives."""

        def compute(x: Vector) -> tuple[Vector, Matrix]:
            count = len(self.observations)
            computed = np.zeros(count + 2 * len(self.soft))
            slope = np.zeros((len(computed), self.unknowns))
            for row, observation in enumerate(self.observations):
                computed[row] = self._row(x, observation, slope[row])
            for number, name in enumerate(self.soft):
                for axis in (0, 1):
                    row, column = count + 2 * number + axis, self.column[name] + axis
                    computed[row], slope[row, column] = x[column], 1.0
            return computed, slope

        return compute

    def _row(self, x: Vector, observation: Observation, row: Vector) -> float:
        if isinstance(observation, Distance):
            (x1, y1), (x2, y2) = self.at(x, observation.start), self.at(x, observation.end)
            length = math.hypot(x2 - x1, y2 - y1)
            if length < 1e-9:
                raise UserError("survey.points_coincide")
            self._add(row, observation.start, (x1 - x2) / length, (y1 - y2) / length)
            self._add(row, observation.end, (x2 - x1) / length, (y2 - y1) / length)
            return length
        if isinstance(observation, Angle):
            return (self._bearing(x, row, observation.at, observation.end, 1.0)
                    - self._bearing(x, row, observation.at, observation.start, -1.0))
        value = self._bearing(x, row, observation.at, observation.target, 1.0)
        if isinstance(observation, Direction):
            column = self.orientation[_round(observation)]
            row[column] = -1.0
            value -= float(x[column])
        return value

    def _bearing(self, x: Vector, row: Vector, start: str, end: str, sign: float) -> float:
        (x1, y1), (x2, y2) = self.at(x, start), self.at(x, end)
        dx, dy = x2 - x1, y2 - y1
        square = dx * dx + dy * dy
        if square < 1e-18:
            raise UserError("survey.points_coincide")
        self._add(row, start, -sign * dy / square, sign * dx / square)
        self._add(row, end, sign * dy / square, -sign * dx / square)
        return math.atan2(dx, dy)

    def _add(self, row: Vector, name: str, by_x: float, by_y: float) -> None:
        column = self.column.get(name)
        if column is not None:
            row[column] += by_x
            row[column + 1] += by_y

    def start(self, near: Mapping[str, Point]) -> Vector:
        """The unknowns to begin with. Raises ``UserError("survey.no_start")`` naming points without coordinates."""
        lost = [name for name in self.free if name not in near and name not in self.controls]
        if lost:
            raise UserError("survey.no_start", points=", ".join(lost))
        x = np.zeros(self.unknowns)
        for name in self.free:
            control = self.controls.get(name)
            x[self.column[name] : self.column[name] + 2] = near[name] if control is None else (control.x, control.y)
        for key in self.rounds:
            first = next(o for o in self.observations if isinstance(o, Direction) and _round(o) == key)
            (x1, y1), (x2, y2) = self.at(x, first.at), self.at(x, first.target)
            x[self.orientation[key]] = math.atan2(x2 - x1, y2 - y1) - math.radians(first.value_deg)
        return x


def adjust_network(
    observations: Sequence[Observation], controls: Mapping[str, Control], near: Mapping[str, Point],
) -> NetworkResult:
    """Adjust a plane network by least squares with its blunders named.

    ``near`` gives approximate coordinates in metres of every point that is no control (``starting_points`` finds
    them). Coordinates and ellipses use the a-posteriori sigma where it is above 1.

    Raises ``UserError``: ``survey.no_control``, ``survey.no_start``, ``survey.too_large``, ``survey.bad_sigma``,
    ``survey.not_a_number``, ``survey.not_determined``, ``survey.points_coincide``, ``survey.no_convergence``.
    """
    if not controls:
        raise UserError("survey.no_control")
    equations = _Equations(observations, controls)
    if equations.unknowns > _MOST_UNKNOWNS:
        raise UserError("survey.too_large", unknowns=equations.unknowns, most=_MOST_UNKNOWNS)
    observed, sigma = equations.measured()
    model, start = equations.model(), equations.start(near)
    result = adjust(model, observed, sigma, start, angular=equations.angular)
    blunders = find_blunders(model, observed, sigma, start, angular=equations.angular)
    covariance = result.scaled_covariance[: 2 * len(equations.free), : 2 * len(equations.free)]
    points = {name: Placed(control.x, control.y) for name, control in equations.held.items()}
    for name in equations.free:
        rows = slice(equations.column[name], equations.column[name] + 2)
        points[name] = placed(result.x[rows], covariance[rows, rows])
    residuals = tuple(_residuals(equations, result, sigma))
    return NetworkResult(points, tuple(equations.free), covariance, residuals, blunders, result)


def _residuals(equations: _Equations, result: Adjusted, sigma: Vector) -> list[Residual]:
    named: list[Observation | str] = [*equations.observations]
    named += [name for name in equations.soft for _ in (0, 1)]
    found = []
    for row, observation in enumerate(named):
        turn = bool(equations.angular[row])
        unit = 1 / ARCSEC if turn else 1.0
        found.append(Residual(
            observation, float(result.residuals[row] * unit), float(sigma[row] * unit), float(result.redundancy[row]),
            float(result.w[row]), float(result.detectable[row] * unit), "″" if turn else "m",
        ))
    return found


def _names(observation: Observation) -> tuple[str, ...]:
    if isinstance(observation, Distance):
        return observation.start, observation.end
    if isinstance(observation, Angle):
        return observation.at, observation.start, observation.end
    return observation.at, observation.target


def _round(direction: Direction) -> str:
    return f"{direction.at}\x00{direction.round}"
