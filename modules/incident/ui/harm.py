"""伤亡与损失: counts with the time they were made; a newer count stands beside the older ones."""

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from modules.incident import operations
from modules.incident.records import COUNTED, CasualtyCount
from workstation.api import N_, Loss, Read
from workstation.api.widgets import (
    Card,
    EmptyState,
    Field,
    Header,
    PageBase,
    RecordTableView,
    Shell,
    TableColumn,
    ask_form,
    button,
)

_CASUALTIES = (
    Field("deaths", N_("Deaths"), "int", minimum=0), Field("serious", N_("Serious injuries"), "int", minimum=0),
    Field("minor", N_("Minor injuries"), "int", minimum=0),
    Field("injured", N_("Injured, not told apart"), "int", minimum=0,
          help=N_("Where the source does not say who is seriously hurt")),
    Field("missing", N_("Missing"), "int", minimum=0),
    Field("counted_at", N_("Counted at"), "moment", required=True), Field("source", N_("Source")),
)
_LOSS = (
    Field("direct_property_yuan", N_("Direct property loss (yuan)"), "float", minimum=0),
    Field("direct_economic_yuan", N_("Direct economic loss (yuan)"), "float", minimum=0,
          help=N_("Grades of production accidents use this figure")),
    Field("households", N_("Households"), "int", minimum=0),
    Field("counted_at", N_("Counted at"), "moment", required=True), Field("source", N_("Source")),
)
Counts = tuple[list[CasualtyCount], list[Loss]]


class HarmPage(PageBase):
    """Both kinds of count, newest first."""

    kinds = ("casualties", "losses")

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self.body.addWidget(Header(
            words("Casualties and losses"),
            words("Enter a new count when the figures change: the grade is then computed again."),
        ))
        self.add_casualties = button(shell, words("New count"), self._count, icon_name="plus", role="primary")
        self.add_loss = button(shell, words("New count"), self._lose, icon_name="plus", role="primary")
        self.casualties: RecordTableView[CasualtyCount] = RecordTableView(
            shell, "casualties", (
                TableColumn(words("Counted at"), lambda c: c.counted_at.text(), 160),
                TableColumn(words("Deaths"), lambda c: str(c.deaths), 70, right=True),
                TableColumn(words("Serious injuries"), lambda c: str(c.serious), 80, right=True),
                TableColumn(words("Minor injuries"), lambda c: str(c.minor), 80, right=True),
                TableColumn(words("Injured, not told apart"), lambda c: str(c.injured), 110, right=True),
                TableColumn(words("Missing"), lambda c: str(c.missing), 70, right=True),
                TableColumn(words("Source"), lambda c: c.source, 180),
            ), key=lambda c: c.id, filterable=False,
            empty=EmptyState(shell, "heartbeat", words("No casualties have been entered.")),
        )
        self.losses: RecordTableView[Loss] = RecordTableView(
            shell, "losses", (
                TableColumn(words("Counted at"), lambda c: c.counted_at.text(), 160),
                TableColumn(words("Direct property loss (yuan)"), lambda c: _yuan(c.direct_property_yuan), 160,
                            right=True),
                TableColumn(words("Direct economic loss (yuan)"), lambda c: _yuan(c.direct_economic_yuan), 160,
                            right=True),
                TableColumn(words("Households"), lambda c: str(c.households or ""), 70, right=True),
                TableColumn(words("Source"), lambda c: c.source, 160),
            ), key=lambda c: c.id, filterable=False,
            empty=EmptyState(shell, "report", words("No losses have been entered.")),
        )
        line = QHBoxLayout()
        line.setSpacing(16)
        for title, action, table in (
            (words("Casualties"), self.add_casualties, self.casualties), (words("Losses"), self.add_loss, self.losses),
        ):
            action.setEnabled(self.writable)
            card = Card(title, action)
            card.body.addWidget(table)
            line.addWidget(card, 1)
        self.body.addLayout(line, 1)
        self.refresh()

    def load(self, read: Read) -> Counts:
        counts = sorted(read.all(CasualtyCount), key=lambda count: count.counted_at.utc, reverse=True)
        return counts, sorted(read.all(Loss), key=lambda loss: loss.counted_at.utc, reverse=True)

    def show_data(self, data: Counts) -> None:
        self.casualties.set_records(data[0])
        self.losses.set_records(data[1])

    def _count(self) -> None:
        values = ask_form(self.shell, self.words("Casualties"), _CASUALTIES, columns=2)
        if values is not None:
            count = CasualtyCount(**_zeros(values, *COUNTED))
            self.shell.do("incident.casualties", lambda work: operations.count_casualties(work, count))

    def _lose(self) -> None:
        values = ask_form(self.shell, self.words("Losses"), _LOSS, columns=2)
        if values is not None:
            loss = Loss(**values)
            self.shell.do("incident.loss", lambda work: operations.count_loss(work, loss))


def _zeros(values: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: 0 if value is None and name in names else value for name, value in values.items()}


def _yuan(value: float | None) -> str:
    return "" if value is None else f"{value:,.2f}"
