"""The orientation maps (方位图) in the dossier."""

from collections.abc import Iterator

from modules.map.importers.base_maps import prepare_sheets
from modules.map.queries import composed, not_on_sheet, sheets
from workstation.api import N_, Block, Drawing, Entry, Heading, Notice, Read, Ref, Section, Words, anchor_of


def orientation(read: Read, words: Words, part: str) -> Iterator[Block]:  # noqa: ARG001 - sections have parts
    """Each on a page of its own."""
    for number, sheet in enumerate(sheets(read)):
        yield Entry(sheet.title, author=sheet.drawn_by)
        if number == 0:
            yield Heading(1, words(N_("Orientation map")))
        for missing in not_on_sheet(read, sheet):
            yield Notice(words.error(missing), "warning")
        yield Drawing(composed(read, sheet, words), "", anchor_of(Ref("map_sheets", sheet.id)))


SECTIONS = (Section("maps", N_("Orientation map"), "maps", orientation, prepare=prepare_sheets),)
