"""The scene's own frame fitted onto the earth, and told how well."""

import math
from pathlib import Path

import pytest

from modules.measurements import operations
from modules.measurements.module import MODULE
from modules.measurements.records import SurveyPoint
from workstation.api import GeoPoint, UserError, frames
from workstation.api.survey import fit_site
from workstation.api.testing import temporary_case

SITE = [("K1", 0.0, 0.0), ("K2", 20.0, 1.0), ("K3", 18.0, 15.0), ("K4", -2.0, 12.0)]
BASE = "EPSG:4547"


def pairs(scale: float = 1.0, wrong: float = 0.0) -> list[tuple[str, GeoPoint, GeoPoint]]:
    c, s = scale * math.cos(math.radians(-8)), scale * math.sin(math.radians(-8))
    made = []
    for name, x, y in SITE:
        off = wrong if name == "K3" else 0.0
        target = GeoPoint(x=516_000 + c * x - s * y + off, y=2_526_000 + s * x + c * y, frame=BASE, accuracy_m=0.012)
        made.append((name, GeoPoint(x=x, y=y, frame="site:A"), target))
    return made


def test_frame_turns_points_as_the_fit_does() -> None:
    found = fit_site("site:A", pairs())
    assert found.frame.rms_m == pytest.approx(0, abs=1e-6)
    assert found.scale_off_ppm is None
    for _, site, target in pairs():
        placed = frames.converted(site, BASE, {"site:A": found.frame})
        assert (placed.x, placed.y) == pytest.approx((target.x, target.y), abs=1e-6)


def test_two_points_have_no_residual_to_show_and_one_is_refused() -> None:
    found = fit_site("site:A", pairs()[:2])
    assert found.frame.rms_m is None, "nothing checks it, which is not the same as no error"
    assert not found.fit.checked
    with pytest.raises(UserError, match="too_few_points"):
        fit_site("site:A", pairs()[:1])


def test_wrong_point_and_wrong_unit_are_told() -> None:
    found = fit_site("site:A", pairs(wrong=0.5))
    assert [found.fit.points[blunder.index].name for blunder in found.fit.blunders] == ["K3"]
    assert fit_site("site:A", pairs(scale=1.01)).scale_off_ppm == pytest.approx(10_000, abs=1)


def test_targets_in_degrees_or_several_frames_are_refused() -> None:
    (name, site, _), *rest = pairs()
    with pytest.raises(UserError, match="site_base"):
        fit_site("site:A", [(name, site, GeoPoint(x=114.0, y=23.0, frame="EPSG:4326"))])
    with pytest.raises(UserError, match="site_base"):
        fit_site("site:A", [(name, site, GeoPoint(x=5e5, y=2e6, frame="EPSG:4548")), *rest])


def test_fitting_again_replaces_the_frame(tmp_path: Path) -> None:
    with temporary_case(tmp_path, [MODULE]) as case:
        with case.work("measurements.enter_point") as work:
            ids = []
            for name, site, target in pairs():
                first, second = SurveyPoint(name=name, point=site), SurveyPoint(name=f"{name} RTK", point=target)
                work.put_many([first, second])
                ids.append((first.id, second.id))
        for count in (2, 4):
            with case.work("measurements.fit_frame") as work:
                operations.fit_frame(work, "site:A", ids[:count])
        (frame,) = case.read().all(frames.SiteFrame)
        assert [item.name for item in frame.control] == ["K1", "K2", "K3", "K4"]
        with case.work("measurements.enter_point") as work:
            bare = SurveyPoint(name="N")
            work.put(bare)
        with pytest.raises(UserError, match="no_coordinates"), case.work("measurements.fit_frame") as work:
            operations.fit_frame(work, "site:A", [(bare.id, ids[0][1])])
