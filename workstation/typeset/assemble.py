"""Joins parts into one document: volumes with cover, list of contents and page numbers, one subset per face.

Streams of the parts are copied from file to file while the result is written, so memory does not grow with the
photographs.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

from pikepdf import AccessMode, Array, Dictionary, Job, Name, Object, ObjectStreamMode, Page, Pdf

from workstation.domain.words import N_, Words
from workstation.typeset.bind import Paper, Volume
from workstation.typeset.faces import RESOURCE
from workstation.typeset.fields import add_fields
from workstation.typeset.front import ContentsRow, Cover, render_contents, render_cover
from workstation.typeset.navigation import Navigation, paper_target
from workstation.typeset.pages import Pages, plainer
from workstation.typeset.part import PRINT_EDGE_PX, PartResult, result_of
from workstation.typeset.pdfa import DocumentInfo, mark_pdfa
from workstation.typeset.sequence import Front, Leaf, Sheets
from workstation.typeset.stamps import Stamper
from workstation.typeset.subset import add_font


@dataclass(frozen=True)
class Document:
    """``front``: with cover and list of contents, as what is bound; a form or a sheet of labels has neither.

    ``fronts``: printed on both sides, each paper begins on the front of a sheet.
    """

    info: DocumentInfo
    cover: Cover
    volumes: tuple[Volume, ...]
    running_head: str
    foot: str
    double_sided: bool = False
    front: bool = True
    fronts: bool = True


@dataclass(frozen=True)
class Bound:
    """A volume as it came out: its first page in the file, all its pages, and those that carry a number."""

    kind: str
    title: str
    first: int
    pages: int
    numbered: int


@dataclass(frozen=True)
class Assembled:
    """``missing_targets``: links that nothing answers; ``missing``: characters printed as their numbers.

    ``places`` tells for every anchor the volume (from 1) and the printed page (0: a page without a number).
    """

    pages: int
    numbered: int
    missing_targets: tuple[str, ...]
    missing: dict[str, int]
    volumes: tuple[Bound, ...] = ()
    places: dict[str, tuple[int, int]] = field(default_factory=dict)


Progress = Callable[[int, int], None]


def _silent(done: int, total: int) -> None:
    """Nobody watches: ``done`` of ``total`` is not shown."""


def assemble(
    document: Document, output: Path, folder: Path, progress: Progress = _silent, apart: Sequence[Path] = ()
) -> Assembled:
    """Write the document to ``output``, and its volumes each to one of ``apart``, if these are given; ``folder`` takes
    scratch files; progress counts to 100 and may raise.

    The files of the parts are used up, so that no more than two copies of the photographs lie on the disk.
    """
    words = Words(document.info.language)
    leaves = _sheets(document, folder, words)
    navigation = Navigation(leaves, document.volumes, words)
    merged = folder / "merged.pdf"
    _merge(leaves, merged)
    progress(25, 100)
    bound = tuple(_bound(document.volumes, leaves))
    shelf = _Shelf(document, leaves, navigation)
    missing_targets = shelf.write(merged, output, range(len(leaves)), document.info, progress)
    for volume, target in zip(bound, apart, strict=bool(apart)):
        span = range(volume.first, volume.first + volume.pages)
        cut = folder / "volume.pdf"
        _cut_out(merged, span, cut)
        info = replace(document.info, title=f"{document.info.title} {volume.title}")
        shelf.write(cut, target, span, info, progress, [path.name for path in apart])
        cut.unlink()
    merged.unlink()
    missing = _sum([*(stamper.missing for stamper in shelf.stampers),
                    *(part.missing for part in {id(leaf.part): leaf.part for leaf in leaves}.values())])
    numbered = sum(volume.numbered for volume in document.volumes)
    return Assembled(len(leaves), numbered, missing_targets, missing, bound, navigation.places())


class _Shelf:
    """Writes pages of the document with what is stamped on them, their links, bookmarks and faces."""

    def __init__(self, document: Document, leaves: Sequence[Leaf], navigation: Navigation) -> None:
        self._document, self._leaves, self._navigation = document, leaves, navigation
        self.stampers = [_stamper(document, volume) for volume in document.volumes]

    def write(
        self, source: Path, output: Path, span: range, info: DocumentInfo, progress: Progress, files: Sequence[str] = ()
    ) -> tuple[str, ...]:
        """The pages of ``span``, which are those of ``source``; gives the targets of links that nothing answers.
        ``files`` are those of the volumes, where each has one of its own."""
        navigation = self._navigation
        # not memory-mapped: the mapped photographs would count as memory of this process
        with Pdf.open(source, access_mode=AccessMode.stream) as pdf:
            fonts = pdf.make_indirect(Dictionary())
            self._stamp(pdf, span, fonts, progress)
            missing = navigation.link(pdf, span, files)
            fields = [(page - span.start, rect, name) for page, rect, name in navigation.fields if page in span]
            add_fields(pdf, fields)
            navigation.bookmark(pdf, span)
            navigation.label(pdf, span)
            navigation.name_places(pdf, span)
            parts = {id(leaf.part): leaf.part for leaf in self._leaves[span.start : span.stop]}.values()
            used = [*(part.glyphs for part in parts), *(stamper.glyphs for stamper in self.stampers)]
            for name, glyphs in sorted(all_glyphs(used).items()):
                fonts[f"/{RESOURCE[name]}"] = add_font(pdf, name, glyphs)
            mark_pdfa(pdf, info)
            pdf.save(
                output,
                min_version="1.7",
                deterministic_id=True,
                object_stream_mode=ObjectStreamMode.generate,
                progress=lambda percent: progress(35 + percent * 65 // 100, 100),
            )
        return missing

    def _stamp(self, pdf: Pdf, span: range, fonts: Object, progress: Progress) -> None:
        known: dict[str, Object] = {}
        for at, place in enumerate(span):
            progress(25 + 10 * at // len(span), 100)
            leaf, page = self._leaves[place], pdf.pages[at]
            stamper = self.stampers[leaf.volume]
            finish_page(page, fonts, known)
            if not leaf.bare:
                stamp = stamper.stamp(leaf.number, leaf.back)
                for mention in self._navigation.mentions.get(place, ()):
                    stamp += stamper.mention(mention, self._navigation.page_text(mention.target))
                page.contents_add(stamp, prepend=True)
            _mirror(page, stamper.shift(leaf.back))


def _cut_out(merged: Path, span: range, output: Path) -> None:
    """The pages of one volume, copied from file to file."""
    Job([
        "qpdf", "--empty", "--static-id", "--stream-data=preserve", "--object-streams=disable",
        "--remove-unreferenced-resources=no", "--no-warn", "--pages", str(merged), f"{span.start + 1}-{span.stop}",
        "--", str(output),
    ]).run()  # fmt: skip


def _sheets(document: Document, folder: Path, words: Words) -> list[Leaf]:
    """Every page in its place."""
    blank = _blank(folder, words) if document.double_sided and document.fronts else None
    sheets = Sheets(double_sided=document.double_sided, blank=blank)
    for place, volume in enumerate(document.volumes):
        front = _front(document, place, folder, words) if document.front else None
        sheets.add_volume(place, volume, front, words(N_("Closing remarks")))
    return sheets.leaves


def _blank(folder: Path, words: Words) -> PartResult:
    pages = Pages(folder / "blank.pdf", words, PRINT_EDGE_PX)
    pages.take(0)
    return result_of(pages)


def _front(document: Document, place: int, folder: Path, words: Words) -> Front:
    """Cover and list of contents of one volume."""
    volume = document.volumes[place]
    facts = tuple((label, value.replace("{pages}", str(volume.numbered))) for label, value in document.cover.facts)
    cover = replace(document.cover, facts=facts, volume=volume.title)
    rows = list(_rows(volume, place, words))
    title = words(N_("List of contents"))
    return Front(
        render_cover(cover, folder / f"cover{place}.pdf", words), words(N_("Cover")),
        render_contents(rows, folder / f"contents{place}.pdf", words, title), title,
    )


def _rows(volume: Volume, place: int, words: Words) -> Iterator[ContentsRow]:
    """One row per paper; the last one names its first and its last page (rule for the list of contents)."""
    number = 1
    last = max((at for at, paper in enumerate(volume.papers) if paper.numbered), default=-1)
    for at, paper in enumerate(volume.papers):
        pages = str(number) if paper.numbered else ""
        number += paper.pages if paper.numbered else 0
        if at == last and paper.pages > 1:
            pages = f"{pages}–{number - 1}"
        entry = paper.entry
        yield ContentsRow(
            entry.title, entry.number, entry.author, entry.date, pages, _note(paper, words), paper_target(place, at)
        )


def _note(paper: Paper, words: Words) -> str:
    continued = words(N_("continued")) if paper.continued else ""
    return " ".join(filter(None, (paper.entry.note, continued)))


def _stamper(document: Document, volume: Volume) -> Stamper:
    head = "　".join(filter(None, (document.running_head, volume.title)))
    return Stamper(head, document.foot)


def _bound(volumes: Sequence[Volume], leaves: Sequence[Leaf]) -> Iterator[Bound]:
    for place, volume in enumerate(volumes):
        own = [at for at, leaf in enumerate(leaves) if leaf.volume == place]
        yield Bound(volume.kind, volume.title, min(own, default=0), len(own), volume.numbered)


def _merge(leaves: Sequence[Leaf], merged: Path) -> None:
    """All pages into one file by qpdf itself, which copies photographs from file to file.

    ``Pdf.pages.extend`` would take every stream into memory first (1.2 GB for 1,000 pages).
    """
    sources = [leaf.source for leaf in leaves]
    ranges: list[str] = []
    # neighbours in one file share the difference between their place here and their page there
    for _, group in groupby(enumerate(sources), key=lambda one: (one[1][0], one[0] - one[1][1])):
        pages = [source for _, source in group]
        ranges += [pages[0][0], f"{pages[0][1] + 1}-{pages[-1][1] + 1}"]
    job = Job([
        "qpdf", "--empty", "--static-id", "--stream-data=preserve", "--object-streams=disable",
        "--remove-unreferenced-resources=no", "--no-warn", "--pages", *ranges, "--", str(merged),
    ])  # fmt: skip
    job.run()
    for path in dict(sources):
        Path(path).unlink()


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
