"""Joins parts into one document: cover, list of contents, page numbers, links, bookmarks, one subset per face.

Streams of the parts are copied from file to file while the result is written, so memory does not grow with the
photographs.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pikepdf import AccessMode, Array, Dictionary, Job, Name, Object, ObjectStreamMode, OutlineItem, Page, Pdf, String

from workstation.domain.words import N_, Words
from workstation.typeset.blocks import Entry
from workstation.typeset.faces import RESOURCE
from workstation.typeset.fields import add_fields
from workstation.typeset.front import ContentsRow, Cover, render_contents, render_cover
from workstation.typeset.pages import plainer
from workstation.typeset.part import PartResult
from workstation.typeset.pdfa import DocumentInfo, mark_pdfa
from workstation.typeset.stamps import Stamper
from workstation.typeset.subset import add_font


@dataclass(frozen=True)
class Item:
    """Parts that follow one another under one or more rows of the list of contents.

    ``entry`` is the row for pages before the first ``Entry`` that the parts bring along. Pages of an item that is
    not ``numbered`` (备考表) carry no number and are not counted.
    """

    entry: Entry
    parts: tuple[PartResult, ...]
    numbered: bool = True


@dataclass(frozen=True)
class Document:
    """``front``: with cover and list of contents, as what is bound; a form or a sheet of labels has neither."""

    info: DocumentInfo
    cover: Cover
    items: tuple[Item, ...]
    running_head: str
    foot: str
    double_sided: bool = False
    front: bool = True


@dataclass(frozen=True)
class Assembled:
    """``missing_targets``: links that nothing answers; ``missing``: characters printed as their numbers."""

    pages: int
    numbered: int
    missing_targets: tuple[str, ...]
    missing: dict[str, int]


@dataclass(frozen=True)
class _Leaf:
    """One part in its place: first page in the file, first printed number (0: none), bookmarked title."""

    part: PartResult
    first: int
    number: int
    title: str = ""


Progress = Callable[[int, int], None]


def _silent(done: int, total: int) -> None:
    """Nobody watches: ``done`` of ``total`` is not shown."""


def assemble(document: Document, output: Path, folder: Path, progress: Progress = _silent) -> Assembled:
    """Write the document to ``output``; ``folder`` takes scratch files; progress counts to 100 and may raise.

    The files of the parts are used up, so that no more than two copies of the photographs lie on the disk.
    """
    words = Words(document.info.language)
    leaves, numbered = _place(document, folder, words)
    merged = folder / "merged.pdf"
    _merge([path for leaf in leaves for path in leaf.part.paths], merged)
    progress(25, 100)
    # not memory-mapped: the mapped photographs would count as memory of this process
    with Pdf.open(merged, access_mode=AccessMode.stream) as pdf:
        stamper = Stamper(document.running_head, document.foot, document.double_sided)
        fonts = pdf.make_indirect(Dictionary())
        known: dict[str, Object] = {}
        for done, leaf in enumerate(leaves):
            progress(25 + 10 * done // len(leaves), 100)
            for offset in range(leaf.part.pages):
                page = pdf.pages[leaf.first + offset]
                finish_page(page, fonts, known)
                if done > 0 or not document.front:
                    number = leaf.number + offset if leaf.number else 0
                    page.contents_add(stamper.stamp(number), prepend=True)
                    _mirror(page, stamper.shift(number))
        missing_targets = _link(pdf, leaves)
        add_fields(pdf, [(leaf.first + page, rect, name) for leaf in leaves for page, rect, name in leaf.part.fields])
        _bookmark(pdf, leaves, document)
        _label(pdf, leaves)
        for name, glyphs in sorted(all_glyphs([*(leaf.part.glyphs for leaf in leaves), stamper.glyphs]).items()):
            fonts[f"/{RESOURCE[name]}"] = add_font(pdf, name, glyphs)
        mark_pdfa(pdf, document.info)
        pdf.save(
            output,
            min_version="1.7",
            deterministic_id=True,
            object_stream_mode=ObjectStreamMode.generate,
            progress=lambda percent: progress(35 + percent * 65 // 100, 100),
        )
        pages = len(pdf.pages)
    merged.unlink()
    missing = _sum([stamper.missing, *(leaf.part.missing for leaf in leaves)])
    return Assembled(pages, numbered, missing_targets, missing)


def _merge(paths: list[str], merged: Path) -> None:
    """All pages into one file by qpdf itself, which copies photographs from file to file.

    ``Pdf.pages.extend`` would take every stream into memory first (1.2 GB for 1,000 pages).
    """
    job = Job([
        "qpdf", "--empty", "--static-id", "--stream-data=preserve", "--object-streams=disable",
        "--remove-unreferenced-resources=no", "--no-warn", "--pages", *paths, "--", str(merged),
    ])  # fmt: skip
    job.run()
    for path in paths:
        Path(path).unlink()


def _place(document: Document, folder: Path, words: Words) -> tuple[list[_Leaf], int]:
    """Every part with its first page; the list of contents is laid out when the printed numbers are known."""
    number = 1
    body: list[_Leaf] = []
    for item in document.items:
        for part in item.parts:
            body.append(_Leaf(part, 0, number if item.numbered else 0, item.entry.title))
            number += part.pages if item.numbered else 0
    numbered = number - 1
    return _in_order([*(_front(document, body, numbered, folder, words) if document.front else ()), *body]), numbered


def _front(document: Document, body: list[_Leaf], numbered: int, folder: Path, words: Words) -> tuple[_Leaf, _Leaf]:
    """Cover and list of contents."""
    facts = tuple((label, value.replace("{pages}", str(numbered))) for label, value in document.cover.facts)
    cover = render_cover(replace(document.cover, facts=facts), folder / "cover.pdf", words)
    rows = list(_rows(document, [_Leaf(cover, 0, 0), _Leaf(cover, 0, 0), *body]))
    title = words(N_("List of contents"))
    contents = render_contents(rows, folder / "contents.pdf", words, title)
    return _Leaf(cover, 0, 0, words(N_("Cover"))), _Leaf(contents, 0, 0, title)


def _in_order(leaves: Sequence[_Leaf]) -> list[_Leaf]:
    """Every part with its first page in the file."""
    placed, first = [], 0
    for leaf in leaves:
        placed.append(replace(leaf, first=first))
        first += leaf.part.pages
    return placed


def _rows(document: Document, leaves: list[_Leaf]) -> Iterator[ContentsRow]:
    """One row per entry; the last one names its first and its last page (rule for the list of contents)."""
    found: list[tuple[Entry, int, str]] = []
    place = 2
    for item in document.items:
        own_row = True
        for part in item.parts:
            leaf = leaves[place]
            place += 1
            if own_row and not (part.entries and part.entries[0][1] == 0):
                found.append((item.entry, leaf.number, _entry_name(leaf, 0)))
            own_row = False
            for entry, page in part.entries:
                found.append((entry, leaf.number + page if leaf.number else 0, _entry_name(leaf, page)))
    last_number = max((leaf.number + leaf.part.pages - 1 for leaf in leaves if leaf.number), default=0)
    last_numbered = max((place for place, (_, number, _) in enumerate(found) if number), default=-1)
    for place, (entry, number, target) in enumerate(found):
        pages = str(number) if number else ""
        if place == last_numbered and last_number > number:
            pages = f"{number}–{last_number}"
        yield ContentsRow(entry.title, entry.number, entry.author, entry.date, pages, entry.note, target)


def _entry_name(leaf: _Leaf, page: int) -> str:
    return f"\0entry:{leaf.part.paths[0]}:{page}"


def finish_page(page: Page, fonts: Object, known: dict[str, Object]) -> None:
    """Shared fonts, one copy of a photograph that several parts show, nothing that is only for screens."""
    resources = page.obj.Resources
    resources[Name.Font] = fonts
    if Name.Trans in page.obj:
        del page.obj[Name.Trans]
    for name, image in dict(resources.get(Name.XObject, Dictionary())).items():
        resources.XObject[name] = known.setdefault(name, image)


def _mirror(page: Page, shift: float) -> None:
    if shift:
        left, bottom, right, top = (float(value) for value in page.mediabox)
        page.mediabox = Array([round(left + shift, 3), bottom, round(right + shift, 3), top])


def _link(pdf: Pdf, leaves: list[_Leaf]) -> tuple[str, ...]:
    """Link annotations; returns the targets that no part answers."""
    targets: dict[str, tuple[int, float]] = {}
    top = float(pdf.pages[0].mediabox[3])
    for leaf in leaves:
        for name, (page, y) in leaf.part.anchors.items():
            targets.setdefault(name, (leaf.first + page, y))
        for page in range(leaf.part.pages):
            targets[_entry_name(leaf, page)] = (leaf.first + page, top)
    missing: dict[str, None] = {}
    for leaf in leaves:
        for page, rect, target in leaf.part.links:
            if target not in targets:
                missing.setdefault(target)
                continue
            goal, y = targets[target]
            here = pdf.pages[leaf.first + page]
            if Name.Annots not in here.obj:
                here.obj.Annots = Array([])
            here.obj.Annots.append(pdf.make_indirect(_annotation(pdf, rect, goal, y)))
    return tuple(missing)


def _annotation(pdf: Pdf, rect: tuple[float, float, float, float], goal: int, y: float) -> Dictionary:
    action = Dictionary(S=Name.GoTo, D=_destination(pdf, goal, y))
    # F 4: printed, not hidden (ISO 19005-2 6.3.2)
    return Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array(rect), Border=Array([0, 0, 0]), F=4, A=action)


def _destination(pdf: Pdf, page: int, y: float) -> Array:
    return Array([pdf.pages[page].obj, Name.XYZ, 0, round(y + 8, 1), 0])


def _bookmark(pdf: Pdf, leaves: list[_Leaf], document: Document) -> None:
    """Rows of the list of contents, and below them the headings of their pages."""
    marks: list[tuple[int, str, int, float]] = []
    top = float(pdf.pages[0].mediabox[3])
    first_of_item = {id(item.parts[0]): item.entry.title for item in document.items if item.parts}
    for leaf in leaves:
        entries = {page: entry.title for entry, page in reversed(leaf.part.entries)}
        own = leaf.title if (document.front and leaf.first < 2) or id(leaf.part) in first_of_item else ""
        if own and 0 not in entries:
            entries[0] = own
        found = [(page, -top, 0, title) for page, title in entries.items()]
        found += [(page, -y, level, title) for level, title, page, y in leaf.part.headings]
        for page, down, level, title in sorted(found, key=lambda mark: (mark[0], mark[1], mark[2])):
            repeats = bool(marks) and level > 0 and marks[-1][1] == title and marks[-1][2] == leaf.first + page
            if not repeats:
                marks.append((level, title, leaf.first + page, -down))
    with pdf.open_outline() as outline:
        path: list[tuple[int, OutlineItem]] = []
        for level, title, page, y in marks:
            item = OutlineItem(title, _destination(pdf, page, y))
            item.is_closed = level > 0
            while path and path[-1][0] >= level:
                path.pop()
            (path[-1][1].children if path else outline.root).append(item)
            path.append((level, item))


def _label(pdf: Pdf, leaves: list[_Leaf]) -> None:
    """Page labels: what a reader shows as page number is what is printed on the page."""
    labels: list[object] = []
    for leaf in leaves:
        if leaf.number:
            labels += [leaf.first, Dictionary(S=Name.D, St=leaf.number)]
        elif leaf.part.pages == 1:
            labels += [leaf.first, Dictionary(P=String(leaf.title))]
        else:
            labels += [leaf.first, Dictionary(P=String(f"{leaf.title} "), S=Name.D)]
    pdf.Root.PageLabels = Dictionary(Nums=Array(labels))


def all_glyphs(parts: list[dict[str, dict[int, int]]]) -> dict[str, dict[int, int]]:
    """The glyphs of each face over several parts."""
    union: dict[str, dict[int, int]] = {}
    for used in parts:
        for name, glyphs in used.items():
            here = union.setdefault(name, {})
            for glyph, code in glyphs.items():
                if glyph not in here or plainer(code, here[glyph]):
                    here[glyph] = code
    return union


def _sum(counts: list[dict[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for count in counts:
        for key, value in count.items():
            total[key] = total.get(key, 0) + value
    return dict(sorted(total.items()))
