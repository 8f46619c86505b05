"""The survey of the sample case: its readings lead to the true room, and the wrong length is named."""

import math
from collections.abc import Callable
from typing import Any

import pytest

from modules.measurements import operations
from modules.measurements.checks import CHECKS
from modules.measurements.module import MODULE
from modules.measurements.queries import report
from modules.measurements.records import Network, Reading, SurveyPoint
from sample_cases.qingxi_workshop.work import survey
from sample_cases.qingxi_workshop.work.working import wording
from workstation.api import Read, frames
from workstation.api.testing import temporary_case
from workstation.services.rules import load_rules
from workstation.storage.case import Case

TRUTH = {"SE": (6.4, 0.0), "NE": (6.4, 14.0), "NW": (0.0, 14.0), "Q1": (4.702, 8.72), "C1": (4.2, 11.8),
         "Z1": (0.12, 4.42)}


class Sitting:
    """What a step needs of the working, on a case of its own."""

    def __init__(self, case: Case) -> None:
        self.case = case

    def sign_in(self, officer: str) -> str:
        return officer

    def do(self, operation: str, fn: Callable[..., Any], *values: Any, **named: Any) -> Any:
        with self.case.work(operation) as work:
            return fn(work, *values, **named)

    def read(self) -> Read:
        return self.case.read()


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory):
    with temporary_case(tmp_path_factory.mktemp("survey"), [MODULE], rules=load_rules()) as made:
        survey.work(Sitting(made))
        yield made


def test_corners_are_where_they_are_within_two_centimetres(case: Case) -> None:
    points = {point.name: point for point in case.read().all(SurveyPoint)}
    for name, truth in TRUTH.items():
        place = points[name].point
        assert place is not None and place.height_m is not None and place.accuracy_m is not None
        assert math.dist((place.x, place.y), truth) < 0.006, name
        assert place.accuracy_m < 0.004
    for name in ("SE", "NW"):
        place = points[name].point
        assert place is not None and place.height_m == pytest.approx(0.0, abs=0.005)


def test_the_wrong_length_alone_is_named_and_its_size_told(case: Case) -> None:
    (excluded,) = [reading for reading in case.read().all(Reading) if reading.excluded]
    assert excluded.way == "NW → NE"
    (network,) = case.read().all(Network)
    assert not report(case.read(), network.id).suspects
    try:
        with case.work("measurements.include") as work:
            operations.include(work, [excluded.id])
        again = [item for item in case.read().all(Reading) if item.way == "NW → NE" and item.id != excluded.id]
        with case.work("measurements.exclude") as work:
            operations.exclude(work, [again[0].id], "试")
        found = report(case.read(), network.id)
        assert list(found.suspects) == [excluded.id]
        assert found.suspects[excluded.id][1] == pytest.approx(0.1, abs=0.006)
        with case.work("measurements.include") as work:
            operations.include(work, [again[0].id])
    finally:
        with case.work("measurements.exclude") as work:
            operations.exclude(work, [excluded.id], wording("survey")["again"]["reason"])


def test_adjustment_holds_and_nothing_is_left_to_complain_of(case: Case) -> None:
    (network,) = case.read().all(Network)
    found = report(case.read(), network.id)
    assert not found.failures
    assert found.plane is not None and found.plane.adjusted.accepted
    assert found.heights is not None and found.heights.adjusted.accepted
    assert not [finding.code for check in CHECKS for finding in check.run(case.read())
                if finding.code != "measurements.no_instrument"]


def test_frame_lies_on_the_earth_as_the_street_does(case: Case) -> None:
    (frame,) = case.read().all(frames.SiteFrame)
    assert frame.rms_m is not None and frame.rms_m < 0.02
    assert math.degrees(math.atan2(frame.b, frame.a)) == pytest.approx(-8.0 + 0.06, abs=0.3)
    assert math.hypot(frame.a, frame.b) == pytest.approx(1.0, abs=0.003)
