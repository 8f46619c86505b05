"""The sections that every document closes with: compliance, problems, the ledger's head, closing remarks."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import sqlalchemy as sa

from workstation.domain.errors import Cancelled
from workstation.domain.evidence import FileState, Problem, StoredFile
from workstation.domain.finding import Severity
from workstation.domain.party import Officer
from workstation.domain.words import N_, Words
from workstation.services.catalogue import Catalogue
from workstation.services.dossier_plan import DOSSIER, SHEET, arrangement_of, template_of
from workstation.services.evidence_section import INDEX, TITLE, index
from workstation.services.job import Job
from workstation.services.module import Section
from workstation.services.readiness_section import READINESS, readiness_blocks
from workstation.services.witness import Witness
from workstation.storage.ledger import EntryKind
from workstation.storage.read import Read
from workstation.storage.tables import LEDGER
from workstation.typeset.blocks import (
    Block,
    Column,
    Heading,
    Inline,
    KeyValues,
    Notice,
    Paragraph,
    Qr,
    SealPlace,
    SignaturePlace,
    Signatures,
    Spacer,
    Span,
    Table,
    anchor_of,
    to_verify,
)

SEVERITIES = {Severity.ERROR: N_("Error"), Severity.WARNING: N_("Warning"), Severity.INFO: N_("Hint")}
_LOG = logging.getLogger(__name__)
_WEIGHT = (Severity.ERROR, Severity.WARNING, Severity.INFO)
REMARKS = "dossier.remarks"


@dataclass(frozen=True)
class Seal:
    """Who exports: the signed head of the ledger and the officer's name as printed."""

    witness: Witness
    officer: Officer


def closing_sections(catalogue: Catalogue, seal: Seal, document: str) -> Sequence[Section]:
    """Our own sections of a document; the remarks come last and are rendered when the pages are counted."""
    if document == READINESS:
        build = partial(readiness_blocks, catalogue)
        return [Section("dossier.readiness", N_("Readiness for the prosecutor"), SHEET, build, document)]
    own = own_sections(catalogue, seal)
    return own if document == DOSSIER else [replace(own[-1], document=document)]


def prepare_sections(catalogue: Catalogue, job: Job, document: str) -> None:
    """Let the sections make what they need before the case is frozen; what fails is told by the section itself."""
    for section in catalogue.sections(document, job.read()):
        if section.prepare is None:
            continue
        try:
            section.prepare(job)
        except Cancelled:
            raise
        except Exception:  # one section of a module or plugin may not cost the whole document
            _LOG.exception("the section %s could not be prepared", section.id)


def own_sections(catalogue: Catalogue, seal: Seal | None = None) -> list[Section]:
    """Our own sections of the dossier; without a ``seal`` they are only named and placed."""
    return [
        Section(INDEX, TITLE, "index", index),
        Section("dossier.checks", N_("Results of the compliance checks"), "checks", partial(checks, catalogue)),
        Section("dossier.problems", N_("Files with problems"), "problems", problems),
        Section("dossier.ledger", N_("Ledger, verification and signatures"), "ledger", partial(ledger, seal)),
    ]


def checks(catalogue: Catalogue, read: Read, words: Words, _: str) -> Iterator[Block]:
    """Every finding of every check with its clause, the weighty ones first."""
    results = catalogue.findings(read)
    yield Heading(1, words(N_("Results of the compliance checks")))
    yield Paragraph(
        words(
            N_("{checks} checks were run on the case; findings: {findings}. A clause marked as to be verified was "
               "taken from public material and has to be compared with the official text."),
            checks=len(list(catalogue.checks())), findings=len(results),
        ),
        "plain",
    )
    titles = catalogue.titles(read)
    rows = []
    for result in sorted(results, key=lambda result: _WEIGHT.index(result.finding.severity)):
        finding = result.finding
        clause: Inline = result.check.rule
        if result.check.certainty != "verified":
            clause = (result.check.rule, to_verify(words))
        entry = titles.get(finding.ref) if finding.ref else None
        record: Inline = ""
        if finding.ref and entry:
            record = Span(" ".join(filter(None, (entry.number, entry.title))), target=anchor_of(finding.ref))
        rows.append((
            Span(words(SEVERITIES[finding.severity]), bold=finding.severity is Severity.ERROR),
            words(result.check.title), _sentence(words, f"finding.{finding.code}", finding.values), record, clause,
        ))
    columns = (
        Column(words(N_("Severity")), 1.5, "center"), Column(words(N_("Check")), 2.2),
        Column(words(N_("Finding")), 4.6), Column(words(N_("Concerns")), 2.3), Column(words(N_("Basis")), 2.4),
    )
    yield Table(columns, tuple(rows), empty=words(N_("No findings.")))


def problems(read: Read, words: Words, _: str) -> Iterator[Block]:
    """Every file that could not be read, and why."""
    found = sorted(read.all(Problem), key=lambda problem: (problem.at.utc, problem.path, problem.id))
    yield Heading(1, words(N_("Files with problems")))
    if found:
        yield Paragraph(
            words(N_("These files were found but could not be used as they are. What was taken in is kept unchanged.")),
            "plain",
        )
    columns = (
        Column(words(N_("Item no.")), 1.2, "center"), Column(words(N_("File")), 3.4),
        Column(words(N_("What is wrong")), 5.6), Column(words(N_("Found at")), 2.4, "center"),
    )
    rows = tuple(
        (str(number), problem.path, _sentence(words, f"error.{problem.code}", problem.values), problem.at.text())
        for number, problem in enumerate(found, 1)
    )
    yield Table(columns, rows, empty=words(N_("Every file could be read.")))


