"""Composing sheets: what is drawn, at its scale, with title block, legend and tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from modules.drawing.queries.drawings import (
    ROLE_WORDS,
    SHEET_WORDS,
    cited,
    files,
    model,
    sheets,
    signed,
    visible_on,
)
from modules.drawing.records import Drawing, Entity, Kind, Rectified, Sheet, SignRole
from modules.drawing.rules import analysis
from modules.drawing.rules.accuracy import length_text, u_of_lengths
from modules.drawing.rules.dxf import to_dxf
from modules.drawing.rules.geometry import Box
from modules.drawing.rules.layout import SheetTable, TitleFacts, corners_seen, lay_out, seen
from modules.drawing.rules.legend import LegendEntry, legend
from modules.drawing.rules.marks import Surroundings, depict
from modules.drawing.rules.marks.depict import PictureFile
from modules.drawing.rules.marks.looks import VECTORS
from modules.drawing.rules.model import Model
from modules.drawing.rules.picturing import picture_key
from workstation.api import COVERAGE, Read, StoredFile, Words, rounded_uncertainty
from workstation.api import drawing as d

_AZIMUTH_UNKNOWN = "—"


@dataclass(frozen=True)
class Wanted:
    """A picture of an underlay that can be deleted and made again: from which file, how, and where it lies."""

    file: StoredFile
    rectified: Rectified | None
    page: int
    path: Path


def picture_path(read: Read, sha256: str, rectified: Rectified | None = None, page: int = 0) -> Path:
    """Where the picture of an underlay lies; it can be deleted and made again."""
    return read.case.derived / "underlay" / sha256[:2] / f"{sha256}{picture_key(rectified, page)}.jpg"


def pictures(read: Read, drawn: Model) -> dict[str, Wanted]:
    """By underlay, the picture that it shows."""
    underlays = drawn.of_kind(Kind.UNDERLAY)
    ways = {one.id: one for one in read.get_many(Rectified, sorted({e.style for e in underlays if e.style}))}
    found = files(read, underlays)
    made = {}
    for entity in underlays:
        if entity.id in found:
            file, way = found[entity.id], ways.get(entity.style)
            made[entity.id] = Wanted(file, way, entity.page, picture_path(read, file.sha256, way, entity.page))
    return made


def lacking(read: Read, drawings: Iterable[Model]) -> list[Wanted]:
    """The pictures of visible underlays that are not there, although their originals are."""
    wanted = {one.path: one for drawn in drawings for one in pictures(read, drawn).values()}
    return [one for path, one in wanted.items() if not path.exists() and read.vault.path(one.file.sha256).exists()]


def around(read: Read, drawn: Model, scale: float) -> Surroundings:
    """Numbers of exhibits and photographs as they are now, and the pictures of underlays."""
    named = [entity for entity in drawn.entities.values() if entity.ref is not None]
    names = {entity_id: one.number for entity_id, one in cited(read, named).items()}
    shown = {}
    for entity_id, one in pictures(read, drawn).items():
        made = _picture(one.path)
        if made is not None:
            shown[entity_id] = made
    return Surroundings(scale, names, shown)


def _picture(path: Path) -> PictureFile | None:
    from PIL import Image

    try:
        with Image.open(path) as image:
            return PictureFile(str(path), *image.size)
    except OSError:
        return None  # it was not made yet: the underlay shows its frame


def shown_on(sheet: Sheet, whole: Model) -> Model:
    """What a sheet shows of a drawing."""
    shown = {entity.id for entity in visible_on(sheet, whole)}
    layers = [replace(layer, visible=True) for layer in whole.layers.values()]
    return Model(whole.drawing, layers, [whole.entities[one] for one in sorted(shown)])


def compose(read: Read, sheet: Sheet, words: Words, *, cut: bool = False, drawn: Model | None = None) -> d.Sheet:
    """The sheet on paper; with ``cut`` only its frame, as it stands on a page of the dossier."""
    whole = drawn or model(read, sheet.drawing_id)
    visible = shown_on(sheet, whole)
    signatures = {
        role: _signed(one.signature.name, one.valid, words) for role, one in signed(read, sheet, whole).items()
    }
    chosen = [entity for entity in visible.near(seen(sheet)) if _sign_seen(entity, seen(sheet))]
    entries = legend(chosen, words)
    surroundings = replace(around(read, visible, sheet.scale), window=corners_seen(sheet, len(entries)))
    marks = depict(visible, surroundings).marks()
    facts = TitleFacts(
        words(SHEET_WORDS[sheet.kind]), sheet.drawn_on.local.strftime("%Y-%m-%d") if sheet.drawn_on else "", signatures,
        notes_of(sheet, whole, chosen, words),
    )
    return lay_out(
        sheet, marks, entries, facts, words, north_deg=whole.drawing.north_deg,
        tables=tables_of(chosen, whole.drawing, words) if sheet.table else (), cut=cut,
    )


def _sign_seen(entity: Entity, box: Box) -> bool:
    """Whether what is near the window is seen in it: of a sign beside its true place, the sign counts."""
    (x, y), (x0, y0, x1, y1) = entity.points[-1] if entity.points else (0.0, 0.0), box
    return entity.kind is not Kind.SYMBOL or (x0 <= x <= x1 and y0 <= y <= y1)


def notes_of(sheet: Sheet, drawn: Model, chosen: Iterable[Entity], words: Words) -> tuple[str, ...]:
    """What is said of the figures on a sheet: their unit, and how sure they are where that was stated."""
    dimensions = [entity for entity in chosen if entity.kind is Kind.DIMENSION]
    if not dimensions or not sheet.to_scale:
        return ()
    u = u_of_lengths(drawn.drawing)
    if u is None:
        return (words("Dimensions in millimetres."),)
    sure = rounded_uncertainty(COVERAGE * u * 1000)[0]
    return (words("Dimensions in millimetres, each ± {mm} mm (k=2).", mm=f"{sure:f}"),)


def _signed(name: str, valid: bool, words: Words) -> str:
    return name if valid else words("{name} (changed since)", name=name)


def legend_entries(drawn: Iterable[Entity], words: Words) -> list[LegendEntry]:
    """The legend of what is drawn."""
    return legend(drawn, words)


def tables_of(drawn: Iterable[Entity], drawing: Drawing, words: Words) -> list[SheetTable]:
    """The tables of vectors and of arc sites, if there are any."""
    known = list(drawn)
    found: list[SheetTable] = []
    vectors = analysis.vectors(known, drawing.north_deg)
    if vectors:
        found.append(SheetTable(
            words("Table of vectors"), (words("No."), words("Kind"), words("Direction"), words("What it rests on")),
            tuple((
                str(row.number), words(VECTORS.get(row.entity.style, VECTORS["heat"]).title),
                _AZIMUTH_UNKNOWN if row.azimuth_deg is None else f"{row.azimuth_deg:.0f}°", row.entity.text,
            ) for row in vectors), (8.0, 17.0, 13.0, 46.0),
        ))
    arcs = analysis.arc_map(known)
    if arcs:
        found.append(SheetTable(
            words("Arc mapping"), (words("Circuit"), words("Site"), words("From the supply"), words("Farthest")),
            tuple((
                row.circuit, row.site.text or row.site.note, length_text(drawing, row.along_m),
                words("yes") if row.last else "",
            ) for row in arcs), (20.0, 17.0, 30.0, 13.0),
        ))
    return found


def exact_sheets(read: Read, chosen: Sequence[Sheet], words: Words) -> list[d.Sheet]:
    """Several sheets on paper of their own."""
    models: dict[str, Model] = {}
    made = []
    for sheet in chosen or sheets(read):
        drawn = models.setdefault(sheet.drawing_id, model(read, sheet.drawing_id))
        made.append(compose(read, sheet, words, drawn=drawn))
    return made


def dxf_of(drawn: Model, words: Words, scale: float = 100.0) -> bytes:
    """The whole drawing as DXF, its text and symbols as large as at a scale."""
    titles = {layer.id: layer.name or words(ROLE_WORDS[layer.role]) for layer in drawn.layers.values()}
    own = (Kind.UNDERLAY, Kind.DIMENSION)  # pictures stay here, dimensions are entities of their own
    depiction = depict(drawn, Surroundings(scale), keep=lambda entity: entity.kind not in own)
    marks = []
    for key, made in depiction.ordered():
        entity = drawn.entities.get(key.removeprefix("label:"))
        home = entity.layer_id if entity is not None else ""
        marks += [(mark.layer or home, mark) for mark in made]
    shown = [entity for entity in drawn.of_kind(Kind.DIMENSION) if drawn.shown(entity)]
    return to_dxf(marks, drawn.layers, titles, shown, scale)


def missing_signatures(read: Read, sheet: Sheet, drawn: Model) -> list[SignRole]:
    """The roles in which nobody signed the sheet as it is now."""
    known = signed(read, sheet, drawn)
    return [role for role in SignRole if role not in known or not known[role].valid]
