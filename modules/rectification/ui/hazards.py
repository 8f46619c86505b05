"""隐患: a register whose state follows from the history of named acts below it."""

from datetime import UTC, datetime
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from modules.rectification import operations, queries
from modules.rectification.records import Hazard, HazardAct, HazardLevel, HazardStep
from modules.rectification.rules.hazards import NEXT, HazardState, hazard_late, hazard_state, standing
from modules.rectification.ui.checks import ChecksCard
from workstation.api import N_, Moment, Officer, Read, Ref, Work, today
from workstation.api.widgets import (
    Badge,
    Card,
    Field,
    FlowLayout,
    RecordPage,
    Shell,
    TableColumn,
    ask_form,
    button,
    clear,
    label,
    separator,
)

_NOBODY = (None, N_("(none)"))
LEVELS = {
    HazardState.FOUND: "warning", HazardState.REPORTED: "info", HazardState.TRACKED: "info",
    HazardState.MENDED: "warning", HazardState.FAILED: "error", HazardState.PASSED: "warning",
    HazardState.CLOSED: "success",
}
_ASKED = {
    HazardStep.REPORT: N_("Report …"), HazardStep.TRACK: N_("Track …"), HazardStep.MEND: N_("Mended …"),
    HazardStep.REVIEW: N_("Review …"), HazardStep.CLOSE: N_("Close …"),
}
_PERSON = {
    HazardStep.REPORT: N_("Reported to"), HazardStep.TRACK: N_("Spoken with"), HazardStep.MEND: N_("Mended by"),
    HazardStep.REVIEW: N_("Reviewed together with"), HazardStep.CLOSE: N_("Agreed by"),
}


