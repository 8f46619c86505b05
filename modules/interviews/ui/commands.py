"""Printing a record as the official form, page by page."""

from datetime import datetime
from functools import partial
from pathlib import Path

from modules.interviews import queries
from modules.interviews.records import Interview
from modules.interviews.rules.paper import a4_sheet, page_marks
from workstation.api import Job, Read, Work, drawing
from workstation.api.widgets import Shell


def sheets(read: Read, interview: Interview) -> list[drawing.Sheet]:
    """The pages on A4: as they were signed, or as they would be signed now."""
    return [
        a4_sheet(page_marks(
            state.page.lines, state.signed.signatures if state.signed else (),
            queries.signers_of(interview, state.page), state.page.sha256,
        ))
        for state in queries.page_states(read, interview)
    ]


def write_record(job: Job, interview_id: str, target: Path, language: str) -> Path:
    """Write the record as a PDF; that it was printed stands in the ledger, with the hash of each page."""
    from workstation.api.paper import DocumentInfo, write_sheets

    read = job.read()
    interview = read.get(Interview, interview_id)
    made = datetime.fromisoformat(read.case.created_at)
    title = f"询问笔录 {interview.number} {interview.name}"
    write_sheets(sheets(read, interview), target, DocumentInfo(title, "", read.case.name, language, made))
    pages = [state.page.sha256 for state in queries.page_states(read, interview)]

    def note(work: Work) -> None:
        work.note(file=target.name, interview=interview.number, pages=pages)

    job.write("interviews.print", note, undoable=False, witness=True)
    return target


def print_record(shell: Shell, interview: Interview) -> None:
    """Ask where, and write the record there."""
    title = f"{interview.number} {interview.name}"
    target = shell.save_file(shell.words("Print the record"), f"{title}.pdf", "PDF (*.pdf)")
    if target is not None:
        target = target.with_suffix(".pdf")
        shell.run(
            shell.words("Writing the document"),
            lambda job: write_record(job, interview.id, target, shell.words.language), partial(_told, shell),
        )


def _told(shell: Shell, path: Path) -> None:
    shell.notify(shell.words("Wrote {path}", path=path), "success")
