"""案件概览: where the case stands, and what comes next."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from modules.incident import operations, queries
from modules.incident.queries import PROCEDURE_WORDS, Assessment
from modules.incident.records import (
    CasualtyCount,
    GradeDecision,
    Incident,
    Matter,
    Procedure,
    ProcedureDecision,
    StandingDecision,
)
from modules.incident.rules.clocks import ClockState, Deadline
from modules.incident.rules.grades import Grade
from modules.incident.sections.findings import CRITERION_WORDS, SCALE_WORDS, STATE_WORDS
from modules.incident.ui.state import StateCard
from workstation.api import N_, Claim, Loss, Read, RulePack, UserError, today
from workstation.api.widgets import (
    Badge,
    Card,
    Columns,
    Field,
    FlowLayout,
    PageBase,
    PropertyList,
    Shell,
    ask_form,
    button,
    label,
    scrolled,
    to_verify_badge,
)

_STATE_LEVELS = {
    ClockState.RUNNING: "info", ClockState.PAUSED: "warning", ClockState.OVERDUE: "error", ClockState.LAPSED: "neutral",
    ClockState.UNKNOWN: "warning", ClockState.DONE: "success",
}


@dataclass(frozen=True)
class _View:
    """Everything that the page shows."""

    incident: Incident
    casualties: CasualtyCount | None
    loss: Loss | None
    assessment: Assessment | None
    procedure: ProcedureDecision | None
    procedure_pack: RulePack | None
    confirmed: dict[str, GradeDecision]
    cause: Claim | None
    follows: int
    standing: dict[Matter, StandingDecision]


class OverviewPage(PageBase):
    """The home page of a case."""

    kinds = (
        "incident", "casualties", "losses", "claims", "procedure_decisions", "grade_decisions", "clock_changes",
        "standing_decisions", "procedure_acts", "rules_used",
    )

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self._cards = Columns(shell)
        self.state = StateCard(shell)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(14)
        layout.addWidget(self.state)
        layout.addWidget(self._cards)
        layout.addWidget(self.state.contents)
        layout.addStretch(1)
        self.body.addWidget(scrolled(content))
        self._data: _View | None = None
        self.refresh()

    def load(self, read: Read) -> _View:
        try:
            assessment: Assessment | None = queries.assess(read)
            pack: RulePack | None = queries.pack(read, "procedure")
        except UserError:
            assessment = pack = None
        cause = queries.found_cause(read)
        confirmed = {
            scale: graded for scale in SCALE_WORDS
            if (graded := queries.grade_decision(read, scale)) is not None
        }
        return _View(
            queries.incident(read), queries.newest_casualties(read), queries.newest_loss(read), assessment,
            queries.procedure(read), pack, confirmed, cause, len(queries.open_consequences(read)),
            {matter: decision for matter in Matter if (decision := queries.standing(read, matter)) is not None},
        )

    def show_data(self, data: _View) -> None:
        self._data = data
        self._cards.place([
            self._facts(data), self._harm(data), self._grade(data), self._procedure(data), self._clocks(data),
            self._cause(data),
        ])

    def _go(self, page: str, text: str) -> QWidget:
        return button(self.shell, text, lambda: self.shell.show(page), role="quiet", icon_name="chevron-right")

    def _facts(self, data: _View) -> Card:
        words, known = self.words, data.incident
        card = Card(words("Basic facts"), self._go("incident.call", words("Edit")))
        card.body.addWidget(PropertyList([
            (words("Fire"), known.name), (words("Time of the fire"), known.fire_at.text() if known.fire_at else ""),
            (words("Call received"), known.reported_at.text() if known.reported_at else ""),
            (words("Address"), known.address), (words("Use of the premises"), known.premises_use),
            (words("Agency"), known.agency),
        ]))
        card.body.addStretch(1)
        return card

    def _counts(self, count: CasualtyCount | None) -> list[tuple[str, str]]:
        words = self.words
        told = [("deaths", words("Deaths")), ("serious", words("Serious injuries")), ("minor", words("Minor injuries"))]
        if count is not None and count.injured:
            told[1:] = [("injured", words("Injured, not told apart"))] if count.hurt == count.injured else [
                *told[1:], ("injured", words("Injured, not told apart"))
            ]
        return [(title, str(getattr(count, name)) if count else "—") for name, title in told]

    def _lost(self, loss: Loss | None) -> tuple[str, str]:
        """The property loss, or the economic loss where only that is known."""
        words = self.words
        if loss and loss.direct_property_yuan is None and loss.direct_economic_yuan is not None:
            return words("Direct economic loss (yuan)"), f"{loss.direct_economic_yuan:,.0f}"
        known = loss is not None and loss.direct_property_yuan is not None
        return words("Direct property loss (yuan)"), f"{loss.direct_property_yuan:,.0f}" if loss and known else "—"

    def _harm(self, data: _View) -> Card:
        words = self.words
        card = Card(words("Casualties and losses"), self._go("incident.harm", words("Edit")))
        line = QHBoxLayout()
        count = data.casualties
        for title, value in (*self._counts(count), self._lost(data.loss)):
            box = QGridLayout()
            box.addWidget(label(value, "figure"), 0, 0)
            box.addWidget(label(title, "small", wrap=True), 1, 0)
            line.addLayout(box, 1)
        card.body.addLayout(line)
        if count is not None:
            text = words("Counted until {time}", time=count.counted_at.text("%Y-%m-%d %H:%M"))
            card.body.addWidget(label(text, "small"))
        if data.assessment is not None and data.assessment.counting and (data.incident.fire_at or count is not None):
            text = words("Deaths still count for the grade ({days} days).", days=data.assessment.count_days)
            card.body.addWidget(label(text, "small"))
        if data.follows:
            text = words("{count} things follow from the counts and are still to do", count=data.follows)
            card.body.addWidget(Badge(self.shell, text, "warning"))
        card.body.addStretch(1)
        return card

    def _grade(self, data: _View) -> Card:
        words = self.words
        confirm = button(self.shell, words("Confirm the grade"), self._confirm_grade, icon_name="check")
        confirm.setEnabled(self.writable and data.assessment is not None)
        card = Card(words("Grade"), confirm)
        if data.assessment is None:
            card.body.addWidget(label(words("No rule pack was in force on the day of the fire."), "muted", wrap=True))
            return card
        for grade in (data.assessment.grade, data.assessment.production_grade):
            if grade is not None:
                self._one_grade(card, grade, data.confirmed.get(grade.scale))
        card.body.addStretch(1)
        return card

    def _one_grade(self, card: Card, grade: Grade, confirmed: GradeDecision | None) -> None:
        words = self.words
        line = FlowLayout()
        line.addWidget(label(words(SCALE_WORDS[grade.scale]), "small"))
        line.addWidget(Badge(self.shell, words(grade.name), "accent"))
        if grade.certainty == "to_verify":
            line.addWidget(to_verify_badge(self.shell))
        if confirmed is None:
            line.addWidget(Badge(self.shell, words("Not confirmed"), "warning"))
        elif confirmed.grade != grade.name:
            line.addWidget(Badge(self.shell, words("Confirmed as {grade}", grade=confirmed.grade), "error"))
        else:
            line.addWidget(Badge(self.shell, words("Confirmed"), "success"))
        card.body.addLayout(line)
        reasons = [
            words("{criterion}: {value} (from {threshold})", criterion=words(CRITERION_WORDS[item.name]),
                  value=f"{item.value or 0:,.0f}", threshold=f"{item.threshold:,.0f}")
            for item in grade.decisive if item.threshold
        ]
        text = words.joined(reasons) or words("No criterion of a higher grade is met.")
        card.body.addWidget(label(f"{text}\n{grade.clause}", "small", wrap=True))

    def _procedure(self, data: _View) -> Card:
        words = self.words
        choose = button(self.shell, words("Decide …"), self._choose_procedure, icon_name="pencil")
        choose.setEnabled(self.writable and data.procedure_pack is not None)
        card = Card(words("Procedure and jurisdiction"), choose)
        rows: list[tuple[str, str | QWidget]] = [(
            words("Procedure"),
            words(PROCEDURE_WORDS[data.procedure.procedure]) if data.procedure else words("Not decided yet"),
        )]
        if data.assessment is not None:
            level = QWidget()
            line = FlowLayout(level)
            line.addWidget(label(data.assessment.level_text))
            line.addWidget(to_verify_badge(self.shell))
            rows += [
                (words("Investigated by (computed)"), words(str(data.assessment.jurisdiction["name"]))),
                (words("Level of graded investigation (proposal)"), level),
            ]
        for matter, title in ((Matter.JURISDICTION, N_("Jurisdiction set")), (Matter.LEVEL, N_("Level set"))):
            if matter in data.standing:
                rows.append((words(title), words(data.standing[matter].name)))
        card.body.addWidget(PropertyList(rows))
        card.body.addStretch(1)
        return card

    def _clocks(self, data: _View) -> Card:
        words = self.words
        card = Card(words("Time limits"), self._go("incident.clocks", words("Open")))
        items = data.assessment.deadlines if data.assessment else ()
        if not items:
            hint = words("No time limit has begun: enter when the call was received.")
            card.body.addWidget(label(hint, "muted", wrap=True))
        for item in items:
            card.body.addLayout(self._clock(item))
        card.body.addStretch(1)
        return card

    def _clock(self, item: Deadline) -> QHBoxLayout:
        words = self.words
        line = QHBoxLayout()
        name = label(words(item.name), wrap=True)
        name.setToolTip(item.clause)
        line.addWidget(name, 1)
        if item.certainty == "to_verify":
            line.addWidget(to_verify_badge(self.shell))
        left = item.days_left(today())
        text = words("{due}, {left} days left", due=item.due.isoformat(), left=left)
        if item.state is ClockState.OVERDUE:
            text = words("{due}, {late} days late", due=item.due.isoformat(), late=-left)
        elif item.state is not ClockState.RUNNING:
            text = f"{item.due.isoformat()} {words(STATE_WORDS[item.state])}"
        line.addWidget(Badge(self.shell, text, _STATE_LEVELS[item.state]))
        line.setAlignment(Qt.AlignmentFlag.AlignTop)
        return line

    def _cause(self, data: _View) -> Card:
        words = self.words
        card = Card(words("Cause"), self._go("cause", words("Open")))
        text = data.cause.text if data.cause else words("Nothing has been stated about the cause.")
        card.body.addWidget(label(text, "" if data.cause else "muted", wrap=True))
        card.body.addStretch(1)
        return card

    def _confirm_grade(self) -> None:
        if self._data is None or self._data.assessment is None:
            return
        officer = self.shell.signed_in.officer.name
        grade = self.words(self._data.assessment.grade.name)
        if self.shell.confirm(grade, self.words("{officer} confirms the grade {grade}.", officer=officer, grade=grade)):
            self.shell.do("incident.grade", operations.confirm_grade)

    def _choose_procedure(self) -> None:
        if self._data is None or self._data.procedure_pack is None:
            return
        conditions = [(item["code"], item["text"]) for item in self._data.procedure_pack.data["conditions"]]
        values = ask_form(self.shell, self.words("Procedure"), (
            Field("procedure", N_("Procedure"), "choice",
                  choices=tuple((value, PROCEDURE_WORDS[value]) for value in (Procedure.GENERAL, Procedure.SIMPLE))),
            Field("conditions", N_("Conditions of the simple procedure that are met"), "tags", choices=conditions),
            Field("reason", N_("Reason"), "multiline"),
        ), accept_text=self.words("Decide"))
        if values is not None:
            self.shell.do("incident.procedure", lambda work: operations.choose_procedure(
                work, values["procedure"], values["conditions"], values["reason"]
            ))
