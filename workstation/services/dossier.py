"""The dossier (案卷) and the rectification report (整改评估报告): sections of all modules, one PDF/A file.

The case is frozen first, so people can work on while it prints. Parts are laid out in processes of their own from
the frozen copy, joined, signed. The same case exported by the same officer gives the same bytes: nothing comes
from the clock, and what only looked at the case does not move the printed head.
"""

import errno
import os
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from workstation.domain.errors import Cancelled, UserError
from workstation.domain.words import N_, Words
from workstation.services.dossier_document import describe_document
from workstation.services.dossier_plan import COVER, DOSSIER, Placed, arrangement_of, is_bound, template_of
from workstation.services.dossier_pool import Pool
from workstation.services.dossier_redaction import listed, prove, with_list
from workstation.services.dossier_render import (
    REMARKS,
    Rendered,
    Setting,
    Task,
    Written,
    load_bench,
    render,
    render_listing,
    write,
)
from workstation.services.dossier_sections import Bundle, Seal, closing_sections, prepare_sections
from workstation.services.evidence_index import as_csv, statements
from workstation.services.identity import SignedIn
from workstation.services.job import Job
from workstation.services.merkle import MerkleTree
from workstation.services.module import Section
from workstation.services.paper_order import Name, in_order
from workstation.services.redaction.listing import marked
from workstation.services.redaction.plan import RedactionPlan, Removed
from workstation.services.redaction.proof import remains
from workstation.services.redaction.replacing import Redactor
from workstation.services.signature_file import signature_file, signature_path
from workstation.services.versions.contents import gathered, keep
from workstation.services.witness import Witness
from workstation.services.workbench import Workbench
from workstation.storage.case import Case
from workstation.storage.durable import sync_folder, write_durably
from workstation.storage.read import Read
from workstation.storage.tables import LEDGER
from workstation.typeset.assemble import Bound
from workstation.typeset.bind import Item, Kind, Paper, Volume, bind, papers_of
from workstation.typeset.blocks import CoverFacts, Entry

WORKBENCH = "workstation.app:workbench"
NO_LIMIT = 1_000_000  # a report is one volume, however many pages it has
_FORBIDDEN = re.compile(r'[\x00-\x1f<>:"/\\|?*,]+')
_NO_ROOM = ("SQLITE_FULL", "SQLITE_IOERR_SHMSIZE")  # the second: no room for the file beside the copy


@dataclass(frozen=True)
class Request:
    """What to export and where to; ``bench`` names the function that builds the workbench, for child processes.

    With ``redaction`` it is a redacted copy; ``apart``: each volume also becomes a file of its own, beside the whole.
    """

    output: Path
    document: str = "dossier"
    language: str = "zh"
    double_sided: bool = False
    bench: str = WORKBENCH
    redaction: RedactionPlan | None = None
    apart: bool = False


@dataclass(frozen=True)
class Exported:
    """The finished file, its signature file, and what a person should look at before handing it over.

    ``head`` is the ledger's head that it stands for; ``index`` the table of the evidence index beside a dossier;
    ``apart`` the files of its volumes; ``removed`` what a redacted copy leaves out, and where.
    """

    path: Path
    signature: Path
    pages: int
    sha256: str
    size: int
    failures: tuple[UserError, ...] = ()
    missing_targets: tuple[str, ...] = ()
    missing_characters: dict[str, int] = field(default_factory=dict)
    volumes: tuple[Bound, ...] = ()
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    head: str = ""
    head_size: int = 0
    index: Path | None = None
    apart: tuple[Path, ...] = ()
    removed: tuple[Removed, ...] = ()


def export_document(job: Job, request: Request, signer: SignedIn) -> Exported:
    """Export a document of the case. Raises ``export.cannot_write``, ``export.is_a_folder``,
    ``dossier.disk_full``, ``Cancelled``; then the target is as it was."""
    output = request.output.absolute()
    if output.is_dir():
        raise UserError("export.is_a_folder", path=output)
    with folder_beside(output) as folder:
        return _export(job, request, signer, output, folder)


@contextmanager
def folder_beside(output: Path) -> Iterator[Path]:
    """A folder to work in beside the target, gone afterwards; what the disk refuses is told of the target."""
    with naming(output):
        output.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".embercase-", dir=output.parent))
    try:
        with naming(output):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def frozen_case(
    job: Job, request: Request, signer: SignedIn, folder: Path
) -> Iterator[tuple[Case, Workbench, Setting]]:
    """A copy of the case in ``folder`` that nobody changes, opened under the rules in force, with what every process
    that renders it needs to know; its ledger head is signed."""
    rules = job.case.rules
    bench = replace(load_bench(request.bench), rules=rules)
    frozen = folder / "case"
    frozen.mkdir()
    prepare_sections(bench.catalogue, job, request.document)
    job.case.copy_to(frozen)
    case = bench.open_case(frozen, signer.officer, read_only=True, vault=job.case.vault.root)
    try:
        yield case, bench, Setting(
            request.bench, str(frozen), str(job.case.vault.root), request.document, request.language,
            Seal(sign_head(case, signer), signer.officer), str(folder / "cancel"), request.redaction, rules.packs,
        )
    finally:
        case.close()


