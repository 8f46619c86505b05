"""A paper as PDF or as a Word document."""

from datetime import datetime
from pathlib import Path

from modules.forms.queries import template_for
from modules.forms.records import FormPaper
from modules.forms.rules import blocks_of
from workstation.api import Job, UserError
from workstation.api.widgets import Shell


def export(shell: Shell, form_id: str, kind: str) -> None:
    """Ask where, and write it; the ledger notes it."""
    words, paper = shell.words, shell.read().get(FormPaper, form_id)
    name = f"{paper.title} {paper.number}".strip()
    target = shell.save_file(name, f"{name}.{kind}", f"{kind.upper()} (*.{kind})")
    if target is None:
        return
    target = target.with_suffix(f".{kind}")

    def write(job: Job) -> Path:
        write_paper(job, form_id, target, kind, words.language)
        job.write("forms.export", lambda work: work.note(file=target.name, form=form_id), witness=True, undoable=False)
        return target

    shell.run(words("Writing the document"), write,
              lambda path: shell.notify(words("Written: {path}", path=path), "success"))  # fmt: skip


def write_paper(job: Job, form_id: str, target: Path, kind: str, language: str) -> None:
    """Write a paper as ``pdf`` or ``docx``. Raises ``UserError("export.cannot_write")``."""
    from workstation.api import Words
    from workstation.api.paper import DocumentInfo, write_pages, write_word

    read = job.read()
    paper = read.get(FormPaper, form_id)
    blocks = list(blocks_of(template_for(read, paper), paper, Words(language)))
    info = DocumentInfo(paper.title, paper.values.get("agency", ""), paper.title, language,
                        datetime.fromisoformat(read.case.created_at))  # fmt: skip
    try:
        if kind == "pdf":
            write_pages(blocks, target, info)
        else:
            write_word(blocks, target, info)
    except OSError as error:
        raise UserError("export.cannot_write", path=target, reason=error.strerror or error) from error
