"""How long each step of the response took, against what a standard or the office asks."""

from typing import Any

from PySide6.QtWidgets import QWidget

from modules.chronology import operations
from modules.chronology.queries import response
from modules.chronology.rules.response import Interval, Verdict
from modules.chronology.rules.wording import VERDICT_WORDS, asked_text, interval_title, lasted_text, moment_text
from workstation.api import N_, Read, Work
from workstation.api.widgets import (
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

_LEVELS = {
    Verdict.WITHIN: "success", Verdict.OVER: "warning", Verdict.UNCERTAIN: "info", Verdict.NO_TARGET: "",
    Verdict.UNKNOWN: "", Verdict.BACKWARDS: "error",
}


class ResponsePage(PageBase):
    """接警、出动、到场、出水、控制、扑灭: the intervals between them."""

    kinds = None

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self.edit_button = button(shell, words("Change what is asked …"), self.edit, icon_name="pencil")
        self.reset_button = button(shell, words("As in the rule pack"), self.reset, icon_name="arrow-back-up")
        for made in (self.edit_button, self.reset_button):
            made.setEnabled(self.writable)
        self.times_button = button(
            shell, words("Enter the times"), lambda: shell.show("incident.call"), icon_name="clock"
        )
        self.body.addWidget(Header(
            words("Response times"),
            words("Intervals of the response with their uncertainty, against a standard that the office may change."),
            self.times_button, self.reset_button, self.edit_button,
        ))
        self.table: RecordTableView[Interval] = RecordTableView(
            shell, "ResponseTimes", (
                TableColumn(words("Interval"), lambda one: interval_title(one, words), 160),
                TableColumn(words("Begins"), lambda one: moment_text(one.begin), 130),
                TableColumn(words("Ends"), lambda one: moment_text(one.end), 130),
                TableColumn(words("Lasted"), lambda one: lasted_text(one, words), 150,
                            sort=lambda one: one.lasted_s or 0),
                TableColumn(words("Asked"), lambda one: asked_text(one, words), 300),
                TableColumn(words("Result"), lambda one: words(VERDICT_WORDS[one.verdict]), 160,
                            level=lambda one: _LEVELS[one.verdict]),
            ), key=lambda one: one.code,
            empty=EmptyState(shell, "clock", words("The rule pack names no intervals.")),
        )
        self.body.addWidget(self.table, 1)
        self.refresh()

    def load(self, read: Read) -> Any:
        return response(read)

    def show_data(self, data: Any) -> None:
        self.table.set_records(data)

    def edit(self) -> None:
        """Ask another length of the interval that is chosen."""
        chosen = self.table.selection()
        if chosen:
            self._ask(chosen[0])

    def _ask(self, interval: Interval) -> None:
        values = ask_form(self.shell, interval_title(interval, self.words), (
            Field("at_most_s", N_("At most"), "float", unit="s", minimum=1,
                  help=N_("Empty: nothing is asked of this interval")),
            Field("basis", N_("On what basis"), required=True, help=N_("Rule, order or plan of the office")),
        ), {"at_most_s": interval.at_most_s, "basis": interval.basis})
        if values is not None:
            self.shell.do("chronology.response_target", lambda work: operations.set_target(
                work, interval.code, values["at_most_s"], values["basis"]
            ))

    def reset(self) -> None:
        """Ask again what the rule pack asks of what is chosen."""
        chosen = [interval.code for interval in self.table.selection()]

        def follow(work: Work) -> None:
            for code in chosen:
                operations.follow_pack(work, code)

        if chosen:
            self.shell.do("chronology.response_pack", follow)
