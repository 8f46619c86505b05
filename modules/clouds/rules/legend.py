"""The scale of the colours of a printed view; of a deviation map with its histogram above."""

from collections.abc import Iterator

from modules.clouds.records import Cloud, Colouring, Deviation
from modules.clouds.rules.morton import Array
from modules.clouds.rules.palette import DEVIATIONS, HEIGHTS
from modules.clouds.rules.scene import Scene
from workstation.api import Mark, Rect, Text

_LEFT, _WIDE, _HIGH = 55.0, 40.0, 2.4  # mm of a picture that counts as 100 mm wide
_STEPS, _BARS = 40, 8.0
_INK, _PAPER = "#1f2328", "#ffffff"


def legend(colouring: Colouring, scene: Scene, cloud: Cloud, deviation: Deviation | None, bottom: float) -> list[Mark]:
    """Marks in the lower right corner of a picture that is ``bottom`` mm high; none for colours without a scale."""
    if colouring is Colouring.DEVIATION and deviation is not None:
        limit = f"{deviation.scale_m * 1000:g} mm"
        told = (f"−{limit}", "0", f"+{limit}")
        return [*_ground(bottom), *_bars(deviation, bottom), *_scale(DEVIATIONS, bottom, told)]
    if colouring is Colouring.HEIGHT:
        low, high = (float(value + scene.origin[2]) * (cloud.metres or 1.0) for value in scene.range_of(colouring))
        unit = "m" if cloud.metres else "u"
        told = (f"{low:.2f} {unit}", f"{(low + high) / 2:.2f} {unit}", f"{high:.2f} {unit}")
        return [*_ground(bottom, 0.0), *_scale(HEIGHTS, bottom, told)]
    return []


def _ground(bottom: float, above: float = _BARS) -> Iterator[Mark]:
    high = _HIGH + 5 + above
    yield Rect(_LEFT - 3, bottom - high - 1.5, _WIDE + 6, high + 1, _PAPER, _PAPER, 0.1)


def _scale(ramp: Array, bottom: float, told: tuple[str, str, str]) -> Iterator[Mark]:
    top = bottom - 5 - _HIGH
    for step in range(_STEPS):
        colour = f"#{int(ramp[round((step + 0.5) / _STEPS * 255)]):06x}"
        yield Rect(_LEFT + step * _WIDE / _STEPS, top, _WIDE / _STEPS, _HIGH, colour, colour, 0.1)
    yield Text(_LEFT, bottom - 2, told[0], 2.2, _INK)
    yield Text(_LEFT + _WIDE / 2, bottom - 2, told[1], 2.2, _INK, align="center")
    yield Text(_LEFT + _WIDE, bottom - 2, told[2], 2.2, _INK, align="right")


def _bars(deviation: Deviation, bottom: float) -> Iterator[Mark]:
    counts = deviation.statistics.counts
    wide, base, most = _WIDE / max(1, len(counts)), bottom - 5.6 - _HIGH, max(counts, default=0) or 1
    for number, count in enumerate(counts):
        high = (_BARS - 1) * count / most
        if high > 0:
            yield Rect(_LEFT + number * wide, base - high, wide * 0.85, high, _INK, "#9a9fa5", 0.05)
