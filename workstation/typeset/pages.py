"""The pages of one part while they are being filled: a canvas, how far down it is filled, and what was noted.

Coordinates are points from the lower left corner of the page, as in PDF.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from reportlab import rl_config
from reportlab.lib.colors import Color, HexColor
from reportlab.pdfbase.pdfdoc import PDFImageXObject
from reportlab.pdfgen.canvas import Canvas

from workstation.domain.words import Words
from workstation.typeset.blocks import Inline
from workstation.typeset.faces import face
from workstation.typeset.lines import Run, SetLine, set_lines
from workstation.typeset.print_copy import PrintCopy
from workstation.typeset.style import AMBER, BOTTOM, PAGE_HEIGHT, PAGE_WIDTH, RULE, SANS, TOP, Type
from workstation.typeset.tracing import untraced

rl_config.useA85 = 0

FILE_BYTES = 24_000_000
"""A part whose images take more than this is continued in another file."""


@lru_cache(maxsize=256)
def ink(colour: str) -> Color:
    """A colour from ``#rrggbb``."""
    return HexColor(colour)


@dataclass(frozen=True)
class Mention:
    """Where the printed page of ``target`` is to be written, once it is known; ``width`` is what there is."""

    target: str
    x: float
    y: float
    width: float
    size: float


@dataclass
class Notes:
    """What a part tells the assembler; pages are counted from 0 within the part."""

    pages: int = 0
    anchors: dict[str, tuple[int, float]] = field(default_factory=dict)
    links: list[tuple[int, tuple[float, float, float, float], str]] = field(default_factory=list)
    headings: list[tuple[int, str, int, float]] = field(default_factory=list)
    fields: list[tuple[int, tuple[float, float, float, float], str]] = field(default_factory=list)
    mentions: list[tuple[int, Mention]] = field(default_factory=list)
    missing: dict[str, int] = field(default_factory=dict)
    glyphs: dict[str, dict[int, int]] = field(default_factory=dict)
    traces: set[tuple[int, int]] = field(default_factory=set)