def _export(job: Job, request: Request, signer: SignedIn, output: Path, folder: Path) -> Exported:
    words, removed = Words(request.language), tuple[Removed, ...]()
    job.progress(0, 0, words(N_("Freezing the case")))
    with frozen_case(job, request, signer, folder) as (case, bench, setting):
        read, witness = case.read(), setting.seal.witness
        cover, placed = plan(read, bench, request, setting.seal, words)
        parts = [(one.section, part) for one in placed for part in one.section.parts(read)]
        with Pool(job, setting, folder) as pool:
            rendered = pool.render(parts, words)
            bound = is_bound([one.section for one in placed])
            kinds = template_of(read).kinds(cover.procedure, words.language)
            kinds = kinds if request.document == DOSSIER else (replace(kinds[0], title="", limit=NO_LIMIT),)
            items = list(_items(placed, parts, rendered, words, cover.agency))
            papers = [paper for item in items for paper in papers_of(item)]
            if request.document == DOSSIER:
                papers = _as_arranged(papers, read, kinds)
            volumes = bind(papers, kinds)
            if request.redaction:
                volumes = with_list(volumes, words)
            if bound:
                volumes = tuple(_closed(pool, named(volumes, words)))
            document = describe_document(read, witness, cover, volumes, request, words, front=bound)
            if request.redaction:
                document = marked(document, Redactor(request.redaction, words, tracing=True), words)
                lay_out = partial(pool.call, render_listing, setting)
                document, removed = listed(lay_out, folder, document, request.redaction, parts, rendered, words)
            job.progress(len(parts), len(parts) + 1, words(N_("Joining the parts")))
            apart = volume_files(output, volumes, kinds) if request.apart else []
            (folder / "apart").mkdir()
            loose = [folder / "apart" / path.name for path in apart]  # links between volumes name these files
            written: Written = pool.finish(
                write, setting, document, str(folder / "document.pdf"), str(folder), [str(path) for path in loose]
            )
            if request.redaction:
                for made in (folder / "document.pdf", *loose):
                    prove(partial(pool.call, remains), made, request.redaction)
        whole = request.document == DOSSIER and not request.redaction  # a table would tell what was removed
        table = as_csv(statements(read, words), written.assembled.places, words) if whole else b""
    if request.redaction is None and not job.case.read_only:
        said = [
            (section.id, words(section.title), made.pieces)
            for (section, _), made in zip(parts, rendered, strict=True)
        ]
        made_of = gathered(said, written.sha256, written.assembled.pages, written.assembled.places)
        keep(job.case.info.folder, made_of)
    signature = signature_file(output.name, written.sha256, written.size, written.assembled.pages, witness, signer)
    failures = tuple(one.failure for one in rendered if one.failure)
    _record(job, request, output, written, witness, failures, apart)
    _publish(folder / "document.pdf", output, signature)
    for at, path in enumerate(apart):
        (sha256, size), pages = written.volumes[at], written.assembled.volumes[at].pages
        _publish(loose[at], path, signature_file(path.name, sha256, size, pages, witness, signer))
    if table:
        write_durably(index_path(output), table)
    job.progress(len(parts) + 1, len(parts) + 1, output.name)
    return Exported(
        output, signature_path(output), written.assembled.pages, written.sha256, written.size,
        failures, written.assembled.missing_targets,
        written.assembled.missing, written.assembled.volumes, written.assembled.places,
        witness.head, witness.size, index_path(output) if table else None, tuple(apart),
        removed,
    )


def sign_head(case: Case, signer: SignedIn) -> Witness:
    """The signed witness of the newest row that changed the case."""
    read = case.read()
    head, tree = read.head(), MerkleTree()
    for row in read.rows(sa.select(LEDGER.c.hash).where(LEDGER.c.seq <= head.size).order_by(LEDGER.c.seq)):
        tree.append(row.hash.encode())
    bare = Witness(case.info.id, head.size, head.hash, tree.root().hex(), signer.officer.public_key)
    return Witness(
        bare.case_id, bare.size, bare.head, bare.root, bare.public_key, signer.sign(bare.payload().encode()).hex()
    )


