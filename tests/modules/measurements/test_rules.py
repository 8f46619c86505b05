"""Uncertainty of readings, traverses and levelling against textbook numbers, starting coordinates, typed values."""

import math
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.measurements.records import Reading, ReadingKind
from modules.measurements.rules.between import between
from modules.measurements.rules.enter import read_values, shown_values
from modules.measurements.rules.levelling import LevelLimit, Rise, adjust_heights, level_closure
from modules.measurements.rules.reading import evaluate
from modules.measurements.rules.route import follow_levels, follow_traverse
from modules.measurements.rules.starting import starting_points
from modules.measurements.rules.traverse import Leg, Permissible, compute_traverse
from workstation.api import UNKNOWN_FRAME, AccuracyMeaning, GeoPoint, Instrument, InstrumentKind, UserError
from workstation.api.survey import Angle, Bearing, Direction, Distance

STATION = Instrument(
    name="T", kind=InstrumentKind.TOTAL_STATION, length_a_mm=2, length_b_ppm=2, angle_arcsec=2,
    calibrated_on=date(2026, 1, 1), valid_until=date(2026, 12, 31),
)


def test_reading_has_the_uncertainty_of_the_instrument_and_of_its_spread() -> None:
    one = evaluate(Reading(kind=ReadingKind.DISTANCE, values=(100.0,)), STATION)
    assert one.u == pytest.approx(0.0022)  # 2 mm + 2 ppm of 100 m
    three = evaluate(Reading(kind=ReadingKind.DISTANCE, values=(100.0, 100.003, 100.006)), STATION)
    assert three.mean == pytest.approx(100.003)
    assert three.spread == pytest.approx(0.003)
    assert three.u == pytest.approx(math.hypot(0.002200006, 0.003 / math.sqrt(3)), rel=1e-5)


def test_limit_of_error_counts_as_rectangular_with_the_resolution() -> None:
    tape = Instrument(name="尺", length_a_mm=2, resolution_mm=1, meaning=AccuracyMeaning.LIMIT)
    found = evaluate(Reading(kind=ReadingKind.DISTANCE, values=(3.0,)), tape)
    assert found.u == pytest.approx(math.hypot(0.002 / math.sqrt(3), 0.001 / math.sqrt(12)))
    assert found.measured.text() == "3.0000 ± 0.0024 m"


def test_without_an_instrument_nothing_is_promised() -> None:
    assert evaluate(Reading(kind=ReadingKind.DISTANCE, values=(3.0,)), None).u is None
    assert evaluate(Reading(kind=ReadingKind.DISTANCE, values=(3.0,), u=0.01), STATION).u == 0.01


def test_angles_are_averaged_on_the_circle() -> None:
    found = evaluate(Reading(kind=ReadingKind.DIRECTION, values=(359.999, 0.001)), STATION)
    assert found.mean == pytest.approx(0.0, abs=1e-9) or found.mean == pytest.approx(360.0, abs=1e-9)
    assert found.spread == pytest.approx(0.001 * math.sqrt(2) * 3600)


def test_calibration_covers_its_days() -> None:
    assert STATION.valid_on(date(2026, 12, 31))
    assert STATION.valid_on(date(2027, 1, 1)) is False
    assert STATION.valid_on(date(2025, 12, 31)) is False
    assert Instrument(name="尺").valid_on(date(2026, 1, 1)) is None


@pytest.mark.parametrize("bad", [
    {"kind": ReadingKind.DISTANCE, "values": ()}, {"kind": ReadingKind.DISTANCE, "values": (math.nan,)},
    {"kind": ReadingKind.SLOPE, "values": (0.0,)}, {"kind": ReadingKind.ZENITH, "values": (180.0,)},
    {"kind": ReadingKind.DISTANCE, "values": (1.0,), "u": 0.0},
])
def test_impossible_readings_are_refused(bad: dict[str, object]) -> None:
    with pytest.raises(UserError):
        Reading(**bad)


# what is typed

@pytest.mark.parametrize(("text", "kind", "unit", "values"), [
    ("3456 3458", ReadingKind.DISTANCE, "mm", (3.456, 3.458)),
    ("3.456;3.458", ReadingKind.DISTANCE, "m", (3.456, 3.458)),
    ("345.6,345.8", ReadingKind.DISTANCE, "cm", (3.456, 3.458)),
    ("−0.512", ReadingKind.RISE, "m", (-0.512,)),
    ("123°45′06″", ReadingKind.ANGLE, "m", (round(123 + 45 / 60 + 6 / 3600, 9),)),
    ("90°00'30\"  90°00'34\"", ReadingKind.ZENITH, "m", (round(90 + 30 / 3600, 9), round(90 + 34 / 3600, 9))),
    ("123.4567", ReadingKind.DIRECTION, "mm", (123.4567,)),
])
def test_typed_values_are_understood(text: str, kind: ReadingKind, unit: str, values: tuple[float, ...]) -> None:
    assert read_values(text, kind, unit) == pytest.approx(values, abs=1e-9)


