"""The pages of a document in their order: cover, list of contents, papers, 备考表, volume after volume.

With double-sided printing every paper begins on the front of a sheet; the back that stays free carries no number.
"""

from dataclasses import dataclass

from workstation.typeset.bind import Stretch, Volume
from workstation.typeset.part import PartResult


@dataclass(frozen=True)
class Leaf:
    """One page of the file. ``number`` is what is printed (0: none), ``volume`` counts from 0.

    ``bare``: nothing is stamped on it (a cover, a back that stays free). ``title`` says what the page belongs to,
    ``opens`` that it is the first page of that, ``paper`` that it is a row of the list of contents.
    """

    part: PartResult
    page: int
    volume: int
    title: str
    number: int = 0
    back: bool = False
    bare: bool = False
    opens: bool = False
    paper: bool = False

    @property
    def source(self) -> tuple[str, int]:
        """The file that holds the page, and which of its pages it is, from 0."""
        page = self.page
        for path, pages in zip(self.part.paths, self.part.file_pages, strict=True):
            if page < pages:
                return path, page
            page -= pages
        raise IndexError(self.page)


@dataclass(frozen=True)
class Front:
    """The pages before the papers of a volume, and what they are called."""

    cover: PartResult
    cover_title: str
    contents: PartResult
    contents_title: str


class Sheets:
    """Takes page after page; a back is every second page of a volume that is printed on both sides."""

    def __init__(self, *, double_sided: bool, blank: PartResult | None) -> None:
        self.leaves: list[Leaf] = []
        self._double_sided = double_sided
        self._blank = blank
        self._begin = 0

    def add_volume(self, place: int, volume: Volume, front: Front | None, closing_title: str) -> None:
        """All pages of one volume."""
        self._turn(max(place - 1, 0))  # a back that stays free at the end belongs to the volume before
        self._begin = len(self.leaves)
        if front is not None:
            self._add(place, _whole(front.cover), front.cover_title, bare=True)
            self._turn(place)
            self._add(place, _whole(front.contents), front.contents_title)
        number = 1
        for paper in volume.papers:
            self._turn(place)
            opens = True
            for stretch in paper.stretches:
                shown = number if paper.numbered else 0
                self._add(place, stretch, paper.entry.title, shown, opens=opens, paper=True)
                number += stretch.count if paper.numbered else 0
                opens = False
        if volume.closing is not None:
            self._turn(place)
            self._add(place, _whole(volume.closing), closing_title)

    def _add(
        self, place: int, stretch: Stretch, title: str, number: int = 0, *, opens: bool = True, bare: bool = False,
        paper: bool = False,
    ) -> None:
        for offset in range(stretch.count):
            shown = number + offset if number else 0
            self.leaves.append(Leaf(
                stretch.part, stretch.first + offset, place, title, shown, self._on_back, bare, opens and offset == 0,
                paper,
            ))

    def _turn(self, place: int) -> None:
        """Go on with the front of a sheet."""
        if self._blank is not None and self._on_back:
            self.leaves.append(Leaf(self._blank, 0, place, "", back=True, bare=True))

    @property
    def _on_back(self) -> bool:
        return self._double_sided and (len(self.leaves) - self._begin) % 2 == 1


def _whole(part: PartResult) -> Stretch:
    return Stretch(part, 0, part.pages)
