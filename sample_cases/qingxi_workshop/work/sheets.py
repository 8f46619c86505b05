"""The sheets of the scene drawings: the last views, what lies below, then the sheets, drawn and reviewed."""

from collections.abc import Mapping
from typing import Any

from modules.drawing import operations
from modules.drawing.importers.picture import make_pictures
from modules.drawing.queries import drawings, lacking, layers, model, plan_images, proposals
from modules.drawing.records import Sheet, SheetKind, SignRole
from sample_cases.qingxi_workshop.work.views import draw_view, fit_photograph, view_id
from sample_cases.qingxi_workshop.work.working import Working, moment, wording
from workstation.api import Moment


def work(case: Working) -> None:
    """Lin draws the views, lays slice and photograph below, and signs the sheets; Zhou reviews them."""
    said = wording("views")
    case.sign_in("lin")
    for view in said["views"]:
        draw_view(case, view)
    fit_photograph(case, said["photograph"])
    for image in plan_images(case.read()):
        case.do("drawing.underlay", operations.lay_below, view_id("ground"), image.id, (0.0, 0.0))
    found = proposals(case.read(), model(case.read(), view_id("ground")))  # the tape measured these walls before
    case.do("drawing.reject_wall", operations.decide_walls, view_id("ground"), [(one, None) for one in found])
    make_pictures(case.desk.job(), lacking(case.read(), [model(case.read(), view_id("ground"))]))
    derived = wording("drawing")["derived"]
    named = {drawing.name: drawing.id for drawing in drawings(case.read())}
    known = {key: named[derived[key]] for key in ("unfolded", "axonometric")}
    signed = [
        _sheet(case, number, item, known.get(item["drawing"], view_id(item["drawing"])))
        for number, item in enumerate(wording("sheets")["sheets"], 1)
    ]
    for officer, role in (("lin", SignRole.DRAWN_BY), ("zhou", SignRole.REVIEWED_BY)):
        case.sign_in(officer)
        for sheet_id in signed:
            case.do("drawing.sign", operations.sign_sheet, sheet_id, role)


def _sheet(case: Working, number: int, item: Mapping[str, Any], drawing_id: str) -> str:
    hidden = tuple(f"{drawing_id}-{name}" for name in item["hides"])
    known = {layer.id for layer in layers(case.read(), drawing_id)}
    x, y = item["centre"]
    sheet = Sheet(
        id=f"sheet-{number}", drawing_id=drawing_id, title=item["title"], kind=SheetKind(item["kind"]),
        number=f"图{number}", paper=item["paper"], landscape=item["landscape"], scale=item["scale"], scale_locked=True,
        centre=(x / 1000, y / 1000), hidden_layers=tuple(one for one in hidden if one in known),
        table=item.get("table", True), fire_name=case.scenario.name, agency=case.scenario.facts.agency,
        drawn_on=_at_close(case),
    )
    case.do("drawing.sheet", operations.put_sheet, sheet)
    return sheet.id


def _at_close(case: Working) -> Moment:
    return moment(next(item.at for item in case.scenario.timeline if item.key == "scene_close"))
