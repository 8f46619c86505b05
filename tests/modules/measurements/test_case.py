"""Measurements in a case: adjusted, taken over, checked, searched, printed; a blunder is named, not removed."""

from datetime import date
from pathlib import Path

import pytest

from modules.measurements import operations
from modules.measurements.checks import CHECKS
from modules.measurements.layers import POINT_LAYER
from modules.measurements.module import MODULE
from modules.measurements.queries import report
from modules.measurements.records import NetworkKind, Reading, ReadingKind, SurveyPoint
from modules.measurements.search import SEARCHES
from modules.measurements.sections import SECTIONS, sketch
from modules.measurements.sections.adjustment import blunder_sentences
from modules.measurements.timeline import MEASURING_TIMELINE
from tests.modules.measurements.survey import HEIGHTS, TRUTH, enter
from tests.modules.measurements.test_site import pairs
from workstation.api import Finding, Instrument, Notice, Table, UserError, Words
from workstation.api.survey import fit_site
from workstation.api.testing import temporary_case
from workstation.services.rules import load_rules
from workstation.storage.case import Case


@pytest.fixture
def case(tmp_path: Path):  # type of the fixture follows from use
    with temporary_case(tmp_path, [MODULE], rules=load_rules()) as made:
        yield made


def findings(case: Case) -> dict[str, Finding]:
    return {finding.code: finding for check in CHECKS for finding in check.run(case.read())}


def test_traverse_closes_and_its_points_are_taken_over(case: Case) -> None:
    with case.work("measurements.enter_network") as work:
        network = enter(work)
    found = report(case.read(), network.id)
    assert not found.failures
    assert found.traverse is not None and found.traverse.angle_holds and found.traverse.length_holds
    assert found.plane is not None and found.plane.adjusted.accepted
    assert not found.suspects
    with case.work("measurements.adopt") as work:
        assert operations.adopt(work, network.id) == 4
    points = {point.name: point for point in case.read().all(SurveyPoint)}
    for name, (x, y) in TRUTH.items():
        place = points[name].point
        assert place is not None and (place.x, place.y) == pytest.approx((x, y), abs=0.006)
        if name in HEIGHTS:
            assert place.height_m == pytest.approx(HEIGHTS[name], abs=0.005)
        if name != "A":
            assert place.accuracy_m is not None and 0.0003 < place.accuracy_m < 0.01
            assert points[name].source == "闭合导线"
    assert points["A"].point is not None and points["A"].point.accuracy_m is None, "what is held is not rewritten"
    assert not findings(case)


def test_blunder_is_named_until_a_person_leaves_it_out(case: Case) -> None:
    with case.work("measurements.enter_network") as work:
        network = enter(work, wrong="CD")
    found = report(case.read(), network.id)
    (sentence,) = blunder_sentences(found, Words("zh"))
    assert "C → D" in sentence and "+0.1" in sentence
    assert found.traverse is not None and found.traverse.length_holds is False
    told = findings(case)
    assert {"measurements.blunder", "measurements.place_does_not_close"} <= told.keys()
    (suspect,) = found.suspects
    with pytest.raises(UserError, match="reason_empty"), case.work("measurements.exclude") as work:
        operations.exclude(work, [suspect], " ")
    with case.work("measurements.exclude") as work:
        operations.exclude(work, [suspect], "重测不符")
    assert case.read().get(Reading, suspect).excluded == "重测不符", "it stays in the register"
    again = report(case.read(), network.id)
    assert not again.suspects
    assert not again.failures
    assert again.route_failure is not None and again.route_failure.values == {"start": "C", "end": "D"}
    assert again.plane is not None and again.plane.points[_id(case, "P")].at == pytest.approx(TRUTH["P"], abs=0.006)
    with case.work("measurements.include") as work:
        operations.include(work, [suspect])
    assert report(case.read(), network.id).suspects


def _id(case: Case, name: str) -> str:
    return case.read().where(SurveyPoint, name=name)[0].id


def test_reading_outside_the_calibration_is_flagged(case: Case) -> None:
    with case.work("measurements.enter_instrument") as work:
        old = operations.enter_instrument(work, name="旧尺", length_a_mm=1.0, valid_until=date(2020, 1, 1))
        bare = operations.enter_instrument(work, name="无证", length_a_mm=1.0)
        operations.enter_reading(work, kind=ReadingKind.DISTANCE, values=(3.4,), what="门宽", instrument_id=old.id)
        operations.enter_reading(work, kind=ReadingKind.DISTANCE, values=(3.4,), what="窗宽", instrument_id=bare.id)
        operations.enter_reading(work, kind=ReadingKind.DISTANCE, values=(3.4,), what="梁高")
    told = findings(case)
    assert told["measurements.calibration_expired"].values["name"] == "旧尺"
    assert told["measurements.calibration_unknown"].values["name"] == "无证"
    assert told["measurements.no_instrument"].values["title"] == "梁高"


def test_unknown_frame_is_told_and_known_points_of_another_frame_are_not_used(case: Case) -> None:
    with case.work("measurements.enter_network") as work:
        network = enter(work)
        operations.enter_point(work, name="U", x=1.0, y=2.0, frame="unknown")
        held = operations.enter_point(work, name="K", x=500_000.0, y=2_500_000.0, frame="EPSG:4547", held=True)
        operations.enter_reading(work, kind=ReadingKind.DISTANCE, values=(5.0,), start="A", end="K",
                                 network_id=network.id)
    assert findings(case)["measurements.frame_unknown"].values["name"] == "U"
    found = report(case.read(), network.id)
    assert found.foreign == (held.id,)
    assert [error.code for error in found.failures] == ["survey.no_start"]
    assert found.failures[0].values["points"] == "K", "points are told by their names"


