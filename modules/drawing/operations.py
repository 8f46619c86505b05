"""Writing drawings: every edit is one step, so that undo and redo outlive the window."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from modules.drawing import queries
from modules.drawing.records import (
    Drawing,
    DrawnLayer,
    Entity,
    FittedPoint,
    Kind,
    LayerRole,
    Point,
    Rectified,
    Sheet,
    SheetSignature,
    SignRole,
    WallDecision,
)
from modules.drawing.rules import derived
from modules.drawing.rules.earth import from_earth
from modules.drawing.rules.fitting import fit, placed, rectified
from modules.drawing.rules.geometry import angle_of, polar
from modules.drawing.rules.model import Edit
from modules.drawing.rules.proposals import Proposal
from modules.drawing.rules.shapes import PAPER_SCALE
from workstation.api import UNKNOWN_FRAME, GeoPoint, Moment, PlanImage, UserError, Work, frames, new_id
from workstation.api import drawing as d
from workstation.api.survey import Fit, FitKind

_LAYER_COLOURS: dict[LayerRole, str] = {
    LayerRole.UNDERLAY: "#8a8f98", LayerRole.FURNISHING: "#5b6068", LayerRole.EXISTING: "#1f2328",
    LayerRole.RESTORED: "#2f6fa8", LayerRole.ELECTRICAL: "#0b6e6e", LayerRole.TRACES: "#c2410c",
    LayerRole.PHOTO_POINTS: "#6b3fa0", LayerRole.EXHIBITS: "#b3261e", LayerRole.ANNOTATION: "#3a3f47",
}


_CONTROL_MM = 4.0
_TAKEN_FIELDS = ("size_m", "angle_deg", "value", "text", "style", "closed", "measured_mm")


def begin_drawing(work: Work, name: str, drawing_id: str | None = None, **values: Any) -> Drawing:
    """A new drawing with the usual layers."""
    if not name.strip():
        raise UserError("drawing.name_empty")
    drawing = Drawing(id=drawing_id or new_id(), name=name.strip(), **values)
    work.put(drawing)
    work.put_many(
        DrawnLayer(id=f"{drawing.id}-{role.value}", drawing_id=drawing.id, name="", role=role, colour=colour,
                   order=number)
        for number, (role, colour) in enumerate(_LAYER_COLOURS.items())
    )
    return drawing


def layer_of(drawing_id: str, role: LayerRole) -> str:
    """The id of a usual layer of a drawing."""
    return f"{drawing_id}-{role.value}"


def edit_drawing(work: Work, drawing_id: str, **values: Any) -> Drawing:
    """Change a drawing's name, frame or grid."""
    drawing = replace(work.get(Drawing, drawing_id), **values)
    if not drawing.name.strip():
        raise UserError("drawing.name_empty")
    work.put(drawing)
    return drawing


def remove_drawing(work: Work, drawing_id: str) -> None:
    """Take a drawing out, with everything on it; a sheet of it that was signed forbids that."""
    drawing = work.get(Drawing, drawing_id)
    for sheet in queries.sheets(work, drawing_id):
        remove_sheet(work, sheet.id)
    for kind in (Entity, DrawnLayer):
        for record in work.where(kind, drawing_id=drawing_id):
            work.remove(kind, record.id)
    work.remove(Drawing, drawing.id)


def apply(work: Work, drawing_id: str, edit: Edit) -> None:
    """Write an edit. Nothing on a locked layer changes: ``UserError("drawing.layer_locked")``."""
    known = {layer.id: layer for layer in queries.layers(work, drawing_id)}
    before = {entity.id: entity for entity in work.get_many(Entity, sorted(edit.ids()))}
    for entity in (*edit.put, *before.values()):
        layer = known.get(entity.layer_id)
        if layer is None or entity.drawing_id != drawing_id:
            raise UserError("drawing.no_layer", kind=entity.kind.value)
        if layer.locked:
            raise UserError("drawing.layer_locked", name=layer.name or layer.role.value)
    work.put_many(edit.put)
    for entity_id in edit.remove:
        if entity_id in before:
            work.remove(Entity, entity_id)


def draw(work: Work, entities: Sequence[Entity]) -> None:
    """Add entities to their drawings."""
    for drawing_id in dict.fromkeys(entity.drawing_id for entity in entities):
        apply(work, drawing_id, Edit(put=tuple(e for e in entities if e.drawing_id == drawing_id)))


