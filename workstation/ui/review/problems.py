"""What went wrong with single files, each in a sentence."""

from PySide6.QtWidgets import QWidget

from workstation.domain.evidence import Problem
from workstation.storage.read import Read
from workstation.ui.kit.page import PageBase
from workstation.ui.kit.parts import EmptyState, Header
from workstation.ui.kit.table import Column, RecordTable
from workstation.ui.shell import Shell


class ProblemsPage(PageBase):
    """All stored problems, newest first."""

    kinds = ("problems",)

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self.body.addWidget(Header(
            words("Problems"),
            words("Files that could not be read. The originals are kept; every problem is printed in the dossier."),
        ))
        self.table: RecordTable[Problem] = RecordTable(
            shell, "problems", (
                Column(words("File"), lambda p: p.values.get("name", p.path), 220),
                Column(words("What is wrong"), words.problem, 620),
                Column(words("Noticed at"), lambda p: p.at.text(), 160),
                Column(words("Path"), lambda p: p.path, 300),
            ),
            key=lambda p: p.id, empty=EmptyState(shell, "circle-check", words("Every file taken in could be read.")),
        )
        self.body.addWidget(self.table, 1)
        self.refresh()

    def load(self, read: Read) -> list[Problem]:
        return sorted(read.all(Problem), key=lambda problem: problem.at.utc, reverse=True)

    def show_data(self, data: list[Problem]) -> None:
        self.table.set_records(data)
