"""Taking in any file that no other module knows better: what it says of itself, and its text where it has any."""

from pathlib import Path
from typing import Any

from modules.materials.operations import register
from modules.materials.rules import SUFFIXES
from workstation.api import N_, Importer, Parsed, StoredFile, UserError, Work, decoded

_EXCERPT = 4000
_READ = 8 << 20
_TEXT_SUFFIXES = (".txt", ".md", ".csv", ".tsv", ".log", ".json", ".xml", ".htm", ".html", ".geojson", ".kml", ".gpx")


def parse_material(path: str, *, name: str = "", **_: Any) -> Parsed:
    """Read a material. Raises ``UserError``: ``materials.not_pdf``, ``materials.not_text``."""
    suffix = Path(name or path).suffix.lower()
    with Path(path).open("rb") as stream:
        head = stream.read(_READ)
    if head.startswith(b"%PDF-") or suffix == ".pdf":
        return _parse_pdf(path, name, head)
    if suffix in _TEXT_SUFFIXES:
        return _parse_text(name, head)
    return Parsed({})


def _parse_pdf(path: str, name: str, head: bytes) -> Parsed:
    import pikepdf

    if b"%PDF-" not in head[:1024]:
        raise UserError("materials.not_pdf", name=name)
    try:
        with pikepdf.open(path) as document:
            return Parsed({"pages": len(document.pages)})
    except pikepdf.PasswordError:
        return Parsed({"note": "PDF: password"})
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        raise UserError("materials.pdf_damaged", name=name, reason=str(error)[:200]) from error


def _parse_text(name: str, head: bytes) -> Parsed:
    try:
        text, encoding = decoded(head, cut=len(head) == _READ)
    except ValueError as error:
        code = "materials.not_text" if b"\0" in head else "materials.unknown_encoding"
        raise UserError(code, name=name) from error
    lines = text.count("\n") + (not text.endswith("\n"))
    return Parsed({"excerpt": _printable(text[:_EXCERPT]), "lines": lines, "encoding": encoding})


def _printable(text: str) -> str:
    return "".join(character for character in text if character in "\n\t" or character.isprintable())


def store_material(work: Work, file: StoredFile, parsed: Parsed) -> None:
    """Enter the file in the register of materials."""
    register(work, file, parsed)


MATERIAL_IMPORTER = Importer(
    id="materials", title=N_("Material"), suffixes=tuple(SUFFIXES), recognise=lambda head: head.startswith(b"%PDF-"),
    parse="modules.materials.importers:parse_material", store=store_material, priority=-10,
)
