"""The scale of colours below a printed view."""

from typing import Any, cast

import pytest

from modules.clouds.records import Colouring, Deviation, DeviationKind, Statistics
from modules.clouds.rules.legend import legend
from workstation.api import Rect, Text


@pytest.mark.parametrize(("counts", "bars"), [((0, 0, 0), 0), ((), 0), ((0, 4, 2), 2)])
def test_a_histogram_without_points_has_no_bars(counts: tuple[int, ...], bars: int) -> None:
    told = Statistics(
        count=sum(counts), mean=0, rms=0, lowest=0, highest=0, low_5=0, median=0, high_95=0, beyond=0,
        edges=tuple(range(len(counts) + 1)), counts=counts,
    )
    deviation = Deviation(cloud_id="c", kind=DeviationKind.PLANE, name="屋面", statistics=told, scale_m=0.05)
    nothing = cast("Any", None)  # a deviation map has its scale of itself
    marks = legend(Colouring.DEVIATION, nothing, nothing, deviation, 60.0)
    assert [mark.text for mark in marks if isinstance(mark, Text)] == ["−50 mm", "0", "+50 mm"]
    assert len([mark for mark in marks if isinstance(mark, Rect) and mark.line == 0.05]) == bars
