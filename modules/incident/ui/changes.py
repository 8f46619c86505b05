"""What changed with each count and what follows from it: the history, what is still to do, and who sets what."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from modules.incident import operations
from modules.incident.queries import Step
from modules.incident.records import Matter
from modules.incident.rules.consequences import Consequence
from modules.incident.sections.changes import counts_text, follows_text
from workstation.api import N_, Finding
from workstation.api.widgets import (
    Badge,
    Card,
    EmptyState,
    Field,
    RecordTableView,
    Shell,
    TableColumn,
    ask_form,
    button,
    clear,
    label,
)

Choices = dict[Matter, tuple[tuple[str, str], ...]]
_TABLE = 230
_TITLES = {Matter.JURISDICTION: N_("Who investigates"), Matter.LEVEL: N_("Level of investigation")}


class ChangesCard(Card):
    """One row a count, oldest first; below, what follows and was not acted on. The machine drafts, an officer sets."""

    def __init__(self, shell: Shell, *, writable: bool) -> None:
        words = shell.words
        self.buttons = {
            matter: button(shell, words(title) + " …", partial(self.decide, matter), icon_name="pencil")
            for matter, title in _TITLES.items()
        }
        for made in self.buttons.values():
            made.setEnabled(writable)
        super().__init__(words("History of the counts and what follows"), *self.buttons.values())
        self._shell = shell
        self._steps: Sequence[Step] = ()
        self._choices: Choices = {}
        self.table: RecordTableView[Step] = RecordTableView(
            shell, "CountHistory", (
                TableColumn(words("Counted at"), lambda step: step.after.at.text("%Y-%m-%d %H:%M"), 130),
                TableColumn(words("Count"), lambda step: counts_text(step.after, words), 210),
                TableColumn(words("Grade"), lambda step: words(step.after.grade.name), 110),
                TableColumn(words("Who investigates"), lambda step: words(step.after.jurisdiction["name"]), 150),
                TableColumn(words("Level of investigation"),
                            lambda step: f"{step.after.level} {step.after.level_name}", 110),
                TableColumn(words("What changed"), lambda step: follows_text(step, words), 280,
                            level=lambda step: "warning" if step.open else ""),
            ), key=lambda step: f"{step.after.at.utc}", filterable=False,
            empty=EmptyState(shell, "history", words("No count yet: enter the first one above.")),
        )
        self.table.setMinimumHeight(round(_TABLE * shell.tokens.scale))
        self.body.addWidget(self.table)
        self.todo = QVBoxLayout()
        self.todo.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(self.todo)

    def show_steps(self, steps: Sequence[Step], follows: Sequence[Consequence], choices: Choices) -> None:
        """Show the history, and what is still to be done."""
        self._steps, self._choices = steps, choices
        self.table.set_records(steps)
        clear(self.todo)
        words = self._shell.words
        if not follows:
            text = words("Nothing is left to do.") if steps else words("What follows from a count is told here.")
            self.todo.addWidget(label(text, "muted", wrap=True))
        for one in follows:
            self.todo.addWidget(self._one(one))

    def _one(self, one: Consequence) -> QWidget:
        words, holder = self._shell.words, QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 6)
        column.setSpacing(2)
        values = {name: words(value) for name, value in one.finding.values.items()}
        column.addWidget(label(words.finding(Finding(one.finding.code, values)), wrap=True))
        mark = "「" + words("To be verified") + "」" if one.certainty == "to_verify" else ""
        line = QHBoxLayout()
        line.addWidget(Badge(self._shell, words("To do"), "warning"))
        line.addWidget(label(one.clause + mark, "small", wrap=True), 1)
        column.addLayout(line)
        return holder

    def decide(self, matter: Matter) -> None:
        """Set who investigates or the level: the act of the officer who is signed in."""
        words, choices = self._shell.words, self._choices.get(matter, ())
        if not choices or not self._steps:
            self._shell.notify(words("Enter a count first: what follows from it is then computed."), "info")
            return
        after = self._steps[-1].after
        computed = str(after.level) if matter is Matter.LEVEL else str(after.jurisdiction["code"])
        values = ask_form(self._shell, words(_TITLES[matter]), (
            Field("code", _TITLES[matter], "choice", choices=choices, required=True, wide=True,
                  help=N_("Chosen is what the rules compute; another one needs a reason.")),
            Field("reason", N_("Reason"), "multiline"),
        ), {"code": computed}, accept_text=words("Decide"))
        if values is not None:
            self._shell.do("incident.standing", lambda work: operations.decide_standing(
                work, matter, values["code"], values["reason"]
            ))