def ledger(seal: Seal | None, read: Read, words: Words, _: str) -> Iterator[Block]:
    """The head that this document stands for, who wrote the case, and places to sign."""
    if seal is None:
        return
    witness = seal.witness
    files = [file for file in read.all(StoredFile) if file.state is not FileState.WITHDRAWN]
    yield Heading(1, words(N_("Ledger, verification and signatures")))
    yield Paragraph(words(N_(
        "Every change of the case is a row of its ledger, and each row holds the hash of the row before. Whoever "
        "has this page can find out whether a row was changed, removed or added since."
    )))
    yield KeyValues((
        (words(N_("Case number")), read.case.id),
        (words(N_("Ledger rows")), str(witness.size)),
        (words(N_("Head (SHA-256)")), grouped(witness.head)),
        (words(N_("Merkle root")), grouped(witness.root)),
        (words(N_("Originals")), words(
            N_("{count} files, {bytes} bytes"), count=len(files), bytes=f"{sum(file.size for file in files):,}"
        )),
        (words(N_("Exported by")), _named(seal.officer, words)),
        (words(N_("Public key (Ed25519)")), grouped(seal.officer.public_key)),
    ))
    yield Qr(witness.text(), words(N_(
        "The QR code holds case, size, head, Merkle root, public key and signature. To check: "
        "embercase verify CASE_FOLDER --witness TEXT"
    )), 40)
    if not seal.officer.verified:
        yield Notice(words(N_(
            "Nobody was signed in when this document was exported: it is signed with the key of the machine."
        )), "warning")
    yield Heading(2, words(N_("Who worked on the case")))
    yield _hands(read, words, witness.size)
    yield Signatures((
        SignaturePlace(words(N_("Investigator (承办人)")), field="investigator"),
        SignaturePlace(words(N_("Reviewer (审核人)")), field="reviewer"),
    ))


@dataclass(frozen=True)
class Bundle:
    """A volume whose pages are counted, for its 备考表; ``number`` counts volumes from 1."""

    title: str
    papers: int
    pages: int
    number: int = 1

    @property
    def suffix(self) -> str:
        """What makes names of signature fields differ between volumes."""
        return f"_{self.number}" if self.number > 1 else ""


def remarks(bundle: Bundle | None, read: Read, words: Words, _: str) -> Iterator[Block]:
    """备考表: what the volume holds, who filed it, who checked it."""
    order, said = template_of(read), arrangement_of(read)
    volume = bundle or Bundle("", 0, 0)
    clause: Inline = order.clause
    if order.certainty != "verified":
        clause = (order.clause, to_verify(words))
    state = words(
        N_("{papers} papers, {pages} numbered pages. Missing, damaged, added or moved papers:"),
        papers=volume.papers, pages=volume.pages,
    )
    yield Heading(1, words(N_("Closing remarks")))
    rows: list[tuple[str, Inline]] = [(words(N_("Kind of volume")), volume.title)] if volume.title else []
    told = f"{state}\n{said.remarks}" if said.remarks else state
    yield KeyValues((
        *rows, (words(N_("The volume")), told + "\n" * 6), (words(N_("Order of papers")), clause),
    ))
    yield Spacer(8)
    yield Signatures((
        SignaturePlace(words(N_("Filed by (立卷人)")), said.filed_by, field=f"filed_by{volume.suffix}"),
        SignaturePlace(words(N_("Checked by (检查人)")), said.checked_by, field=f"checked_by{volume.suffix}"),
    ))
    yield SealPlace(words(N_("Seal of the archive")))


def grouped(digest: str) -> str:
    """A hash in groups of eight, as a person compares it."""
    return " ".join(digest[place : place + 8] for place in range(0, len(digest), 8))


def _hands(read: Read, words: Words, size: int) -> Table:
    first = sa.func.min(LEDGER.c.at)
    wanted: list[sa.ColumnElement[Any]] = [LEDGER.c.officer_id, sa.func.count(), first, sa.func.max(LEDGER.c.at)]
    query = (
        sa.select(*wanted)
        .where(LEDGER.c.seq <= size, LEDGER.c.kind != EntryKind.WITNESS.value)
        .group_by(LEDGER.c.officer_id).order_by(first)
    )
    officers = {officer.id: officer for officer in read.all(Officer)}
    rows = tuple(
        (_named(officers[who], words) if who in officers else who, str(number), since[:10], until[:10])
        for who, number, since, until in map(tuple, read.rows(query))
    )
    columns = (
        Column(words(N_("Officer")), 4), Column(words(N_("Ledger rows")), 1.3, "right"),
        Column(words(N_("First")), 1.6, "center"), Column(words(N_("Last")), 1.6, "center"),
    )
    return Table(columns, rows)


def _named(officer: Officer, words: Words) -> str:
    text = "　".join(filter(None, (officer.name, officer.unit, officer.certificate_no)))
    return text if officer.verified else f"{text} ({words(N_('not signed in'))})"


def _sentence(words: Words, code: str, values: dict[str, str]) -> str:
    """The sentence of a code; a plugin's code without words, or a value that is missing, is printed as it is."""
    try:
        return words(code, **values)
    except (KeyError, IndexError, ValueError):
        return f"{code} {values}"


