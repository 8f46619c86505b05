"""Writing materials."""

from collections.abc import Sequence
from dataclasses import replace

from modules.materials.queries import all_materials
from modules.materials.records import Material, MaterialKind
from modules.materials.rules import next_number, propose_kind, title_of
from workstation.api import Parsed, StoredFile, UserError, Work


def register(work: Work, file: StoredFile, parsed: Parsed) -> Material:
    """Enter a file that was taken in; one that is registered already stays as it is."""
    known = work.where(Material, file_id=file.id)
    if known:
        return known[0]
    material = Material(
        file_id=file.id, title=title_of(file.name), kind=propose_kind(file.name),
        number=next_number({material.number for material in all_materials(work)}), source=file.source_path,
        pages=parsed.data.get("pages"), lines=parsed.data.get("lines"), encoding=parsed.data.get("encoding", ""),
        excerpt=parsed.data.get("excerpt", ""), note=parsed.data.get("note", ""),
    )
    work.put(material)
    return material


def describe(work: Work, material_id: str, *, title: str, kind: MaterialKind, source: str, note: str) -> None:
    """Correct what a material is called and what it is."""
    if not title.strip():
        raise UserError("materials.title_empty")
    material = work.get(Material, material_id)
    work.put(replace(material, title=title.strip(), kind=kind, source=source.strip(), note=note.strip()))


def withdraw(work: Work, material_ids: Sequence[str], reason: str) -> None:
    """Take materials out of the case's evidence; the originals and their history stay."""
    if not reason.strip():
        raise UserError("materials.reason_empty")
    work.put_many(replace(work.get(Material, item), withdrawn=reason.strip()) for item in material_ids)
