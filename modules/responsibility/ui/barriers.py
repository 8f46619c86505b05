"""Barriers (查教训): what should have stopped the fire, whether it did, and what follows from it."""

from functools import partial
from typing import Any

from modules.responsibility import operations, queries
from modules.responsibility.records import Barrier, BarrierState, Consequence
from modules.responsibility.rules.catalogue import Catalogue
from workstation.api import N_, Read, Work
from workstation.api.widgets import Field, RecordPage, TableColumn, ask_form, button

LEVELS = {
    BarrierState.OPEN: "neutral", BarrierState.HELD: "success", BarrierState.FAILED: "error",
    BarrierState.MISSING: "warning",
}
_STATES = (
    (BarrierState.HELD, N_("Held"), "shield-check"), (BarrierState.FAILED, N_("Did not hold"), "alert-triangle"),
    (BarrierState.MISSING, N_("Was missing"), "x"),
)


class BarriersPage(RecordPage[Barrier]):
    """Each barrier with what it should have done, what was found, its evidence and the lesson."""

    kinds = ("barriers", "responsibility", "places", "officers", "incident")
    title = N_("Barriers: what the fire teaches (查教训)")
    subtitle = N_("What should have stopped the fire, its spread or its victims: did it hold, fail, or was it missing?")
    icon = "shield-check"
    empty_text = N_("No barriers yet. Begin with the usual ones, and take out what the building never needed.")
    new_text = N_("New barrier")
    operation = "responsibility.barrier"
    _offered = Catalogue()
    _officers: dict[str, str] = {}  # noqa: RUF012 - replaced as a whole when the page is read, never changed

    def columns(self) -> list[TableColumn[Barrier]]:
        words = self.words
        return [
            TableColumn(words("Barrier"), lambda one: one.name, 190),
            TableColumn(words("State"), lambda one: words(queries.BARRIER_WORDS[one.state]), 90,
                        sort=lambda one: list(BarrierState).index(one.state), level=lambda one: LEVELS[one.state]),
            TableColumn(words("Against"), self._against, 130),
            TableColumn(words("Evidence"), lambda one: str(len(one.evidence)), 56, sort=lambda one: len(one.evidence),
                        right=True),
            TableColumn(words("Facts found"), lambda one: one.facts, 240),
        ]

    def _against(self, one: Barrier) -> str:
        return "、".join(self.words(queries.CONSEQUENCE_WORDS[consequence]) for consequence in one.against)

    def fields(self) -> list[Field]:
        return [
            Field("name", N_("Barrier"), required=True, wide=True),
            Field("function", N_("What it should have done"), "multiline"),
            Field("against", N_("Against"), "tags", choices=tuple(queries.CONSEQUENCE_WORDS.items())),
            Field("facts", N_("Facts found"), "multiline"), Field("evidence", N_("Evidence"), "refs"),
            Field("finding_ids", N_("Findings that explain it"), "tags"),
            Field("lesson", N_("Lesson"), "multiline"), Field("note", N_("Note"), "multiline"),
        ]

    def header_actions(self) -> list[Any]:
        self.usual_button = button(self.shell, self.words("Usual barriers …"), self.add_usual, icon_name="list")
        self.usual_button.setEnabled(self.writable)
        return [self.usual_button]

    def record_actions(self) -> list[Any]:
        self.state_buttons = {
            state: button(self.shell, self.words(title), partial(self.judge, state), icon_name=icon_name)
            for state, title, icon_name in _STATES
        }
        self.remove_button = button(self.shell, "", self._remove, icon_name="trash", tip=self.words("Remove"))
        return [*self.state_buttons.values(), self.remove_button]

    def record_chosen(self, record: Barrier | None) -> None:
        self._show_acts(record)

    def _show_acts(self, record: Barrier | None) -> None:
        own = record is not None and not record.source and self.writable
        for state, one in self.state_buttons.items():
            one.setEnabled(own and record is not None and record.state is not state)
        self.remove_button.setEnabled(own and record is not None and record.state is BarrierState.OPEN)
        words, judged = self.words, ""
        if record is not None and record.judged_by and record.judged_at:
            judged = words(
                "{state}: judged by {officer}, {at}", state=words(queries.BARRIER_WORDS[record.state]),
                officer=self._officers.get(record.judged_by, ""), at=record.judged_at.text("%Y-%m-%d %H:%M"),
            )
        elif record is not None and record.source:
            judged = f"{words('As published')}：{record.source}"
        self.form.set_help("evidence", judged)

    def load(self, read: Read) -> list[Barrier]:
        self._offered, self._officers = queries.catalogue(read), queries.officer_names(read)
        self._findings = [(one.id, (one.facts or one.duty)[:24]) for one in queries.all_findings(read)]
        return queries.barriers(read)

    def show_data(self, data: Any) -> None:
        self.form.set_choices("finding_ids", self._findings)
        super().show_data(data)
        if self.record is not None and not self.edited:
            self._record = next((one for one in data if one.id == self.record.id), self.record)
        self._show_acts(self.record)

    def store(self, work: Work, record: Barrier | None, values: dict[str, Any]) -> Barrier:
        values = {**values, "against": tuple(Consequence(one) for one in values["against"]),
                  "finding_ids": tuple(values["finding_ids"])}
        return operations.put_barrier(work, record.id if record else None, **values)

    def add_usual(self) -> None:
        """Ask which of the usual barriers the place had or should have had."""
        present = {one.code for one in self.table.records()}
        words, language = self.words, self.words.language
        offered = [kind for kind in self._offered.barriers if kind.code not in present]
        field = Field("codes", N_("Barriers that the place had or should have had"), "tags",
                      choices=[(kind.code, kind.title[language]) for kind in offered])
        values = ask_form(self.shell, words("Usual barriers"), [field], {}, accept_text=words("Write them down"))
        if values is not None and values["codes"]:
            self.shell.do("responsibility.barriers", lambda work: operations.add_usual(work, values["codes"], language))

    def judge(self, state: BarrierState) -> None:
        """Say what became of the barrier, as the officer who acts."""
        record = self.record
        if record is None or not self.save_if_edited():
            return
        words = self.words
        question = words("{officer} decides: {status}. The ledger keeps this act.",
                         officer=self.shell.signed_in.officer.name, status=words(queries.BARRIER_WORDS[state]))
        if self.shell.confirm(record.name, question):
            self.shell.do("responsibility.judge_barrier", lambda work: operations.judge_barrier(work, record.id, state))

    def _remove(self) -> None:
        record = self.record
        if record is not None:
            self.shell.do("responsibility.remove_barrier", lambda work: operations.remove_barrier(work, record.id),
                          self._removed)

    def _removed(self, _: None) -> None:
        self._fill(None)
        self.panel.hide()