class HazardsPage(RecordPage[Hazard]):
    """Each hazard from its report to its closing."""

    kinds = ("hazards", "hazard_acts", "parties", "measures", "site_checks")
    title = N_("Hazards")
    subtitle = N_("Reported, tracked, mended, reviewed, closed: closed only after a passed review, with proof.")
    icon = "alert-triangle"
    empty_text = N_("No hazards yet. Enter what was found on site: where, who is responsible, until when.")
    new_text = N_("New hazard")
    operation = "rectification.hazard"

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        self._units: dict[str, str] = {}
        self._acts: dict[str, list[HazardAct]] = {}
        self._officers: dict[str, str] = {}
        self._numbers: list[tuple[str | None, str]] = [_NOBODY]
        super().__init__(shell, parent)

    def columns(self) -> list[TableColumn[Hazard]]:
        words = self.words
        return [
            TableColumn(words("Number"), lambda one: one.number, 70),
            TableColumn(words("Hazard"), lambda one: one.text, 260),
            TableColumn(words("State"), lambda one: words(queries.HAZARD_WORDS[self._state(one)]), 140,
                        level=lambda one: LEVELS[self._state(one)]),
            TableColumn(words("Deadline"), self._deadline, 130, sort=lambda one: one.deadline or today().max,
                        level=lambda one: "error" if self._late(one) else ""),
            TableColumn(words("Responsible unit"), lambda one: self._units.get(one.unit_id or "", ""), 160),
            TableColumn(words("Level"), lambda one: words(queries.LEVEL_WORDS[one.level]), 90),
        ]

    def _state(self, hazard: Hazard) -> HazardState:
        return hazard_state(self._acts.get(hazard.id, ()))

    def _late(self, hazard: Hazard) -> int:
        return hazard_late(hazard, self._acts.get(hazard.id, ()), today())

    def _deadline(self, hazard: Hazard) -> str:
        late = self._late(hazard)
        day = hazard.deadline.isoformat() if hazard.deadline else ""
        return f"{day}　{self.words('{late} days late', late=late)}" if late else day

    def fields(self) -> list[Field]:
        return [
            Field("number", N_("Number"), help=N_("Given by itself if left empty")),
            Field("level", N_("Level"), "choice", choices=tuple(queries.LEVEL_WORDS.items())),
            Field("text", N_("Hazard"), "multiline", required=True), Field("place", N_("Place"), wide=True),
            Field("unit_id", N_("Responsible unit"), "choice", choices=(_NOBODY,)),
            Field("measure_id", N_("Measure"), "choice", choices=(_NOBODY,)),
            Field("found_on", N_("Found on"), "date"), Field("found_by", N_("Found by")),
            Field("basis", N_("Basis"), wide=True), Field("requirement", N_("What is asked for"), "multiline"),
            Field("deadline", N_("Deadline"), "date"), Field("refs", N_("Evidence"), "refs"),
            Field("note", N_("Note"), "multiline"),
        ]

    def defaults(self) -> dict[str, Any]:
        return {"level": HazardLevel.ORDINARY, "found_on": today(), "found_by": self.shell.signed_in.officer.name}

    def record_actions(self) -> list[Any]:
        return [button(self.shell, "", self._remove, icon_name="trash", tip=self.words("Remove"), role="quiet")]

    def below_form(self) -> QWidget:
        holder = QWidget()
        self._below = FlowLayout(holder)
        self.history = Card(self.words("History"))
        self.checks = ChecksCard(self.shell)
        self._below.addWidget(self.history)
        self._below.addWidget(self.checks)
        return holder

    def load(self, read: Read) -> Any:
        return (
            queries.hazards(read), queries.acts(read), queries.unit_names(read), queries.measures(read),
            {one.id: one.name for one in read.all(Officer)}, queries.site_checks(read), read.titles(),
        )

    def show_data(self, data: Any) -> None:
        found, self._acts, self._units, known, self._officers, checks, self._titles = data
        units = sorted(self._units.items(), key=lambda unit: unit[1])
        self.form.set_choices("unit_id", (_NOBODY, *units))
        self.form.set_choices("measure_id", (_NOBODY, *((one.id, f"{one.number} {one.text[:30]}") for one in known)))
        self.checks.know(checks, self._officers)
        super().show_data(found)
        self.record_chosen(self.record)
        open_count = sum(self._state(one) is not HazardState.CLOSED for one in found)
        late = sum(self._late(one) > 0 for one in found)
        text = self.words("{count} hazards: {open} open, {late} overdue", count=len(found), open=open_count, late=late)
        self.header.set_subtitle(text if found else self.words(self.subtitle))

    def record_chosen(self, record: Hazard | None) -> None:
        clear(self.history.body)
        self.checks.show_subject(Ref("hazards", record.id) if record else None, writable=self.writable)
        self.history.setVisible(record is not None)
        if record is None:
            return
        known = self._acts.get(record.id, [])
        flow = FlowLayout()
        self.steps = {}
        for step in NEXT[hazard_state(known)]:
            made = button(self.shell, self.words(_ASKED[step]), partial(self._act, record, step), role="primary",
                          icon_name="check" if step is HazardStep.CLOSE else "writing")
            made.setEnabled(self.writable)
            self.steps[step] = made
            flow.addWidget(made)
        self.history.body.addLayout(flow)
        for act in known:
            self._show_act(act, newest=act in standing(known)[-1:])
        if not known:
            self.history.body.addWidget(label(self.words("Nothing has been done about it yet: report it first."),
                                              "muted", wrap=True))

    def _show_act(self, act: HazardAct, *, newest: bool) -> None:
        words, line = self.words, QHBoxLayout()
        level = "error" if act.passed is False else "success" if act.passed or act.step is HazardStep.CLOSE else "info"
        line.addWidget(Badge(self.shell, words(queries.STEP_WORDS[act.step]), "neutral" if act.withdrawn else level))
        line.addWidget(label(act.at.text("%Y-%m-%d %H:%M"), "small"))
        line.addStretch(1)
        if newest and self.writable:
            line.addWidget(button(self.shell, "", lambda: self._withdraw(act), icon_name="arrow-back-up", role="quiet",
                                  tip=words("Withdraw …")), 0, Qt.AlignmentFlag.AlignTop)
        self.history.body.addLayout(line)
        outcome = "" if act.passed is None else words("passed") if act.passed else words("not passed")
        facts = [self._officers.get(act.officer_id, act.officer_id), act.person, outcome, act.text]
        self.history.body.addWidget(label(" · ".join(filter(None, facts)), wrap=True))
        named = [self._titles[ref].title for ref in act.refs if ref in self._titles]
        if named:
            self.history.body.addWidget(label(words("Proof") + "：" + "、".join(named), "small", wrap=True))
        if act.withdrawn:
            self.history.body.addWidget(label(words("Withdrawn: {reason}", reason=act.withdrawn), "error", wrap=True))
        self.history.body.addWidget(separator())

    def store(self, work: Work, record: Hazard | None, values: dict[str, Any]) -> Hazard:
        return operations.put_hazard(work, record.id if record else None, **values)

    def _remove(self) -> None:
        hazard = self.record
        if hazard is not None:
            self.shell.do("rectification.remove_hazard", lambda work: operations.remove_hazard(work, hazard.id),
                          lambda _: self.panel.hide())

    def _act(self, hazard: Hazard, step: HazardStep) -> None:
        if not self.save_if_edited():
            return
        words = self.words
        outcome = ((True, N_("passed")), (False, N_("not passed")))
        fields = [
            Field("at", N_("Time"), "moment", required=True), Field("person", _PERSON[step]),
            Field("text", N_("What was done"), "multiline", required=True), Field("refs", N_("Proof"), "refs"),
        ]
        if step is HazardStep.REVIEW:
            fields.insert(2, Field("passed", N_("Outcome"), "choice", choices=outcome))
        initial = {"at": Moment(utc=datetime.now(UTC)), "passed": True}
        title = f"{words(queries.STEP_WORDS[step])} {hazard.number}"
        values = ask_form(self.shell, title, tuple(fields), initial)
        if values is not None:
            self.shell.do("rectification.step", lambda work: operations.act_on_hazard(
                work, hazard.id, step, values["text"], person=values["person"], passed=values.get("passed"),
                refs=values["refs"], at=values["at"],
            ))

    def _withdraw(self, act: HazardAct) -> None:
        values = ask_form(self.shell, self.words("Withdraw an act"), (
            Field("reason", N_("Reason"), "multiline", required=True),
        ))
        if values is not None:
            self.shell.do("rectification.withdraw",
                          lambda work: operations.withdraw_act(work, act.id, values["reason"]))
