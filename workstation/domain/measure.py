"""Measured quantities as they are reported: a value, its expanded uncertainty and as many digits as they carry.

Sources: JCGM 100:2008 (GUM) 7.2.2-7.2.6 and its Chinese edition JJF 1059.1-2012, section 5.3 (clause to be compared
with the text): the expanded uncertainty U = k·u is given with one or two significant digits, two where the first is 1
or 2, and is rounded up; the value ends at the same decimal place.
"""

import math
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal

from workstation.domain.errors import UserError

COVERAGE = 2.0  # k: about 95 % for a normal distribution
_DIGITS_UNKNOWN = Decimal("0.001")
_LEAST = 1e-12


@dataclass(frozen=True)
class Measured:
    """A quantity with its standard uncertainty ``u`` (one sigma), both in ``unit``; ``u`` is none where it is unknown.

    Raises ``UserError("measure.not_a_number" | "measure.negative_uncertainty")``.
    """

    value: float
    u: float | None = None
    unit: str = "m"

    def __post_init__(self) -> None:
        if not math.isfinite(self.value) or (self.u is not None and not math.isfinite(self.u)):
            raise UserError("measure.not_a_number", value=self.value)
        if self.u is not None and self.u < 0:
            raise UserError("measure.negative_uncertainty", value=self.value, u=self.u)

    @property
    def expanded(self) -> float | None:
        """The expanded uncertainty U with k = 2, unrounded; none where it is unknown."""
        return None if self.u is None else COVERAGE * self.u

    def text(self, *, with_k: bool = False) -> str:
        """``3.460 ± 0.012 m``; the value alone, to the millimetre, where no uncertainty is known."""
        return measured_text(self.value, self.u, self.unit, with_k=with_k)


def measured_text(value: float, u: float | None, unit: str = "m", *, with_k: bool = False) -> str:
    """``value`` with its expanded uncertainty (k = 2) and the digits that it deserves, as in ``3.460 ± 0.012 m``.

    ``u`` is the standard uncertainty in the same unit; none or 0 shows the value alone with three decimals.
    ``with_k`` adds ``(k=2)``, for texts that stand alone. Raises ``UserError("measure.not_a_number" |
    "measure.negative_uncertainty")``.
    """
    measured = Measured(value, u, unit)
    tail = f" {unit}" if unit and unit != "°" else unit
    if not u or u < _LEAST:
        return f"{_plain(Decimal(repr(measured.value)).quantize(_DIGITS_UNKNOWN, ROUND_HALF_EVEN))}{tail}"
    expanded, place = rounded_uncertainty(COVERAGE * u)
    shown = Decimal(repr(float(value))).quantize(place, ROUND_HALF_EVEN)
    return f"{_plain(shown)} ± {_plain(expanded)}{tail}{' (k=2)' if with_k else ''}"


def rounded_uncertainty(expanded: float) -> tuple[Decimal, Decimal]:
    """An uncertainty > 0 rounded up to one or two significant digits, and the decimal place where it ends."""
    exact = Decimal(f"{expanded:.6e}")  # the noise of binary fractions must not push 0.012 up to 0.013
    place = _place(exact)
    return exact.quantize(place, ROUND_CEILING), min(place, Decimal(1))


def _place(value: Decimal) -> Decimal:
    """The last place that is kept: two digits where the first is 1 or 2, otherwise one."""
    first = value.adjusted()
    digits = 2 if value.scaleb(-first) < 3 else 1
    return Decimal(1).scaleb(first - digits + 1)


def _plain(value: Decimal) -> str:
    return f"{value + 0:f}".replace("-", "−") if value else f"{abs(value):f}"
