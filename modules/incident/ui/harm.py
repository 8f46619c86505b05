"""伤亡与损失: counts with the time they were made; a newer count stands beside the older ones."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from modules.incident import operations, queries
from modules.incident.queries import Step
from modules.incident.records import COUNTED, CasualtyCount, Matter
from modules.incident.rules.consequences import Consequence
from modules.incident.ui.changes import ChangesCard, Choices
from workstation.api import N_, Loss, Read, UserError
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
    scrolled,
)

_TABLE = 150  # the least height of a table, at the usual text size
_CASUALTIES = (
    Field("deaths", N_("Deaths"), "int", minimum=0), Field("serious", N_("Serious injuries"), "int", minimum=0),
    Field("minor", N_("Minor injuries"), "int", minimum=0),
    Field("injured", N_("Injured, not told apart"), "int", minimum=0,
          help=N_("Where the source does not say who is seriously hurt")),
    Field("missing", N_("Missing"), "int", minimum=0),
    Field("late_deaths", N_("Died after the days that count"), "int", minimum=0, help=N_(
        "Of the deaths, those after 30 days (7 before 2025-05-01): they do not count for the grade"
    )),
    Field("counted_at", N_("Counted at"), "moment", required=True), Field("source", N_("Source")),
)
_LOSS = (
    Field("direct_property_yuan", N_("Direct property loss (yuan)"), "float", minimum=0),
    Field("direct_economic_yuan", N_("Direct economic loss (yuan)"), "float", minimum=0,
          help=N_("Grades of production accidents use this figure")),
    Field("households", N_("Households"), "int", minimum=0),
    Field("counted_at", N_("Counted at"), "moment", required=True), Field("source", N_("Source")),
)


@dataclass(frozen=True)
class _Counts:
    casualties: list[CasualtyCount]
    losses: list[Loss]
    steps: list[Step]
    follows: list[Consequence]
    choices: Choices


class HarmPage(PageBase):
    """Both kinds of count, newest first."""

    kinds = (
        "casualties", "losses", "incident", "procedure_decisions", "grade_decisions", "standing_decisions",
        "procedure_acts", "rules_used",
    )

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self.body.addWidget(Header(
            words("Casualties and losses"),
            words("Enter a new count when the figures change: grade, jurisdiction, level and procedure are then "
                  "computed again, and what follows is told below."),
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
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        for title, action, table in (
            (words("Casualties"), self.add_casualties, self.casualties), (words("Losses"), self.add_loss, self.losses),
        ):
            action.setEnabled(self.writable)
            card = Card(title, action)
            table.setMinimumHeight(round(_TABLE * shell.tokens.scale))
            card.body.addWidget(table)
            column.addWidget(card)
        self.changes = ChangesCard(shell, writable=self.writable)
        column.addWidget(self.changes)
        column.addStretch(1)
        self.body.addWidget(scrolled(content), 1)
        self.refresh()

    def load(self, read: Read) -> _Counts:
        counts = sorted(read.all(CasualtyCount), key=lambda count: count.counted_at.utc, reverse=True)
        losses = sorted(read.all(Loss), key=lambda loss: loss.counted_at.utc, reverse=True)
        try:
            choices: Choices = {matter: queries.choices(read, matter) for matter in Matter}
            steps = queries.history(read)
        except UserError:  # no pack was in force on that day: the overview says so
            return _Counts(counts, losses, [], [], {})
        return _Counts(counts, losses, steps, queries.open_consequences(read), choices)

    def show_data(self, data: _Counts) -> None:
        self.casualties.set_records(data.casualties)
        self.losses.set_records(data.losses)
        self.changes.show_steps(data.steps, data.follows, data.choices)

    def _count(self) -> None:
        values = ask_form(self.shell, self.words("Casualties"), _CASUALTIES, columns=2)
        if values is not None:
            count = CasualtyCount(**_zeros(values, *COUNTED, "late_deaths"))
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
