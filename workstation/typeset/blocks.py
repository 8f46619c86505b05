"""What a section of a document consists of: plain, frozen, picklable data without any layout.

The same blocks go to paper, and later to an editable text file or to the screen. Lengths are millimetres on
paper. A *target* names an anchor in any part of the same document; a target that nothing answers is reported
when the document is assembled.
"""

from dataclasses import dataclass
from typing import Literal

from workstation.domain.drawing import Sheet
from workstation.domain.record import Ref
from workstation.domain.words import N_, Words

Align = Literal["left", "center", "right"]
Level = Literal["info", "success", "warning", "error", "to_verify"]
ParagraphStyle = Literal["title", "body", "plain", "small", "note", "quote", "center", "right", "mono"]


@dataclass(frozen=True)
class Span:
    """A run of text; ``target`` links to an anchor, ``badge`` draws a small frame around it (待核).

    With ``mention`` the text only keeps room: what is printed there is the volume and page of the target.
    """

    text: str
    bold: bool = False
    target: str = ""
    badge: bool = False
    mention: bool = False


Inline = str | Span | tuple[str | Span, ...]


def anchor_of(ref: Ref) -> str:
    """The anchor of a record: whoever prints it sets this name, whoever cites it links to it."""
    return f"{ref.kind}:{ref.id}"


def page_of(ref: Ref) -> Span:
    """Where a record stands in the document: volume and page, known when the document is joined."""
    return Span("0-000", target=anchor_of(ref), mention=True)


def to_verify(words: Words) -> Span:
    """The mark 「待核」 for values that nobody has compared with the official text."""
    return Span(words(N_("To be verified")), badge=True)


@dataclass(frozen=True)
class Entry:
    """Begins a new page and a new row of the list of contents (卷内文件目录): 文号, 责任者, 题名, 日期, 备注.

    A section that yields none gets one row with its own title. ``key`` tells a paper from others of its section (the
    id of its record), so that it can be moved alone.
    """

    title: str
    number: str = ""
    author: str = ""
    date: str = ""
    note: str = ""
    key: str = ""


@dataclass(frozen=True)
class CoverFacts:
    """What the cover says; yielded once, by a section in the slot ``cover``. Nothing of it is printed elsewhere.

    ``procedure`` (``general``, ``simple``, ``review``) chooses the order of the dossier; ``facts`` are labelled
    lines such as 起火时间, where ``{pages}`` stands for the number of pages; ``corner`` holds 档号, 密级, 保管期限.
    """

    title: str = ""
    agency: str = ""
    procedure: str = "general"
    facts: tuple[tuple[str, str], ...] = ()
    corner: tuple[tuple[str, str], ...] = ()
    date: str = ""


@dataclass(frozen=True)
class Heading:
    level: Literal[1, 2, 3]
    text: Inline
    anchor: str = ""


@dataclass(frozen=True)
class Paragraph:
    text: Inline
    style: ParagraphStyle = "body"
    anchor: str = ""


@dataclass(frozen=True)
class KeyValues:
    """Labels and values, ruled; with ``columns=2`` two short pairs share a line."""

    rows: tuple[tuple[str, Inline], ...]
    columns: Literal[1, 2] = 1
    anchor: str = ""


@dataclass(frozen=True)
class Column:
    """``width`` is a share of the line: the columns 1, 1, 2 take a quarter, a quarter and a half."""

    title: str
    width: float = 1.0
    align: Align = "left"


