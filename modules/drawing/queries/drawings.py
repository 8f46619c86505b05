"""Reading drawings."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from modules.drawing.records import (
    Drawing,
    DrawnLayer,
    Entity,
    FittedPoint,
    LayerRole,
    Sheet,
    SheetKind,
    SheetSignature,
    SignRole,
)
from modules.drawing.rules.model import Model
from workstation.api import N_, UNKNOWN_FRAME, Read, Ref, SearchEntry, StoredFile, canonical, frames, to_plain

SURVEY_POINTS = "survey_points"

ROLE_WORDS: dict[LayerRole, str] = {
    LayerRole.EXISTING: N_("As found"), LayerRole.FURNISHING: N_("Furnishings"), LayerRole.ELECTRICAL: N_("Electrics"),
    LayerRole.TRACES: N_("Traces"), LayerRole.EXHIBITS: N_("Exhibits"), LayerRole.PHOTO_POINTS: N_("Photo points"),
    LayerRole.RESTORED: N_("Restored"), LayerRole.ANNOTATION: N_("Dimensions and text"),
    LayerRole.UNDERLAY: N_("Underlays"), LayerRole.OTHER: N_("Other"),
}
SHEET_WORDS: dict[SheetKind, str] = {
    SheetKind.ORIENTATION: N_("Orientation plan"), SheetKind.SITE: N_("Site plan"), SheetKind.PLAN: N_("Floor plan"),
    SheetKind.ELEVATION: N_("Elevation"), SheetKind.SECTION: N_("Section"),
    SheetKind.AXONOMETRIC: N_("Axonometric view"), SheetKind.UNFOLDED: N_("Unfolded walls"),
    SheetKind.DETAIL: N_("Detail drawing"), SheetKind.EXHIBITS: N_("Plan of exhibits"),
    SheetKind.BODIES: N_("Plan of bodies"), SheetKind.PHOTO_POINTS: N_("Plan of photo points"),
    SheetKind.RESTORED: N_("Restored plan"),
}
SIGN_WORDS: dict[SignRole, str] = {SignRole.DRAWN_BY: N_("Drawn by"), SignRole.REVIEWED_BY: N_("Reviewed by")}


def drawings(read: Read) -> list[Drawing]:
    """Every drawing by name."""
    return read.all(Drawing, order=("name", "id"))


def layers(read: Read, drawing_id: str) -> list[DrawnLayer]:
    """The layers of a drawing from the bottom up."""
    return read.where(DrawnLayer, drawing_id=drawing_id, order=("order", "id"))


def entities(read: Read, drawing_id: str) -> list[Entity]:
    """Everything that is drawn."""
    return read.where(Entity, drawing_id=drawing_id)


def model(read: Read, drawing_id: str) -> Model:
    """A drawing as a whole. Raises ``UserError("record.missing")``."""
    return Model(read.get(Drawing, drawing_id), layers(read, drawing_id), entities(read, drawing_id))


def sheets(read: Read, drawing_id: str | None = None) -> list[Sheet]:
    """The sheets, by number (图2 before 图10); of one drawing or of all."""
    found = read.all(Sheet) if drawing_id is None else read.where(Sheet, drawing_id=drawing_id)
    return sorted(found, key=lambda sheet: (_counted(sheet.number), sheet.title, sheet.id))


def _counted(text: str) -> list[tuple[int, str]]:
    """A text in the order in which a person counts: digits by their value."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", text) if part]


def signatures(read: Read, sheet_id: str) -> list[SheetSignature]:
    """Who signed a sheet, the newest last."""
    return sorted(read.where(SheetSignature, sheet_id=sheet_id), key=lambda one: (one.at.utc, one.id))


def fitted_points(read: Read, underlay_id: str) -> list[FittedPoint]:
    """The known points of an underlay."""
    return read.where(FittedPoint, underlay_id=underlay_id)


def visible_on(sheet: Sheet, drawn: Model) -> list[Entity]:
    """What a sheet shows: the entities of its drawing on layers that it does not hide."""
    return [entity for entity in drawn.entities.values() if entity.layer_id not in sheet.hidden_layers]


