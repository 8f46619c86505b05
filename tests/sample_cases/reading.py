"""A dossier read back by an independent reader (PDFium): volumes, papers, pages and their words."""

import re
from dataclasses import dataclass
from pathlib import Path

import pypdfium2


@dataclass(frozen=True)
class Paper:
    """A bookmark of a paper: in which volume, on which page of the file (from 0)."""

    volume: str
    title: str
    page: int


@dataclass(frozen=True)
class Book:
    """``pages``: the words of every page without spaces; ``volumes``: the first page of each; ``papers`` in order."""

    pages: list[str]
    volumes: dict[str, int]
    papers: list[Paper]

    def titled(self, title: str) -> list[Paper]:
        """The papers of this title."""
        return [paper for paper in self.papers if flat(paper.title) == flat(title)]

    def contents(self, volume: str) -> str:
        """The words of a volume's list of contents."""
        first, own = self.volumes[volume], [paper for paper in self.papers if paper.volume == volume]
        stop = next(paper.page for paper in own if paper.page > first and "目录" not in paper.title)
        return "".join(self.pages[first + 1 : stop])

    def where(self, words: str) -> list[tuple[str, int]]:
        """Volume and page of every page that holds these words."""
        return [(self.volume_of(place), place) for place, text in enumerate(self.pages) if flat(words) in text]

    def volume_of(self, page: int) -> str:
        """The volume that a page of the file belongs to."""
        return [name for name, first in self.volumes.items() if first <= page][-1]


def read_back(path: Path) -> Book:
    """Read a dossier of several volumes."""
    document = pypdfium2.PdfDocument(path)
    pages = [flat(page.get_textpage().get_text_range()) for page in document]
    volumes: dict[str, int] = {}
    papers: list[Paper] = []
    for mark in document.get_toc():
        place = mark.get_dest().get_index()
        if mark.level == 0:
            volumes[mark.get_title().partition("\u3000")[0]] = place
        elif mark.level == 1:
            papers.append(Paper(list(volumes)[-1], mark.get_title(), place))
    document.close()
    return Book(pages, volumes, papers)


def flat(text: str) -> str:
    """Without spaces, line breaks and the mark of a hyphen that PDFium puts in."""
    return re.sub(r"[\s\ufffe]", "", text)
