"""The scenario of the sample case holds together: names lead somewhere, codes are well formed, times are in order."""

import numpy as np
import pytest

from sample_cases.qingxi_workshop import folders
from sample_cases.qingxi_workshop.scenario import Scenario, load
from sample_cases.qingxi_workshop.soot import burn_at
from workstation.api import is_credit_code


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load()


def test_codes_are_well_formed_and_of_a_division_that_does_not_exist(scenario: Scenario) -> None:
    codes = [party.credit_code for party in scenario.parties if party.kind == "organisation"]
    assert len(codes) >= 6
    assert all(is_credit_code(code) and code[2:8] == "449981" for code in codes)
    assert all("虚构" in party.name for party in scenario.parties if party.kind == "organisation")


def test_all_that_is_cited_exists(scenario: Scenario) -> None:
    known = {exhibit.number for exhibit in scenario.exhibits} | {item.key for item in scenario.statements}
    known |= {photograph.file for photograph in scenario.photographs} | {paper.file for paper in scenario.papers}
    known |= {folders.VIDEO_FILE, folders.PANEL_FILE, folders.METER_FILE}
    cited = {name for link in scenario.links for name in link.evidence}
    cited |= {name for cause in scenario.hypotheses for name in (*cause.supports, *cause.contradicts)}
    cited |= {name for exhibit in scenario.exhibits for name in (*exhibit.before, *exhibit.after)}
    cited |= {number for photograph in scenario.photographs for number in photograph.exhibits}
    cited |= {exhibit.control for exhibit in scenario.exhibits if exhibit.control}
    cited |= {scenario.slips.no_scale, scenario.slips.slow, scenario.slips.wide_open, scenario.slips.truncated_of}
    assert cited <= known, cited - known


def test_keys_of_people_and_rooms_exist(scenario: Scenario) -> None:
    parties = {party.key for party in scenario.parties}
    officers = {officer.key for officer in scenario.officers}
    rooms = {room.code for room in scenario.rooms} | {""}
    assert {link.subject for link in scenario.links} | {measure.unit for measure in scenario.measures} <= parties
    assert {statement.party for statement in scenario.statements} <= parties
    used = {key for exhibit in scenario.exhibits for key in exhibit.extractors}
    assert used | {key for statement in scenario.statements for key in statement.officers} <= officers
    assert {item.room for item in (*scenario.photographs, *scenario.exhibits)} <= rooms


def test_six_links_and_four_classes_are_covered(scenario: Scenario) -> None:
    links = {"construction", "management", "user", "services", "products", "supervision"}
    assert {link.link for link in scenario.links} == links
    assert all(link.evidence for link in scenario.links)
    assert {measure.source for measure in scenario.measures} <= links
    kinds = [photograph.kind for photograph in scenario.photographs]
    assert all(kinds.count(kind) >= 4 for kind in ("orientation", "overview", "key", "detail"))


def test_what_happened_is_in_order(scenario: Scenario) -> None:
    order = ("anomaly", "ignition", "trip", "flicker", "alarm", "call", "dispatch", "arrive", "water", "control", "out")
    times = [scenario.when(key) for key in order]
    assert times == sorted(times)
    begin, end = scenario.when("scene_open"), scenario.when("scene_close")
    at_the_scene = [photograph for photograph in scenario.photographs if photograph.scene != "mended"]
    assert all(begin <= photograph.at <= end for photograph in at_the_scene)
    for exhibit in scenario.exhibits:
        before = [scenario.photograph(name).at for name in exhibit.before]
        after = [scenario.photograph(name).at for name in exhibit.after]
        assert all(at <= exhibit.extracted_at for at in before), exhibit.number
        assert all(at >= exhibit.extracted_at for at in after), exhibit.number


def test_slips_are_the_only_ones(scenario: Scenario) -> None:
    details = [photograph for photograph in scenario.photographs if photograph.kind == "detail"]
    assert [item.file for item in details if not item.has_scale] == [scenario.slips.no_scale]
    slow = [item.file for item in scenario.photographs if item.exposure[0] / item.exposure[1] > 1 / 30]
    assert slow == [scenario.slips.slow]
    wide = [item.file for item in scenario.photographs if item.subject == "导线熔痕" and item.f_number < 5.6]
    assert wide == [scenario.slips.wide_open]


def test_the_traces_point_to_the_fire(scenario: Scenario) -> None:
    _, y, z = scenario.fire.ignition
    points = np.array([[0, y, z + 1.5], [0, y + 0.9, z + 1.9], [0, 3.5, 1.0], [0, 2.6, 1.0]], np.float32)
    normals = np.tile(np.array([1, 0, 0], np.float32), (4, 1))
    burn = burn_at(scenario, points, normals, 0.01)
    assert burn.spall[0] > 0.5, "plaster fell off behind the fire"
    assert burn.soot[1] > 0.7, "the edge of the V is sooty"
    assert burn.soot[2] < 0.5 * burn.soot[3], "what stood before the wall kept it clean"
    assert burn.heat[0] > burn.heat[3] + 0.3
