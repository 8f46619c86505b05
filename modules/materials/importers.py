"""Taking in any file that no other module knows better: what it says of itself, and its text where it has any."""

import codecs
from pathlib import Path
from typing import Any

from modules.materials.operations import register
from modules.materials.rules import SUFFIXES
from workstation.api import N_, Importer, Parsed, StoredFile, UserError, Work

_EXCERPT = 4000
_READ = 8 << 20
_TEXT_SUFFIXES = (".txt", ".md", ".csv", ".tsv", ".log", ".json", ".xml", ".htm", ".html", ".geojson", ".kml", ".gpx")
_ENCODINGS = ("utf-8-sig", "gb18030", "utf-16")


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
    if b"\0" in head and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UserError("materials.not_text", name=name)
    for encoding in _ENCODINGS:
        text = _decode(head, encoding)
        if text is not None:
            lines = text.count("\n") + (not text.endswith("\n"))
            return Parsed({"excerpt": _printable(text[:_EXCERPT]), "lines": lines, "encoding": encoding})
    raise UserError("materials.unknown_encoding", name=name)


def _decode(head: bytes, encoding: str) -> str | None:
    try:
        # the last character may be cut where reading stopped
        return codecs.getincrementaldecoder(encoding)().decode(head, final=len(head) < _READ)
    except UnicodeDecodeError:
        return None


def _printable(text: str) -> str:
    return "".join(character for character in text if character in "\n\t" or character.isprintable())


def store_material(work: Work, file: StoredFile, parsed: Parsed) -> None:
    """Enter the file in the register of materials."""
    register(work, file, parsed)


MATERIAL_IMPORTER = Importer(
    id="materials", title=N_("Material"), suffixes=tuple(SUFFIXES), recognise=lambda head: head.startswith(b"%PDF-"),
    parse="modules.materials.importers:parse_material", store=store_material, priority=-10,
)
