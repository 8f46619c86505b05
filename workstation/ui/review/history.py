"""The ledger in words, with verification."""

from PySide6.QtWidgets import QWidget

from workstation.services.history_words import HistoryLine, describe
from workstation.services.verify import Verification, verify_case
from workstation.storage.ledger import Head
from workstation.storage.read import Read
from workstation.ui.kit.page import PageBase
from workstation.ui.kit.parts import Card, Header, button, clear, label
from workstation.ui.kit.table import Column, RecordTable
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
                Column(words("Step"), lambda e: e.operation, 220),
                Column(words("Records"), lambda e: f"+{e.added}  ~{e.changed}  −{e.removed}", 110),
                Column(words("Reason"), lambda e: e.reason, 200),
                Column(words("Hash"), lambda e: e.hash, 220),
            ),
            key=lambda e: str(e.seq),
        )
        self.body.addWidget(self.table, 1)
        self.refresh()

    def load(self, read: Read) -> tuple[Head, list[HistoryLine]]:
        return read.chain_head(), [describe(entry, self.words) for entry in read.newest_entries(_NEWEST)]

    def show_data(self, data: tuple[Head, list[HistoryLine]]) -> None:
        head, lines = data
        self.header.set_subtitle(self.words("{rows} entries, head {head}", rows=head.size, head=head.hash))
        self.table.set_records(lines)

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
