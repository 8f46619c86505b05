"""The panels beside the player: recordings, candidates, items that were made of them."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from modules.edata.queries.media import CANDIDATE_WORDS, VERDICT_WORDS, time_text
from modules.edata.records import Candidate, Derived, Verdict
from modules.edata.ui.media_view import PlayerView
from workstation.api import Ref
from workstation.api.widgets import Badge, FlowLayout, Shell, button, clear, label, scrolled, separator

_LEVELS = {Verdict.OPEN: "warning", Verdict.CONFIRMED: "success", Verdict.REJECTED: "neutral"}
_ID = Qt.ItemDataRole.UserRole


class RecordingsPanel(QWidget):
    """The recordings; those that are ticked (up to four) are shown in step. ``chosen`` carries their ids."""

    chosen = Signal(list)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.list = QListWidget()
        self.list.setAccessibleName(shell.words("Video recordings"))
        self.list.setWordWrap(True)
        self.list.itemChanged.connect(lambda _: self.chosen.emit(self._ticked()))
        self.list.itemActivated.connect(self._alone)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 4, 10, 10)
        hint = shell.words("Tick several to see them in step; Enter shows one alone.")
        layout.addWidget(label(hint, "small", wrap=True))
        layout.addWidget(self.list, 1)

    def show_recordings(self, view: PlayerView, shown: Sequence[str]) -> None:
        """List the recordings, the shown ones ticked."""
        words = self._shell.words
        self.list.blockSignals(True)
        self.list.clear()
        for one in view.recordings:
            begin = view.begins.get(one.id)
            facts = begin.text() if begin else words("time not known yet")
            item = QListWidgetItem(f"{one.number} {one.title}\n{facts}  {time_text(one.readable_ms)}", self.list)
            item.setData(_ID, one.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if one.id in shown else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def _ticked(self) -> list[str]:
        return [str(item.data(_ID)) for item in self._items() if item.checkState() == Qt.CheckState.Checked]

    def _alone(self, chosen: QListWidgetItem) -> None:
        self.list.blockSignals(True)
        for item in self._items():
            item.setCheckState(Qt.CheckState.Checked if item is chosen else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)
        self.chosen.emit(self._ticked())


class CandidatesPanel(QWidget):
    """Where to look, and what was decided."""

    looked = Signal(object)
    confirmed = Signal(object)
    rejected = Signal(object)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        content = QWidget()
        self.rows = QVBoxLayout(content)
        self.rows.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.rows.setSpacing(4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 0, 4, 4)
        layout.addWidget(scrolled(content))

    def show_candidates(self, found: Sequence[Candidate]) -> None:
        """List the candidates of a recording."""
        words = self._shell.words
        clear(self.rows)
        if not found:
            self.rows.addWidget(label(words(
                "None yet. “Find changes of light” (A) proposes moments; a person judges them."), "muted", wrap=True))
        for one in found:
            self._show_one(one)

    def _show_one(self, one: Candidate) -> None:
        words, line = self._shell.words, QHBoxLayout()
        line.addWidget(button(self._shell, time_text(one.at_ms), lambda: self.looked.emit(one), role="quiet",
                              icon_name="eye", tip=words("Show this moment")))
        line.addStretch(1)
        line.addWidget(Badge(self._shell, words(VERDICT_WORDS[one.verdict]), _LEVELS[one.verdict]))
        self.rows.addLayout(line)
        score = words("{times} × the usual variation", times=f"{one.score:.1f}")
        text = f"{words(CANDIDATE_WORDS[one.kind])}  ({score})"
        self.rows.addWidget(label(text + (f"\n{one.reason}" if one.reason else ""), "small", wrap=True))
        acts = FlowLayout()
        if one.verdict is not Verdict.CONFIRMED:
            acts.addWidget(button(self._shell, words("Confirm …"), lambda: self.confirmed.emit(one), icon_name="check"))
        if one.verdict is not Verdict.REJECTED:
            acts.addWidget(button(self._shell, words("Reject …"), lambda: self.rejected.emit(one), icon_name="x"))
        self.rows.addLayout(acts)
        self.rows.addWidget(separator())


class DerivedPanel(QWidget):
    """Frames that were kept."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.list = QListWidget()
        self.list.setAccessibleName(shell.words("Derived items"))
        self.list.itemClicked.connect(lambda item: shell.inspect(Ref("derived_items", str(item.data(_ID)))))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 4, 10, 10)
        layout.addWidget(self.list)

    def show_items(self, items: Sequence[Derived]) -> None:
        """List the items."""
        self.list.clear()
        for one in items:
            item = QListWidgetItem(f"{one.number}  {one.shown or one.path or one.title}", self.list)
            item.setData(_ID, one.id)
