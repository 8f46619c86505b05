"""The evidence index on the screen: every statement with what proves it, down to the original."""

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from workstation.services.evidence_index import (
    GROUND_WORDS,
    SOURCE_WORDS,
    Cited,
    Ground,
    Statement,
    as_csv,
    statements,
)
from workstation.storage.durable import write_durably
from workstation.storage.read import Read
from workstation.ui.kit.page import PageBase
from workstation.ui.kit.parts import EmptyState, Header, button
from workstation.ui.kit.table import Column, RecordTable
from workstation.ui.shell import Shell

_LEVELS = {Ground.ORIGINAL: "success", Ground.RECORDED: "info", Ground.LOST: "error", Ground.GAP: "error"}


@dataclass(frozen=True)
class _Row:
    """A statement with one piece of its evidence, or with none."""

    statement: Statement
    cited: Cited | None

    @property
    def ground(self) -> Ground:
        return self.cited.ground if self.cited else Ground.GAP


class EvidencePage(PageBase):
    """One row per statement and piece of evidence; what has no ground stands in it by name."""

    kinds = None

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self.header = Header(
            words("Evidence index"), "",
            button(shell, words("Write as a table (CSV) …"), self.save, icon_name="file-export"),
        )
        self.body.addWidget(self.header)
        self.table: RecordTable[_Row] = RecordTable(
            shell, "evidence-index", (
                Column(words("No."), lambda r: r.statement.number, 60),
                Column(words("Stated in"), lambda r: words(SOURCE_WORDS[r.statement.source]), 130),
                Column(words("What is stated"), self._said, 360),
                Column(words("Evidence"), _named, 240),
                Column(words("How far it goes"), lambda r: words(GROUND_WORDS[r.ground]), 140,
                       level=lambda r: _LEVELS[r.ground]),
                Column("SHA-256", _hashes, 150),
            ),
            key=lambda r: f"{r.statement.number} {r.cited.ref if r.cited else ''}",
            empty=EmptyState(shell, "link", words(
                "Nothing is stated yet. Statements come from the determination, the findings on the cause and those of "
                "responsibility."
            )),
        )
        self.table.activated.connect(self._go)
        self.body.addWidget(self.table, 1)
        self._found: list[Statement] = []
        self.refresh()

    def load(self, read: Read) -> list[Statement]:
        return statements(read, self.words)

    def show_data(self, data: list[Statement]) -> None:
        self._found = data
        open_ = sum(not one.holds for one in data)
        self.header.set_subtitle(self.words(
            "{count} statements, {open} without sufficient ground. Enter opens the evidence.", count=len(data),
            open=open_,
        ))
        self.table.set_records([_Row(one, cited) for one in data for cited in one.evidence or (None,)])

    def _said(self, row: _Row) -> str:
        one = row.statement
        text = f"{one.label}　{one.text}" if one.label else one.text
        return f"{text}　{self.words('The finding says: {text}', text=one.differs)}" if one.differs else text

    def _go(self, row: _Row) -> None:
        ref = row.cited.ref if row.cited and row.cited.lost != "gone" else row.statement.ref
        self.shell.reveal(ref)

    def save(self) -> None:
        """Write the table; the pages of the dossier stand in the one that is written beside it."""
        case = self.shell.case
        if case is None:
            return
        name = f"{case.info.name}-evidence.csv"
        target = self.shell.save_file(self.words("Write as a table (CSV) …"), name, "CSV (*.csv)")
        if target is not None:
            body = as_csv(self._found, {}, self.words)
            self.shell.run(self.words("Writing the document"), lambda _: write_durably(target, body), lambda _: (
                self.shell.notify(self.words("Wrote {path}", path=target), "success")
            ))


def _named(row: _Row) -> str:
    return " ".join(filter(None, (row.cited.number, row.cited.title))) if row.cited else "—"


def _hashes(row: _Row) -> str:
    return " ".join(file.sha256 for file in row.cited.originals) if row.cited else ""
