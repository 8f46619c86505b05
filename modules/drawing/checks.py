"""What is asked of scene drawings: their elements, signatures, closed chains, everything placed (R14)."""

from collections.abc import Iterator
from datetime import UTC, datetime

from modules.drawing.queries import cited, drawings, model, sheets, signed, subjects, visible_on
from modules.drawing.records import Entity, Kind, Sheet
from modules.drawing.rules.completeness import needed, present
from modules.drawing.rules.dimensions import closures, tape_errors
from workstation.api import N_, Check, Finding, Read, Ref, RulePack, Severity, UserError


def elements(read: Read) -> Iterator[Finding]:
    """Every sheet has the elements that its kind needs; what was signed has not been changed since."""
    models = {drawing.id: model(read, drawing.id) for drawing in drawings(read)}
    for sheet in sheets(read):
        drawn = models[sheet.drawing_id]
        pack = _pack(read, sheet)
        known = signed(read, sheet, drawn)
        ref, values = Ref("sheets", sheet.id), {"sheet": f"{sheet.number} {sheet.title}".strip()}
        for role, one in known.items():
            if not one.valid:
                stale = "drawing.drawn_stale" if role.value == "drawn_by" else "drawing.reviewed_stale"
                yield Finding(stale, {**values, "name": one.signature.name}, ref, Severity.ERROR)
        if pack is None:
            continue
        there = present(sheet, visible_on(sheet, drawn), set(known), north_known=drawn.drawing.north_deg is not None)
        for element in needed(pack, sheet):
            if element not in there:
                yield Finding(f"drawing.lacks_{element.value}", values, ref)


def _pack(read: Read, sheet: Sheet) -> RulePack | None:
    day = sheet.drawn_on.local.date() if sheet.drawn_on else datetime.now(UTC).date()
    try:
        return read.rules.on("drawing-elements", day)
    except UserError:
        return None


def chains(read: Read) -> Iterator[Finding]:
    """Chains of dimensions close, and what the tape said is what is drawn."""
    for drawing in drawings(read):
        dimensions = read.where(Entity, drawing_id=drawing.id, kind=Kind.DIMENSION.value)
        for closure in closures(dimensions):
            parts = len(closure.chain.points) - 1
            if abs(closure.difference_mm) > parts:  # each figure is rounded by half a millimetre at most
                yield Finding("drawing.chain_open", {
                    "drawing": drawing.name, "sum": str(closure.sum_mm), "overall": str(closure.overall_mm),
                    "difference": f"{closure.difference_mm:+d}",
                }, Ref("drawing_entities", closure.chain.id))
        for dimension in dimensions:
            for number, error in tape_errors(dimension):
                yield Finding("drawing.tape_differs", {
                    "drawing": drawing.name, "part": str(number + 1), "difference": f"{error * 1000:+.0f}",
                }, Ref("drawing_entities", dimension.id))


def placed(read: Read) -> Iterator[Finding]:
    """Once there is a drawing, every exhibit has its place on it, and nothing on it is gone from the case."""
    drawn = [entity for drawing in drawings(read) for entity in _cited(read, drawing.id)]
    if not drawings(read):
        return
    there = {entity.ref for entity in drawn}
    for one in subjects(read, "exhibits"):
        if one.ref not in there:
            yield Finding("drawing.exhibit_not_placed", {"number": one.number, "title": one.title}, one.ref)
    known = cited(read, drawn)
    for entity in drawn:
        if known[entity.id].gone:
            values = {"number": known[entity.id].number or (entity.ref.id if entity.ref else "")}
            yield Finding("drawing.subject_gone", values, Ref("drawing_entities", entity.id))


def _cited(read: Read, drawing_id: str) -> list[Entity]:
    symbols = read.where(Entity, drawing_id=drawing_id, kind=Kind.SYMBOL.value)
    return [entity for entity in symbols if entity.ref is not None]


CHECKS = (
    Check("drawing.elements", N_("Elements and signatures of scene drawings"), "XF 839-2009;火灾事故调查规定第19–21条",
          elements),
    Check("drawing.chains", N_("Chains of dimensions close"), "GB/T 50104-2010 尺寸标注", chains),
    Check("drawing.placed", N_("Exhibits are on the drawing"), "XF 839-2009 4.7", placed),
)
