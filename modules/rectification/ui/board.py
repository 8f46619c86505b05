"""The board for meetings (看板): what is open at whom, late ones in red with their days; readable on a projector."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from modules.rectification import queries
from modules.rectification.rules.board import BoardCard, Column, cards
from modules.rectification.rules.measures import Figures, figures
from modules.rectification.ui.cards import CardColumn
from workstation.api import N_, Read, today
from workstation.api.widgets import EmptyState, Header, PageBase, Shell, button, clear, label, on_key

COLUMN_WORDS: dict[Column, str] = {
    Column.NOT_STARTED: N_("Not started"), Column.UNDER_WAY: N_("Under way"),
    Column.TO_PROVE: N_("To prove or review"), Column.DONE: N_("Done, proven, closed"),
    Column.NOT_CARRIED_OUT: N_("Not carried out"),
}
_NARROWEST = 150  # of a column, at the usual text size
_PAGES = {"measures": "rectification", "hazards": "rectification.hazards"}


@dataclass(frozen=True)
class _Shown:
    cards: list[BoardCard]
    figures: Figures
    hazards: int
    closed: int


class BoardPage(PageBase):
    """Columns by state or by unit; arrows go from card to card, Enter opens, G regroups, O shows what is late."""

    kinds = ("measures", "hazards", "hazard_acts", "parties")

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self._shown: _Shown | None = None
        self.columns: list[CardColumn] = []
        self.group_button = button(shell, words("By unit (G)"), self.apply, icon_name="users")
        self.group_button.setCheckable(True)
        self.late_button = button(shell, words("Overdue only (O)"), self.apply, icon_name="alert-triangle")
        self.late_button.setCheckable(True)
        self.header = Header(words("Board"), words("Who owes what, until when. A measure said to be done counts only "
                                                   "with proof."), self.group_button, self.late_button)
        self.body.addWidget(self.header)
        self.body.addLayout(self._filters())
        self.figures_line = QHBoxLayout()
        self.figures_line.setSpacing(28)
        self.body.addLayout(self.figures_line)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.body.addWidget(self.area, 1)
        for keys, act in (("G", self.group_button.click), ("O", self.late_button.click)):
            on_key(self, keys, act)
        on_key(self, QKeySequence.StandardKey.Find, self.filter_box.setFocus)
        self.refresh()

    def _filters(self) -> QHBoxLayout:
        words, line = self.words, QHBoxLayout()
        self.filter_box = QLineEdit()
        self.filter_box.setPlaceholderText(words("Filter: number, text, unit (Ctrl+F)"))
        self.filter_box.setAccessibleName(self.filter_box.placeholderText())
        self.filter_box.setClearButtonEnabled(True)
        self.filter_box.textChanged.connect(lambda _: self.apply())
        self.unit_box, self.kind_box = QComboBox(), QComboBox()
        self.unit_box.setAccessibleName(words("Responsible unit"))
        self.kind_box.setAccessibleName(words("What is shown"))
        for text, kind in ((N_("Measures and hazards"), ""), (N_("Measures"), "measures"), (N_("Hazards"), "hazards")):
            self.kind_box.addItem(words(text), kind)
        for box in (self.unit_box, self.kind_box):
            box.currentIndexChanged.connect(lambda _: self.apply())
        line.addWidget(self.filter_box, 2)
        line.addWidget(self.unit_box, 1)
        line.addWidget(self.kind_box)
        return line

    def load(self, read: Read) -> Any:
        day = today()
        measures, hazards, acts = queries.measures(read), queries.hazards(read), queries.acts(read)
        made = cards(measures, hazards, acts, queries.unit_names(read), day)
        closed = sum(card.hazard is not None and card.column is Column.DONE for card in made)
        return _Shown(made, figures(measures, day), len(hazards), closed)

    def show_data(self, data: Any) -> None:
        self._shown = data
        kept = self.unit_box.currentData()
        self.unit_box.blockSignals(True)
        self.unit_box.clear()
        self.unit_box.addItem(self.words("All units"), "")
        for unit in sorted({card.unit for card in data.cards if card.unit}):
            self.unit_box.addItem(unit, unit)
        self.unit_box.setCurrentIndex(max(0, self.unit_box.findData(kept)))
        self.unit_box.blockSignals(False)
        self._show_figures(data)
        self.apply()

    def _show_figures(self, data: _Shown) -> None:
        words, found = self.words, data.figures
        clear(self.figures_line)
        shown = [
            (str(found.total), words("measures"), ""),
            (f"{found.done}　{found.share * 100:.0f}%", words("done and proven"), "success"),
            (str(found.unproven), words("said done, no proof"), "warning" if found.unproven else ""),
            (str(sum(card.late > 0 for card in data.cards)), words("overdue"), "error"),
            (f"{data.closed}/{data.hazards}", words("hazards closed"), ""),
        ]
        tokens = self.shell.tokens
        for figure, name, level in shown:
            cell = QVBoxLayout()
            cell.setSpacing(0)
            number = label(figure, "figure")
            if level:
                number.setStyleSheet(f"color: {tokens.level(level)[0]};")
            cell.addWidget(number)
            cell.addWidget(label(name, "small"))
            self.figures_line.addLayout(cell)
        self.figures_line.addStretch(1)

    def _wanted(self) -> list[BoardCard]:
        data, text = self._shown, self.filter_box.text().strip().casefold()
        unit, kind = self.unit_box.currentData() or "", self.kind_box.currentData() or ""
        return [
            card for card in (data.cards if data else ())
            if (not unit or card.unit == unit) and (not kind or card.ref.kind == kind)
            and (not self.late_button.isChecked() or card.late)
            and all(word in f"{card.number} {card.text} {card.unit}".casefold() for word in text.split())
        ]

    def apply(self) -> None:
        """Show the cards that the filters let through."""
        if self._shown is None:
            return
        words, wanted = self.words, self._wanted()
        groups: dict[str, list[BoardCard]]
        if self.group_button.isChecked():
            groups = {}
            for card in wanted:
                groups.setdefault(card.unit or words("(no unit)"), []).append(card)
            groups = dict(sorted(groups.items(), key=lambda item: (-sum(card.late > 0 for card in item[1]), item[0])))
        else:
            groups = {
                words(title): [card for card in wanted if card.column is column]
                for column, title in COLUMN_WORDS.items()
            }
        self._show_groups(groups)

    def _show_groups(self, groups: dict[str, list[BoardCard]]) -> None:
        words = self.words
        self.columns = []
        content = QWidget()
        line = QHBoxLayout(content)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(10)
        if self._shown is None or not self._shown.cards:
            line.addWidget(EmptyState(self.shell, "clipboard-check",
                                      words("No measures yet. Enter what the findings ask for: unit, deadline, "
                                            "criterion.")))
        for place, (title, found) in enumerate(groups.items() if self._shown and self._shown.cards else ()):
            holder = QWidget()
            holder.setMinimumWidth(round(_NARROWEST * self.shell.tokens.scale))
            stack = QVBoxLayout(holder)
            stack.setContentsMargins(0, 0, 0, 0)
            late = sum(card.late > 0 for card in found)
            stack.addWidget(label(title, "title"))
            count = str(len(found)) + (f"　{words('{count} overdue', count=late)}" if late else "")
            stack.addWidget(label(count, "error" if late else "small"))
            column = CardColumn(self.shell, title)
            column.show_cards(found, words)
            column.opened.connect(self._open)
            column.sideways.connect(lambda step, place=place: self._beside(place, step))
            column.currentItemChanged.connect(lambda *_, column=column: self._inspect(column))
            stack.addWidget(column, 1)
            line.addWidget(holder, 1)
            self.columns.append(column)
        self.area.setWidget(content)

    def _beside(self, place: int, step: int) -> None:
        """Go to the next column that holds a card."""
        row = self.columns[place].currentRow()
        at = place + step
        while 0 <= at < len(self.columns):
            if self.columns[at].count():
                self.columns[at].setCurrentRow(min(max(row, 0), self.columns[at].count() - 1))
                self.columns[at].setFocus(Qt.FocusReason.TabFocusReason)
                return
            at += step

    def _inspect(self, column: CardColumn) -> None:
        card = column.current()
        if card is not None and column.hasFocus():
            self.shell.inspect(card.ref)

    def _open(self, card: BoardCard) -> None:
        self.shell.show(_PAGES[card.ref.kind], card.ref)
