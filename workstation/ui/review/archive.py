"""Binding and archiving (立卷归档): volumes and order, what the covers say, what is missing, archived versions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workstation.domain.dossier import DossierState, DossierVersion
from workstation.domain.party import Officer
from workstation.domain.words import N_
from workstation.services import archive, arranging
from workstation.services.archive import Blocker
from workstation.services.arranging import Binding, Unit
from workstation.storage.read import Read
from workstation.ui.kit.form import Field, ask_form
from workstation.ui.kit.mending import mend
from workstation.ui.kit.page import PageBase, scrolled
from workstation.ui.kit.parts import Badge, Card, Header, PropertyList, button, clear, label
from workstation.ui.kit.split import Split
from workstation.ui.review.volumes import VolumesCard
from workstation.ui.shell import Shell

COVER_FIELDS = (
    Field("archive_number", N_("Archive number")), Field("secrecy", N_("Secrecy")), Field("retention", N_("Kept for")),
    Field("filed_by", N_("Filed by (立卷人)")), Field("checked_by", N_("Checked by (检查人)")),
    Field("remarks", N_("Closing remarks"), "multiline"),
)
_SHOWN = 12


@dataclass(frozen=True)
class _Data:
    bound: Binding
    missing: list[Blocker]
    versions: list[DossierVersion]
    names: dict[str, str]


class ArchivePage(PageBase):
    """Left the volumes, right what is missing and what was archived."""

    kinds = None

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self.archive_button = button(shell, words("Archive …"), self.archive, icon_name="archive", role="primary")
        self.header = Header(
            words("Binding and archive"),
            words("A version is archived when nothing is missing, and reopened with a reason."),
            button(shell, words("Cover and remarks …"), self.describe, icon_name="pencil"), self.archive_button,
        )
        self.body.addWidget(self.header)
        split = Split(shell, "archive.parts", [560, 520])
        self.volumes = VolumesCard(shell, self.arrange, self.follow_template)
        split.addWidget(self.volumes)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        self.state, self.kept = Card(words("Before it is archived")), Card(words("Archived versions"))
        column.addWidget(self.state)
        column.addWidget(self.kept)
        column.addStretch(1)
        split.addWidget(scrolled(right))
        split.settle()
        self.body.addWidget(split, 1)
        self._data_: _Data | None = None
        self.refresh()

    def load(self, read: Read) -> _Data:
        known = archive.versions(read)
        bound = arranging.binding(self.shell.catalogue, read, self.words)
        return _Data(
            bound, archive.blockers(self.shell.catalogue, read), known,
            {officer.id: officer.name for officer in read.all(Officer)},
        )

    def renew(self, read: Read, data: _Data, touched: Mapping[str, Collection[str]]) -> _Data:
        """A paper that was moved is shown at once: nothing else has to be asked again."""
        if touched.keys() != {"dossier_arrangements"}:
            return self.load(read)
        return replace(data, bound=arranging.arranged_anew(data.bound, read))

    def show_data(self, data: _Data) -> None:
        self._data_ = data
        self.volumes.show_binding(data.bound)
        self._show_state(data)
        self._show_versions(data)

    def _show_state(self, data: _Data) -> None:
        words = self.words
        clear(self.state.body)
        shut = bool(data.versions) and data.versions[0].state is DossierState.ARCHIVED
        self.archive_button.setEnabled(self.writable and not data.missing and not shut)
        if shut:
            text = words("Version {number} is archived", number=data.versions[0].number)
            self.state.body.addWidget(Badge(self.shell, text, "success"))
            self.state.body.addWidget(label(
                words("Nothing can be changed. Whoever has to reopens the dossier, by name and with a reason."),
                "muted", wrap=True,
            ))
            return
        ready = words("Nothing is missing") if not data.missing else words("{count} missing", count=len(data.missing))
        self.state.body.addWidget(Badge(self.shell, ready, "error" if data.missing else "success"))
        for blocker in data.missing[:_SHOWN]:
            self.state.body.addLayout(self._blocker(blocker))
        if len(data.missing) > _SHOWN:
            self.state.body.addWidget(label(words("and {count} more", count=len(data.missing) - _SHOWN), "muted"))
        self.state.body.addWidget(button(
            self.shell, words("All rules …"), partial(self.shell.show, "review.readiness"), role="quiet",
            icon_name="chevron-right",
        ))

    def _blocker(self, blocker: Blocker) -> QHBoxLayout:
        line = QHBoxLayout()
        text = self.words.finding(blocker.finding)
        line.addWidget(label(f"· {text}", "", wrap=True), 1)
        made = button(self.shell, self.words("Go there"), partial(self._go, blocker), role="quiet",
                      icon_name="arrow-up-right")
        made.setAccessibleName(f"{self.words('Go there')} {text}")
        line.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _go(self, blocker: Blocker) -> None:
        mend(self.shell, blocker.finding, blocker.rule.page)

    def _show_versions(self, data: _Data) -> None:
        words = self.words
        clear(self.kept.body)
        if not data.versions:
            self.kept.body.addWidget(label(words("Nothing has been archived yet."), "muted", wrap=True))
        for version in data.versions:
            shut = version.state is DossierState.ARCHIVED
            line = QHBoxLayout()
            line.addWidget(label(words("Version {number}", number=version.number), "title"))
            line.addWidget(Badge(
                self.shell, words("Archived") if shut else words("Reopened"), "success" if shut else "neutral"
            ))
            line.addStretch(1)
            line.addWidget(button(self.shell, words("Look at it"), partial(self.open, version), icon_name="eye",
                                  role="quiet"))
            if shut:
                again = button(self.shell, words("Reopen …"), partial(self.reopen, version), icon_name="lock-open",
                               role="quiet")
                again.setEnabled(self.shell.recording)
                line.addWidget(again)
            self.kept.body.addLayout(line)
            self.kept.body.addWidget(PropertyList(self._facts(version, data.names)))

    def _facts(self, version: DossierVersion, names: dict[str, str]) -> list[tuple[str, str | QWidget]]:
        words = self.words
        by = names.get(version.archived_by, version.archived_by)
        rows: list[tuple[str, str | QWidget]] = [
            (words("Archived by"), f"{by}　{version.archived_at.text('%Y-%m-%d %H:%M')}"),
            (words("Volumes and pages"),
             words("{volumes} volumes, {pages} pages", volumes=version.volumes, pages=version.pages)),
            ("SHA-256", version.sha256), (words("Ledger row"), str(version.head_size)),
        ]
        if version.note:
            rows.append((words("Note"), version.note))
        if version.reopened_at is not None:
            who = names.get(version.reopened_by, version.reopened_by)
            when = version.reopened_at.text("%Y-%m-%d %H:%M")
            rows.append((words("Reopened by"), f"{who}　{when}　{version.reason}"))
        return rows

    def arrange(self, units: Sequence[Unit]) -> None:
        """Bind the dossier in this order from now on."""
        bound = self._data_.bound if self._data_ else None
        if bound is not None:
            self.shell.do("dossier.arrange", lambda work: arranging.arrange(work, bound, units))

    def follow_template(self) -> None:
        """Forget what was moved."""
        self.shell.do("dossier.arrange", arranging.follow_template)

    def describe(self) -> None:
        """Ask what the covers say of the archive."""
        said = self._data_.bound.arrangement if self._data_ else None
        kept = {field.name: getattr(said, field.name, "") for field in COVER_FIELDS}
        values = ask_form(self.shell, self.words("Cover and remarks …"), COVER_FIELDS, kept)
        if values is not None:
            self.shell.do("dossier.describe", lambda work: arranging.describe(work, **values))

    def archive(self) -> None:
        """Ask for a note, then write and shut the next version, as a job."""
        fields = (
            Field("note", N_("Note"), "multiline"), Field("double_sided", N_("Printed on both sides"), "bool"),
        )
        values = ask_form(self.shell, self.words("Archive …"), fields, {"note": "", "double_sided": True})
        if values is None:
            return
        catalogue, signer = self.shell.catalogue, self.shell.signed_in
        self.shell.run(self.words("Archiving the dossier"), lambda job: archive.archive(
            job, catalogue, signer, note=values["note"], double_sided=bool(values["double_sided"])
        ), self._archived)

    def _archived(self, version: DossierVersion) -> None:
        text = self.words("Version {number} is archived", number=version.number)
        self.shell.notify(text, "success")

    def reopen(self, version: DossierVersion) -> None:
        """Ask for the reason, then open the version again."""
        fields = (Field("reason", N_("Reason"), "multiline", required=True),)
        values = ask_form(self.shell, self.words("Reopen …"), fields)
        if values is not None:
            self.shell.do(
                "dossier.reopen", lambda work: archive.reopen(work, version.id, values["reason"]), undoable=False
            )

    def open(self, version: DossierVersion) -> None:
        """Show the archived file in the reader of this computer."""
        case = self.shell.case
        if case is not None:
            self.shell.run(
                self.words("Opening the archived version"), lambda job: archive.take_out(job, version), self._opened
            )

    def _opened(self, path: str) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(path))
