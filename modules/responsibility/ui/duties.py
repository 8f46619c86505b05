"""Laying out findings from the duties of the rule pack: search, tick, choose whose duty it is."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout

from modules.responsibility.queries import LINK_WORDS
from modules.responsibility.rules.catalogue import Duty
from workstation.api import N_
from workstation.api.widgets import Field, Form, Shell, button, label

_CODE = Qt.ItemDataRole.UserRole
_NOBODY = (None, N_("(none)"))


class DutiesDialog(QDialog):
    """Several duties can be ticked; ``codes`` and ``subject_id`` are what was chosen."""

    def __init__(self, shell: Shell, duties: tuple[Duty, ...], parties: Mapping[str, str], present: set[str]) -> None:
        super().__init__(shell.window)
        self._shell, self._duties, self._present = shell, duties, present
        self._ticked: dict[str, None] = {}
        words = shell.words
        self.setWindowTitle(words("Findings from duties"))
        scale = shell.tokens.scale
        self.resize(round(860 * scale), round(620 * scale))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 16)
        layout.setSpacing(10)
        layout.addWidget(label(words("Findings from duties"), "title"))
        layout.addWidget(label(words(
            "Tick the duties in question: each becomes a draft with its words and its clause, to which facts and "
            "evidence are added. Duties in force on the day of the fire; clauses marked 待核 were not compared with "
            "the official text."), "muted", wrap=True))
        self.search_box = QLineEdit()
        self.search_box.setPlaceholderText(words("Search by actor, duty or clause …"))
        self.search_box.textChanged.connect(lambda _: self._fill())
        layout.addWidget(self.search_box)
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.itemChanged.connect(self._tick)
        layout.addWidget(self.list, 1)
        self.form = Form(shell, [Field("subject_id", N_("Whose duty it is"), "choice", choices=(_NOBODY,))], columns=1)
        self.form.set_choices("subject_id", (_NOBODY, *sorted(parties.items(), key=lambda party: party[1])))
        layout.addWidget(self.form)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(button(shell, words("Cancel"), self.reject))
        self.accept_button = button(shell, words("Lay out"), self.accept, role="primary", icon_name="check")
        line.addWidget(self.accept_button)
        layout.addLayout(line)
        self._fill()
        self._say()
        self.search_box.setFocus()

    @property
    def codes(self) -> list[str]:
        """The duties that were ticked, in the order of the pack."""
        return [duty.code for duty in self._duties if duty.code in self._ticked]

    @property
    def subject_id(self) -> str | None:
        """Whose duty they are."""
        return (self.form.values() or {}).get("subject_id")

    def _fill(self) -> None:
        words, needles = self._shell.words, self.search_box.text().casefold().split()
        self.list.blockSignals(True)
        self.list.clear()
        for duty in self._duties:
            text = f"{words(LINK_WORDS[duty.link])} · {duty.actor[words.language]}\n{duty.duty[words.language]}"
            clause = duty.clause if duty.verified else f"{duty.clause}（{words('To be verified')}）"
            if not all(needle in f"{text} {clause}".casefold() for needle in needles):
                continue
            present = "  " + words("(already laid out)") if duty.code in self._present else ""
            item = QListWidgetItem(f"{text}\n{clause}{present}", self.list)
            item.setData(_CODE, duty.code)
            item.setCheckState(Qt.CheckState.Checked if duty.code in self._ticked else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)

    def _tick(self, item: QListWidgetItem) -> None:
        if item.checkState() == Qt.CheckState.Checked:
            self._ticked[item.data(_CODE)] = None
        else:
            self._ticked.pop(item.data(_CODE), None)
        self._say()

    def _say(self) -> None:
        words, count = self._shell.words, len(self._ticked)
        self.accept_button.setText(words("Lay out {count}", count=count) if count else words("Lay out"))
        self.accept_button.setEnabled(count > 0)
