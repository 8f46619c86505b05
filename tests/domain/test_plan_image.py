"""Pictures at true scale: their plane, and what is refused."""

import math
from typing import Any

import pytest

from workstation.domain.errors import UserError
from workstation.domain.plan_image import PlanImage, ProposedWall
from workstation.domain.record import from_plain, to_plain


def slice_of(**values: Any) -> PlanImage:
    wanted: dict[str, Any] = {
        "title": "Slice at 1.2 m", "file_id": "f", "width_px": 400, "height_px": 200, "metres_per_px": 0.05,
        "origin": (10.0, -3.0), "rotation_deg": 90.0,
    }
    return PlanImage(**(wanted | values))


def test_the_picture_lies_in_its_plane() -> None:
    image = slice_of()
    assert image.size_m == (20.0, 10.0)
    assert image.in_plane(20.0, 0.0) == pytest.approx((10.0, 17.0))  # its rows run along y
    for place in ((0.0, 0.0), (3.5, 9.0), (-1.0, 4.0)):
        assert image.in_picture(image.in_plane(*place)) == pytest.approx(place)


def test_it_comes_back_as_it_was_stored() -> None:
    image = slice_of(walls=(ProposedWall(start=(0.0, 0.0), end=(4.0, 0.0), thickness_m=0.24, residual_m=0.004),))
    assert from_plain(PlanImage, to_plain(image)) == image


@pytest.mark.parametrize("values", [
    {"metres_per_px": 0.0}, {"metres_per_px": math.nan}, {"width_px": 0}, {"origin": (math.inf, 0.0)},
])
def test_without_a_scale_it_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(UserError, match=r"plan_image\.bad_scale"):
        slice_of(**values)


@pytest.mark.parametrize("end", [(0.0, 0.0), (math.nan, 1.0)])
def test_a_wall_without_length_is_refused(end: tuple[float, float]) -> None:
    with pytest.raises(UserError, match=r"plan_image\.bad_wall"):
        ProposedWall(start=(0.0, 0.0), end=end)
