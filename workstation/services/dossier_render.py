"""The far side of the dossier: a process that lays out one part after another from the frozen copy of the case."""

import errno
import hashlib
import importlib
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path

from workstation.domain.errors import Cancelled, UserError
from workstation.domain.rules import RulePack, RulePacks
from workstation.domain.words import N_, Words
from workstation.services.dossier_sections import Bundle, Seal, closing_sections, remarks
from workstation.services.module import Section
from workstation.services.redaction.listing import listing
from workstation.services.redaction.plan import RedactionPlan, Removed
from workstation.services.redaction.replacing import Redactor
from workstation.services.versions.pieces import Piece, observed
from workstation.services.workbench import Workbench
from workstation.storage.case import Case
from workstation.typeset.assemble import Assembled, Document, assemble
from workstation.typeset.blocks import Block, Heading, Notice
from workstation.typeset.part import PartResult, render_part

REMARKS, CLOSING = "dossier.remarks", N_("Closing remarks")
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)
_CHUNK = 1 << 20
_LITTLE = 1 << 20


@dataclass(frozen=True)
class Setting:
    """What every process needs to know; ``bench`` names the function that builds the workbench, ``packs`` are the
    rules in force for the case."""

    bench: str
    case: str
    vault: str
    document: str
    language: str
    seal: Seal
    cancel: str
    redaction: RedactionPlan | None = None
    packs: tuple[RulePack, ...] = ()


@dataclass(frozen=True)
class Task:
    """One part to lay out; ``bundle`` is known for the closing remarks of a volume only."""

    section: str
    part: str
    output: str
    bundle: Bundle | None = None


@dataclass(frozen=True)
class Rendered:
    """The part, and why it is only a note that the section failed, if it is; ``removed`` counts what a redacted copy
    leaves out: kind, replacement, how often, on which pages of the part (from 0). ``pieces`` is what it says, to be
    compared with another version."""

    result: PartResult
    failure: UserError | None = None
    removed: tuple[tuple[str, str, int, tuple[int, ...]], ...] = ()
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class Written:
    """The finished file; ``volumes`` are hash and size of the files of its volumes."""

    assembled: Assembled
    sha256: str
    size: int
    volumes: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Workshop:
    """What a helper process works with."""

    case: Case
    sections: dict[str, Section]


def load_bench(name: str) -> Workbench:
    """The workbench that ``package.module:function`` builds."""
    module, _, function = name.partition(":")
    bench: Workbench = getattr(importlib.import_module(module), function)()
    return bench


@lru_cache(maxsize=1)
def workshop(setting: Setting) -> Workshop:
    """The frozen case and the sections of the document, opened once in each process."""
    bench = replace(load_bench(setting.bench), rules=RulePacks(setting.packs))
    case = bench.open_case(Path(setting.case), setting.seal.officer, read_only=True, vault=Path(setting.vault))
    sections = [*bench.catalogue.sections(setting.document, case.read()),
                *closing_sections(bench.catalogue, setting.seal, setting.document)]
    return Workshop(case, {section.id: section for section in sections})


def render(setting: Setting, task: Task) -> Rendered:
    """Lay one part out. A section that fails leaves a page that says so; the rest of the document is not lost."""
    shop, words = workshop(setting), Words(setting.language)
    section = shop.sections.get(task.section, Section(REMARKS, CLOSING, "remarks", partial(remarks, task.bundle)))
    title = words(section.title)
    check = partial(stop_if_asked, setting)
    output = Path(task.output)
    try:
        blocks = section.build(shop.case.read(), words, task.part)
        if setting.redaction is None:
            pieces: list[Piece] = []
            result = render_part(observed(blocks, pieces), output, setting.language, check=check)
            return Rendered(result, pieces=tuple(pieces))
        return _redacted(setting.redaction, blocks, output, words, check)
    except Cancelled:
        raise
    except Exception as problem:  # one section of a module or plugin may not cost the whole document
        if isinstance(problem, OSError) and problem.errno in _NO_SPACE:
            raise
        return failed_part(setting, title, output, problem)


def failed_part(setting: Setting, title: str, output: Path, problem: Exception) -> Rendered:
    """A page that says which section could not be laid out, and why."""
    words = Words(setting.language)
    reason = words.error(problem) if isinstance(problem, UserError) else f"{type(problem).__name__}: {problem}"
    failure = UserError("dossier.section_failed", section=title, reason=reason)
    blocks: list[Block] = [Heading(1, title), Notice(words.error(failure), "error")]
    if setting.redaction is not None:  # the reason may name a file or a person
        return replace(_redacted(setting.redaction, blocks, output, words), failure=failure)
    return Rendered(render_part(blocks, output, setting.language), failure)


def _redacted(
    plan: RedactionPlan, blocks: Iterable[Block], output: Path, words: Words, check: Callable[[], None] = lambda: None
) -> Rendered:
    redactor = Redactor(plan, words, tracing=True)
    result = render_part(redactor.blocks(blocks), output, words.language, check=check)
    pages: dict[tuple[str, str], list[int]] = {}
    for page, number in result.traces:
        pages.setdefault(plan.keys[number - 1], []).append(page)
    return Rendered(result, removed=tuple(
        (*key, count, tuple(pages.get(key, ()))) for key, count in sorted(redactor.removed.items())
    ))


def render_listing(setting: Setting, removed: Sequence[Removed], output: str) -> PartResult:
    """Lay out the list of what a redacted copy leaves out."""
    assert setting.redaction is not None
    return render_part(listing(setting.redaction, removed, Words(setting.language)), Path(output), setting.language)


def write(setting: Setting, document: Document, output: str, folder: str, apart: Sequence[str] = ()) -> Written:
    """Join all parts to ``output``, the volumes also ``apart``, and hash what was written."""

    def progress(_: int, __: int) -> None:
        stop_if_asked(setting)

    path = Path(output)
    try:
        assembled = assemble(document, path, Path(folder), progress, [Path(one) for one in apart])
    except RuntimeError as problem:  # qpdf says what went wrong in words only
        if no_room(Path(folder)):
            raise OSError(errno.ENOSPC, "no space left", output) from problem
        raise
    volumes = tuple((_hashed(setting, Path(one)), Path(one).stat().st_size) for one in apart)
    return Written(assembled, _hashed(setting, path), path.stat().st_size, volumes)


def _hashed(setting: Setting, path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            stop_if_asked(setting)
    return digest.hexdigest()


def no_room(folder: Path) -> bool:
    """Whether the disk of ``folder`` is as good as full."""
    return shutil.disk_usage(folder).free < _LITTLE


def stop_if_asked(setting: Setting) -> None:
    """Raises ``Cancelled`` when the exporting process has asked its helpers to stop."""
    if Path(setting.cancel).exists():
        raise Cancelled
