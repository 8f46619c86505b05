"""Two versions of a document beside each other, in words."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from workstation.domain.dossier import DossierVersion
from workstation.domain.words import N_, Words
from workstation.services.job import Job
from workstation.services.versions.comparing import Change, Difference, compare
from workstation.services.versions.contents import contents_of
from workstation.services.versions.document import write_difference
from workstation.services.versions.wording import KINDS, record_name, summary
from workstation.storage.read import Read
from workstation.ui.kit.form import Field, ask_form
from workstation.ui.kit.page import PageBase
from workstation.ui.kit.parts import Card, EmptyState, Header, button, clear, label, on_key
from workstation.ui.kit.table import Column, RecordTable
from workstation.ui.shell import Shell

_PDF = "PDF (*.pdf)"
_LEVELS = {"added": "success", "changed": "warning", "removed": "error"}
Compared = tuple[Difference, Path, Path]


class VersionsPage(PageBase):
    """A summary, and below it every change with the earlier and the later text."""

    kinds = ("dossier_versions",)

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self.compared: Compared | None = None
        self._archived: list[DossierVersion] = []
        self.write_button = button(shell, words("Write it as a PDF …"), self.write, icon_name="file-export")
        self.write_button.setEnabled(False)
        self.archived_button = button(
            shell, words("Compare archived versions …"), self.choose_archived, icon_name="archive"
        )
        choose = button(
            shell, words("Compare two files …"), self.choose, icon_name="switch-horizontal", role="primary",
            tip="Ctrl+D",
        )
        self.header = Header(
            words("Comparison of two versions"), words("Choose two PDF files of the same document."),
            self.write_button, self.archived_button, choose,
        )
        self.body.addWidget(self.header)
        self.summary = Card()
        self.summary.hide()
        self.body.addWidget(self.summary)
        self.table: RecordTable[Change] = RecordTable(
            shell, "versions", (
                Column(words("Change"), lambda one: words(KINDS[one.kind]), 80, level=lambda one: _LEVELS[one.kind]),
                Column(words("Section of the document"), lambda one: one.section, 200),
                Column(words("What it is about"), lambda one: record_name(one, words), 130),
                Column(words("Earlier text"), lambda one: " ".join(one.old.split()), 380),
                Column(words("Later text"), lambda one: " ".join(one.new.split()), 380),
            ),
            key=lambda one: f"{one.section} {one.kind} {one.key} {one.old} {one.new}",
            empty=EmptyState(shell, "switch-horizontal", words(
                "Choose the earlier and the later PDF. What was exported from this case is compared record by record, "
                "other files by the text of their pages."
            ), button(shell, words("Compare two files …"), self.choose)),
        )
        self.table.set_records([])
        self.body.addWidget(self.table, 1)
        on_key(self, "Ctrl+D", self.choose)
        self.refresh()

    def load(self, read: Read) -> list[DossierVersion]:
        return read.all(DossierVersion, order=("number",))

    def show_data(self, data: list[DossierVersion]) -> None:
        self._archived = data
        self.archived_button.setVisible(len(data) > 1)

    def view_state(self) -> Compared | None:
        return self.compared

    def restore_view(self, state: Compared | None) -> None:
        if state is not None:
            self.show_difference(state)

    def choose(self) -> None:
        """Ask for both files, then compare as a job."""
        words, case = self.words, self.shell.case
        earlier = self.shell.open_files(words("The earlier version"), _PDF)
        later = self.shell.open_files(words("The later version"), _PDF) if earlier else []
        if later and case is not None:
            self._compare(earlier[0], later[0], case.info.folder)

    def choose_archived(self) -> None:
        """Ask which two archived versions; the last two are offered."""
        words, case = self.words, self.shell.case
        names = tuple(
            (one.sha256, words("Version {number}, {pages} pages", number=one.number, pages=one.pages))
            for one in self._archived
        )
        fields = (Field("old", N_("The earlier version"), "choice", choices=names, required=True),
                  Field("new", N_("The later version"), "choice", choices=names, required=True))
        values = {"old": names[-2][0], "new": names[-1][0]}
        title = words("Compare archived versions …")
        chosen = ask_form(self.shell, title, fields, values, accept_text=words("Compare"))
        if chosen is not None and case is not None:
            old, new = (case.vault.path(chosen[which]) for which in ("old", "new"))
            self._compare(old, new, case.info.folder)

    def _compare(self, old: Path, new: Path, folder: Path) -> None:
        self.shell.run(
            self.words("Comparing the versions"), lambda job: _compared(job, old, new, folder), self.show_difference
        )

    def show_difference(self, compared: Compared) -> None:
        """Show what was found."""
        self.compared = compared
        difference, old, new = compared
        self.write_button.setEnabled(True)
        self.header.set_subtitle(f"{self._name(old)} → {self._name(new)}")
        clear(self.summary.body)
        for sentence in summary(difference, self.words):
            self.summary.body.addWidget(label(sentence, wrap=True, selectable=True))
        self.summary.show()
        self.table.set_records(difference.changes)

    def _name(self, path: Path) -> str:
        """An archived version by its number, another file by its name."""
        known = next((one for one in self._archived if one.sha256 == path.name), None)
        if known is None:
            return path.name
        return self.words("Version {number}, {pages} pages", number=known.number, pages=known.pages)

    def write(self) -> None:
        """Write the comparison as a PDF."""
        if self.compared is None:
            return
        difference, old, new = self.compared
        target = self.shell.save_file(self.words("Write it as a PDF …"), f"{old.stem[:20]}-{new.stem[:20]}.pdf", _PDF)
        if target is not None:
            path, names, words = target.with_suffix(".pdf"), (self._name(old), self._name(new)), self.words
            self.shell.run(
                words("Writing the document"), lambda job: _write(job, difference, names, path, words), self._open
            )

    def _open(self, path: Path) -> None:
        self.shell.notify(self.words("Wrote {path}", path=path), "success")
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _compared(job: Job, old: Path, new: Path, folder: Path) -> Compared:
    found = []
    for number, path in enumerate((old, new)):
        job.progress(number, 3, path.name)
        found.append(contents_of(path, job.parse, [folder]))
    job.progress(2, 3, new.name)
    return compare(*found), old, new


def _write(job: Job, difference: Difference, names: tuple[str, str], path: Path, words: Words) -> Path:
    job.progress(0, 0, path.name)
    write_difference(difference, names, path, words)
    return path
