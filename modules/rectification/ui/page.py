"""The measures: a register whose state is computed, with on-site checks and evaluation."""

from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from modules.rectification import operations, queries
from modules.rectification.records import Grade, Measure
from modules.rectification.rules.measures import CountedState, counted_state, days_late, tally
from modules.rectification.ui.checks import ChecksCard
from workstation.api import N_, Officer, Read, Ref, Work, today
from workstation.api.widgets import Field, RecordPage, TableColumn, ask_form, button

_NOBODY = (None, N_("(none)"))
_STATUSES = tuple(queries.STATUS_WORDS.items())
_GRADES = tuple(queries.GRADE_WORDS.items())
_LEVELS = {
    CountedState.DONE: "success", CountedState.UNPROVEN: "error", CountedState.OVERDUE: "error",
    CountedState.NOT_CARRIED_OUT: "error", CountedState.UNDER_WAY: "info", CountedState.NOT_STARTED: "",
}


class MeasuresPage(RecordPage[Measure]):
    """What must be mended, by whom, until when."""

    kinds = ("measures", "parties", "site_checks")
    title = N_("Measures")
    subtitle = N_("A measure said to be done counts only with proof.")
    icon = "clipboard-check"
    empty_text = N_("No measures yet. Enter what the findings ask for: unit, deadline, criterion.")
    new_text = N_("New measure")
    operation = "rectification.measure"

    def columns(self) -> list[TableColumn[Measure]]:
        words = self.words
        return [
            TableColumn(words("Number"), lambda m: m.number, 80),
            TableColumn(words("Measure"), lambda m: m.text, 300),
            TableColumn(words("Responsible unit"), lambda m: self._units.get(m.unit_id or "", ""), 160),
            TableColumn(words("Deadline"), self._deadline, 130, sort=lambda m: m.deadline or date.max,
                        level=lambda m: "error" if days_late(m, today()) else ""),
            TableColumn(words("State"), lambda m: words(queries.COUNTED_WORDS[self._state(m)]), 170,
                        level=lambda m: _LEVELS[self._state(m)]),
            TableColumn(words("Evaluation"), lambda m: words(queries.GRADE_WORDS[m.grade]), 110),
        ]

    def _deadline(self, measure: Measure) -> str:
        late = days_late(measure, today())
        day = measure.deadline.isoformat() if measure.deadline else ""
        return f"{day}　{self.words('{late} days late', late=late)}" if late else day

    def _state(self, measure: Measure) -> CountedState:
        return counted_state(measure, today())

    def fields(self) -> list[Field]:
        return [
            Field("number", N_("Number"), help=N_("Given by itself if left empty")),
            Field("unit_id", N_("Responsible unit"), "choice", choices=(_NOBODY,)),
            Field("text", N_("Measure"), "multiline", required=True),
            Field("aspect", N_("Aspect"), "choice", choices=(("", N_("(none)")),)),
            Field("source", N_("Source clause")), Field("deadline", N_("Deadline"), "date"),
            Field("criterion", N_("Criterion of completion"), wide=True),
            Field("status", N_("State"), "choice", choices=_STATUSES), Field("done_on", N_("Done on"), "date"),
            Field("proof", N_("Proof"), "refs"), Field("note", N_("Note"), "multiline"),
        ]

    def record_actions(self) -> list[Any]:
        words = self.words
        return [
            button(self.shell, words("Evaluate …"), self._evaluate, icon_name="certificate"),
            button(self.shell, "", self._remove, icon_name="trash", tip=words("Remove"), role="quiet"),
        ]

    def below_form(self) -> QWidget:
        self.checks = ChecksCard(self.shell)
        return self.checks

    def record_chosen(self, record: Measure | None) -> None:
        self.checks.show_subject(Ref("measures", record.id) if record else None, writable=self.writable)

    def load(self, read: Read) -> Any:
        return (
            queries.measures(read), queries.unit_names(read), queries.site_checks(read),
            {one.id: one.name for one in read.all(Officer)}, queries.rule_data(read).get("aspects", ()),
        )

    def show_data(self, data: Any) -> None:
        found, self._units, checks, officers, aspects = data
        units = sorted(self._units.items(), key=lambda unit: unit[1])
        self.form.set_choices("unit_id", (_NOBODY, *units))
        named = ((one["code"], one["name"][self.words.language]) for one in aspects)
        self.form.set_choices("aspect", (("", N_("(none)")), *named))
        self.checks.know(checks, officers)
        super().show_data(found)
        self.record_chosen(self.record)
        counts = tally(found, today())
        shown = ((self.words(queries.COUNTED_WORDS[state]), count) for state, count in counts.items() if count)
        text = "   ".join(f"{name}: {count}" for name, count in shown)
        self.header.set_subtitle(text or self.words(self.subtitle))

    def store(self, work: Work, record: Measure | None, values: dict[str, Any]) -> Measure:
        return operations.put_measure(work, record.id if record else None, **values)

    def _remove(self) -> None:
        measure = self.record
        if measure is not None:
            self.shell.do(
                "rectification.remove", lambda work: operations.remove_measure(work, measure.id),
                lambda _: self.panel.hide(),
            )

    def _evaluate(self) -> None:
        measure = self.record
        if measure is None:
            return
        values = ask_form(self.shell, self.words("Evaluation"), (
            Field("grade", N_("Judgement"), "choice", choices=_GRADES), Field("text", N_("Reason"), "multiline"),
        ), {"grade": Grade.CARRIED_OUT})
        if values is not None:
            self.shell.do("rectification.evaluate", lambda work: operations.evaluate_measure(
                work, measure.id, values["grade"], values["text"]
            ))
