"""Documents as Word files (DOCX) that an office goes on editing: the same sections and texts as in the signed PDF."""

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from workstation.domain.errors import Cancelled, UserError
from workstation.domain.words import N_, Words
from workstation.services.dossier import Request, folder_beside, frozen_case, plan
from workstation.services.dossier_document import NAMES
from workstation.services.dossier_plan import is_bound
from workstation.services.dossier_render import Setting, stop_if_asked, workshop
from workstation.services.identity import SignedIn
from workstation.services.job import Job
from workstation.storage.durable import write_durably
from workstation.typeset.blocks import Block, CoverFacts, Heading, Notice, PageBreak
from workstation.typeset.pdfa import DocumentInfo
from workstation.typeset.word import write_word

_POLL_S = 0.2


@dataclass(frozen=True)
class _Order:
    """What a helper process writes: parts of sections in order, below a cover if the document is bound."""

    parts: tuple[tuple[str, str], ...]
    cover: CoverFacts | None
    info: DocumentInfo
    output: str


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
        parts = tuple((one.section.id, part) for one in placed for part in one.section.parts(read))
        bound = is_bound([one.section for one in placed])
        order = _Order(parts, cover if bound else None, info, str(folder / "document.docx"))
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
    for place, (section_id, part) in enumerate(order.parts):
        found = list(_section(setting, section_id, part))
        if found and (place or order.cover is not None):
            yield PageBreak()
        yield from found


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
