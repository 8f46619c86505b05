"""Sheets can be found and cited."""

from collections.abc import Iterator

from modules.drawing.queries import SHEET_WORDS, sheets
from workstation.api import N_, Read, Ref, Search, SearchEntry


def entries(read: Read) -> Iterator[SearchEntry]:
    """Every sheet."""
    for sheet in sheets(read):
        yield SearchEntry(Ref("sheets", sheet.id), sheet.title, sheet.number, SHEET_WORDS[sheet.kind])


SHEET_SEARCH = Search("sheets", N_("Sheets"), "drawing", entries, evidence=True)
