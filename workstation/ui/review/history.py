"""The ledger in words, with verification."""

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QWidget

from workstation.services.history_words import HistoryLine, describe
from workstation.services.verify import Verification, verify_case
from workstation.storage.ledger import Head
from workstation.storage.read import Read
from workstation.ui.kit.page import PageBase
from workstation.ui.kit.parts import Card, Header, button, clear, label
from workstation.ui.kit.split import Split
from workstation.ui.kit.table import Column, RecordTable
from workstation.ui.review.entry_panel import EntryPanel
from workstation.ui.shell import Shell

_NEWEST = 5000


class HistoryPage(PageBase):
    """The newest entries; verification says whether the case is what they say."""

    kinds = None

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self.verify_button = button(shell, words("Verify"), self.verify, icon_name="shield-check", role="primary")
        self.header = Header(words("Ledger"), "", self.verify_button)
        self.body.addWidget(self.header)
        self.result = Card(words("Verification"))
        self.result.hide()
        self.body.addWidget(self.result)
        self.table: RecordTable[HistoryLine] = RecordTable(
            shell, "history", (
                Column("#", lambda e: str(e.seq), 70, sort=lambda e: e.seq, right=True),
                Column(words("Beijing time"), lambda e: e.at, 160),
                Column(words("Officer"), lambda e: e.officer, 140, level=lambda e: "" if e.verified else "warning"),
                Column(words("Step"), lambda e: e.operation, 180),
                Column(words("Records"), lambda e: f"+{e.added}  ~{e.changed}  −{e.removed}", 110),
                Column(words("Reason"), lambda e: e.reason, 140),
                Column(words("Hash"), lambda e: e.hash[:12], 120),
            ),
            key=lambda e: str(e.seq),
        )
        self._lines: list[HistoryLine] = []
        self.who = QComboBox()
        self.who.setAccessibleName(words("Officer"))
        self.who.addItem(words("Everybody"))
        self.who.activated.connect(lambda _: self._show_chosen())
        self.writing = QCheckBox(words("Only what changed records"))
        self.writing.clicked.connect(lambda _: self._show_chosen())
        filters = QHBoxLayout()
        filters.addWidget(self.table.filter_box, 1)
        filters.addWidget(self.who)
        filters.addWidget(self.writing)
        self.body.addLayout(filters)
        self.panel = EntryPanel(shell)
        self.table.selected.connect(lambda lines: self.panel.show_entry(lines[0].seq if len(lines) == 1 else 0))
        split = Split(shell, "history.parts", [640, 320])
        split.setHandleWidth(12)
        split.addWidget(self.table)
        split.addWidget(self.panel)
        split.settle()
        self.body.addWidget(split, 1)
        self.refresh()

    def load(self, read: Read) -> tuple[Head, list[HistoryLine]]:
        return read.chain_head(), [describe(entry, self.words) for entry in read.newest_entries(_NEWEST)]

    def show_data(self, data: tuple[Head, list[HistoryLine]]) -> None:
        head, lines = data
        self.header.set_subtitle(self.words("{rows} entries, head {head}", rows=head.size, head=head.hash[:16]))
        self._lines = lines
        chosen = self.who.currentText() if self.who.currentIndex() else ""
        self.who.clear()
        self.who.addItems([self.words("Everybody"), *sorted({line.officer for line in lines})])
        self.who.setCurrentIndex(max(self.who.findText(chosen), 0) if chosen else 0)
        self._show_chosen()

    def _show_chosen(self) -> None:
        who = self.who.currentText() if self.who.currentIndex() else ""
        self.table.set_records([
            line for line in self._lines
            if (not who or line.officer == who)
            and (not self.writing.isChecked() or line.added or line.changed or line.removed)
        ])

    def verify(self) -> None:
        """Verify the whole case as a job."""
        self.shell.run(self.words("Verifying"), verify_case, self._show_result)

    def _show_result(self, result: Verification) -> None:
        clear(self.result.body)
        if result.holds:
            self.result.body.addWidget(label(self.words(
                "All holds: {rows} ledger rows, {files} originals, head {head}",
                rows=result.rows, files=result.files, head=result.head.hash,
            ), wrap=True, selectable=True))
            self.shell.notify(self.words("The case is intact."), "success")
        else:
            self.shell.notify(self.words("NOT intact: {count} findings", count=len(result.findings)), "error")
        for finding in result.findings:
            self.result.body.addWidget(label(self.words.finding(finding), wrap=True, selectable=True))
        self.result.show()
