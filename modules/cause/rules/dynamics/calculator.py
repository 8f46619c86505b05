"""What a calculator consists of: quantities with units and valid ranges, an equation with its source, assumptions."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from workstation.api import UserError

Values = Mapping[str, float]
G, CP = 9.81, 1.0  # m/s², kJ/(kg·K)
ZERO_C = 273.15


@dataclass(frozen=True)
class Quantity:
    """An input or output: ``low`` and ``high`` bound what the equation was found for; ``least`` what makes sense."""

    code: str
    title: str
    unit: str
    default: float = 0.0
    low: float | None = None
    high: float | None = None
    least: float = 1e-9

    def covers(self, value: float) -> bool:
        """Whether the equation was found for such a value."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@dataclass(frozen=True)
class Limit:
    """A condition of validity that several quantities make together: ``holds`` sees inputs and outputs."""

    text: str
    holds: Callable[[Values], bool]


@dataclass(frozen=True)
class Curve:
    """What is drawn: the output ``y`` over the input ``x`` from ``low`` to ``high`` times its value."""

    x: str
    y: str
    low: float = 0.02
    high: float = 2.0


@dataclass(frozen=True)
class Calculator:
    """One calculation. ``compute`` gets every input, checked to be finite and not below its least value."""

    code: str
    title: str
    inputs: tuple[Quantity, ...]
    outputs: tuple[Quantity, ...]
    compute: Callable[[Values], dict[str, float]]
    equation: str
    source: str
    assumptions: tuple[str, ...]
    limits: tuple[Limit, ...] = ()
    curve: Curve | None = None


@dataclass(frozen=True)
class Result:
    """Outputs by code, and what of the validity does not hold: quantities outside their range, broken limits."""

    outputs: dict[str, float]
    outside: tuple[Quantity, ...]
    broken: tuple[Limit, ...]

    @property
    def valid(self) -> bool:
        """Whether everything lies within what the equation was found for."""
        return not self.outside and not self.broken


def run(calculator: Calculator, values: Values) -> Result:
    """Compute. Raises ``UserError("cause.input_missing" | "cause.input_senseless" | "cause.no_result")``."""
    for one in calculator.inputs:
        value = values.get(one.code)
        if value is None:
            raise UserError("cause.input_missing", name=one.title)
        if not math.isfinite(value) or value < one.least:
            raise UserError("cause.input_senseless", name=one.title, value=value)
    try:
        outputs = calculator.compute(values)
    except (ArithmeticError, ValueError) as error:
        raise UserError("cause.no_result") from error
    if not all(math.isfinite(value) for value in outputs.values()):
        raise UserError("cause.no_result")
    outside = tuple(one for one in calculator.inputs if not one.covers(values[one.code]))
    everything = {**values, **outputs}
    return Result(outputs, outside, tuple(limit for limit in calculator.limits if not limit.holds(everything)))


def points(calculator: Calculator, values: Values, count: int = 120) -> tuple[Sequence[float], Sequence[float]]:
    """The curve about these values; where there is no result the curve has no point."""
    curve = calculator.curve
    if curve is None:
        return (), ()
    middle = values[curve.x]
    xs, ys = [], []
    for number in range(count):
        x = middle * (curve.low + (curve.high - curve.low) * number / (count - 1))
        try:
            y = run(calculator, {**values, curve.x: x}).outputs[curve.y]
        except UserError:
            continue
        xs.append(x)
        ys.append(y)
    return xs, ys
