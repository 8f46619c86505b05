"""Documents as Word files (DOCX) that an office goes on editing: the same sections and texts as in the signed PDF."""

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from workstation.domain.errors import Cancelled, UserError
from workstation.domain.words import N_, Words
from workstation.services.dossier import Request, folder_beside, frozen_case, plan
from workstation.services.dossier_document import NAMES
from workstation.services.dossier_plan import DOSSIER, arrangement_of, is_bound, template_of
from workstation.services.dossier_render import Setting, stop_if_asked, workshop
from workstation.services.identity import SignedIn
from workstation.services.job import Job
from workstation.services.paper_order import Name, in_order
from workstation.storage.durable import write_durably
from workstation.typeset.bind import Kind, key_of
from workstation.typeset.blocks import Block, CoverFacts, Entry, Heading, Notice, PageBreak
from workstation.typeset.pdfa import DocumentInfo
from workstation.typeset.word import write_word

_POLL_S = 0.2


@dataclass(frozen=True)
class _Order:
    """What a helper process writes: parts of sections in the template's order (section, part, volume), below a cover
    if the document is bound. ``kinds`` are the volumes of a dossier; other documents have none."""

    parts: tuple[tuple[str, str, str], ...]
    kinds: tuple[Kind, ...]
    cover: CoverFacts | None
    info: DocumentInfo
    output: str


@dataclass(frozen=True)
class _Paper:
    """A paper (份) of a section, as the PDF has it, with what it says."""

    name: Name
    blocks: list[Block] = field(default_factory=list)


def export_word(job: Job, request: Request, signer: SignedIn) -> Path:
    """Write a document as ``FILE.docx``. It is a copy to work with: signed is the PDF.

    Raises ``export.cannot_write``, ``dossier.disk_full``, ``Cancelled``; then the target is as it was.
    """
    output = request.output.absolute()
    with folder_beside(output) as folder:
        made = _made(job, request, signer, folder)
        write_durably(output, made.read_bytes())
    if not job.case.read_only:
        job.write(
            "dossier.export",
            lambda work: work.note(document=request.document, language=request.language, file=output.name),
            undoable=False, witness=True,
        )
    return output


def _made(job: Job, request: Request, signer: SignedIn, folder: Path) -> Path:
    words = Words(request.language)
    job.progress(0, 2, words(N_("Freezing the case")))
    with frozen_case(job, request, signer, folder) as (case, bench, setting):
        read = case.read()
        facts, placed = plan(read, bench, request, setting.seal, words)
        kind = words(NAMES.get(request.document, request.document))
        title = facts.title or read.case.name
        info = DocumentInfo(f"{title} {kind}", facts.agency, kind, request.language,
                            datetime.fromisoformat(read.case.created_at))
        cover = CoverFacts(f"{title}\n{kind}", facts.agency, facts.procedure, facts.facts, facts.corner, facts.date)
        parts = tuple((one.section.id, part, one.volume) for one in placed for part in one.section.parts(read))
        kinds = template_of(read).kinds(facts.procedure, words.language) if request.document == DOSSIER else ()
        bound = is_bound([one.section for one in placed])
        order = _Order(parts, kinds, cover if bound else None, info, str(folder / "document.docx"))
        job.progress(1, 2, kind)
        _in_process(job, setting, order)
    return Path(order.output)


def _in_process(job: Job, setting: Setting, order: _Order) -> None:
    """Pictures of files that nobody here made are read in a process of their own."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        future = pool.submit(_write, setting, order)
        try:
            while not future.done():
                job.check()
                wait([future], timeout=_POLL_S)
        except Cancelled:
            Path(setting.cancel).touch()
            raise
        future.result()


def _write(setting: Setting, order: _Order) -> None:
    write_word(_blocks(setting, order), Path(order.output), order.info)


def _blocks(setting: Setting, order: _Order) -> Iterator[Block]:
    if order.cover is not None:
        yield order.cover
    papers = _papers(setting, order)
    placed = [(place, "") for place in range(len(papers))]
    if order.kinds:
        wanted = arrangement_of(workshop(setting).case.read()).order
        placed = in_order([paper.name for paper in papers], wanted, [kind.id for kind in order.kinds])
    titles, volume = {kind.id: kind.title for kind in order.kinds}, ""
    for at, (place, kind) in enumerate(placed):
        if at or order.cover is not None:
            yield PageBreak()
        if kind != volume:
            yield Heading(1, titles[kind])
            volume = kind
        yield from papers[place].blocks


def _papers(setting: Setting, order: _Order) -> list[_Paper]:
    """The papers of all sections in the template's order: one begins with each section and with each entry in it."""
    papers: list[_Paper] = []
    count = 0  # papers of the section
    for place, (section_id, part, volume) in enumerate(order.parts):
        if not place or order.parts[place - 1][0] != section_id:
            count = 0
        for at, block in enumerate(_section(setting, section_id, part)):
            if isinstance(block, Entry) or not count:
                count += 1
                entry = block if isinstance(block, Entry) else None
                papers.append(_Paper(Name(section_id, key_of(entry, count), volume)))
            elif not at:
                papers[-1].blocks.append(PageBreak())
            papers[-1].blocks.append(block)
    return papers


def _section(setting: Setting, section_id: str, part: str) -> Sequence[Block]:
    """The blocks of one part; a section that fails says so, and the rest is not lost."""
    stop_if_asked(setting)
    shop, words = workshop(setting), Words(setting.language)
    section = shop.sections[section_id]
    try:
        return list(section.build(shop.case.read(), words, part))
    except Exception as problem:  # one section of a module or plugin may not cost the whole document
        reason = words.error(problem) if isinstance(problem, UserError) else f"{type(problem).__name__}: {problem}"
        failure = UserError("dossier.section_failed", section=words(section.title), reason=reason)
        return [Heading(1, words(section.title)), Notice(words.error(failure), "error")]
