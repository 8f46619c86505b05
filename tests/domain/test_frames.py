"""Coordinate frames: published pairs, inverses, zones, sites, and what is refused."""

import math

import numpy as np
import pytest

from workstation.domain import frames, geodesy
from workstation.domain.errors import UserError
from workstation.domain.frames import BD09, CGCS2000, GCJ02, Control, SiteFrame, convert, trust
from workstation.domain.place import UNKNOWN_FRAME, WGS84, GeoPoint

RANDOM = np.random.default_rng(7).uniform((73, 1), (137, 55), (5000, 2))


def one(x: float, y: float, source: str, target: str) -> tuple[float, float]:
    (point,) = convert(np.array([[x, y]]), source, target)
    return float(point[0]), float(point[1])


def test_the_published_pair_of_the_domain_reference() -> None:
    assert one(121.5272106, 31.1774276, WGS84, GCJ02) == pytest.approx((121.5315418592, 31.1753039836), abs=1e-9)
    assert one(121.5315418592, 31.1753039836, GCJ02, WGS84) == pytest.approx((121.5272106, 31.1774276), abs=1e-9)


@pytest.mark.parametrize("frame", [GCJ02, BD09])
def test_shifted_frames_come_back_to_a_billionth_of_a_degree(frame: str) -> None:
    there = convert(RANDOM, WGS84, frame)
    moved = np.abs(there - RANDOM).max(axis=1)
    assert np.median(moved) > 1e-3 and np.abs(convert(there, frame, WGS84) - RANDOM).max() < 1e-9


def test_bd_rests_on_gcj() -> None:
    assert one(116.404, 39.915, GCJ02, BD09) == pytest.approx((116.41036949371029, 39.92133699351022), abs=1e-9)


def test_nothing_is_shifted_outside_the_country() -> None:
    assert one(2.35, 48.85, WGS84, GCJ02) == (2.35, 48.85)


def test_zones_of_cgcs2000() -> None:
    assert frames.zone_of(113.9) == "EPSG:4547" and frames.zone_of(113.9, numbered=True) == "EPSG:4526"
    assert frames.zone_of(75) == "EPSG:4534" and frames.zone_of(135) == "EPSG:4554"
    assert frames.zone_of(75, numbered=True) == "EPSG:4513" and frames.zone_of(135, numbered=True) == "EPSG:4533"
    x, y = one(114.0, 22.9, CGCS2000, "EPSG:4547")
    meridian = geodesy.leg((114, 0), (114, 22.9)).length_m
    assert x == pytest.approx(500_000, abs=1e-4) and y == pytest.approx(meridian, abs=1e-3)
    assert one(114.0, 22.9, CGCS2000, "EPSG:4526")[0] == pytest.approx(38_500_000, abs=1e-4)
    with pytest.raises(UserError, match=r"frame\.outside_zones"):
        frames.zone_of(10)


def test_what_can_be_trusted_is_said() -> None:
    assert trust(CGCS2000, "EPSG:4547").accuracy_m == 0 and not trust(CGCS2000, "EPSG:4547").ballpark
    assert trust(WGS84, CGCS2000).ballpark and trust(WGS84, CGCS2000).accuracy_m == frames.REALISATION_M
    shifted = trust(GCJ02, WGS84)
    assert shifted.accuracy_m is not None and shifted.accuracy_m >= 1
    assert trust(UNKNOWN_FRAME, WGS84).accuracy_m is None and trust("EPSG:2414", WGS84).accuracy_m is None


@pytest.mark.parametrize(("frame", "code"), [
    (UNKNOWN_FRAME, "frame.unknown"), ("site:A", "frame.no_parameters"), ("EPSG:2414", "frame.no_parameters"),
    ("EPSG:4610", "frame.no_parameters"), ("EPSG:999999", "frame.not_known"), ("nonsense", "frame.not_known"),
])
def test_frames_without_parameters_are_refused_not_guessed(frame: str, code: str) -> None:
    with pytest.raises(UserError) as raised:
        convert(np.zeros((1, 2)), frame, WGS84)
    assert raised.value.code == code


def test_a_site_frame_goes_there_and_back_and_passes_its_error_on() -> None:
    turn = math.radians(30)
    mark = Control(name="K1", site_x=0, site_y=0, base_x=487_000.01, base_y=2_540_000, residual_m=0.01)
    site = SiteFrame(name="site:A", base="EPSG:4547", a=math.cos(turn), b=math.sin(turn), shift_x_m=487_000.0,
                     shift_y_m=2_540_000.0, rms_m=0.02, control=(mark,))  # fmt: skip
    sites = {site.name: site}
    local = np.array([[0.0, 0.0], [10.0, 0.0], [3.0, 4.0]])
    based = convert(local, "site:A", "EPSG:4547", sites)
    assert based[1] - based[0] == pytest.approx((10 * math.cos(turn), 10 * math.sin(turn)))
    degrees = convert(local, "site:A", WGS84, sites)
    assert geodesy.leg(tuple(degrees[0]), tuple(degrees[1])).length_m == pytest.approx(10, abs=0.002)
    assert convert(degrees, WGS84, "site:A", sites) == pytest.approx(local, abs=1e-6)
    at = frames.converted(GeoPoint(x=1, y=2, frame="site:A", accuracy_m=0.03), "EPSG:4547", sites)
    assert at.accuracy_m == pytest.approx(math.hypot(0.02, 0.03))


def test_a_site_frame_needs_a_base_in_metres() -> None:
    with pytest.raises(UserError, match=r"frame\.base_not_metric"):
        SiteFrame(name="site:A", base=WGS84, a=1, b=0, shift_x_m=0, shift_y_m=0)
    with pytest.raises(UserError, match=r"frame\.bad_site_name"):
        SiteFrame(name="A", base="EPSG:4547", a=1, b=0, shift_x_m=0, shift_y_m=0)


def test_measures_on_the_ellipsoid() -> None:
    flinders_peak, buninyong = (144.4248679, -37.9510334), (143.9264955, -37.6528211)  # the GDA technical manual's line
    line = geodesy.leg(flinders_peak, buninyong)
    assert line.length_m == pytest.approx(54_972.271, abs=0.02)
    assert line.bearing_deg == pytest.approx(306 + 52 / 60 + 5.37 / 3600, abs=1e-5)
    ring = geodesy.circle((114.0, 22.9), 100, 360)
    assert geodesy.area_m2(ring) == pytest.approx(math.pi * 1e4, rel=1e-4)
    assert geodesy.length_m(np.vstack((ring, ring[:1]))) == pytest.approx(200 * math.pi, rel=1e-4)
    seen = geodesy.sector((114.0, 22.9), 90, 60, 50)
    assert geodesy.area_m2(seen) == pytest.approx(math.pi * 2500 / 6, rel=1e-2)
    east = geodesy.destination((114.0, 22.9), 90, 50)
    assert geodesy.leg((114.0, 22.9), east).bearing_deg == pytest.approx(90, abs=1e-3)
    assert [geodesy.compass(angle) for angle in (359, 46, 180, 292.6)] == ["N", "NE", "S", "NW"]


def test_zones_have_the_titles_of_their_meridians() -> None:
    for frame, title in frames.ZONES.items():
        code = int(frame.removeprefix("EPSG:"))
        meridian = 75 + 3 * (code - (4534 if code >= 4534 else 4513))
        assert f"{meridian}°E" in title and frame in (frames.zone_of(meridian), frames.zone_of(meridian, numbered=True))
        assert f"{meridian}E" in frames.frame_title(frame) or "zone" in frames.frame_title(frame)
