"""What a document says, piece by piece, as it is handed to the layout: so that two versions can be compared."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from workstation.typeset.blocks import (
    Block,
    Drawing,
    Entry,
    Figure,
    Heading,
    Inline,
    KeyValues,
    Labels,
    Notice,
    Paragraph,
    Photo,
    PhotoGrid,
    Signatures,
    Span,
    Table,
    Text,
)


@dataclass(frozen=True)
class Piece:
    """A text with the anchor of the record that it tells of, if it has one."""

    key: str
    text: str


def observed(blocks: Iterable[Block], pieces: list[Piece]) -> Iterator[Block]:
    """The blocks as they are; what they say is noted in ``pieces`` on the way."""
    for block in blocks:
        pieces += (piece for piece in pieces_of(block) if piece.text)
        yield block


def pieces_of(block: Block) -> Iterator[Piece]:
    """Every piece of a block."""
    match block:
        case Entry():
            yield Piece("", _joined(block.title, block.number, block.date, block.note))
        case Heading() | Paragraph():
            yield Piece(block.anchor, plain(block.text))
        case Notice():
            yield Piece("", _joined(block.title, plain(block.text)))
        case KeyValues():
            for label, value in block.rows:
                yield Piece(block.anchor, f"{label}：{plain(value)}" if plain(value) else "")
        case Table():
            yield from _rows(block)
        case Photo():
            yield Piece(block.anchor, _joined(block.number, block.caption, block.facts))
        case PhotoGrid():
            for photo in block.photos:
                yield from pieces_of(photo)
        case Figure():
            marks = (mark.text for mark in block.marks if isinstance(mark, Text))
            yield Piece(block.anchor, _joined(block.caption, *marks))
        case Drawing():
            yield Piece(block.anchor, block.caption)
        case Signatures():
            for place in block.places:
                yield Piece("", _joined(place.role, place.name, place.detail, place.date))
            for note in block.below:
                yield Piece("", plain(note))
        case Labels():
            for one in block.labels:
                yield Piece("", _joined(one.title, *one.lines))


def plain(inline: Inline) -> str:
    """Text without its looks."""
    if isinstance(inline, str):
        return inline
    if isinstance(inline, Span):
        return inline.text
    return "".join(plain(part) for part in inline)


def _rows(table: Table) -> Iterator[Piece]:
    titles = [column.title for column in table.columns]
    for number, row in enumerate(table.rows):
        own = table.anchors[number] if number < len(table.anchors) else ""
        cells = (f"{title}：{plain(cell)}" for title, cell in zip(titles, row, strict=False) if plain(cell))
        yield Piece(own or _target(row), "；".join(cells))


def _target(row: tuple[Any, ...]) -> str:
    """A row that links to one record tells of it."""
    spans = (part for cell in row for part in (cell if isinstance(cell, tuple) else (cell,)) if isinstance(part, Span))
    targets = {span.target for span in spans if span.target}
    return targets.pop() if len(targets) == 1 else ""


def _joined(*parts: str) -> str:
    return "　".join(part for part in parts if part)
