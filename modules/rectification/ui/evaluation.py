"""整改评估: approval, clocks, and the evaluation as a whole."""

from typing import Any

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QWidget

from modules.rectification import operations, queries
from workstation.api import N_, Officer, Read, UserError
from workstation.api.widgets import (
    Badge,
    Card,
    Field,
    Form,
    Header,
    PageBase,
    Shell,
    ask_form,
    button,
    clear,
    label,
    on_key,
    scrolled,
    to_verify_badge,
)


class EvaluationPage(PageBase):
    """「谁调查、谁评估」: opens 10 months after the approval, due after 12."""

    kinds = ("closures", "evaluations")

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self._edited = False
        self.save_button = button(shell, words("Save"), self.save, icon_name="check", role="primary")
        self.approve_button = button(shell, words("Enter the approval …"), self.approve, icon_name="certificate")
        self.conclude_button = button(shell, words("Conclude …"), self.conclude, icon_name="writing")
        self.body.addWidget(Header(words("Evaluation"), words("Who investigates evaluates (谁调查、谁评估)."),
                                   self.approve_button, self.conclude_button, self.save_button))
        self.clock_card = Card(words("Clocks"))
        self.body.addWidget(self.clock_card)
        self.form = Form(shell, self._fields())
        self.form.edited.connect(self._mark)
        card = Card(words("Evaluation of rectification"))
        card.body.addWidget(self.form)
        self.body.addWidget(scrolled(card), 1)
        self.approve_button.setEnabled(self.writable)
        self.save_button.setEnabled(False)
        self.conclude_button.setEnabled(False)
        on_key(self, QKeySequence.StandardKey.Save, self.save)
        self.refresh()

    def _fields(self) -> list[Field]:
        try:
            methods = self.shell.read().rules.on("rectification", queries.today()).data["methods"]
        except UserError:
            methods = []
        return [
            Field("team", N_("Team"), wide=True),
            Field("methods", N_("Methods"), "tags", choices=[(name, name) for name in methods], wide=True),
            Field("process", N_("Course of the work (工作过程)"), "multiline"),
            Field("overall", N_("Overall judgement (总体评价)"), "multiline"),
            Field("practices", N_("Main practices (主要做法)"), "multiline"),
            Field("problems", N_("Problems found (存在问题)"), "multiline"),
            Field("suggestions", N_("Suggestions (建议)"), "multiline"),
            Field("substitute_site", N_("Substitute site"), wide=True,
                  help=N_("Where the site has closed: a similar firm")),
        ]

    def _mark(self) -> None:
        self._edited = True
        self.save_button.setEnabled(self.writable)

    def load(self, read: Read) -> Any:
        evaluation = queries.evaluation(read)
        officer = read.find(Officer, evaluation.evaluated_by) if evaluation.evaluated_by else None
        return queries.closure(read), queries.evaluation_clocks(read), evaluation, officer

    def show_data(self, data: Any) -> None:
        closure, clocks, evaluation, officer = data
        clear(self.clock_card.body)
        line = QHBoxLayout()
        if closure is None or clocks is None:
            line.addWidget(label(self.words("The clocks begin when the inquiry is approved (批复结案)."), "muted"))
        else:
            words, today = self.words, queries.today()
            late = today > clocks.due and evaluation.evaluated_at is None
            level = "error" if late else "warning" if today >= clocks.opens else "info"
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
        if not self._edited:
            self.form.set_values({name: getattr(evaluation, name) for name in evaluation.__dataclass_fields__})
            self.form.set_enabled(self.writable)

    def approve(self) -> None:
        """Record the approval."""
        values = ask_form(self.shell, self.words("Approval of the inquiry (批复结案)"), (
            Field("approved_on", N_("Approved on"), "date", required=True), Field("authority", N_("Approved by")),
            Field("document_number", N_("Document number")),
        ))
        if values is not None:
            self.shell.do("rectification.close", lambda work: operations.close_inquiry(work, **values))

    def save(self) -> None:
        """Write the evaluation."""
        values = self.form.values()
        if values is not None and self.writable:
            self._edited = False
            self.save_button.setEnabled(False)
            self.shell.do("rectification.evaluation", lambda work: operations.write_evaluation(work, **values))

    def conclude(self) -> None:
        """Conclude the evaluation: the act of the officer who is signed in, named before it is done."""
        self.save_if_edited()
        officer = self.shell.signed_in.officer.name
        question = self.words("{officer} concludes the evaluation. Go on?", officer=officer)
        if self.shell.confirm(self.words("Conclude the evaluation"), question):
            self.shell.do("rectification.conclude", operations.conclude_evaluation)

    def save_if_edited(self) -> None:
        """Write what was entered before the page is left."""
        if self._edited:
            self.save()
