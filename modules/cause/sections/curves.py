"""A curve on paper: of a calculation, or of a series that a simulation computed."""

from collections.abc import Sequence

from workstation.api import Figure, Mark, Polygon, Rect, Text

_WIDE, _HIGH, _LEFT, _BELOW = 120.0, 52.0, 18.0, 12.0


def curve_figure(
    xs: Sequence[float], ys: Sequence[float], across: str, caption: str, *, here: tuple[float, float] | None = None
) -> Figure:
    """At least two points from left to right; ``across`` names what runs along the bottom, ``here`` is marked."""
    top, bottom = max(ys), min(0.0, *ys)
    span, width = (top - bottom) or 1.0, (xs[-1] - xs[0]) or 1.0

    def place(x: float, y: float) -> tuple[float, float]:
        return _LEFT + (x - xs[0]) / width * (_WIDE - _LEFT), (_HIGH - _BELOW) * (1 - (y - bottom) / span) + 2

    marks: list[Mark] = [
        Rect(_LEFT, 2, _WIDE - _LEFT, _HIGH - _BELOW, colour="#9aa0a6"),
        Polygon(tuple(place(*pair) for pair in zip(xs, ys, strict=True)), colour="#b8420f", line=0.5, closed=False),
        Text(_LEFT, _HIGH - _BELOW + 6, f"{xs[0]:.4g}"),
        Text(_WIDE, _HIGH - _BELOW + 6, f"{xs[-1]:.4g}", align="right"),
        Text((_LEFT + _WIDE) / 2, _HIGH - 1, across, align="center"),
        Text(_LEFT - 1.5, 5, f"{top:.4g}", align="right"),
        Text(_LEFT - 1.5, _HIGH - _BELOW + 2, f"{bottom:.4g}", align="right"),
    ]
    if here is not None:
        x, y = place(*here)
        marks.append(Rect(x - 0.8, y - 0.8, 1.6, 1.6, fill="#1f2328"))
    return Figure(_WIDE, _HIGH, tuple(marks), caption=caption)
