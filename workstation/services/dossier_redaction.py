"""What a redacted copy has beyond a dossier: the list of what was removed, and the proof that it is gone."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from workstation.domain.errors import UserError
from workstation.domain.words import N_, Words
from workstation.services.dossier_render import Rendered
from workstation.services.module import Section
from workstation.services.redaction.listing import TITLE
from workstation.services.redaction.plan import RedactionPlan, Removed
from workstation.typeset.assemble import Document
from workstation.typeset.bind import Paper, Stretch, Volume
from workstation.typeset.blocks import Entry
from workstation.typeset.part import PartResult
from workstation.typeset.tracing import traces, untraced


def with_list(volumes: Sequence[Volume], words: Words) -> tuple[Volume, ...]:
    """Room for the list of what was removed, as the last paper of the last volume. Its pages bear no number: however
    long it is, the numbers that it tells stay right."""
    *others, last = volumes
    room = Paper(Entry(words(TITLE)), (), numbered=False, kind=last.kind)
    return (*others, replace(last, papers=(*last.papers, room)))


def listed(
    render: Callable[[Sequence[Removed], str], PartResult], folder: Path, document: Document, redaction: RedactionPlan,
    parts: Sequence[tuple[Section, str]], rendered: Sequence[Rendered], words: Words,
) -> tuple[Document, tuple[Removed, ...]]:
    """The document with the list laid out in its room and without marks, and what the list says."""
    removed = (*_within(document.volumes, parts, rendered, words), *_around(document, redaction, words))
    part = render(removed, str(folder / "removed.pdf"))
    volumes = [
        replace(volume, papers=tuple(replace(paper, entry=untraced(paper.entry)) for paper in volume.papers))
        for volume in document.volumes
    ]
    *others, last = volumes
    *papers, room = last.papers
    filled = replace(last, papers=(*papers, replace(room, stretches=(Stretch(part, 0, part.pages),))))
    return replace(
        document, info=untraced(document.info), cover=untraced(document.cover),
        running_head=untraced(document.running_head), volumes=(*others, filled),
    ), removed


def _within(
    volumes: Sequence[Volume], parts: Sequence[tuple[Section, str]], rendered: Sequence[Rendered], words: Words
) -> Iterator[Removed]:
    """What was removed within the sections; a page is known by its part and its place there."""
    printed: dict[tuple[int, int], tuple[int, int]] = {}
    for number, volume in _numbered(volumes):
        shown = 0
        for paper in volume.papers:
            for stretch in paper.stretches:
                for page in range(stretch.first, stretch.first + stretch.count):
                    shown += paper.numbered
                    printed[id(stretch.part), page] = number, shown if paper.numbered else 0
    for (section, _), one in zip(parts, rendered, strict=True):
        for kind, what, count, pages in one.removed:
            where = tuple(printed[id(one.result), page] for page in pages)
            yield Removed(words(section.title), kind, what, count, where)


def _around(document: Document, redaction: RedactionPlan, words: Words) -> Iterator[Removed]:
    """What was removed on pages without a number, and at the head of all pages."""
    keys = redaction.keys

    def told(place: str, numbers: Iterable[int], volume: int) -> Iterator[Removed]:
        for number in sorted(numbers):
            kind, what = keys[number - 1]
            yield Removed(words(place), kind, what, pages=((volume, 0),))

    yield from told(N_("Head of every page but covers"), traces(document.running_head), 0)
    for number, volume in _numbered(document.volumes):
        if document.front:
            yield from told(N_("Cover"), traces(document.cover), number)
            yield from told(N_("List of contents"), traces(tuple(paper.entry for paper in volume.papers)), number)
        if volume.closing is not None:
            yield from told(N_("Closing remarks"), {trace for _, trace in volume.closing.traces}, number)


def _numbered(volumes: Sequence[Volume]) -> Iterator[tuple[int, Volume]]:
    """Volumes with their numbers: 0 for the only one."""
    return ((at if len(volumes) > 1 else 0, volume) for at, volume in enumerate(volumes, 1))


def prove(remains: Callable[[str, RedactionPlan], list[str]], made: Path, redaction: RedactionPlan) -> None:
    """Raises ``redaction.remains``: a copy in which anything is left is not handed over."""
    left = remains(str(made), redaction)
    if left:
        raise UserError("redaction.remains", pages="、".join(page or "—" for page in left[:20]))
