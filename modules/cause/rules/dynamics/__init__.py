"""Fire dynamics by hand calculation: each with units, valid range, equation, source and assumptions."""

from modules.cause.rules.dynamics.calculator import Calculator, Limit, Quantity, Result, Values, points, run
from modules.cause.rules.dynamics.heat import HEAT
from modules.cause.rules.dynamics.plumes import PLUMES
from modules.cause.rules.dynamics.rooms import ROOMS

CALCULATORS: dict[str, Calculator] = {one.code: one for one in (*PLUMES, *ROOMS, *HEAT)}

__all__ = ["CALCULATORS", "Calculator", "Limit", "Quantity", "Result", "Values", "points", "run"]