# Fields that came later, and what they were before they could be said: what was signed then stays signed.
_LATER: dict[str, object] = {"to_scale": True, "point_u_m": None, "order": 0, "basis": ""}


def _signable(value: object) -> object:
    """A plain value without fields that came later and say nothing new."""
    if isinstance(value, list):
        return [_signable(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _signable(one) for name, one in value.items() if name not in _LATER or one != _LATER[name]
    }


def content_hash(sheet: Sheet, drawn: Model) -> str:
    """The SHA-256 of what a sheet says: its own fields, the drawing's frame, the layers and entities on it."""
    shown = {layer.id: layer.colour for layer in drawn.layers.values() if layer.id not in sheet.hidden_layers}
    entities = sorted(visible_on(sheet, drawn), key=lambda one: one.id)
    digest = hashlib.sha256()
    for part in (to_plain(sheet), to_plain(drawn.drawing), shown, *map(to_plain, entities)):
        digest.update(canonical(_signable(part)))
    return digest.hexdigest()


@dataclass(frozen=True)
class Signed:
    """The newest signature in a role, and whether the sheet still is what was signed."""

    signature: SheetSignature
    valid: bool


def signed(read: Read, sheet: Sheet, drawn: Model) -> dict[SignRole, Signed]:
    """Who drew and who reviewed a sheet."""
    found: dict[SignRole, Signed] = {}
    known = signatures(read, sheet.id)
    content = content_hash(sheet, drawn) if known else ""
    for signature in known:
        found[signature.role] = Signed(signature, signature.content == content)
    return found


@dataclass(frozen=True)
class Subject:
    """A record of the case that has a place on the drawing: an exhibit or a photograph."""

    ref: Ref
    number: str
    title: str
    azimuth_deg: float | None = None
    gone: bool = False


def subject(read: Read, ref: Ref, titles: Mapping[Ref, SearchEntry] | None = None) -> Subject:
    """What is said of a cited record: its number and name as they are now."""
    record = read.resolve(ref)
    entry = (read.titles() if titles is None else titles).get(ref)
    withdrawn = bool(getattr(record, "withdrawn", ""))
    azimuth = getattr(record, "direction_deg", None)
    if entry is None:
        return Subject(ref, str(getattr(record, "number", "") or ""), str(getattr(record, "name", "")), azimuth, True)
    return Subject(ref, entry.number or entry.title[:12], entry.title, azimuth, record is None or withdrawn)


def subjects(read: Read, kind: str) -> list[Subject]:
    """All exhibits (``exhibits``) or photographs (``photos``) of the case that were not withdrawn, by number."""
    titles = read.titles()
    found = [subject(read, ref, titles) for ref in titles if ref.kind == kind]
    return sorted((one for one in found if not one.gone), key=lambda one: (one.number, one.title))


def cited(read: Read, drawn: Iterable[Entity]) -> dict[str, Subject]:
    """By entity, the record that it stands for."""
    named = [(entity.id, entity.ref) for entity in drawn if entity.ref is not None]
    titles = read.titles() if named else {}
    return {entity_id: subject(read, ref, titles) for entity_id, ref in named}


def files(read: Read, drawn: Iterable[Entity]) -> dict[str, StoredFile]:
    """By entity, the file that an underlay shows."""
    wanted = {entity.id: entity.file_id for entity in drawn if entity.file_id}
    known = {file.id: file for file in read.get_many(StoredFile, sorted(set(wanted.values())))}
    return {entity_id: known[file_id] for entity_id, file_id in wanted.items() if file_id in known}


def known_frames(read: Read) -> list[str]:
    """The frames of the scene's own that a drawing can lie in: those that were fitted, those of survey points."""
    known = {site.name for site in read.all(frames.SiteFrame)}
    known |= {item.point.frame for item in read.places() if item.ref.kind == SURVEY_POINTS}
    return sorted(known - {UNKNOWN_FRAME})
