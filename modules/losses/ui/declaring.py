"""Taking a declaration in: whose it is, which column is what, and the first rows as they would be read."""

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from modules.losses.importers import PARSE, Declared, take
from workstation.api import N_, Job, Party
from workstation.api.widgets import Shell, button, label

ROLE_WORDS = {
    "": N_("(ignore)"), "name": N_("What burnt"), "quantity": N_("Quantity"), "unit": N_("Unit"),
    "price": N_("Unit price"), "declared": N_("Declared"), "date": N_("Bought or built on"),
    "years": N_("Years in use"), "note": N_("Note"),
}
_SHOWN = 12
_FILTER = "XLSX, XLS, CSV (*.xlsx *.xls *.ods *.csv *.txt);;* (*)"


def declare(shell: Shell) -> None:
    """Ask for a workbook or text table of a declaration, then how to read it."""
    if not shell.writable:
        return
    for path in shell.open_files(shell.words("Take a declaration in"), _FILTER):
        shell.run(shell.words("Reading {name}", name=path.name), partial(_look, path=path), partial(_ask, shell, path))


def _look(job: Job, path: Path) -> dict[str, Any]:
    parsed = job.parse(PARSE, path, name=path.name)
    parties = [(party.id, party.name) for party in job.read().all(Party, order=("name",))]
    times = [item.moment for item in job.read().timeline() if item.ref.kind == "incident"]
    first = min(times, key=lambda moment: moment.utc, default=None)
    return {**parsed.data, "parties": parties, "fire": first.local.date() if first else None}


def _ask(shell: Shell, path: Path, data: dict[str, Any]) -> None:
    dialog = DeclarationDialog(shell, path.name, data)
    try:
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        roles, party = dialog.roles(), dialog.party.currentData()
    finally:
        dialog.deleteLater()
    shell.run(shell.words("Reading {name}", name=path.name),
              lambda job: take(job, path, roles, data["head"], party, data["fire"]), partial(_told, shell, path.name))


def _told(shell: Shell, name: str, found: Declared) -> None:
    text = shell.words("{name}: {count} items taken in. Complete life, burn-out and price source.", name=name,
                       count=found.items)
    if found.bad:
        rows = "、".join(str(row) for row in found.bad[:10])
        text += " " + shell.words("Rows that could not be read: {rows}.", rows=rows)
    shell.notify(text, "warning" if found.bad else "success")


class DeclarationDialog(QDialog):
    """The damaged party, and above each column what it holds."""

    def __init__(self, shell: Shell, name: str, data: dict[str, Any]) -> None:
        super().__init__(shell.window)
        words = shell.words
        self.setWindowTitle(words("Take a declaration in"))
        self.party = QComboBox()
        self.party.setAccessibleName(words("Damaged party"))
        self.party.addItem(words("(none)"), None)
        for party_id, title in data["parties"]:
            self.party.addItem(title, party_id)
        self.columns: list[QComboBox] = []
        self.ok_button = button(shell, words("Take in"), self.accept, role="primary")
        layout = QVBoxLayout(self)
        layout.addWidget(label(
            words("{name}: say whose declaration it is and what each column holds.", name=name), wrap=True,
        ))
        layout.addWidget(self.party)
        layout.addWidget(self._table(shell, data), 1)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(button(shell, words("Cancel"), self.reject))
        line.addWidget(self.ok_button)
        layout.addLayout(line)
        self.resize(900, 520)
        self._judge()

    def _table(self, shell: Shell, data: dict[str, Any]) -> QTableWidget:
        rows, head, roles = data["rows"], data["head"], {column: role for role, column in data["roles"].items()}
        width = max(len(row) for row in rows[head : head + _SHOWN])
        table = QTableWidget(min(len(rows) - head, _SHOWN) + 1, width)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.verticalHeader().hide()
        table.horizontalHeader().hide()
        for column in range(width):
            choice = QComboBox()
            choice.setAccessibleName(shell.words("Column {number}", number=column + 1))
            for role, text in ROLE_WORDS.items():
                choice.addItem(shell.words(text), role)
            choice.setCurrentIndex(list(ROLE_WORDS).index(roles.get(column, "")))
            choice.currentIndexChanged.connect(lambda _: self._judge())
            self.columns.append(choice)
            table.setCellWidget(0, column, choice)
            table.setColumnWidth(column, 130)
            for number, row in enumerate(rows[head : head + _SHOWN], 1):
                table.setItem(number, column, QTableWidgetItem(row[column] if column < len(row) else ""))
        return table

    def roles(self) -> dict[str, int]:
        """Which column holds what; the first that says so."""
        found: dict[str, int] = {}
        for number, choice in enumerate(self.columns):
            role = choice.currentData()
            if role:
                found.setdefault(str(role), number)
        return found

    def _judge(self) -> None:
        self.ok_button.setEnabled("name" in self.roles())
