"""Calculations on paper: inputs with units, results, equation with its source, assumptions, validity, and the curve."""

from collections.abc import Iterator, Sequence

from modules.cause.queries import all_calculations, officer_names
from modules.cause.records import Calculation
from modules.cause.rules.dynamics import CALCULATORS, Quantity, points
from modules.cause.sections.claims import refs_inline
from modules.cause.sections.curves import curve_figure
from workstation.api import Block, Heading, KeyValues, Notice, Read, Ref, Words, anchor_of


def build_calculations(read: Read, words: Words, _: str) -> Iterator[Block]:
    """Every calculation that was kept."""
    found = all_calculations(read)
    if found:
        yield Heading(1, words("Calculations"))
        yield Notice(words("Estimates by engineering equations: they support or question, they prove nothing alone."))
    names = officer_names(read)
    for one in found:
        yield from _one(read, one, names.get(one.calculated_by or "", ""), words)


def _one(read: Read, one: Calculation, name: str, words: Words) -> Iterator[Block]:
    calculator = CALCULATORS.get(one.method)
    yield Heading(2, f"{one.number} {one.title}", anchor=anchor_of(Ref("calculations", one.id)))
    at = one.calculated_at.text("%Y-%m-%d %H:%M") if one.calculated_at else ""
    yield KeyValues((
        (words("Equation"), one.equation), (words("Source"), one.basis), (words("Calculated by"), f"{name} {at}"),
    ))
    if calculator is not None:
        yield KeyValues(tuple(shown(calculator.inputs, one.inputs, words)), columns=2)
        yield KeyValues(tuple(shown(calculator.outputs, one.outputs, words)), columns=2)
        assumed = "；".join(words(text) for text in calculator.assumptions)
        yield KeyValues(((words("Assumptions"), "；".join(filter(None, (assumed, one.assumptions)))),))
        yield from _curve(one, words)
    if not one.valid:
        yield Notice(words("Outside what the equation was found for: an order of magnitude at best."), "warning")
    links = refs_inline(read, one.grounds)
    if links:
        yield KeyValues(((words("Inputs come from"), links),))


def shown(quantities: Sequence[Quantity], values: dict[str, float], words: Words) -> Iterator[tuple[str, str]]:
    """Quantities with their values and units."""
    for one in quantities:
        if one.code in values:
            yield words(one.title), f"{values[one.code]:.4g} {one.unit}".strip()


def _curve(one: Calculation, words: Words) -> Iterator[Block]:
    calculator = CALCULATORS[one.method]
    curve = calculator.curve
    xs, ys = points(calculator, one.inputs)
    if curve is None or len(xs) < 2:
        return
    x = next(item for item in calculator.inputs if item.code == curve.x)
    y = next(item for item in calculator.outputs if item.code == curve.y)
    yield curve_figure(
        xs, ys, f"{words(x.title)} ({x.unit})", f"{words(y.title)} ({y.unit})",
        here=(one.inputs[curve.x], one.outputs[curve.y]),
    )
