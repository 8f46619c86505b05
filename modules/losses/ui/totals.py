"""The sums: by party and category, declared against counted, and what an officer adopted."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from modules.losses import operations, queries
from modules.losses.queries import Losses, counted_of, declared_of, losses, party_name
from modules.losses.rules import apart
from workstation.api import N_, Officer, Read, capital_yuan, yuan_text
from workstation.api.widgets import (
    Badge,
    Card,
    EmptyState,
    Field,
    Header,
    PageBase,
    PropertyList,
    RecordTableView,
    Shell,
    TableColumn,
    ask_form,
    button,
    clear,
    label,
    scrolled,
)


@dataclass(frozen=True)
class _Row:
    id: str
    party: str
    counted: Decimal
    declared: Decimal | None
    share: float | None
    over: bool


class TotalsPage(PageBase):
    """直接财产损失, 直接经济损失."""

    kinds = ("loss_items", "loss_costs", "loss_declarations", "loss_adoptions", "parties")

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self.adopt_button = button(shell, words("Adopt these sums …"), self.adopt, icon_name="writing", role="primary")
        self.adopt_button.setEnabled(self.writable)
        self.body.addWidget(Header(
            words("Sum of losses"), words("To adopt the sums is an officer’s act; the grade of the fire follows them."),
            self.adopt_button,
        ))
        self.sums = PropertyList()
        self._state = QVBoxLayout()
        card = Card(words("Sums"))
        card.body.addWidget(self.sums)
        card.body.addLayout(self._state)
        card.body.addStretch(1)
        self.table: RecordTableView[_Row] = RecordTableView(
            shell, "LossesByParty", (
                TableColumn(words("Damaged party"), lambda row: row.party, 180),
                TableColumn(words("Counted"), lambda row: yuan_text(row.counted), 130, sort=lambda row: row.counted,
                            right=True),
                TableColumn(words("Declared"), lambda row: yuan_text(row.declared), 130,
                            sort=lambda row: row.declared or 0, right=True),
                TableColumn(words("Apart"), lambda row: "" if row.share is None else f"{row.share:.1%}", 90,
                            level=lambda row: "warning" if row.over else "", right=True),
            ), key=lambda row: row.id, filterable=False,
            empty=EmptyState(shell, "report", words("Nothing has been counted yet: enter what burnt first."),
                             button(shell, words("Burnt things"), lambda: shell.show("losses"), role="primary")),
        )
        parties = Card(words("Declared against counted"))
        parties.body.addWidget(self.table, 1)
        line = QHBoxLayout()
        line.setSpacing(16)
        line.addWidget(scrolled(card), 2)
        line.addWidget(parties, 3)
        self.body.addLayout(line, 1)
        self.refresh()

    def load(self, read: Read) -> Any:
        found = losses(read)
        officer = read.find(Officer, found.adopted.adopted_by) if found.adopted else None
        return found, officer

    def show_data(self, data: Any) -> None:
        found, officer = data
        self._show_sums(found)
        self._show_adopted(found, officer)
        self.table.set_records([
            self._row(found, party) for party in dict.fromkeys(item.party_id for item in found.items)
        ])

    def _row(self, found: Losses, party: str | None) -> _Row:
        counted, declared = counted_of(found, party), declared_of(found, party)
        share = apart(declared, counted)
        return _Row(party or "", party_name(found, party, self.words), counted, declared,
                    None if share is None else float(share), share is not None and share > found.limit)

    def _show_sums(self, found: Losses) -> None:
        words, sums = self.words, found.totals
        by_kind: dict[str, Decimal] = {}
        for (_, category), group in sums.groups.items():
            title = words(queries.CATEGORY_WORDS[category])
            by_kind[title] = by_kind.get(title, Decimal(0)) + group.counted
        self.sums.set_rows([
            *((title, yuan_text(amount)) for title, amount in by_kind.items()),
            (words("Direct property loss"), f"{yuan_text(sums.property_yuan)}\n{capital_yuan(sums.property_yuan)}"),
            (words("Costs at the scene"), yuan_text(sums.disposal_yuan)),
            (words("Costs of the dead and injured"), yuan_text(sums.casualty_yuan)),
            (words("Direct economic loss"), f"{yuan_text(sums.economic_yuan)}\n{capital_yuan(sums.economic_yuan)}"),
        ])

    def _show_adopted(self, found: Losses, officer: Officer | None) -> None:
        clear(self._state)
        words, adopted, sums = self.words, found.adopted, found.totals
        if sums.unreckoned:
            self._state.addWidget(Badge(
                self.shell, words("{count} items lack an input", count=len(sums.unreckoned)), "warning"
            ))
        if adopted is None:
            self._state.addWidget(label(words("These sums have not been adopted by an officer."), "muted", wrap=True))
            return
        self._state.addWidget(label(words(
            "Adopted by {officer} at {at}: direct property loss {property} yuan, direct economic loss {economic} yuan.",
            officer=officer.name if officer else adopted.adopted_by, at=adopted.adopted_at.text("%Y-%m-%d %H:%M"),
            property=yuan_text(adopted.property_yuan), economic=yuan_text(adopted.economic_yuan),
        ), wrap=True))
        if (adopted.property_yuan, adopted.economic_yuan) != (sums.property_yuan, sums.economic_yuan):
            self._state.addWidget(Badge(self.shell, words("The sums have changed since"), "error"))

    def adopt(self) -> None:
        """Take the sums as the statistics of the case: a named officer's act."""
        values = ask_form(self.shell, self.words("Adopt these sums"), (
            Field("note", N_("Note"), "multiline", help=N_("The new count of losses stands beside the older ones")),
        ))
        if values is not None:
            self.shell.do("losses.adopt", lambda work: operations.adopt(work, values["note"] or ""))