@dataclass(frozen=True)
class Table:
    """A ruled table whose header is repeated on every page.

    ``anchors`` holds one name (or "") per row. Up to ``min_rows`` the unused rows are printed and crossed out
    diagonally, as the forms of an inquiry require. ``empty`` is said when there are no rows at all.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Inline, ...], ...]
    caption: str = ""
    anchor: str = ""
    anchors: tuple[str, ...] = ()
    min_rows: int = 0
    empty: str = ""


@dataclass(frozen=True)
class Photo:
    """A photograph with its number plate, caption and a line of facts (time, direction, camera).

    ``path`` is any file that Pillow reads; ``rotation`` is clockwise, in steps of 90 degrees. A file that cannot
    be shown leaves a frame that says why. ``target`` makes the number plate a link. ``marks`` are drawn above the
    picture as it is shown, which counts as 100 mm wide. ``blotted`` rectangles (shares of the upright, unturned
    picture) are painted over before the picture is encoded; with ``withheld`` a frame says why there is no picture.
    ``trace`` asks for the page on which it comes out.
    """

    path: str
    caption: str = ""
    number: str = ""
    facts: str = ""
    anchor: str = ""
    rotation: int = 0
    target: str = ""
    marks: tuple["Mark", ...] = ()
    blotted: tuple[tuple[float, float, float, float], ...] = ()
    withheld: str = ""
    trace: int = 0

    @property
    def name(self) -> str:
        """What a sentence calls it: number and the beginning of the caption; the vault names files by their hash."""
        return f"{self.number} {self.caption[:40]}".strip()


@dataclass(frozen=True)
class PhotoGrid:
    photos: tuple[Photo, ...]
    per_page: Literal[1, 2, 4] = 2


@dataclass(frozen=True)
class Line:
    """From (x1, y1) to (x2, y2) in millimetres from the upper left corner; ``arrow`` points at the second end."""

    x1: float
    y1: float
    x2: float
    y2: float
    colour: str = "#1f2328"
    width: float = 0.25
    dash: tuple[float, ...] = ()
    arrow: bool = False


@dataclass(frozen=True)
class Rect:
    x: float
    y: float
    width: float
    height: float
    colour: str = "#1f2328"
    fill: str = ""
    line: float = 0.25
    radius: float = 0.0
    target: str = ""


@dataclass(frozen=True)
class Ellipse:
    x: float
    y: float
    width: float
    height: float
    colour: str = "#1f2328"
    fill: str = ""
    line: float = 0.25


@dataclass(frozen=True)
class Polygon:
    """Corners one after another; an open polygon is a polyline and is not filled."""

    points: tuple[tuple[float, float], ...]
    colour: str = "#1f2328"
    fill: str = ""
    line: float = 0.25
    dash: tuple[float, ...] = ()
    closed: bool = True


@dataclass(frozen=True)
class Text:
    """Text at (x, y) = left, middle or right end of its first base line; ``width`` > 0 wraps and centres it there.

    ``size`` is the height of the type in millimetres; ``angle`` turns it clockwise, in degrees.
    """

    x: float
    y: float
    text: str
    size: float = 3.2
    colour: str = "#1f2328"
    bold: bool = False
    align: Align = "left"
    width: float = 0.0
    angle: float = 0.0


Mark = Line | Rect | Ellipse | Polygon | Text


@dataclass(frozen=True)
class Figure:
    """A drawing of vector marks; one that is too large for the page is scaled down as a whole."""

    width: float
    height: float
    marks: tuple[Mark, ...]
    caption: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class Drawing:
    """A sheet of drawing marks at its exact scale; one that is larger than the type area is reduced, and says so."""

    sheet: Sheet
    caption: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class Qr:
    """A QR code (error correction M) with its caption beside it; ``size`` is the length of an edge."""

    text: str
    caption: Inline = ""
    size: float = 28.0


@dataclass(frozen=True)
class Label:
    """A label of a package: its QR code, a title of one or two lines, some lines of facts, who signs on it."""

    code: str
    title: str
    lines: tuple[str, ...] = ()
    signers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Labels:
    """Labels to be cut out, two beside each other; error correction Q, since packages get dirty."""

    labels: tuple[Label, ...]


@dataclass(frozen=True)
class SignaturePlace:
    """``field`` names an electronic signature field here, once in a document; without it, it is signed by hand only."""

    role: str
    name: str = ""
    detail: str = ""
    date: str = ""
    field: str = ""


@dataclass(frozen=True)
class Signatures:
    """Places to sign by hand, two beside each other, each with a line for the date.

    What is noted ``below`` in small type stays on the page of the last of them.
    """

    places: tuple[SignaturePlace, ...]
    below: tuple[Inline, ...] = ()


@dataclass(frozen=True)
class SealPlace:
    """Where a seal goes (用印处), at the right: a broken circle of 38 mm with whose seal it is."""

    text: str


@dataclass(frozen=True)
class Notice:
    text: Inline
    level: Level = "info"
    title: str = ""


@dataclass(frozen=True)
class PageBreak:
    pass


@dataclass(frozen=True)
class Spacer:
    height: float = 4.0


Block = (
    Entry
    | CoverFacts
    | Heading
    | Paragraph
    | KeyValues
    | Table
    | Photo
    | PhotoGrid
    | Figure
    | Drawing
    | Qr
    | Labels
    | Signatures
    | SealPlace
    | Notice
    | PageBreak
    | Spacer
)