class Pages:
    """Fills page after page from the top; ``y`` is the upper edge of what is still free."""

    def __init__(self, output: Path, words: Words, print_edge_px: int) -> None:
        face(SANS)
        self.words = words
        self.print_edge_px = print_edge_px
        self.notes = Notes(pages=1)
        self.files: list[Path] = []
        self.file_pages: list[int] = []
        self._output = output
        self._image_bytes = 0
        self.canvas = self._open()
        self.y = TOP
        self.follow = 0.0  # points that what follows the next heading needs below it
        self._used = False

    # room

    @property
    def free(self) -> float:
        return self.y - BOTTOM

    @property
    def untouched(self) -> bool:
        """Nothing stands on this page yet."""
        return not self._used

    def need(self, height: float) -> None:
        """Go to a new page unless ``height`` is free here (or would not fit on any page)."""
        if height > self.free + 0.01 and self._used:
            self.new_page()

    def new_page(self) -> None:
        self.canvas.showPage()
        if self._image_bytes > FILE_BYTES:
            self._close()
            self.canvas = self._open()
        self.notes.pages += 1
        self.y = TOP
        self._used = False

    def take(self, height: float) -> float:
        """Claim ``height`` and return the y of its lower edge."""
        self._used = True
        self.y -= height
        return self.y

    def gap(self, height: float) -> None:
        """White between blocks; never at the top of a page."""
        if self._used:
            self.y = max(self.y - height, BOTTOM)

    def finish(self) -> Notes:
        """Write the file; a last page on which nothing stands is left out."""
        if self._used or self.notes.pages == 1:
            self.canvas.showPage()
        else:
            self.notes.pages -= 1
        if self.canvas.getPageNumber() > 1:
            self._close()
        else:
            self.files.pop()
        return self.notes

    def _close(self) -> None:
        self.file_pages.append(self.canvas.getPageNumber() - 1)
        self.canvas.save()

    def _open(self) -> Canvas:
        """The next file of this part: reportlab holds all images of a file in memory until it is written."""
        number = len(self.files)
        path = self._output if not number else self._output.with_name(f"{self._output.stem}-{number}.pdf")
        self.files.append(path)
        self._image_bytes = 0
        size = (PAGE_WIDTH, PAGE_HEIGHT)
        return Canvas(str(path), pagesize=size, invariant=1, pageCompression=1, initialFontName=SANS)

    # notes

    def anchor(self, name: str, y: float | None = None) -> None:
        if name:
            self.notes.anchors.setdefault(name, (self.notes.pages - 1, self.y if y is None else y))

    def link(self, x: float, y: float, width: float, height: float, target: str) -> None:
        if target:
            rect = (round(x, 2), round(y, 2), round(x + width, 2), round(y + height, 2))
            self.notes.links.append((self.notes.pages - 1, rect, target))

    def field(self, name: str, x: float, y: float, width: float, height: float) -> None:
        """A place for an electronic signature."""
        if name:
            rect = (round(x, 2), round(y, 2), round(x + width, 2), round(y + height, 2))
            self.notes.fields.append((self.notes.pages - 1, rect, name))

    def heading(self, level: int, text: str) -> None:
        self.notes.headings.append((level, untraced(text), self.notes.pages - 1, self.y))

    def trace(self, number: int) -> None:
        """Something that bears this mark stands on this page."""
        if number:
            self.notes.traces.add((self.notes.pages - 1, number))

    # ink

    def lines(self, inline: Inline, kind: Type, width: float) -> list[SetLine]:
        return set_lines(inline, kind, width, self.notes.missing)

    def write(self, inline: Inline, kind: Type, x: float, top: float, width: float) -> float:
        """Text in a box that is known to have room; returns its lower edge. No page break."""
        for line in self.lines(inline, kind, width):
            self.draw_line(line, x, top)
            top -= line.height
        return top

    def draw_line(self, line: SetLine, x: float, top: float) -> None:
        """One line of text whose upper edge is at ``top``."""
        base = top - line.ascent
        for run in line.runs:
            self.run(run, x + run.x, base)

    def run(self, run: Run, x: float, base: float) -> None:
        if run.mention:
            self.notes.mentions.append((self.notes.pages - 1, Mention(run.target, x, base, run.width, run.size)))
            self.link(x, base - run.size * 0.25, run.width, run.size * 1.25, run.target)
            return
        if run.badge:
            width, height = run.width + 2.4, run.size * 1.3
            self.box(x - 1.2, base - run.size * 0.3, width, height, line=0.5, colour=AMBER, radius=1.5)
        colour = AMBER if run.badge else run.colour
        self.trace(run.trace)
        self.string(run.text, x, base, run.face, run.size, colour, run.spread)
        self.link(x, base - run.size * 0.25, run.width, run.size * 1.25, run.target)

    def string(self, text: str, x: float, y: float, name: str, size: float, colour: str, spread: float = 0.0) -> None:
        """Text that is known to be in the face."""
        if not text:
            return
        font = face(name)
        used = self.notes.glyphs.setdefault(name, {})
        for code in map(ord, text):
            glyph = font.glyphs.get(code, 0)
            known = used.get(glyph)
            if known is None or plainer(code, known):
                used[glyph] = code
        self.canvas.setFont(name, size)
        self.canvas.setFillColor(ink(colour))
        self.canvas.drawString(x, y, text, charSpace=round(spread, 3))

    def rule(self, x1: float, y1: float, x2: float, y2: float, line: float = 0.4, colour: str = RULE) -> None:
        self.canvas.setLineWidth(line)
        self.canvas.setStrokeColor(ink(colour))
        self.canvas.line(x1, y1, x2, y2)

    def box(
        self, x: float, y: float, width: float, height: float, fill: str = "", line: float = 0.0,
        colour: str = RULE, radius: float = 0.0,
    ) -> None:  # fmt: skip
        if fill:
            self.canvas.setFillColor(ink(fill))
        if line:
            self.canvas.setLineWidth(line)
            self.canvas.setStrokeColor(ink(colour))
        if radius:
            self.canvas.roundRect(x, y, width, height, radius, stroke=int(line > 0), fill=int(bool(fill)))
        else:
            self.canvas.rect(x, y, width, height, stroke=int(line > 0), fill=int(bool(fill)))

    @contextmanager
    def kept(self) -> Iterator[Canvas]:
        """The canvas for direct drawing; its state is restored afterwards."""
        self.canvas.saveState()
        try:
            yield self.canvas
        finally:
            self.canvas.restoreState()

    def image(self, copy: PrintCopy, name: str) -> str:
        """Put the JPEG into the file as it is, once per digest, and return the name to draw it by."""
        document = self.canvas._doc
        registered = document.getXObjectName(name)
        if registered not in document.idToObject:
            image = PDFImageXObject(registered)
            image.width, image.height = copy.width, copy.height
            image.bitsPerComponent = 8
            image.colorSpace = "DeviceGray" if copy.gray else "DeviceRGB"
            image._filters = ("DCTDecode",)
            image.streamContent = copy.data
            self._image_bytes += len(copy.data)
            document.Reference(image, registered)
            document.addForm(name, image)
        return name


def plainer(code: int, known: int) -> bool:
    """Of two characters with one glyph, text copied from the page has the everyday one (not a radical)."""

    def rank(value: int) -> tuple[bool, int]:
        return (0x2E80 <= value < 0x2FE0 or 0xF900 <= value < 0xFB00, value)

    return rank(code) < rank(known)


def heights(lines: Iterable[SetLine]) -> float:
    return sum(line.height for line in lines)
