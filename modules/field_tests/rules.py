"""What readings amount to: mean, spread, blank, and the reference bands of the rule pack. Proposals, no verdicts."""

import math
import re
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from modules.field_tests.records import Commission, FieldTest
from workstation.api import UserError

_SEPARATORS = re.compile(r"[\s,,;;、]+")


@dataclass(frozen=True)
class Band:
    """A reference band: what a figure from ``low`` (included) to ``high`` (not included) speaks for."""

    text: dict[str, str]
    clause: str
    certainty: str


@dataclass(frozen=True)
class Evaluated:
    """Readings in their unit: ``spread`` is the experimental standard deviation s (n − 1), ``net`` the mean less the
    blank, ``ratio`` the mean by the blank, ``figure`` what the bands are asked with, in the unit of the bands."""

    count: int
    mean: float | None
    spread: float | None
    blank: float | None
    net: float | None
    ratio: float | None
    figure: float | None
    bands: tuple[Band, ...]


def read_values(text: str) -> tuple[float, ...]:
    """Readings written beside one another. Raises ``UserError("field_tests.bad_reading")``."""
    found = []
    for part in filter(None, _SEPARATORS.split(text.replace("−", "-"))):
        try:
            value = float(part)
        except ValueError as error:
            raise UserError("field_tests.bad_reading", part=part[:20]) from error
        if not math.isfinite(value):
            raise UserError("field_tests.bad_reading", part=part[:20])
        found.append(value)
    return tuple(found)


def shown_values(values: Sequence[float]) -> str:
    """Readings as they are typed."""
    return " ".join(f"{value:.10g}" for value in values)


def method_of(methods: Sequence[Mapping[str, Any]], code: str) -> Mapping[str, Any]:
    """The form of a method in the rule pack."""
    return next(method for method in methods if method["code"] == code)


def evaluate(test: FieldTest, method: Mapping[str, Any]) -> Evaluated:
    """Mean, spread and blank of a test, and the bands that its figure falls into."""
    mean = statistics.fmean(test.values) if test.values else None
    blank = statistics.fmean(test.blanks) if test.blanks else None
    net = mean - blank if mean is not None and blank is not None else None
    ratio = mean / blank if mean is not None and blank else None
    figure = _figure(method["figure"], test.values, mean, net, ratio)
    factor = next((unit["factor"] for unit in method["units"] if unit["unit"] == test.unit), 1.0)
    if figure is not None and method["figure"] != "ratio":
        figure *= factor
    return Evaluated(
        len(test.values), mean, statistics.stdev(test.values) if len(test.values) > 1 else None, blank, net, ratio,
        figure, tuple(_bands(method["bands"], test.category, figure)),
    )


def _figure(
    kind: str, values: Sequence[float], mean: float | None, net: float | None, ratio: float | None
) -> float | None:
    if kind == "net":
        return net if net is not None else mean
    if kind == "ratio":
        return ratio
    if kind == "minimum":
        return min(values, default=None)
    if kind == "maximum":
        return max(values, default=None)
    return mean


def _bands(bands: Iterable[Mapping[str, Any]], category: str, figure: float | None) -> Iterable[Band]:
    for band in bands:
        if band.get("category", category) != category:
            continue
        low, high = band.get("low"), band.get("high")
        if low is None and high is None:
            inside = True
        elif figure is None:
            inside = False
        else:
            inside = (low is None or figure >= low) and (high is None or figure < high)
        if inside:
            yield Band(band["text"], band["clause"], band["certainty"])


class CommissionState(StrEnum):
    """How a commission stands on a day."""

    DRAFT = "draft"
    AWAITED = "awaited"
    OVERDUE = "overdue"
    DONE = "done"
    WITHDRAWN = "withdrawn"


def state_on(commission: Commission, today: date) -> CommissionState:
    """How the commission stands."""
    if commission.withdrawn:
        return CommissionState.WITHDRAWN
    if commission.received_on:
        return CommissionState.DONE
    if commission.sent_on is None:
        return CommissionState.DRAFT
    return CommissionState.OVERDUE if commission.due_on and today > commission.due_on else CommissionState.AWAITED


def next_number(letter: str, taken: Iterable[str]) -> str:
    """The next free number such as T-003."""
    found = [re.fullmatch(rf"{letter}-(\d{{1,9}})", number) for number in taken]
    return f"{letter}-{max((int(match[1]) for match in found if match), default=0) + 1:03d}"
