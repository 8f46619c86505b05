"""Papers into volumes (立卷): which paper goes into which volume, where a volume is full, which page is a front.

Pure: nothing here reads or writes a file. Rules: about so many pages a volume, numbers from 1 in each volume; blank
backs are not numbered (domain reference: XF/T 1034-2012, to be verified).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from workstation.typeset.blocks import Entry
from workstation.typeset.part import PartResult

LIMIT = 200
"""Pages of a volume, unless the template says otherwise."""
_OVER = 1.1  # a rest that is not larger than this stays in the volume
_TIGHT = 0.5  # a volume that is not filled so far takes the beginning of a paper that is continued in the next one


@dataclass(frozen=True)
class Item:
    """Parts that follow one another under one or more rows of the list of contents.

    ``entry`` is the row for pages before the first ``Entry`` that the parts bring along; its author is that of every
    paper of the item that names none. Pages of an item that is
    not ``numbered`` carry no number and are not counted. ``kind`` names the kind of volume that it goes to,
    ``section`` the section of the document that it is.
    """

    entry: Entry
    parts: tuple[PartResult, ...]
    numbered: bool = True
    kind: str = ""
    section: str = ""


@dataclass(frozen=True)
class Stretch:
    """Neighbouring pages of one part: from ``first`` (counted from 0), ``count`` of them."""

    part: PartResult
    first: int
    count: int


@dataclass(frozen=True)
class Paper:
    """What one row of the list of contents stands for (一份文书); ``key`` tells it from others of its ``section``."""

    entry: Entry
    stretches: tuple[Stretch, ...]
    numbered: bool = True
    continued: bool = False
    kind: str = ""
    section: str = ""
    key: str = ""

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return sum(stretch.count for stretch in self.stretches)


@dataclass(frozen=True)
class Volume:
    """One bound volume: ``closing`` is its 备考表, laid out when its pages were counted."""

    kind: str
    title: str
    papers: tuple[Paper, ...]
    closing: PartResult | None = None

    @property
    def numbered(self) -> int:
        """How many pages carry a number."""
        return sum(paper.pages for paper in self.papers if paper.numbered)


@dataclass(frozen=True)
class Kind:
    """A kind of volume (正卷, 副卷, 照片卷, 复核卷); ``limit`` is how many pages one of it holds."""

    id: str
    title: str = ""
    limit: int = LIMIT


def bind(papers: Sequence[Paper], kinds: Sequence[Kind]) -> tuple[Volume, ...]:
    """Volumes in the order of their kinds; what names no kind goes to the first. A kind without papers gives none."""
    known = {kind.id for kind in kinds}
    volumes: list[Volume] = []
    for place, kind in enumerate(kinds):
        own = [paper for paper in papers if paper.kind == kind.id or (place == 0 and paper.kind not in known)]
        volumes += (Volume(kind.id, kind.title, tuple(some)) for some in _filled(own, kind.limit) if some)
    return tuple(volumes) or (Volume(kinds[0].id, kinds[0].title, ()),)


def papers_of(item: Item) -> Iterator[Paper]:
    """The papers of an item: a new one begins at every ``Entry``, also in the midst of a part."""
    paper: Paper | None = None
    count = 0
    for part in item.parts:
        begins = {page: entry for entry, page in reversed(part.entries)}
        marks = sorted({0, *begins})
        for place, first in enumerate(marks):
            stop = marks[place + 1] if place + 1 < len(marks) else part.pages
            stretch = Stretch(part, first, stop - first)
            if first in begins or paper is None:
                if paper is not None:
                    yield paper
                entry, count = begins.get(first, item.entry), count + 1
                paper = Paper(
                    replace(entry, author=entry.author or item.entry.author), (stretch,), item.numbered,
                    kind=item.kind, section=item.section, key=key_of(entry, count),
                )
            else:
                paper = replace(paper, stretches=(*paper.stretches, stretch))
    if paper is not None:
        yield paper


def key_of(entry: Entry | None, count: int) -> str:
    """What tells a paper from others of its section: the key of its entry, or else which of them it is, from 1."""
    return entry.key if entry is not None and entry.key else f"#{count}"


def _filled(papers: Sequence[Paper], limit: int) -> Iterator[list[Paper]]:
    """Papers volume by volume; one that no volume can hold is continued in the next."""
    waiting, current, used = list(papers), list[Paper](), 0
    while waiting:
        rest = sum(paper.pages for paper in waiting if paper.numbered)
        if used + rest <= limit * _OVER:
            yield [*current, *waiting]
            return
        paper = waiting.pop(0)
        pages = paper.pages if paper.numbered else 0
        if used + pages <= limit:
            current.append(paper)
            used += pages
        elif current and (used > limit * _TIGHT or pages <= limit):
            yield current
            waiting.insert(0, paper)
            current, used = [], 0
        else:
            before, after = _cut(paper, limit - used)
            yield [*current, before]
            waiting.insert(0, after)
            current, used = [], 0
    yield current


def _cut(paper: Paper, pages: int) -> tuple[Paper, Paper]:
    """The first ``pages`` pages and the others."""
    before, after, left = list[Stretch](), list[Stretch](), pages
    for stretch in paper.stretches:
        here = min(left, stretch.count)
        if here:
            before.append(replace(stretch, count=here))
        if stretch.count > here:
            after.append(Stretch(stretch.part, stretch.first + here, stretch.count - here))
        left -= here
    return replace(paper, stretches=tuple(before)), replace(paper, stretches=tuple(after), continued=True)