def take_in(work: Work, name: str, data: dict[str, Any], drawing_id: str | None = None) -> str:
    """A DXF that was read, as a drawing of its own or on layers of one that is there; returns the drawing's id."""
    (x, y) = data["origin"]
    origin = GeoPoint(x=x, y=y, frame=UNKNOWN_FRAME) if x or y else None
    target = drawing_id or begin_drawing(work, name or "DXF", origin=origin).id
    order = 1 + max((layer.order for layer in queries.layers(work, target)), default=0)
    ids: dict[str, str] = {}
    used = {item["layer"] for item in data["items"]}
    known = {layer["name"]: layer for layer in data["layers"]}
    for number, layer_name in enumerate(sorted(used)):
        layer = DrawnLayer(
            drawing_id=target, name=layer_name, role=LayerRole.OTHER, order=order + number,
            **{name: value for name, value in known.get(layer_name, {}).items() if name != "name"},
        )
        work.put(layer)
        ids[layer_name] = layer.id
    work.put_many(_taken(item, target, ids[item["layer"]]) for item in data["items"])
    return target


def _taken(item: dict[str, Any], drawing_id: str, layer_id: str) -> Entity:
    points = tuple((x, y) for x, y in item["points"])
    values: dict[str, Any] = {name: item[name] for name in _TAKEN_FIELDS if name in item}
    if "measured_mm" in values:
        values["measured_mm"] = tuple(values["measured_mm"])
    if item["kind"] == "text":
        values["paper_mm"] = max(0.5, min(100.0, item["height_m"] * 1000 / PAPER_SCALE))
        if item.get("left"):  # text of a drawing hangs on its middle, a line of CAD on its lower left corner
            points = (_middle_of_text(points[0], item["text"], item["height_m"], item["angle_deg"]),)
    return Entity(drawing_id=drawing_id, layer_id=layer_id, kind=Kind(item["kind"]), points=points, **values)


def _middle_of_text(corner: Point, text: str, height_m: float, angle_deg: float) -> Point:
    wide = d.text_size(text)[0] * height_m
    return polar(polar(corner, wide / 2, angle_deg), height_m / 2, angle_deg + 90)


def unfold_room(work: Work, room_id: str, titles: Sequence[str], name: str, height_m: float) -> str:
    """The walls of a room as a drawing of its own (展开图); ``titles`` are those of its walls in their order."""
    room = work.get(Entity, room_id)
    drawn = queries.model(work, room.drawing_id)
    face = drawn.face_at(room.points[0])
    if face is None:
        raise UserError("drawing.room_open", name=room.text)
    target = begin_drawing(work, name).id
    layer = layer_of(target, LayerRole.EXISTING)
    work.put_many(derived.unfolded(derived.walls_of(drawn, face), titles, height_m, target, layer))
    return target


def raise_walls(work: Work, drawing_id: str, name: str, cut_m: float) -> str:
    """The walls of a drawing as an axonometric view, a drawing of its own (立体图)."""
    drawn = queries.model(work, drawing_id)
    target = begin_drawing(work, name).id
    work.put_many(derived.axonometric(drawn, cut_m, target, layer_of(target, LayerRole.EXISTING)))
    return target


def put_layer(work: Work, layer: DrawnLayer) -> None:
    """Add a layer or change one."""
    work.get(Drawing, layer.drawing_id)
    work.put(layer)


def remove_layer(work: Work, layer_id: str) -> None:
    """Take an empty layer out. Raises ``UserError("drawing.layer_used")``."""
    layer = work.get(DrawnLayer, layer_id)
    count = work.count(Entity, layer_id=layer_id)
    if count:
        raise UserError("drawing.layer_used", name=layer.name or layer.role.value, count=count)
    work.remove(DrawnLayer, layer_id)


def put_sheet(work: Work, sheet: Sheet) -> Sheet:
    """Add a sheet or change one; a locked scale stays as it is."""
    work.get(Drawing, sheet.drawing_id)
    if not sheet.title.strip():
        raise UserError("drawing.title_empty")
    known = work.find(Sheet, sheet.id)
    if known is not None and known.scale_locked and sheet.scale_locked and known.scale != sheet.scale:
        raise UserError("drawing.scale_locked", title=known.title, scale=known.scale)
    if not sheet.number:
        sheet = replace(sheet, number=str(len(queries.sheets(work)) + 1))
    work.put(sheet)
    return sheet


def remove_sheet(work: Work, sheet_id: str) -> None:
    """Take a sheet out. One that somebody signed stays: ``UserError("drawing.sheet_signed")``."""
    sheet = work.get(Sheet, sheet_id)
    if queries.signatures(work, sheet_id):
        raise UserError("drawing.sheet_signed", title=sheet.title)
    work.remove(Sheet, sheet_id)


def sign_sheet(work: Work, sheet_id: str, role: SignRole) -> SheetSignature:
    """The officer who acts signs a sheet as 制图人 or 审核人.

    Raises ``UserError``: ``work.sign_in`` if nobody has signed in, ``drawing.same_person`` if the one who drew it would
    review it.
    """
    officer = work.decider
    sheet = work.get(Sheet, sheet_id)
    drawn = queries.model(work, sheet.drawing_id)
    others = queries.signed(work, sheet, drawn)
    other = others.get(SignRole.DRAWN_BY if role is SignRole.REVIEWED_BY else SignRole.REVIEWED_BY)
    if other is not None and other.signature.officer_id == officer.id:
        raise UserError("drawing.same_person", name=officer.name)
    signature = SheetSignature(
        sheet_id=sheet_id, role=role, officer_id=officer.id, name=officer.name, at=Moment(utc=work.at),
        content=queries.content_hash(sheet, drawn),
    )
    work.put(signature)
    return signature


