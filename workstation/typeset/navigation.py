"""How a reader finds the way in a document: links, bookmarks, page labels, and where every record stands."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Name, NameTree, OutlineItem, Pdf, String

from workstation.domain.words import N_, Words
from workstation.typeset.bind import Volume
from workstation.typeset.part import PartResult
from workstation.typeset.sequence import Leaf
from workstation.typeset.style import PAGE_HEIGHT

if TYPE_CHECKING:
    from workstation.typeset.fields import Place
    from workstation.typeset.pages import Mention

NOWHERE = "—"


def paper_target(volume: int, paper: int) -> str:
    """The target of a row of the list of contents; both count from 0."""
    return f"\0paper:{volume}:{paper}"


class Navigation:
    """Knows the place of every page and every anchor of a document."""

    def __init__(self, leaves: Sequence[Leaf], volumes: Sequence[Volume], words: Words) -> None:
        self._leaves = leaves
        self._volumes = volumes
        self._words = words
        self._targets: dict[str, tuple[int, float]] = {}
        self._links: dict[int, list[tuple[tuple[float, float, float, float], str]]] = {}
        self._headings: dict[int, list[tuple[int, str, float]]] = {}
        self.mentions: dict[int, list[Mention]] = {}
        self.fields: list[Place] = []
        where = {(id(leaf.part), leaf.page): place for place, leaf in enumerate(leaves)}
        for part in {id(leaf.part): leaf.part for leaf in leaves}.values():
            self._note(part, {page: where[id(part), page] for page in range(part.pages)})
        papers = [0] * len(volumes)
        for place, leaf in enumerate(leaves):
            if leaf.opens and leaf.paper:
                self._targets[paper_target(leaf.volume, papers[leaf.volume])] = (place, PAGE_HEIGHT)
                papers[leaf.volume] += 1

    def _note(self, part: PartResult, where: dict[int, int]) -> None:
        for name, (page, y) in part.anchors.items():
            self._targets.setdefault(name, (where[page], y))
        for page, rect, target in part.links:
            self._links.setdefault(where[page], []).append((rect, target))
        for level, title, page, y in part.headings:
            self._headings.setdefault(where[page], []).append((level, title, y))
        for page, mention in part.mentions:
            self.mentions.setdefault(where[page], []).append(mention)
        self.fields += ((where[page], rect, name) for page, rect, name in part.fields)

    def places(self) -> dict[str, tuple[int, int]]:
        """For every anchor the volume, from 1, and the printed page; 0 where none is printed."""
        return {
            name: (self._leaves[place].volume + 1, self._leaves[place].number)
            for name, (place, _) in self._targets.items() if not name.startswith("\0")
        }

    def page_text(self, target: str) -> str:
        """The printed place of an anchor: ``2-53`` is page 53 of the second volume."""
        if target not in self._targets:
            return NOWHERE
        leaf = self._leaves[self._targets[target][0]]
        if not leaf.number:
            return NOWHERE
        return f"{leaf.volume + 1}-{leaf.number}" if len(self._volumes) > 1 else str(leaf.number)

    def link(self, pdf: Pdf, span: range, files: Sequence[str] = ()) -> tuple[str, ...]:
        """Add the link annotations to a file that holds the pages of ``span``; returns targets that no part answers.

        What stands in another volume is named: by the file of that volume (``files``) and the name of the place in it.
        """
        missing: dict[str, None] = {}
        for place in span:
            for rect, target in self._links.get(place, ()):
                if target not in self._targets:
                    missing.setdefault(target)
                    continue
                goal, y = self._targets[target]
                if goal in span:
                    action = Dictionary(S=Name.GoTo, D=_destination(pdf, goal - span.start, y))
                else:
                    action = _remote(files[self._leaves[goal].volume], target)
                here = pdf.pages[place - span.start]
                if Name.Annots not in here.obj:
                    here.obj.Annots = Array([])
                here.obj.Annots.append(pdf.make_indirect(_annotation(rect, action)))
        return tuple(missing)

    def name_places(self, pdf: Pdf, span: range) -> None:
        """Give names to the places of this file that other volumes lead to."""
        asked = {
            target for place, links in self._links.items() if place not in span for _, target in links
            if target in self._targets and self._targets[target][0] in span
        }
        if asked:
            tree = NameTree.new(pdf)
            for target in sorted(asked):
                goal, y = self._targets[target]
                tree[target] = _destination(pdf, goal - span.start, y)
            pdf.Root.Names = Dictionary(Dests=tree.obj)

    def bookmark(self, pdf: Pdf, span: range) -> None:
        """Volumes, where there are several; in them the rows of the list of contents, and below these headings."""
        with pdf.open_outline() as outline:
            path: list[tuple[int, OutlineItem]] = []
            for level, title, page, y in self._marks():
                if page not in span:
                    continue
                item = OutlineItem(title, _destination(pdf, page - span.start, y))
                item.is_closed = level > 0
                while path and path[-1][0] >= level:
                    path.pop()
                (path[-1][1].children if path else outline.root).append(item)
                path.append((level, item))

    def _marks(self) -> Iterator[tuple[int, str, int, float]]:
        """(level, title, page, height); the heading that repeats its paper's title is left out."""
        several, before = len(self._volumes) > 1, -1
        for place, leaf in enumerate(self._leaves):
            if several and leaf.volume != before:
                before = leaf.volume
                yield -1, self._volumes[leaf.volume].title, place, PAGE_HEIGHT
            shown = ""
            if leaf.opens and leaf.title:
                shown = leaf.title
                yield 0, leaf.title, place, PAGE_HEIGHT
            for level, title, y in self._headings.get(place, ()):
                if title != shown:
                    yield level, title, place, y
                shown = ""

    def label(self, pdf: Pdf, span: range) -> None:
        """Page labels: what a reader shows as page number is what is printed on the page."""
        labels: list[object] = []
        before: tuple[object, ...] = ()
        for place, leaf in enumerate(self._leaves[span.start : span.stop]):
            prefix = ""
            if len(self._volumes) > 1:
                prefix = self._words(N_("Vol. {number}, "), number=leaf.volume + 1)
            if leaf.number:
                now: tuple[object, ...] = (prefix, leaf.number - place)
                label = Dictionary(P=String(prefix), S=Name.D, St=leaf.number) if prefix else Dictionary(
                    S=Name.D, St=leaf.number)
            else:
                now = (prefix, leaf.title, id(leaf.part))
                title = leaf.title or self._words(N_("blank"))
                label = Dictionary(P=String(f"{prefix}{title}"))
                if leaf.part.pages > 1:
                    label = Dictionary(P=String(f"{prefix}{title} "), S=Name.D)
            if now != before:
                labels += [place, label]
            before = now
        pdf.Root.PageLabels = Dictionary(Nums=Array(labels))


def _remote(file: str, target: str) -> Dictionary:
    """To a named place of another file beside this one (ISO 32000-1 12.6.4.3)."""
    name = Dictionary(Type=Name.Filespec, F=String(file), UF=String(file))
    return Dictionary(S=Name.GoToR, F=name, D=String(target))


def _annotation(rect: tuple[float, float, float, float], action: Dictionary) -> Dictionary:
    # F 4: printed, not hidden (ISO 19005-2 6.3.2)
    return Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array(rect), Border=Array([0, 0, 0]), F=4, A=action)


def _destination(pdf: Pdf, page: int, y: float) -> Array:
    return Array([pdf.pages[page].obj, Name.XYZ, 0, round(y + 8, 1), 0])
