"""The sketch of a network: points, rays, error ellipses, suspects; in millimetres, for paper and screen alike."""

import math
from collections.abc import Iterator

from modules.measurements.queries import Report
from workstation.api import Figure, Line, Mark, Polygon, Text, Words
from workstation.api.survey import (
    CONFIDENCE_95,
    Angle,
    Bearing,
    Direction,
    Distance,
    ErrorEllipse,
    Observation,
    Placed,
    Point,
)

_INK, _RAY, _ACCENT, _BAD, _SOFT = "#1f2328", "#8b95a1", "#1f6feb", "#d1242f", "#57606a"
_MARGIN, _FOOT = 14.0, 12.0
_NICE = (1, 2, 5)


def sketch(found: Report, words: Words, *, width: float = 150.0, height: float = 0.0) -> Figure | None:
    """The network as adjusted; none without coordinates. Ellipses hold the point with 95 % probability and are drawn
    larger by the factor told below. Without ``height`` a network that is higher than wide gets more of it."""
    if found.plane is None or len(found.plane.points) < 2:
        return None
    if not height:
        xs, ys = zip(*(point.at for point in found.plane.points.values()), strict=True)
        height = 130.0 if max(ys) - min(ys) > max(xs) - min(xs) else 105.0
    plan = _Plan(found, words, width, height)
    return Figure(width, height, tuple(plan.marks()), words("Network sketch: {name}", name=found.network.name))


class _Plan:
    def __init__(self, found: Report, words: Words, width: float, height: float) -> None:
        assert found.plane is not None
        self.found, self.words, self.width, self.height = found, words, width, height
        self.points = found.plane.points
        xs, ys = [p.x for p in self.points.values()], [p.y for p in self.points.values()]
        self.middle = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
        span = max(max(xs) - min(xs), 0.1), max(max(ys) - min(ys), 0.1)
        self.scale = min((width - 2 * _MARGIN) / span[0], (height - 2 * _MARGIN - _FOOT) / span[1])  # mm per metre
        largest = max((p.ellipse.major_m * CONFIDENCE_95 for p in self.points.values()), default=0.0)
        self.factor = _nice(6.0 / (largest * self.scale)) if largest > 1e-9 else 1.0

    def at(self, point: Point) -> Point:
        x = self.width / 2 + (point[0] - self.middle[0]) * self.scale
        return x, (self.height - _FOOT) / 2 - (point[1] - self.middle[1]) * self.scale

    def marks(self) -> Iterator[Mark]:
        yield from self._rays()
        for name, point in self.points.items():
            yield from self._point(name, point)
        yield from self._foot()

    def _rays(self) -> Iterator[Mark]:
        suspects = self.found.suspects
        pairs: dict[frozenset[str], str] = {}
        assert self.found.plane is not None
        for item in self.found.plane.residuals:
            if isinstance(item.observation, str):
                continue
            bad = item.observation.label in suspects
            for pair in _pairs(item.observation):
                if bad or pair not in pairs:
                    pairs[pair] = _BAD if bad else _RAY
        for pair, colour in pairs.items():
            first, second = (self.at(self.points[name].at) for name in sorted(pair))
            bad = colour == _BAD
            yield Line(*first, *second, colour, 0.6 if bad else 0.25, (2.0, 1.2) if bad else ())

    def _point(self, name: str, point: Placed) -> Iterator[Mark]:
        x, y = self.at(point.at)
        ellipse = point.ellipse
        if ellipse.major_m > 1e-9:
            yield Polygon(self._outline((x, y), ellipse), _ACCENT, "", 0.3)
        known = self.found.points.get(name)
        if known is not None and known.held:
            corners = ((x, y - 2.0), (x + 1.8, y + 1.2), (x - 1.8, y + 1.2))
            yield Polygon(corners, _INK, "#ffffff", 0.45)
        else:
            circle = tuple((x + 0.9 * math.cos(t), y + 0.9 * math.sin(t)) for t in _turns(16))
            yield Polygon(circle, _INK, _INK, 0.2)
        yield Text(x + 2.4, y - 1.6, self.found.name(name), 2.8, _INK, True)

    def _outline(self, at: Point, ellipse: ErrorEllipse) -> tuple[Point, ...]:
        k = CONFIDENCE_95 * self.factor * self.scale
        bearing = math.radians(ellipse.bearing_deg)
        found = []
        for turn in _turns(40):
            along, across = ellipse.major_m * k * math.cos(turn), ellipse.minor_m * k * math.sin(turn)
            east = along * math.sin(bearing) + across * math.cos(bearing)
            north = along * math.cos(bearing) - across * math.sin(bearing)
            found.append((at[0] + east, at[1] - north))
        return tuple(found)

    def _foot(self) -> Iterator[Mark]:
        y = self.height - 5.0
        bar = _nice(30.0 / self.scale)
        left = _MARGIN / 2
        yield Line(left, y, left + bar * self.scale, y, _INK, 0.5)
        for x in (left, left + bar * self.scale):
            yield Line(x, y - 1.2, x, y + 1.2, _INK, 0.4)
        yield Text(left + bar * self.scale + 2, y + 1, f"{bar:g} m", 2.8, _INK)
        legend = self.words("△ known point   ● adjusted point   ellipses 95 %, enlarged {factor} ×",
                            factor=f"{self.factor:g}")
        yield Text(self.width - left, y + 1, legend, 2.6, _SOFT, align="right")
        x, top = self.width - 8.0, 6.0
        yield Line(x, top + 9, x, top, _INK, 0.35, arrow=True)
        yield Text(x, top + 12.5, self.words("N (y)"), 2.6, _INK, align="center")


def _pairs(observation: Observation) -> list[frozenset[str]]:
    if isinstance(observation, Distance):
        return [frozenset((observation.start, observation.end))]
    if isinstance(observation, Angle):
        return [frozenset((observation.at, observation.start)), frozenset((observation.at, observation.end))]
    assert isinstance(observation, Direction | Bearing)
    return [frozenset((observation.at, observation.target))]


def _turns(count: int) -> list[float]:
    return [number * 2 * math.pi / count for number in range(count)]


def _nice(value: float) -> float:
    """The nearest 1, 2 or 5 times a power of ten below."""
    power = 10.0 ** math.floor(math.log10(max(value, 1e-9)))
    return max((step * power for step in _NICE if step * power <= value * 1.0001), default=power)
