"""What each command of the command line does: a call of the same services that the window uses."""

import argparse
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass, replace

from modules.cooperation.operations import write_pack
from modules.cooperation.queries import chosen_transfer
from workstation.app import App
from workstation.console import Console, Report
from workstation.domain.errors import UserError
from workstation.domain.time import beijing
from workstation.domain.words import Words
from workstation.services import dossier, facts, places
from workstation.services import history as undoing
from workstation.services.dossier import Request
from workstation.services.dossier_word import export_word
from workstation.services.facts_reading import read_document
from workstation.services.facts_schema import schema
from workstation.services.history_words import describe
from workstation.services.imports import import_paths
from workstation.services.job import Job, direct_write
from workstation.services.package import write_package
from workstation.services.redaction.plan import plan_of
from workstation.services.verify import unreadable, verify_case
from workstation.services.witness import read_witness
from workstation.storage.case import Case

OK, FINDINGS, KNOWN_ERROR = 0, 1, 3


@dataclass(frozen=True)
class Call:
    """One call of the command line: the program's parts, the options and where answers go."""

    app: App
    options: argparse.Namespace
    console: Console
    words: Words

    @contextmanager
    def case(self, *, read_only: bool = False) -> Iterator[Case]:
        """The case that the command names, closed at the end."""
        officer = self.app.sign_in(self.options.officer).officer
        case = self.app.workbench.open_case(self.options.case, officer, read_only=read_only)
        try:
            yield case
        finally:
            case.close()

    @contextmanager
    def job(self, case: Case, title: str) -> Iterator[Job]:
        """Long work in this thread, with a progress bar."""
        with self.console.progress(title) as report:
            yield self.make_job(case, report)

    def make_job(self, case: Case, report: Report) -> Job:
        """A job whose steps are taken in this thread."""
        return Job(case, direct_write(case), self.app.parse, report)


@contextmanager
def _to_export(call: Call) -> Iterator[Case]:
    """The case, so that its ledger tells of the export; one that is open elsewhere is only read."""
    with ExitStack() as stack:
        try:
            case = stack.enter_context(call.case())
        except UserError as error:
            if error.code != "case.in_use":
                raise
            case = stack.enter_context(call.case(read_only=True))
        yield case


def new(call: Call) -> int:
    """``embercase new``."""
    options = call.options
    fire_at = beijing(options.fire_date) if options.fire_date else None
    officer = call.app.sign_in(options.officer).officer
    made = call.app.workbench.create_case(options.case, options.name, officer, fire_at=fire_at)
    with closing(made) as case:
        call.console.say(call.words("Made the case “{name}” in {path}", name=case.info.name, path=case.info.folder))
        call.console.answer({"case": str(case.info.folder), "id": case.info.id, "name": case.info.name})
    return OK


def import_files(call: Call) -> int:
    """``embercase import``."""
    words = call.words
    with call.case() as case, call.job(case, words("Taking files in")) as job:
        report = import_paths(job, call.options.paths, list(call.app.workbench.catalogue.importers()))
    problems = [
        {"path": problem.path, "code": problem.code, "message": words.problem(problem)}
        for problem in report.told
    ]
    call.console.say(words(
        "Imported {imported}, duplicates {duplicates}, problems {problems}",
        imported=len(report.imported), duplicates=len(report.duplicates), problems=len(problems),
    ))
    for problem in problems:
        call.console.say(f"  {problem['path']}: {problem['message']}")
    call.console.answer({
        "found": report.found, "imported": len(report.imported), "duplicates": len(report.duplicates),
        "problems": problems,
    })
    return FINDINGS if problems and not (report.imported or report.duplicates) else OK


def verify(call: Call) -> int:
    """``embercase verify``."""
    witnesses = [read_witness(given) for given in call.options.witness]
    try:
        with call.case(read_only=True) as case, call.job(case, call.words("Verifying")) as job:
            result = verify_case(job, witnesses)
    except UserError as error:
        result = unreadable(call.options.case, error)
    findings = [
        {"code": item.code, "message": call.words.finding(item), "severity": item.severity.value}
        for item in result.findings
    ]
    for item in findings:
        call.console.say(f"  {item['message']}")
    text = "All holds: {rows} ledger rows, {files} originals, head {head}" if result.holds else (
        "NOT intact: {count} findings"
    )
    call.console.say(call.words(
        text, rows=result.rows, files=result.files, head=result.head.hash, count=len(findings)
    ))
    call.console.answer({
        "holds": result.holds, "rows": result.rows, "files": result.files,
        "head": {"size": result.head.size, "hash": result.head.hash}, "findings": findings,
    })
    return OK if result.holds else FINDINGS


def history(call: Call) -> int:
    """``embercase history``."""
    with call.case(read_only=True) as case:
        read = case.read()
        lines = [describe(entry, call.words) for entry in reversed(read.newest_entries(read.chain_head().size))]
    for line in lines:
        counts = f"+{line.added} ~{line.changed} -{line.removed}"
        call.console.say(f"{line.seq:>6}  {line.at}  {line.officer}  {line.operation}  {counts}  {line.hash[:12]}")
    call.console.answer({"entries": [asdict(line) for line in lines]})
    return OK