@pytest.mark.parametrize("text", ["", "abc", "3.4.5", "12°61′00″", "3,5m", "1e9999"])
def test_what_is_no_value_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="values_unreadable"):
        read_values(text, ReadingKind.ANGLE if "°" in text else ReadingKind.DISTANCE)


@given(st.lists(st.floats(0.001, 500).map(lambda value: round(value, 4)), min_size=1, max_size=5))
def test_shown_values_are_read_again(values: list[float]) -> None:
    assert read_values(shown_values(tuple(values), ReadingKind.DISTANCE), ReadingKind.DISTANCE) == tuple(values)


# traverses

SQUARE = {"A": (0.0, 0.0), "B": (0.0, 100.0), "C": (100.0, 100.0), "D": (100.0, 0.0)}


def test_closed_polygon_closes_exactly_and_its_error_is_shared_by_length() -> None:
    legs = [Leg("A", "B", 270.0, 100.0), Leg("B", "C", 270.0, 100.0), Leg("C", "D", 270.0, 100.0),
            Leg("D", "A", 270.0, 100.0)]
    exact = compute_traverse(SQUARE["A"], 90.0, legs, end=SQUARE["A"], end_bearing_deg=90.0,
                             limits=Permissible(40, 2000))
    assert exact.angular_arcsec == pytest.approx(0, abs=1e-6)
    assert exact.gap_m == pytest.approx(0, abs=1e-9)
    assert dict(exact.points)["C"] == pytest.approx((100, 100))
    wrong = [*legs[:3], Leg("D", "A", 270.0 + 60 / 3600, 100.08)]
    found = compute_traverse(SQUARE["A"], 90.0, wrong, end=SQUARE["A"], end_bearing_deg=90.0,
                             limits=Permissible(40, 2000))
    assert found.angular_arcsec == pytest.approx(60)
    assert found.angular_limit_arcsec == pytest.approx(80)
    assert (found.angle_holds, found.length_holds) == (True, True)
    assert dict(found.points)["A"] == pytest.approx(SQUARE["A"], abs=1e-9)


def test_textbook_connecting_traverse() -> None:
    """A connecting traverse: with perfect angles and lengths every closure is nil; a leg 50 mm long is found."""
    points = {"M": (-50.0, 0.0), "A": (0.0, 0.0), "1": (40.0, 30.0), "2": (90.0, 25.0), "B": (130.0, 60.0),
              "N": (200.0, 60.0)}

    def bearing(a: str, b: str) -> float:
        return math.degrees(math.atan2(points[b][0] - points[a][0], points[b][1] - points[a][1]))

    def angle(back: str, at: str, to: str) -> Angle:
        return Angle(at, back, to, (bearing(at, to) - bearing(at, back)) % 360, 5)

    route = ("A", "1", "2", "B")
    way = ("M", *route, "N")
    observations = [angle(*way[i : i + 3]) for i in range(4)]
    observations += [Distance(a, b, math.dist(points[a], points[b]), 0.003) for a, b in pairwise(route)]
    held = {name: points[name] for name in ("M", "A", "B", "N")}
    found = follow_traverse(route, observations, held, Permissible(60, 1000))
    assert (found.angles, found.angular_arcsec) == (4, pytest.approx(0, abs=1e-6))
    assert found.gap_m == pytest.approx(0, abs=1e-9)
    for name, point in found.points:
        assert point == pytest.approx(points[name])
    observations[5] = Distance("1", "2", observations[5].value_m + 0.05, 0.003)
    worse = follow_traverse(route, observations, held, Permissible(60, 10_000))
    assert worse.gap_m == pytest.approx(0.05)
    assert worse.length_holds is False


def test_traverse_names_what_is_missing() -> None:
    held = {"A": (0.0, 0.0)}
    with pytest.raises(UserError, match="route_bearing"):
        follow_traverse(("A", "B", "C"), [Distance("A", "B", 5, 0.01)], held, None)
    with pytest.raises(UserError, match="route_length") as caught:
        follow_traverse(("A", "B"), [Bearing("A", "B", 10, 20)], held, None)
    assert caught.value.values == {"start": "A", "end": "B"}
    with pytest.raises(UserError, match="route_start"):
        follow_traverse(("B", "A"), [], held, None)


