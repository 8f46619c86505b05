"""The path language of SVG (SVG 1.1, 8.3) as rings of points; curves are divided finely enough for symbols."""

import math
import re
from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from workstation.domain.drawing.marks import Floats

_TOKEN = re.compile(r"([MmZzLlHhVvCcSsQqTtAa])|([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)|[\s,]+|(.)")
_COUNTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
_STEPS = 16
_FLAG_AT = (3, 4)


def path_rings(text: str) -> list[tuple[list[Floats], bool]]:
    """Pairs of rings and whether they are closed: all closed subpaths together (holes!), then each open one.

    Raises ``ValueError`` naming what is not understood.
    """
    pen = _Pen()
    for letter, values in _commands(text):
        pen.draw(letter, values)
    pen.end(closed=False)
    closed = [(pen.closed, True)] if pen.closed else []
    return closed + [([ring], False) for ring in pen.open]


def _commands(text: str) -> Iterator[tuple[str, list[float]]]:
    letter, values = "", list[float]()
    for token in _tokens(text):
        if isinstance(token, str):
            if values:
                raise ValueError(letter)
            letter = token
            if letter in "Zz":
                yield letter, []
            continue
        if not letter or letter in "Zz":
            raise ValueError(f"{token:g}")
        values.append(token)
        if len(values) == _COUNTS[letter.upper()]:
            yield letter, values
            values = []
            letter = {"M": "L", "m": "l"}.get(letter, letter)
    if values:
        raise ValueError(letter)


def _tokens(text: str) -> Iterator[str | float]:
    """Letters and numbers; the two flags of an arc may stand without a space ("a1 1 0 01 2 2")."""
    letter, place, at = "", 0, 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None or found[3]:
            raise ValueError(text[at])
        at = found.end()
        if found[1]:
            letter, place = found[1], 0
            yield letter
        elif found[2]:
            if letter in "Aa" and letter and place % 7 in _FLAG_AT and found[2][0] in "01":
                at = found.start() + 1
                yield float(found[2][0])
            else:
                yield float(found[2])
            place += 1


class _Pen:
    """Follows the commands."""

    def __init__(self) -> None:
        self.closed: list[Floats] = []
        self.open: list[Floats] = []
        self._ring: list[complex] = []
        self._at = self._start = 0j
        self._control: tuple[str, complex] = ("", 0j)

    def end(self, *, closed: bool) -> None:
        if len(self._ring) > 1:
            ring = np.array([(point.real, point.imag) for point in self._ring])
            (self.closed if closed else self.open).append(ring)
        self._ring = []

    def draw(self, letter: str, v: list[float]) -> None:
        base = self._at if letter.islower() else 0j
        kind = letter.upper()
        pairs = [complex(x, y) + base for x, y in zip(v[::2], v[1::2], strict=False)]
        control = ("", 0j)
        match kind:
            case "M":
                self.end(closed=False)
                self._start = pairs[0]
                self._ring = [pairs[0]]
            case "L":
                self._line(pairs[0])
            case "H":
                self._line(complex(v[0] + base.real, self._at.imag))
            case "V":
                self._line(complex(self._at.real, v[0] + base.imag))
            case "C" | "S":
                first = pairs[0] if kind == "C" else self._mirrored("C")
                second, goal = pairs[-2:]
                self._bezier([self._at, first, second, goal])
                control = ("C", second)
            case "Q" | "T":
                middle = pairs[0] if kind == "Q" else self._mirrored("Q")
                self._bezier([self._at, middle, pairs[-1]])
                control = ("Q", middle)
            case "A":
                self._arc(v[0], v[1], v[2], bool(v[3]), bool(v[4]), complex(v[5], v[6]) + base)
            case "Z":
                self.end(closed=True)
                self._at = self._start
                self._ring = [self._start]
        if kind != "Z":
            self._at = self._ring[-1]
        self._control = control

    def _mirrored(self, kind: str) -> complex:
        return 2 * self._at - self._control[1] if self._control[0] == kind else self._at

    def _line(self, goal: complex) -> None:
        self._ring = self._ring or [self._at]
        self._ring.append(goal)

    def _bezier(self, points: list[complex]) -> None:
        self._ring = self._ring or [self._at]
        for step in range(1, _STEPS + 1):
            share, level = step / _STEPS, points
            while len(level) > 1:
                level = [a + (b - a) * share for a, b in pairwise(level)]
            self._ring.append(level[0])

    def _arc(self, rx: float, ry: float, turn_deg: float, large: bool, sweep: bool, goal: complex) -> None:
        """SVG 1.1, F.6.5: from end points to the centre."""
        start, rx, ry = self._at, abs(rx), abs(ry)
        if start == goal:
            return
        if rx == 0 or ry == 0:
            self._line(goal)
            return
        turn = complex(math.cos(math.radians(turn_deg)), math.sin(math.radians(turn_deg)))
        half = (start - goal) / 2 * turn.conjugate()
        grow = math.sqrt(max(1.0, (half.real / rx) ** 2 + (half.imag / ry) ** 2))
        rx, ry = rx * grow, ry * grow
        unit = complex(half.real / rx, half.imag / ry)
        reach = math.sqrt(max(0.0, 1 / max(abs(unit) ** 2, 1e-12) - 1)) * (1 if large != sweep else -1)
        middle = complex(unit.imag, -unit.real) * reach
        first, last = unit - middle, -unit - middle
        begin = math.atan2(first.imag, first.real)
        angle = math.atan2(last.imag, last.real) - begin
        angle += 2 * math.pi * ((angle < 0) if sweep else -(angle > 0))
        centre = complex(middle.real * rx, middle.imag * ry) * turn + (start + goal) / 2
        count = max(2, math.ceil(abs(angle) / math.pi * 24))
        for step in range(1, count + 1):
            at = begin + angle * step / count
            self._line(centre + complex(rx * math.cos(at), ry * math.sin(at)) * turn)
