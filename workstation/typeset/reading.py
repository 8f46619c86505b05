"""The text of a PDF, page by page, in the order in which it is drawn; by the fonts' own tables (ISO 32000-1 9.10).

Made for our own documents; of others what has a ToUnicode table or a simple encoding is read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

_SHOWN = "Tf Tj TJ ' \" Do Td TD Tm T*"
_DEEPEST = 4
_NEW_LINE_PT = 1.0
_HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>")
_BLOCK = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)


@dataclass(frozen=True)
class PageText:
    """``label`` is the printed number, ``lines`` the texts as drawn, from line to line."""

    label: str
    lines: tuple[str, ...]


@dataclass
class _Page:
    lines: list[str] = field(default_factory=list)
    y: float = 0.0

    def show(self, text: str) -> None:
        if self.lines:
            self.lines[-1] += text
        else:
            self.lines.append(text)

    def move(self, y: float) -> None:
        if abs(y - self.y) > _NEW_LINE_PT and self.lines and self.lines[-1]:
            self.lines.append("")
        self.y = y


def read_pages(path: Path) -> Iterator[PageText]:
    """Every page of the file. Raises ``pikepdf.PdfError`` for what is no PDF."""
    with Pdf.open(path) as pdf:
        fonts: dict[Any, _Font] = {}
        for page in pdf.pages:
            found = _Page()
            _read(page.obj.get("/Contents"), page.obj, page.obj.get("/Resources", Dictionary()), found, fonts, 0)
            for annotation in page.obj.get("/Annots", Array([])):
                _read_appearance(annotation, found, fonts)
            yield PageText(page.label, tuple(line for line in found.lines if line.strip()))


def outline_of(path: Path) -> list[tuple[int, str, int]]:
    """The bookmarks: (level from 0, title, page from 0); those that lead to no page are left out."""
    with Pdf.open(path) as pdf, pdf.open_outline() as outline:
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}

        def walk(items: list[Any], level: int) -> Iterator[tuple[int, str, int]]:
            for item in items:
                page = _target(item, numbers)
                if page is not None:
                    yield level, str(item.title), page
                yield from walk(item.children, level + 1)

        return list(walk(list(outline.root), 0))


def all_strings(path: Path) -> Iterator[str]:
    """Every text of the file that is no page content: information, bookmarks, labels, names, metadata, attachments."""
    with Pdf.open(path) as pdf:
        yield from _strings(pdf.trailer, set())
        for thing in pdf.objects:
            if isinstance(thing, Stream):
                yield from _strings(thing, set())
                if thing.get("/Type") in (Name.Metadata, Name.EmbeddedFile):
                    yield thing.read_bytes().decode("utf-8", errors="replace")
            else:
                yield from _strings(thing, set())


def _strings(thing: Any, seen: set[Any]) -> Iterator[str]:
    if isinstance(thing, pikepdf.String):
        yield str(thing)
    elif isinstance(thing, Array):
        for one in thing:
            yield from _strings(one, seen)
    elif isinstance(thing, Dictionary | Stream):
        if thing.is_indirect:
            if thing.objgen in seen:
                return
            seen.add(thing.objgen)
        for value in dict(thing).values():
            if not (isinstance(value, Object) and value.is_indirect):  # met on its own
                yield from _strings(value, seen)


def _target(item: Any, numbers: dict[Any, int]) -> int | None:
    place = item.destination
    if place is None and item.action is not None:
        place = item.action.get("/D")
    return numbers.get(place[0].objgen) if isinstance(place, Array) and len(place) else None


def _read(content: Any, owner: Object, resources: Object, found: _Page, fonts: dict[Any, "_Font"], depth: int) -> None:
    if content is None or depth > _DEEPEST:
        return
    try:
        instructions = pikepdf.parse_content_stream(owner, _SHOWN)
    except pikepdf.PdfError:
        return
    font = _PLAIN
    for instruction in instructions:
        operands: Any = instruction.operands
        name = str(instruction.operator)
        if name == "Tf":
            font = _font(resources.get("/Font", Dictionary()).get(str(operands[0])), fonts)
        elif name in ("Tj", "'", '"'):
            found.show(font.text(bytes(operands[-1])))
        elif name == "TJ":
            found.show("".join(font.text(bytes(one)) for one in operands[0] if isinstance(one, pikepdf.String)))
        elif name == "Tm":
            found.move(float(operands[5]))
        elif name in ("Td", "TD"):
            found.move(float(operands[1]))
        elif name == "Do":
            form = resources.get("/XObject", Dictionary()).get(str(operands[0]))
            if isinstance(form, Stream) and form.get("/Subtype") == Name.Form:
                _read(form, form, form.get("/Resources", resources), found, fonts, depth + 1)


def _read_appearance(annotation: Object, found: _Page, fonts: dict[Any, "_Font"]) -> None:
    form = annotation.get("/AP", Dictionary()).get("/N")
    if isinstance(form, Stream):
        found.lines.append("")
        _read(form, form, form.get("/Resources", Dictionary()), found, fonts, 0)


@dataclass(frozen=True)
class _Font:
    """``wide``: two bytes a character; ``table`` from codes to text."""

    wide: bool
    table: dict[int, str]

    def text(self, shown: bytes) -> str:
        if not self.wide:
            return "".join(self.table.get(code, chr(code)) for code in shown)
        codes = (int.from_bytes(shown[place : place + 2], "big") for place in range(0, len(shown), 2))
        return "".join(self.table.get(code, "\ufffd") for code in codes)


_PLAIN = _Font(False, {})


def _font(font: Any, known: dict[Any, _Font]) -> _Font:
    if not isinstance(font, Dictionary):
        return _PLAIN
    key = font.objgen if font.is_indirect else id(font)
    if key not in known:
        table = font.get("/ToUnicode")
        known[key] = _Font(
            font.get("/Subtype") == Name.Type0, _to_unicode(table.read_bytes()) if isinstance(table, Stream) else {}
        )
    return known[key]


def _to_unicode(data: bytes) -> dict[int, str]:
    table: dict[int, str] = {}
    for kind, body in _BLOCK.findall(data):
        values = [bytes.fromhex(one.decode()) for one in _HEX.findall(body)]
        step = 2 if kind == b"bfchar" else 3
        for place in range(0, len(values) - step + 1, step):
            first, last, text = values[place], values[place + step - 2], values[place + step - 1]
            start = int.from_bytes(first, "big")
            shown = text.decode("utf-16-be", errors="replace")
            for offset in range(min(int.from_bytes(last, "big") - start, 0xFFFF) + 1):
                table[start + offset] = shown[:-1] + chr(ord(shown[-1]) + offset) if shown else ""
    return table