def test_open_traverse_closes_nowhere() -> None:
    found = follow_traverse(("A", "B"), [Bearing("B", "A", 180, 20), Distance("A", "B", 5, 0.01)], {"A": (1.0, 1.0)},
                            Permissible(60, 1000))
    assert dict(found.points)["B"] == pytest.approx((1, 6))
    assert (found.gap_m, found.angle_holds, found.length_holds) == (None, None, None)


# levelling

def test_level_line_against_its_limit() -> None:
    line = [Rise("A", "1", 1.234, 0.002, 300), Rise("1", "2", -0.512, 0.002, 400), Rise("2", "B", 0.300, 0.002, 300)]
    found = level_closure(line, 1.0, LevelLimit(40, 12))
    assert found.closure_mm == pytest.approx(22)
    assert found.limit_mm == pytest.approx(40)  # 40·√1 km against 12·√3 = 20.8: the larger
    assert found.holds
    assert follow_levels(("A", "1", "2", "B"), line, {"A": 10.0, "B": 11.05}, LevelLimit(20, 0)).holds is False
    assert follow_levels(("A", "1", "2"), line, {"A": 10.0}, None) is None


def test_heights_follow_from_known_ones_with_their_blunder_named() -> None:
    heights = {"A": 10.0, "1": 11.2, "2": 10.7, "3": 12.1}
    pairs = [("A", "1"), ("1", "2"), ("2", "3"), ("3", "A"), ("A", "2"), ("1", "3")]
    rises = [Rise(a, b, heights[b] - heights[a] + (0.05 if (a, b) == ("1", "3") else 0), 0.002) for a, b in pairs]
    found = adjust_heights(rises, {"A": 10.0})
    assert [blunder.index for blunder in found.blunders] == [5]
    good = adjust_heights(rises[:5], {"A": 10.0})
    assert {name: value for name, (value, _) in good.heights.items()} == pytest.approx(
        {"1": 11.2, "2": 10.7, "3": 12.1})
    with pytest.raises(UserError, match="no_known_height"):
        adjust_heights(rises, {})
    with pytest.raises(UserError, match="no_start"):
        adjust_heights([Rise("X", "Y", 1, 0.001)], {"A": 10.0})


# starting coordinates

def test_polar_rays_and_a_free_station_are_followed() -> None:
    truth = {"A": (0.0, 0.0), "B": (10.0, 2.0), "S": (4.0, -6.0), "P": (7.0, 5.0), "Q": (-3.0, 4.0)}

    def ray(at: str, to: str, zero: float) -> list[Direction | Distance]:
        turn = math.degrees(math.atan2(truth[to][0] - truth[at][0], truth[to][1] - truth[at][1])) - zero
        return [Direction(at, to, turn % 360, 5, "1"), Distance(at, to, math.dist(truth[at], truth[to]), 0.002)]

    observations = [*ray("S", "A", 33), *ray("S", "B", 33), *ray("S", "P", 33), *ray("P", "S", 5), *ray("P", "Q", 5)]
    found = starting_points(observations, {"A": truth["A"], "B": truth["B"]})
    for name, point in truth.items():
        assert found[name] == pytest.approx(point, abs=1e-6)


def test_three_lengths_place_a_point() -> None:
    known = {"A": (0.0, 0.0), "B": (10.0, 0.0), "C": (0.0, 8.0)}
    observations = [Distance(name, "P", math.dist(point, (4.0, 3.0)), 0.01) for name, point in known.items()]
    assert starting_points(observations, known)["P"] == pytest.approx((4, 3))


# between points

def test_between_points_with_and_without_known_errors() -> None:
    points = [("A", GeoPoint(x=0, y=0, frame="site:A", accuracy_m=0.01)),
              ("B", GeoPoint(x=3, y=4, frame="site:A", accuracy_m=0.01)),
              ("C", GeoPoint(x=0, y=4, frame="site:A", accuracy_m=0.01))]
    two = between(points[:2])
    assert two.length.text() == "5.000 ± 0.020 m"
    assert two.bearing is not None and two.bearing.value == pytest.approx(math.degrees(math.atan2(3, 4)))
    three = between(points)
    assert three.area is not None and three.area.value == pytest.approx(6)
    vague = between([points[0], ("D", GeoPoint(x=3, y=4, frame="site:A"))])
    assert vague.length.u is None


@pytest.mark.parametrize(("place", "code"), [
    (None, "no_coordinates"), (GeoPoint(x=1, y=1, frame=UNKNOWN_FRAME), "unknown_frame"),
    (GeoPoint(x=1, y=1, frame="site:B"), "frames_differ"),
])
def test_what_cannot_be_measured_is_said(place: GeoPoint | None, code: str) -> None:
    with pytest.raises(UserError, match=code):
        between([("A", GeoPoint(x=0, y=0, frame="site:A")), ("B", place)])