def plan(
    read: Read, bench: Workbench, request: Request, seal: Seal, words: Words
) -> tuple[CoverFacts, list[Placed]]:
    """What the cover says, and the sections in the template's order, each in the volume that it goes to there."""
    cover = CoverFacts()
    sections = []
    for section in bench.catalogue.sections(request.document, read):
        if section.slot == COVER:
            found = [block for block in section.build(read, words, "") if isinstance(block, CoverFacts)]
            cover = found[0] if found else cover
        else:
            sections.append(section)
    if is_bound(sections):
        sections += closing_sections(bench.catalogue, seal, request.document)
    if request.redaction:
        cover = Redactor(request.redaction, words, tracing=True).value(cover)
    order = template_of(read)
    if request.document != DOSSIER:
        return cover, [Placed(section, "") for section in order.ordered(sections, cover.procedure)]
    return cover, order.placed(sections, cover.procedure)


def _items(
    placed: Sequence[Placed], parts: Sequence[tuple[Section, str]], rendered: Sequence[Rendered], words: Words,
    agency: str,
) -> Iterator[Item]:
    """One item per section that has something to say; what names no author was made by the agency."""
    for one in placed:
        own = [made.result for (owner, _), made in zip(parts, rendered, strict=True) if owner is one.section]
        spoken = tuple(result for result in own if result.blocks)
        if spoken:
            yield Item(Entry(words(one.section.title), author=agency), spoken, kind=one.volume, section=one.section.id)


def _as_arranged(papers: Sequence[Paper], read: Read, kinds: Sequence[Kind]) -> list[Paper]:
    """The papers as the officers of the case want them."""
    names = [Name(paper.section, paper.key, paper.kind) for paper in papers]
    order = arrangement_of(read).order
    return [replace(papers[at], kind=kind) for at, kind in in_order(names, order, [kind.id for kind in kinds])]


def named(volumes: Sequence[Volume], words: Words) -> tuple[Volume, ...]:
    """Volumes with their full titles: 正卷　第1卷 共4卷; a document of one unnamed volume keeps it unnamed."""
    if len(volumes) == 1 and not volumes[0].title:
        return tuple(volumes)
    return tuple(
        replace(volume, title=words(
            N_("{title}, volume {number} of {count}"), title=volume.title, number=number, count=len(volumes)
        ))
        for number, volume in enumerate(volumes, 1)
    )


def _closed(pool: Pool, volumes: Sequence[Volume]) -> Iterator[Volume]:
    """Each volume with its 备考表."""
    for number, volume in enumerate(volumes, 1):
        bundle = Bundle(volume.title, len(volume.papers), volume.numbered, number)
        task = Task(REMARKS, "", str(pool.folder / f"remarks{number}.pdf"), bundle)
        rendered: Rendered = pool.call(render, pool.setting, task)
        yield replace(volume, closing=rendered.result)


def _record(
    job: Job, request: Request, output: Path, written: Written, witness: Witness, failures: Sequence[UserError],
    apart: Sequence[Path],
) -> None:
    """Say in the ledger what leaves the case, before it leaves."""
    if job.case.read_only:
        return
    job.write(
        "dossier.export",
        lambda work: work.note(
            document=request.document, language=request.language, file=output.name, sha256=written.sha256,
            size=written.size, pages=written.assembled.pages, head=witness.head, head_size=witness.size,
            volumes=[[one.title, one.pages, one.numbered] for one in written.assembled.volumes],
            failures=[str(failure.values.get("section", failure.code)) for failure in failures],
            missing_characters=sorted(written.assembled.missing),
            **({"files": [
                [path.name, sha256] for path, (sha256, _) in zip(apart, written.volumes, strict=True)
            ]} if apart else {}),
            **({"redacted": len(request.redaction.terms)} if request.redaction else {}),
        ),
        undoable=False, witness=True,
    )


def _publish(made: Path, output: Path, signature: bytes) -> None:
    with made.open("rb+") as stream:
        os.fsync(stream.fileno())
    made.replace(output)
    sync_folder(output.parent)
    write_durably(signature_path(output), signature)


def volume_files(output: Path, volumes: Sequence[Volume], kinds: Sequence[Kind]) -> list[Path]:
    """Where the volumes of a document go that each become a file: named by number and kind, beside the whole."""
    titles = {kind.id: _FORBIDDEN.sub("_", kind.title) for kind in kinds}
    digits = len(str(len(volumes)))
    return [
        output.with_name(f"{output.stem}-{number:0{digits}}-{titles[volume.kind]}.pdf")
        for number, volume in enumerate(volumes, 1)
    ]


def index_path(output: Path) -> Path:
    """Where the evidence index of a dossier lies as a table, beside it."""
    return output.with_name(output.name + ".evidence.csv")


@contextmanager
def naming(output: Path) -> Iterator[None]:
    """Turn the system's complaints about the target into sentences that name it."""
    try:
        yield
    except (UserError, Cancelled):
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise UserError("dossier.disk_full", path=output) from error
        raise UserError("export.cannot_write", path=output, reason=error.strerror or error) from error
    except sqlite3.OperationalError as error:  # the frozen copy found no room
        if error.sqlite_errorname in _NO_ROOM:
            raise UserError("dossier.disk_full", path=output) from error
        raise UserError("export.cannot_write", path=output, reason=error) from error
