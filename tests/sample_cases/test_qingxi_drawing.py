"""The drawing of the sample case, made from taped lengths, against the known truth."""

import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from modules.drawing.records import Drawing, DrawnLayer, Kind
from modules.drawing.rules.dimensions import shown_mm
from modules.drawing.rules.model import Edit, Model
from modules.drawing.rules.rooms import face_at
from modules.drawing.rules.walls import hole
from sample_cases.qingxi_workshop.room import wall_spans
from sample_cases.qingxi_workshop.scenario import Scenario, load
from sample_cases.qingxi_workshop.work.drawing import Plan
from sample_cases.qingxi_workshop.work.working import wording

WALLS_WITHIN_M = 0.02
CUT_AT_M = 1.2


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load()


@pytest.fixture(scope="module")
def plan(scenario: Scenario) -> Plan:
    said = wording("drawing")
    return Plan(scenario, said, said)


@pytest.fixture(scope="module")
def drawn(plan: Plan) -> Model:
    layers = [DrawnLayer(id=plan.layer("existing"), drawing_id=plan.drawing_id, name="")]
    model = Model(Drawing(id=plan.drawing_id, name="一层"), layers, plan.building())
    model.apply(Edit(put=tuple(plan.contents())))
    return model


def truth(scenario: Scenario) -> BaseGeometry:
    """What a cut at 1.2 m above the floor goes through: walls without their openings."""
    parts = []
    for wall in scenario.walls:
        openings = [one for one in scenario.openings if one.wall == wall.name]
        (x0, y0), (_x1, y1) = wall.start, wall.end
        half = wall.thickness / 2
        for start, end, low, high in wall_spans(wall, openings):
            if not low <= CUT_AT_M < high:
                continue
            if abs(y1 - y0) < 1e-9:
                parts.append(shapely.box(x0 + start, y0 - half, x0 + end, y0 + half))
            else:
                parts.append(shapely.box(x0 - half, y0 + start, x0 + half, y0 + end))
    return shapely.union_all(parts, grid_size=1e-6)


def test_walls_and_openings_are_within_two_centimetres(scenario: Scenario, drawn: Model) -> None:
    solids = [solid for group in drawn.groups.values() for solid in group.solids.values()]
    holes = [
        shapely.Polygon(hole(one, host)) for one in drawn.of_kind(Kind.OPENING)
        if (host := drawn.host(one)) is not None and one.low_m <= CUT_AT_M < one.high_m
    ]
    made, true = shapely.union_all(solids).difference(shapely.union_all(holes)), truth(scenario)
    for one, other in ((made, true), (true, made)):
        rim = shapely.get_coordinates(shapely.segmentize(one.boundary, 0.05))
        worst = max(other.boundary.distance(shapely.Point(point)) for point in rim)
        assert worst <= WALLS_WITHIN_M, f"{worst * 1000:.0f} mm"
    assert made.symmetric_difference(true).area < 0.5


def test_rooms_have_their_true_areas(scenario: Scenario, drawn: Model) -> None:
    for code, name in (("F1-A", "生产车间"), ("F1-B", "仓储区"), ("F1-C", "厨房")):
        true = next(room for room in scenario.rooms if room.code == code)
        sign = next(one for one in drawn.of_kind(Kind.ROOM) if one.text == name)
        face = face_at(sign.points[0], drawn.faces())
        assert face is not None
        assert face.area_m2 == pytest.approx(shapely.Polygon(true.outline).area, rel=0.01)


def test_dimensions_hang_on_the_walls_and_chains_close(plan: Plan, drawn: Model) -> None:
    dimensions = plan.dimensions(drawn)
    assert all(any(one.anchors) for one in dimensions)
    south, whole = dimensions[0], dimensions[1]
    assert all(south.anchors) and abs(sum(shown_mm(south)) - shown_mm(whole)[0]) <= 3


def test_the_origin_and_the_exhibits_are_where_they_were(scenario: Scenario, plan: Plan) -> None:
    signs = {one.text: one.points[0] for one in plan.contents() if one.kind is Kind.SYMBOL}
    x, y, _ = scenario.fire.ignition
    assert signs["起火点"] == pytest.approx((x, y), abs=0.01)
    for sign in plan.exhibits():
        assert sign.ref is not None
        true = next(one for one in scenario.exhibits if sign.ref.id.endswith(one.number))
        assert sign.points[0] == pytest.approx(true.position[:2], abs=0.02)
