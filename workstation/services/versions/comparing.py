"""The difference of two versions: sections and records that came, went or changed, and pages that moved."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from workstation.services.versions.contents import Chapter, Contents
from workstation.services.versions.pieces import Piece

_ALIKE = 0.5  # from here on two texts are one that was changed
_LONGEST_LABEL = 24


class ChangeKind(StrEnum):
    """What happened to a piece."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True)
class Change:
    """One change in a section; ``record`` is the kind of record that it is about, or empty; pages 0: unknown."""

    kind: ChangeKind
    section: str
    record: str
    old: str
    new: str
    key: str = ""


@dataclass(frozen=True)
class Moved:
    """Records of a section that stand on other pages now, with the first of both pages."""

    section: str
    count: int
    old: tuple[int, int]
    new: tuple[int, int]


@dataclass(frozen=True)
class Difference:
    """Everything between two versions."""

    old: Contents
    new: Contents
    sections_added: tuple[str, ...] = ()
    sections_removed: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    moved: tuple[Moved, ...] = field(default=())

    @property
    def empty(self) -> bool:
        """Whether both say the same on the same pages."""
        return not (self.sections_added or self.sections_removed or self.changes or self.moved)


def compare(old: Contents, new: Contents) -> Difference:
    """What changed from ``old`` to ``new``. If one is known by its pages only, both are compared by title."""
    by_title = old.from_pdf != new.from_pdf
    before = {_name(chapter, by_title): chapter for chapter in old.chapters}
    after = {_name(chapter, by_title): chapter for chapter in new.chapters}
    changes = [
        change for name, chapter in after.items() for change in _chapter(before.get(name, Chapter("", "", ())), chapter)
    ]
    gone = [chapter for name, chapter in before.items() if name not in after]
    changes += [change for chapter in gone for change in _chapter(chapter, Chapter("", chapter.title, ()))]
    return Difference(
        old, new, tuple(chapter.title for name, chapter in after.items() if name not in before),
        tuple(chapter.title for chapter in gone), tuple(changes),
        tuple(_moved(old, new)) if not (old.from_pdf or new.from_pdf) else (),
    )


def _name(chapter: Chapter, by_title: bool) -> str:
    return chapter.title if by_title else chapter.id


def _chapter(old: Chapter, new: Chapter) -> Iterator[Change]:
    before, after = _grouped(old.pieces), _grouped(new.pieces)
    for key in dict.fromkeys([*after, *before]):
        texts = before.get(key, []), after.get(key, [])
        if texts[0] == texts[1]:
            continue
        record = key.partition(":")[0] if key else ""
        if key and not (texts[0] and texts[1]):
            kind = ChangeKind.ADDED if texts[1] else ChangeKind.REMOVED
            yield Change(kind, new.title, record, "\n".join(texts[0]), "\n".join(texts[1]), key)
        else:
            yield from _texts(*texts, new.title, record, key)


def _grouped(pieces: Sequence[Piece]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for piece in pieces:
        found.setdefault(piece.key, []).append(piece.text)
    return found


def _texts(old: Sequence[str], new: Sequence[str], section: str, record: str, key: str) -> Iterator[Change]:
    """Neighbouring texts that resemble one another are one that was changed."""
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, first, last, start, end in matcher.get_opcodes():
        if tag == "equal":
            continue
        gone, come = list(old[first:last]), list(new[start:end])
        for text in list(gone):
            match = next((other for other in come if _alike(text, other)), None)
            if match is not None:
                gone.remove(text)
                come.remove(match)
                yield Change(ChangeKind.CHANGED, section, record, text, match, key)
        for text in gone:
            yield Change(ChangeKind.REMOVED, section, record, text, "", key)
        for text in come:
            yield Change(ChangeKind.ADDED, section, record, "", text, key)


def _alike(one: str, other: str) -> bool:
    if _label(one) and _label(one) == _label(other):
        return True
    matcher = difflib.SequenceMatcher(None, one[:400], other[:400], autojunk=False)
    return matcher.real_quick_ratio() > _ALIKE and matcher.quick_ratio() > _ALIKE and matcher.ratio() > _ALIKE


def _label(text: str) -> str:
    """What stands before the colon of 账本头：3f6a…"""
    label, colon, _ = text.partition("：")
    return label if colon and len(label) <= _LONGEST_LABEL and "；" not in label else ""


def _moved(old: Contents, new: Contents) -> Iterator[Moved]:
    for chapter in new.chapters:
        keys = dict.fromkeys(piece.key for piece in chapter.pieces if piece.key)
        pairs = [
            (old.places[key], new.places[key]) for key in keys
            if key in old.places and key in new.places and old.places[key] != new.places[key]
        ]
        if pairs:
            yield Moved(chapter.title, len(pairs), *min(pairs, key=lambda pair: pair[1]))
