"""整改评估: approval, clocks, team, similar sites, the rating and the evaluation as a whole."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from modules.rectification import operations, queries
from modules.rectification.rules.ratings import rating_name
from modules.rectification.ui.team import SitesCard, TeamCard
from workstation.api import N_, Officer, Read, Work, today
from workstation.api.widgets import (
    Badge,
    Card,
    Field,
    FlowLayout,
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
    """「谁调查、谁评估」: opens 10 months after the approval, due after 12, or as the province has it."""

    kinds = ("closures", "evaluations", "measures", "team_members", "substitute_sites", "site_checks", "incident")
    operation = "rectification.evaluation"

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self._ratings: list[dict[str, Any]] = []
        self._proposed = ""
        self.approve_button = button(shell, words("Enter the approval …"), self.approve, icon_name="certificate")
        self.rate_button = button(shell, words("Set the rating …"), self.rate, icon_name="star")
        self.conclude_button = button(shell, words("Conclude …"), self.conclude, icon_name="writing")
        self.body.addWidget(Header(words("Evaluation"), words("Who investigates evaluates (谁调查、谁评估)."),
                                   self.discard_button, self.save_button))
        self.clock_card = Card(words("Clocks"), self.approve_button)
        self.rating_card = Card(words("Overall rating"), self.rate_button, self.conclude_button)
        self.team_card, self.sites_card = TeamCard(shell), SitesCard(shell)
        self.form = Form(shell, self._fields())
        card = Card(words("Evaluation of rectification"))
        card.body.addWidget(self.form)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (self.clock_card, self.rating_card, card, self.team_card, self.sites_card):
            column.addWidget(part)
        column.addStretch(1)
        self.body.addWidget(scrolled(content), 1)
        self.approve_button.setEnabled(self.writable)
        self.conclude_button.setEnabled(False)
        self.rate_button.setEnabled(False)
        self.watch()
        self.refresh()

    def _fields(self) -> list[Field]:
        return [
            Field("started_on", N_("Evaluation begun on"), "date"),
            Field("team", N_("Team"), help=N_("As it is called; its members stand below"), wide=True),
            Field("methods", N_("Methods"), "tags", wide=True),
            Field("process", N_("Course of the work (工作过程)"), "multiline"),
            Field("overall", N_("Overall judgement (总体评价)"), "multiline"),
            Field("practices", N_("Main practices (主要做法)"), "multiline"),
            Field("problems", N_("Problems found (存在问题)"), "multiline"),
            Field("suggestions", N_("Suggestions (建议)"), "multiline"),
            Field("site_gone", N_("The site no longer exists"), "bool"),
            Field("site_gone_why", N_("What has become of it")),
            Field("substitute_site", N_("Substitute site"), wide=True,
                  help=N_("Where the site has closed: a similar firm")),
        ]

    def forms(self) -> dict[str, Form]:
        return {"evaluation": self.form}

    def load(self, read: Read) -> Any:
        evaluation = queries.evaluation(read)
        officers = {one.id: one.name for one in read.all(Officer)}
        return (
            queries.closure(read), queries.evaluation_clocks(read), evaluation, officers, queries.rule_data(read),
            queries.proposed_rating(read), queries.team(read), queries.substitutes(read), queries.site_checks(read),
            queries.unit_names(read),
        )

    def show_data(self, data: Any) -> None:
        closure, clocks, evaluation, officers, rules, self._proposed, team, sites, checks, units = data
        self._ratings = rules.get("ratings", [])
        self.form.set_choices("methods", [(name, name) for name in rules.get("methods", ())])
        self._show_clocks(closure, clocks, evaluation)
        self._show_rating(evaluation, officers)
        self.team_card.show_team(team, rules.get("team", []), writable=self.writable)
        self.sites_card.show_sites(sites, checks, officers, units, writable=self.writable)
        self.conclude_button.setEnabled(self.writable and evaluation.evaluated_by is None)
        self.rate_button.setEnabled(self.writable and bool(self._proposed))
        self.show_values({name: getattr(evaluation, name) for name in evaluation.__dataclass_fields__})

    def _show_clocks(self, closure: Any, clocks: Any, evaluation: Any) -> None:
        words, day = self.words, today()
        clear(self.clock_card.body)
        if closure is None or clocks is None:
            text = words("The clocks begin when the inquiry is approved (批复结案).")
            self.clock_card.body.addWidget(label(text, "muted"))
            return
        line = FlowLayout()
        done = evaluation.evaluated_at is not None
        level = "error" if day > clocks.due and not done else "warning" if day >= clocks.opens else "info"
        line.addWidget(label(words("Approved on {day}", day=closure.approved_on.isoformat())))
        line.addWidget(Badge(self.shell, words("opens {day}", day=clocks.opens.isoformat()), "info"))
        line.addWidget(Badge(self.shell, words("due {day}", day=clocks.due.isoformat()), level))
        if clocks.work_due is not None:
            late = day > clocks.work_due and not done
            text = words("work to be finished by {day}", day=clocks.work_due.isoformat())
            line.addWidget(Badge(self.shell, text, "error" if late else "info"))
        line.addWidget(label(clocks.clause, "small"))
        if clocks.certainty == "to_verify":
            line.addWidget(to_verify_badge(self.shell))
        self.clock_card.body.addLayout(line)

    def _show_rating(self, evaluation: Any, officers: dict[str, str]) -> None:
        words, language = self.words, self.words.language
        clear(self.rating_card.body)
        line = FlowLayout()
        if self._proposed:
            name = rating_name(self._ratings, self._proposed, language)
            line.addWidget(label(words("The items propose: {rating}", rating=name)))
            line.addWidget(to_verify_badge(self.shell))
        else:
            line.addWidget(label(words("A rating is proposed once every measure is judged."), "muted"))
        if evaluation.rating:
            name = rating_name(self._ratings, evaluation.rating, language)
            text = words("{rating}, set by {officer}", rating=name, officer=officers.get(evaluation.rated_by, ""))
            stale = evaluation.rating_proposed != self._proposed
            line.addWidget(Badge(self.shell, text, "warning" if stale else "success"))
            if stale:
                line.addWidget(label(words("The judgements have changed since: set the rating again."), "error"))
        if evaluation.evaluated_at is not None:
            done = words("concluded by {name} on {day}", name=officers.get(evaluation.evaluated_by, ""),
                         day=evaluation.evaluated_at.local.date().isoformat())
            line.addWidget(Badge(self.shell, done, "success"))
        self.rating_card.body.addLayout(line)
        if evaluation.rating_reason:
            self.rating_card.body.addWidget(label(evaluation.rating_reason, "muted", wrap=True))

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

    def rate(self) -> None:
        """Set the overall rating: the act of the officer who is signed in."""
        if not self.save_if_edited():
            return
        choices = tuple((one["code"], one["name"][self.words.language]) for one in self._ratings)
        values = ask_form(self.shell, self.words("Overall rating"), (
            Field("rating", N_("Overall rating"), "choice", choices=choices, wide=True),
            Field("reason", N_("Reason"), "multiline",
                  help=N_("Needed where it differs from what the items propose")),
        ), {"rating": self._proposed})
        if values is not None:
            self.shell.do("rectification.rate",
                          lambda work: operations.rate(work, values["rating"], values["reason"]))

    def conclude(self) -> None:
        """Conclude the evaluation: the act of the officer who is signed in, named before it is done."""
        if not self.save_if_edited():
            return
        officer = self.shell.signed_in.officer.name
        question = self.words("{officer} concludes the evaluation. Go on?", officer=officer)
        if self.shell.confirm(self.words("Conclude the evaluation"), question):
            self.shell.do("rectification.conclude", operations.conclude_evaluation)