def test_adjustment_without_anything_known_says_what_to_do(case: Case) -> None:
    with case.work("measurements.enter_network") as work:
        network = operations.enter_network(work, name="空", kind=NetworkKind.PLANE, frame="site:A")
        operations.enter_reading(work, kind=ReadingKind.DISTANCE, values=(5.0,), start="X", end="Y",
                                 network_id=network.id)
    found = report(case.read(), network.id)
    assert [error.code for error in found.failures] == ["survey.no_control"]
    assert sketch(found, Words("zh")) is None
    with pytest.raises(UserError, match="no_control"), case.work("measurements.adopt") as work:
        operations.adopt(work, network.id)
    assert "measurements.not_adjusted" in findings(case)


@pytest.mark.parametrize(("values", "code"), [
    ({"name": " "}, "point_name_empty"), ({"name": "A"}, "point_name_taken"),
    ({"name": "N", "x": 1.0}, "half_coordinates"),
    ({"name": "N", "held": True}, "held_without_coordinates"),
])
def test_points_are_entered_with_care(case: Case, values: dict[str, object], code: str) -> None:
    with case.work("measurements.enter_point") as work:
        operations.enter_point(work, name="A", x=0.0, y=0.0, frame="site:A")
    with pytest.raises(UserError, match=code), case.work("measurements.enter_point") as work:
        operations.enter_point(work, **values)


def test_route_of_unknown_points_and_bad_instruments_are_refused(case: Case) -> None:
    with pytest.raises(UserError, match="no_such_point"), case.work("measurements.enter_network") as work:
        operations.enter_network(work, name="N", route_names=["Q"])
    with pytest.raises(UserError, match="validity_ends_first"):
        Instrument(name="I", calibrated_on=date(2026, 2, 1), valid_until=date(2026, 1, 1))
    with pytest.raises(UserError, match="negative_accuracy"):
        Instrument(name="I", length_a_mm=-1.0)


def test_levelling_loop_is_judged_by_its_grade(case: Case) -> None:
    with case.work("measurements.enter_network") as work:
        operations.enter_point(work, name="BM", x=0.0, y=0.0, frame="site:A", height_m=5.0, held=True)
        for name in ("1", "2"):
            operations.enter_point(work, name=name, x=1.0, y=0.0, frame="site:A")
        network = operations.enter_network(work, name="水准", kind=NetworkKind.LEVELLING, grade="scene",
                                           route_names=["BM", "1", "2", "BM"])
        for start, end, rise in (("BM", "1", 0.5), ("1", "2", 0.3), ("2", "BM", -0.76)):
            operations.enter_reading(work, kind=ReadingKind.RISE, start=start, end=end, values=(rise,), length_m=20.0,
                                     network_id=network.id)
    found = report(case.read(), network.id)
    assert found.closure is not None
    assert found.closure.closure_mm == pytest.approx(40)
    assert found.closure.holds is False
    assert found.assembled.assumed, "no instrument was named: reference values are used, and said to be"
    assert "measurements.heights_do_not_close" in findings(case)
    with case.work("measurements.adopt") as work:
        assert operations.adopt(work, network.id) == 2
    (point,) = case.read().where(SurveyPoint, name="1")
    assert point.point is not None and point.point.height_m == pytest.approx(5.5 - 0.04 / 3)


def test_contributions_name_points_readings_and_hours(case: Case) -> None:
    with case.work("measurements.enter_network") as work:
        network = enter(work)
    with case.work("measurements.adopt") as work:
        operations.adopt(work, network.id)
    read = case.read()
    assert {item.label for item in POINT_LAYER.items(read)} == set(TRUTH)
    assert all(item.point.frame == "site:A" for item in POINT_LAYER.items(read))
    entries = {search.id: list(search.entries(read)) for search in SEARCHES}
    assert len(entries["readings"]) == 19
    assert any("±" in entry.title for entry in entries["readings"])
    (hour,) = MEASURING_TIMELINE.items(read)
    assert hour.title == "全站仪 × 19"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_sections_say_everything_in_both_languages(case: Case, language: str) -> None:
    with case.work("measurements.enter_network") as work:
        enter(work, wrong="CD")
        work.put(fit_site("site:A", pairs()).frame)
    read, words = case.read(), Words(language)
    blocks = {
        section.id: [block for part in section.parts(read) for block in section.build(read, words, part)]
        for section in SECTIONS
    }
    assert all(blocks.values())
    assert any(isinstance(block, Notice) and block.level == "error" for block in blocks["measurements.networks"])
    tables = [block for block in blocks["measurements.networks"] if isinstance(block, Table)]
    assert len(tables[0].rows) == 19
    assert {type(block).__name__ for block in blocks["measurements.networks"]} >= {"Figure", "KeyValues", "Heading"}


def test_empty_case_prints_nothing(case: Case) -> None:
    read = case.read()
    assert not [block for s in SECTIONS for part in s.parts(read) for block in s.build(read, Words("zh"), part)]