def lay_below(work: Work, drawing_id: str, image_id: str, at: Point) -> Entity:
    """A picture at true scale as an underlay: at its true place where both that and the drawing's are known, otherwise
    with its middle ``at`` a place, turned as it says."""
    image, drawing = work.get(PlanImage, image_id), work.get(Drawing, drawing_id)
    width, height = image.size_m
    corners = [image.in_plane(*share) for share in ((0.0, 0.0), (width, 0.0), (width, height))]
    middle, angle = at, image.rotation_deg
    try:
        sites = {site.name: site for site in work.all(frames.SiteFrame)}
        low_left, low_right, far = from_earth(drawing, corners, image.frame, sites)
        middle = (low_left[0] + far[0]) / 2, (low_left[1] + far[1]) / 2
        angle = angle_of(low_left, low_right)
    except UserError:
        pass  # unknown or unlike frames: a person fits it by known points
    made = Entity(
        drawing_id=drawing_id, layer_id=layer_of(drawing_id, LayerRole.UNDERLAY), kind=Kind.UNDERLAY, points=(middle,),
        size_m=width, depth_m=height, angle_deg=angle % 360, value=0.6, text=image.title, file_id=image.file_id,
        ref=work.ref(image),
    )
    apply(work, drawing_id, Edit(put=(made,)))
    return made


def place_survey_points(work: Work, drawing_id: str) -> tuple[int, int]:
    """Put the survey points of the case onto a drawing, or move those that are there to where they are now; returns how
    many there are on it, and how many have no frame that leads there. Raises ``UserError("drawing.not_placed")``."""
    drawing = work.get(Drawing, drawing_id)
    sites = {site.name: site for site in work.all(frames.SiteFrame)}
    there = {one.ref: one for one in work.where(Entity, drawing_id=drawing_id, kind=Kind.SYMBOL.value) if one.ref}
    put: list[Entity] = []
    lost = 0
    from_earth(drawing, (), drawing.origin.frame if drawing.origin else "", sites)
    for item in work.places():
        if item.ref.kind != queries.SURVEY_POINTS:
            continue
        try:
            (place,) = from_earth(drawing, [(item.point.x, item.point.y)], item.point.frame, sites)
        except UserError:
            lost += 1
            continue
        old = there.get(item.ref)
        put.append(replace(old, points=(place,)) if old is not None else Entity(
            drawing_id=drawing_id, layer_id=layer_of(drawing_id, LayerRole.ANNOTATION), kind=Kind.SYMBOL,
            points=(place,), style="fire/control-point", ref=item.ref, paper_mm=_CONTROL_MM,
        ))
    apply(work, drawing_id, Edit(put=tuple(put)))
    return len(put), lost


def decide_walls(
    work: Work, drawing_id: str, decided: Sequence[tuple[Proposal, Entity | None]]
) -> None:
    """Proposed walls that a person accepts, each with the wall that it becomes, or rejects (none). What was decided
    before about the same proposal is replaced."""
    apply(work, drawing_id, Edit(put=tuple(wall for _, wall in decided if wall is not None)))
    known = queries.decisions(work, drawing_id)
    for proposal, wall in decided:
        former = known.get((proposal.image.id, proposal.number))
        work.put(WallDecision(
            id=former.id if former else new_id(), drawing_id=drawing_id, image_id=proposal.image.id,
            number=proposal.number, wall_id=wall.id if wall is not None else "",
        ))


def fit_underlay(
    work: Work, underlay_id: str, shares: Sequence[Point], places: Sequence[Point], kind: FitKind | None = None
) -> Fit:
    """Fit a picture by known points and keep them with their residuals; none takes the usual kind of fit.

    Sheared or slanted fits draw the picture anew (``Rectified``).
    """
    underlay = work.get(Entity, underlay_id)
    wanted = kind or (FitKind.RIGID if underlay.ref is not None else FitKind.SIMILARITY)
    found = fit(underlay, shares, places, wanted)
    for old in queries.fitted_points(work, underlay_id):
        work.remove(FittedPoint, old.id)
    work.put_many(
        FittedPoint(underlay_id=underlay_id, u=u, v=v, x=x, y=y, residual_m=residual.length_m)
        for (u, v), (x, y), residual in zip(shares, places, found.residuals, strict=True)
    )
    if wanted in (FitKind.AFFINE, FitKind.PROJECTIVE):
        former = work.find(Rectified, underlay.style) if underlay.style else None
        there, anew = rectified(underlay, found, former)
        work.put(anew)
    else:
        there = placed(underlay, found)
    apply(work, underlay.drawing_id, Edit(put=(there,)))
    return found