def checks(call: Call) -> int:
    """``embercase checks``."""
    words = call.words
    with call.case(read_only=True) as case:
        results = call.app.workbench.catalogue.findings(case.read())
    found = [
        {
            "check": result.check.id, "rule": result.check.rule, "certainty": result.check.certainty,
            "severity": result.finding.severity.value, "code": result.finding.code,
            "message": words.finding(result.finding),
        }
        for result in results
    ]
    for item in found:
        call.console.say(f"[{item['severity']}] {item['message']} ({item['rule']})")
    call.console.answer({"findings": found})
    return OK


def undo(call: Call) -> int:
    """``embercase undo``."""
    with call.case() as case:
        return _say_step(call, undoing.undo(case).operation, "Undo: {operation}")


def redo(call: Call) -> int:
    """``embercase redo``."""
    with call.case() as case:
        return _say_step(call, undoing.redo(case).operation, "Redo: {operation}")


def _say_step(call: Call, operation: str, text: str) -> int:
    name = call.words(f"op.{operation}")
    call.console.say(call.words(text, operation=name))
    call.console.answer({"operation": operation, "name": name})
    return OK


def show_window(call: Call) -> int:
    """``embercase window``."""
    from workstation.ui.run import run_window

    return run_window(call.app, call.app.profile, call.options.case)


def export_places(call: Call) -> int:
    """``embercase export places``."""
    with _to_export(call) as case:
        count = places.write_geojson(case.read(), call.app.workbench.catalogue, call.options.output)
        if not case.read_only:
            with case.work("places.export", witness=True) as work:
                facts.note_export(work, call.options.output)
    call.console.say(call.words("Wrote {count} places to {path}", count=count, path=call.options.output))
    call.console.answer({"output": str(call.options.output), "places": count})
    return OK


def export_document(call: Call) -> int:
    """``embercase export dossier`` and the other documents: reports, lists of transfers, the redacted copy.

    Also as ``FILE.docx``, but for redacted copies. Raises ``UserError("dossier.other_kind")`` for other endings.
    """
    words, options = call.words, call.options
    signer = call.app.sign_in(options.officer)
    request = Request(
        options.output, options.document, words.language, options.double_sided, apart=options.volumes
    )
    kinds = (".pdf",) if options.redacted else (".pdf", ".docx")
    with call.case() as case, call.job(case, words("Exporting the document")) as job:
        if options.output.suffix.lower() not in kinds:
            raise UserError("dossier.other_kind", path=options.output, kinds=" ".join(kinds))
        if options.redacted:
            request = replace(request, redaction=plan_of(case.read(), show_unseen=options.show_unseen))
        elif options.output.suffix.lower() == ".docx":
            return _say_written(call, export_word(job, request, signer))
        made = dossier.export_document(job, request, signer)
    failures = [words.error(failure) for failure in made.failures]
    for path in (made.path, *made.apart):
        call.console.say(words("Wrote {path}", path=path))
    for failure in failures:
        call.console.say(failure)
    if made.missing_characters:
        call.console.say(words(
            "Characters that no type face has, printed as their numbers: {characters}",
            characters=" ".join(made.missing_characters),
        ))
    call.console.answer({
        "output": str(made.path), "signature": str(made.signature), "pages": made.pages, "sha256": made.sha256,
        "size": made.size, "failures": failures, "missing_targets": list(made.missing_targets),
        "missing_characters": made.missing_characters, "volumes": [str(path) for path in made.apart],
    })
    return FINDINGS if failures else OK


def export_transfer_pack(call: Call) -> int:
    """``embercase export transfer-pack``: the originals of one transfer, with their list and hashes."""
    words, options = call.words, call.options
    with call.case() as case, call.job(case, words("Writing the transfer pack")) as job:
        transfer = chosen_transfer(case.read(), options.number)
        count = write_pack(job, transfer.id, options.output)
    call.console.say(words("Wrote {count} papers to {folder}.", count=count, folder=options.output))
    call.console.answer({"output": str(options.output), "papers": count, "offence": transfer.offence_name})
    return OK


def package(call: Call) -> int:
    """``embercase package``."""
    signer = call.app.sign_in(call.options.officer)
    with call.case() as case, call.job(case, call.words("Writing the package")) as job:
        written = write_package(job, call.options.output, signer, call.words)
    call.console.say(call.words("Wrote {path} ({files} files)", path=written.path, files=written.files))
    call.console.say(written.report)
    call.console.answer({"output": str(written.path), "files": written.files, "report": written.report})
    return OK


def import_facts(call: Call) -> int:
    """``embercase facts import``."""
    document = read_document(call.options.file)
    with call.case() as case, case.work("facts.import", undoable=True) as work:
        brought = facts.import_facts(work, document, str(call.options.file))
    call.console.say(call.words(
        "Brought in {count} records: {added} new, {replaced} replaced, {unchanged} as they were",
        count=sum(brought.records.values()), added=brought.added, replaced=brought.replaced,
        unchanged=brought.unchanged,
    ))
    call.console.answer(asdict(brought))
    return OK


def export_facts(call: Call) -> int:
    """``embercase facts export``."""
    with _to_export(call) as case:
        facts.write_facts(case.read(), call.options.output)
        if not case.read_only:
            with case.work("facts.export", witness=True) as work:
                facts.note_export(work, call.options.output)
    return _say_written(call)


def export_schema(call: Call) -> int:
    """``embercase facts schema``."""
    facts.write_json(schema(call.app.workbench.catalogue.registry), call.options.output)
    return _say_written(call)


def _say_written(call: Call, path: object = None) -> int:
    written = path or call.options.output
    call.console.say(call.words("Wrote {path}", path=written))
    call.console.answer({"output": str(written)})
    return OK
