"""A paper as PDF or as a Word document; an office's own Word template is filled where there is one."""

from datetime import datetime
from pathlib import Path

from modules.forms.queries import template_for
from modules.forms.records import FormPaper
from modules.forms.rules import blocks_of, word_fields
from workstation.api import Job, UserError
from workstation.api.widgets import Shell

TEMPLATES = "forms"
"""The folder in the profile where an office puts its Word templates, named by the code of the form: CODE.docx."""


def export(shell: Shell, paper: FormPaper, kind: str) -> None:
    """Ask where, and write it; the ledger notes it."""
    words = shell.words
    name = f"{paper.title} {paper.number}".strip()
    target = shell.save_file(name, f"{name}.{kind}", f"{kind.upper()} (*.{kind})")
    if target is None:
        return
    target = target.with_suffix(f".{kind}")
    own = shell.program.profile / TEMPLATES / f"{paper.code}.docx"

    def write(job: Job) -> Path:
        write_paper(job, paper.id, target, kind, words.language, own)
        job.write("forms.export", lambda work: work.note(file=target.name, form=paper.id), witness=True,
                  undoable=False)
        return target

    shell.run(words("Writing the document"), write,
              lambda path: shell.notify(words("Written: {path}", path=path), "success"))


def write_paper(job: Job, form_id: str, target: Path, kind: str, language: str, own: Path | None = None) -> None:
    """Write a paper as ``pdf`` or ``docx``, the latter with the office's ``own`` template where that file exists.

    Raises ``UserError``: ``export.cannot_write``, ``word.bad_template``.
    """
    from workstation.api import Words
    from workstation.api.paper import DocumentInfo, fill_word, write_pages, write_word

    read, words = job.read(), Words(language)
    paper = read.get(FormPaper, form_id)
    template = template_for(read, paper)
    info = DocumentInfo(paper.title, paper.values.get("agency", ""), paper.title, language,
                        datetime.fromisoformat(read.case.created_at))
    try:
        if kind == "docx" and own is not None and own.is_file():
            fill_word(own, word_fields(template, paper, words), target)
        elif kind == "docx":
            write_word(blocks_of(template, paper, words), target, info)
        else:
            write_pages(list(blocks_of(template, paper, words)), target, info)
    except OSError as error:
        raise UserError("export.cannot_write", path=target, reason=error.strerror or error) from error
