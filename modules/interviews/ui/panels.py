"""What stands beside the sheet: the usual questions, the statements, the pages with their signatures."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QListView, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from modules.interviews.queries import PageState
from modules.interviews.records import Statement
from modules.interviews.ui.statements import KIND_WORDS
from workstation.api.widgets import Badge, Shell, button, clear, label, on_key, scrolled


def wrap_lines(shown: QListWidget) -> None:
    """Long entries go on in the next line instead of out of sight."""
    shown.setWordWrap(True)
    shown.setTextElideMode(Qt.TextElideMode.ElideNone)
    shown.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    shown.setResizeMode(QListView.ResizeMode.Adjust)


class QuestionsPanel(QWidget):
    """The usual questions for the role: Enter or a double click takes one, Ctrl+1 … Ctrl+9 from the sheet."""

    def __init__(self, shell: Shell, take: Callable[[str], None]) -> None:
        super().__init__()
        self._shell, self._take = shell, take
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 2, 8, 8)
        self.list = QListWidget()
        wrap_lines(self.list)
        self.list.setAccessibleName(shell.words("Usual questions"))
        self.list.itemActivated.connect(self._on_item)
        layout.addWidget(self.list, 1)
        self.hint = label(shell.words("Enter or double click puts the question into the record."), "small", wrap=True)
        layout.addWidget(self.hint)

    def show_questions(self, questions: Sequence[str]) -> None:
        """Show these."""
        shown = [self.list.item(row).data(Qt.ItemDataRole.UserRole) for row in range(self.list.count())]
        if shown == list(questions):
            return
        self.list.clear()
        for number, text in enumerate(questions, 1):
            item = QListWidgetItem(f"{number}. {text}", self.list)
            item.setData(Qt.ItemDataRole.UserRole, text)

    def insert(self, number: int) -> None:
        """Take the question of this number, from 0."""
        item = self.list.item(number)
        if item is not None:
            self._on_item(item)

    def _on_item(self, item: QListWidgetItem) -> None:
        item.setForeground(self.palette().placeholderText())  # asked already
        self._take(str(item.data(Qt.ItemDataRole.UserRole)))


class StatementsPanel(QWidget):
    """The statements of this interview; Enter edits one, Delete takes it out."""

    def __init__(
        self, shell: Shell, edit: Callable[[Statement], None], remove: Callable[[Statement], None]
    ) -> None:
        super().__init__()
        self._shell, self._edit, self._remove = shell, edit, remove
        self._statements: dict[str, Statement] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 2, 8, 8)
        self.list = QListWidget()
        wrap_lines(self.list)
        self.list.setAccessibleName(shell.words("Marked statements"))
        self.list.itemActivated.connect(lambda item: self._edit(self._of(item)))
        self.hint = label(
            shell.words("Select a sentence and press Ctrl+M: it enters the time line and the contradiction table."),
            "small", wrap=True,
        )
        layout.addWidget(self.list, 1)
        layout.addWidget(self.hint)
        on_key(self.list, "Delete", self.remove_current)

    def show_statements(self, statements: Sequence[Statement]) -> None:
        """Show these."""
        words = self._shell.words
        self._statements = {one.id: one for one in statements}
        self.list.clear()
        for one in statements:
            text = f"{words(KIND_WORDS[one.kind])}：{one.claim or one.quote}"
            item = QListWidgetItem(text, self.list)
            item.setToolTip(one.quote)
            item.setData(Qt.ItemDataRole.UserRole, one.id)

    def remove_current(self) -> None:
        """Take the chosen statement out."""
        item = self.list.currentItem()
        if item is not None:
            self._remove(self._of(item))

    def _of(self, item: QListWidgetItem) -> Statement:
        return self._statements[str(item.data(Qt.ItemDataRole.UserRole))]


class PagesPanel(QWidget):
    """Each page with who signed it; a scan can be put to it, a signed one superseded."""

    def __init__(
        self, shell: Shell, sign: Callable[[], None], scan: Callable[[int], None], supersede: Callable[[int], None]
    ) -> None:
        super().__init__()
        self._shell, self._scan, self._supersede = shell, scan, supersede
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 2, 8, 8)
        self.sign_button = button(shell, shell.words("Sign page by page …"), sign, icon_name="writing", role="primary")
        layout.addWidget(self.sign_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.hint = label("", "small", wrap=True)
        layout.addWidget(self.hint)
        content = QWidget()
        self._rows = QVBoxLayout(content)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(8)
        layout.addWidget(scrolled(content), 1)

    def show_pages(self, states: Sequence[PageState], *, ended: bool, writable: bool) -> None:
        """Show the state of every page."""
        words = self._shell.words
        clear(self._rows)
        self.sign_button.setEnabled(ended and writable)
        self.hint.setText("" if ended else words("Pages are signed after the end of the interview (F7)."))
        self.hint.setVisible(not ended)
        for state in states:
            self._rows.addWidget(self._row(state, enabled=ended and writable))
        self._rows.addStretch(1)

    def _row(self, state: PageState, *, enabled: bool) -> QWidget:
        shell, words, number = self._shell, self._shell.words, state.page.number
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        line = QHBoxLayout()
        line.addWidget(label(words("Page {page}", page=number)))
        signed = state.signed
        state_text, level = (words("signed"), "success") if signed else (words("not signed"), "neutral")
        line.addWidget(Badge(shell, state_text, level))
        line.addStretch(1)
        if signed is None or not signed.scan_file_id:
            scan = button(shell, "", partial(self._scan, number), icon_name="scan", role="quiet",
                          tip=words("Put the scan of the signed page here"))
            scan.setEnabled(enabled)
            line.addWidget(scan)
        if signed is not None:
            again = button(shell, "", partial(self._supersede, number), icon_name="refresh", role="quiet",
                           tip=words("Supersede this page"))
            again.setEnabled(enabled)
            line.addWidget(again)
        column.addLayout(line)
        if signed is not None:
            who = "、".join(f"{one.name}{words(' (refused)') if one.refused else ''}" for one in signed.signatures)
            scan_text = words("scan") if signed.scan_file_id else ""
            column.addWidget(label("  ".join(filter(None, (who, scan_text))), "small", wrap=True))
            column.addWidget(label(f"SHA-256 {signed.sha256[:16]}…", "small"))
        for old in state.superseded:
            column.addWidget(label(words("superseded: {reason}", reason=old.superseded), "small", wrap=True))
        return row
