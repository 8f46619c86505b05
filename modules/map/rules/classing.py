"""Features by the value of a field: categories, or classes of numbers; each with its colour or its size."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modules.map.records import Grading, LayerStyle
from modules.map.rules.features import Features
from workstation.api import drawing

COLOURS = (
    "#3b6ea5", "#c0763a", "#4f8a4c", "#8a5a9e", "#b0894a", "#6f7a3a", "#3f8f93", "#a06a86", "#7b6a4f", "#5b6bb0",
    "#93b3d1", "#e0b48f", "#9fc59d", "#c3a5cf", "#d8c29c", "#b4bb8d", "#98c8ca", "#d0b0c1", "#b9ae9b", "#a6afd8",
)  # fmt: skip
"""Muted, told apart by most eyes, and none of them the red of fire; the later ten are paler."""

RAMPS: dict[str, tuple[str, ...]] = {
    "blue": ("#d5e3f0", "#6f9fcb", "#1d4a78"), "green": ("#dcead6", "#7bae74", "#28592a"),
    "ochre": ("#f3e3c3", "#c9944a", "#6b430f"), "violet": ("#e7dcef", "#a27fb9", "#4f2a6a"),
    "grey": ("#dddcda", "#94918c", "#3d3b38"), "blue-ochre": ("#2f6299", "#eeeae2", "#9a5b1a"),
}  # fmt: skip
"""From the least value to the greatest, by way of the middle."""

GREY = "#8b877f"
REST = ""
MOST_CLASSES = 9
Members = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class ValueClass:
    """Features that look alike. ``key`` names the class in ``LayerStyle.colours``: a value, or the number of a class
    from 1; what belongs to none has the key ``REST`` and no title. ``times`` is how much larger they are drawn."""

    key: str
    title: str
    members: Members
    colour: str = GREY
    times: float = 1.0


def colour_classes(features: Features, style: LayerStyle) -> list[ValueClass]:
    """The classes of the field that gives the colours, and what is left; none where one colour is enough."""
    column = features.columns.get(style.class_field)
    if column is None:
        return []
    if style.grading is Grading.CATEGORIES:
        found = _categories(column)
        usual = list(COLOURS[: len(found)])
    else:
        found = graded(column, style.grading, style.classes)
        usual = ramp(style.ramp, len(found))
    chosen = dict(style.colours)
    made = [
        ValueClass(key, title, members, chosen.get(key, colour))
        for (key, title, members), colour in zip(found, usual, strict=True)
    ]
    return _with_rest(made, features.count, chosen.get(REST, GREY))


def size_classes(features: Features, style: LayerStyle) -> list[ValueClass]:
    """The classes of the field that gives the sizes, and what is left, as small as the smallest."""
    column = features.columns.get(style.size_field)
    if column is None:
        return []
    grading = Grading.QUANTILES if style.grading is Grading.QUANTILES else Grading.INTERVALS
    found = graded(column, grading, style.classes)
    last = max(len(found) - 1, 1)
    made = [
        ValueClass(key, title, members, times=1.0 + (style.size_times - 1.0) * number / last)
        for number, (key, title, members) in enumerate(found)
    ]
    return _with_rest(made, features.count, GREY)


def numbers(column: list[str]) -> drawing.Floats:
    """The texts as numbers; NaN where there is none."""
    return np.array([_number(text) for text in column])


def is_numeric(column: list[str]) -> bool:
    """Whether a field holds numbers, but for what is missing."""
    filled = [text for text in column if text.strip()]
    return bool(filled) and not any(math.isnan(_number(text)) for text in filled)


def graded(column: list[str], grading: Grading, wanted: int) -> list[tuple[str, str, Members]]:
    """Classes of numbers, each from its lower limit to below the next one's; the last holds the greatest value too.

    The limits between them are rounded to what their distance needs (whole numbers to whole ones, told as first and
    last), and rounded before anything is sorted by them, so that the legend is exact. Fewer classes where values are
    few; none where nothing is a number.
    """
    values = numbers(column)
    known = values[np.isfinite(values)]
    if not len(known):
        return []
    low, high, whole = float(known.min()), float(known.max()), bool((known == np.round(known)).all())
    steps = np.linspace(0, 1, min(max(wanted, 2), MOST_CLASSES) + 1)[1:-1]
    between = np.quantile(known, steps) if grading is Grading.QUANTILES else low + (high - low) * steps
    rounded = np.ceil(between) if whole else np.round(between, _digits(np.diff([low, *between.tolist(), high])))
    limits = np.unique(rounded)
    limits = limits[(limits > low) & (limits <= high)]
    which = np.where(np.isfinite(values), np.searchsorted(limits, values, side="right"), -1)
    starts, ends = [low, *limits.tolist()], [*(limits - 1 if whole else limits).tolist(), high]
    return [
        (f"{number + 1}", _range(start, end), members)
        for number, (start, end) in enumerate(zip(starts, ends, strict=True)) if (members := which == number).any()
    ]


def ramp(name: str, count: int) -> list[str]:
    """So many colours of a ramp, evenly from its first to its last."""
    stops = np.array([[int(stop[i : i + 2], 16) for i in (1, 3, 5)] for stop in RAMPS.get(name, RAMPS["blue"])])
    places = np.linspace(0, len(stops) - 1, count) if count > 1 else np.array([len(stops) - 1.0])
    parts = np.column_stack([np.interp(places, range(len(stops)), stops[:, channel]) for channel in range(3)])
    return ["#" + "".join(f"{round(part):02x}" for part in colour) for colour in parts.tolist()[:count]]


def _categories(column: list[str]) -> list[tuple[str, str, Members]]:
    """A class for each value that has a colour, the most frequent first."""
    texts = np.array(column, dtype=str)
    values, counts = np.unique(texts, return_counts=True)
    filled = values != ""
    values, counts = values[filled], counts[filled]
    ranked = values[np.argsort(-counts, kind="stable")][: len(COLOURS)]
    return [(str(value), str(value), texts == value) for value in ranked]


def _with_rest(made: list[ValueClass], count: int, colour: str) -> list[ValueClass]:
    left = np.ones(count, dtype=bool)
    for one in made:
        left &= ~one.members
    return [*made, ValueClass(REST, "", left, colour)] if left.any() else made


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan


def _digits(widths: drawing.Floats) -> int:
    """How many digits after the point (negative: before it) tell limits that lie so far apart."""
    least = float(np.min(widths[widths > 0], initial=np.inf))
    return 0 if math.isinf(least) else 1 - math.floor(math.log10(least))


def _range(low: float, high: float) -> str:
    """The limits of a class."""
    return f"{low:.7g}" if low == high else f"{low:.7g} – {high:.7g}"
