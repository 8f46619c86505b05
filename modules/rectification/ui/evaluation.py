"""整改评估: approval, clocks, and the evaluation as a whole."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from modules.rectification import operations, queries
from workstation.api import N_, Officer, Read, UserError, Work, today
from workstation.api.widgets import (
    Badge,
    Card,
    Field,
    Form,
    FormPage,
    Header,
    Shell,
    ask_form,
    button,
    clear,
    label,
    scrolled,
    to_verify_badge,
)


class EvaluationPage(FormPage):
    """「谁调查、谁评估」: opens 10 months after the approval, due after 12."""

    kinds = ("closures", "evaluations")
    operation = "rectification.evaluation"

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self.approve_button = button(shell, words("Enter the approval …"), self.approve, icon_name="certificate")
        self.conclude_button = button(shell, words("Conclude …"), self.conclude, icon_name="writing")
        self.body.addWidget(Header(words("Evaluation"), words("Who investigates evaluates (谁调查、谁评估)."),
                                   self.approve_button, self.conclude_button, self.discard_button, self.save_button))
        self.clock_card = Card(words("Clocks"))
        self.body.addWidget(self.clock_card)
        self.form = Form(shell, self._fields())
        card = Card(words("Evaluation of rectification"))
        card.body.addWidget(self.form)
        self.body.addWidget(scrolled(card), 1)
        self.approve_button.setEnabled(self.writable)
        self.conclude_button.setEnabled(False)
        self.watch()
        self.refresh()

    def _fields(self) -> list[Field]:
        return [
            Field("team", N_("Team"), wide=True),
            Field("methods", N_("Methods"), "tags", wide=True),
            Field("process", N_("Course of the work (工作过程)"), "multiline"),
            Field("overall", N_("Overall judgement (总体评价)"), "multiline"),
            Field("practices", N_("Main practices (主要做法)"), "multiline"),
            Field("problems", N_("Problems found (存在问题)"), "multiline"),
            Field("suggestions", N_("Suggestions (建议)"), "multiline"),
            Field("substitute_site", N_("Substitute site"), wide=True,
                  help=N_("Where the site has closed: a similar firm")),
        ]

    def forms(self) -> dict[str, Form]:
        return {"evaluation": self.form}

    def load(self, read: Read) -> Any:
        evaluation = queries.evaluation(read)
        officer = read.find(Officer, evaluation.evaluated_by) if evaluation.evaluated_by else None
        try:
            methods = read.rules.on("rectification", today()).data["methods"]
        except UserError:
            methods = []
        return queries.closure(read), queries.evaluation_clocks(read), evaluation, officer, methods

    def show_data(self, data: Any) -> None:
        closure, clocks, evaluation, officer, methods = data
        self.form.set_choices("methods", [(name, name) for name in methods])
        clear(self.clock_card.body)
        line = QHBoxLayout()
        if closure is None or clocks is None:
            line.addWidget(label(self.words("The clocks begin when the inquiry is approved (批复结案)."), "muted"))
        else:
            words, day = self.words, today()
            late = day > clocks.due and evaluation.evaluated_at is None
            level = "error" if late else "warning" if day >= clocks.opens else "info"
            line.addWidget(label(words("Approved on {day}", day=closure.approved_on.isoformat())))
            line.addWidget(Badge(self.shell, words("opens {day}", day=clocks.opens.isoformat()), "info"))
            line.addWidget(Badge(self.shell, words("due {day}", day=clocks.due.isoformat()), level))
            line.addWidget(to_verify_badge(self.shell))
        if officer is not None:
            done = self.words("concluded by {name} on {day}", name=officer.name,
                              day=evaluation.evaluated_at.local.date().isoformat())
            line.addWidget(Badge(self.shell, done, "success"))
        line.addStretch(1)
        self.conclude_button.setEnabled(self.writable and officer is None)
        self.clock_card.body.addLayout(line)
        self.show_values({name: getattr(evaluation, name) for name in evaluation.__dataclass_fields__})

    def approve(self) -> None:
        """Record the approval."""
        values = ask_form(self.shell, self.words("Approval of the inquiry (批复结案)"), (
            Field("approved_on", N_("Approved on"), "date", required=True), Field("authority", N_("Approved by")),
            Field("document_number", N_("Document number")),
        ))
        if values is not None:
            self.shell.do("rectification.close", lambda work: operations.close_inquiry(work, **values))

    def step(self) -> Callable[[Work], object] | None:
        values = self.form.values()
        return None if values is None else lambda work: operations.write_evaluation(work, **values)

    def conclude(self) -> None:
        """Conclude the evaluation: the act of the officer who is signed in, named before it is done."""
        if not self.save_if_edited():
            return
        officer = self.shell.signed_in.officer.name
        question = self.words("{officer} concludes the evaluation. Go on?", officer=officer)
        if self.shell.confirm(self.words("Conclude the evaluation"), question):
            self.shell.do("rectification.conclude", operations.conclude_evaluation)
