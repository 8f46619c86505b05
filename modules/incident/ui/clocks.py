"""The deadline board (期限): every clock with its last day, the acts that begin and end them, pauses, extensions."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from modules.incident import operations, queries
from modules.incident.rules.clocks import DUE, ClockState, Deadline
from modules.incident.rules.ics import calendar_file
from modules.incident.sections.findings import STATE_WORDS
from workstation.api import (
    BEIJING,
    N_,
    ClockChange,
    Job,
    Party,
    PauseKind,
    ProcedureAct,
    Read,
    UserError,
    new_id,
    today,
    zone,
)
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
    label,
)

LEVELS = {
    ClockState.RUNNING: "info", ClockState.PAUSED: "warning", ClockState.OVERDUE: "error", ClockState.LAPSED: "",
    ClockState.UNKNOWN: "warning", ClockState.DONE: "success",
}
_SOON_DAYS = 3
_ORDER = list(LEVELS)
_OVER = (ClockState.LAPSED, ClockState.DONE)
_NO_RULES: dict[str, Any] = {"acts": [], "clocks": [], "extensions": {}}


@dataclass(frozen=True)
class _Board:
    deadlines: tuple[Deadline, ...]
    acts: tuple[ProcedureAct, ...]
    changes: tuple[ClockChange, ...]
    parties: dict[str, str]
    names: dict[str, dict[str, str]]
    clocks: dict[str, str]
    extensions: dict[str, Any]
    case_name: str
    wrong: UserError | None = None


class ClocksPage(PageBase):
    """Everything that has a last day."""

    kinds = None  # any module may have something that is due
    wide = True

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self._data: _Board | None = None
        self.act_button = button(shell, words("Enter an act …"), self.enter_act, icon_name="plus", role="primary")
        self.pause_button = button(shell, words("Pause …"), self.pause, icon_name="clock")
        self.extend_button = button(shell, words("Extend …"), self.extend, icon_name="arrows-horizontal")
        self.export_button = button(shell, words("Calendar file …"), self.export, icon_name="calendar-due")
        for made in (self.act_button, self.pause_button, self.extend_button):
            made.setEnabled(self.writable)
        self.body.addWidget(Header(
            words("Time limits"), words("Counted by the rule packs; periods up to 15 days are working days."),
            self.export_button, self.extend_button, self.pause_button, self.act_button,
        ))
        self.wrong = label("", "error", wrap=True, selectable=True)
        self.wrong.hide()
        self.body.addWidget(self.wrong)
        self.board = self._board_table()
        self.body.addWidget(self.board, 3)
        self.acts, self.changes = self._act_table(), self._change_table()
        line = QHBoxLayout()
        line.setSpacing(16)
        for title, table, remove in (
            (words("Acts of the procedure"), self.acts, self.remove_acts),
            (words("Pauses and extensions"), self.changes, self.remove_changes),
        ):
            made = button(shell, words("Remove"), remove, icon_name="trash", role="quiet")
            made.setEnabled(self.writable)
            card = Card(title, made)
            card.body.addWidget(table, 1)
            line.addWidget(card, 1)
        self.body.addLayout(line, 2)
        self.refresh()

    def _board_table(self) -> RecordTableView[Deadline]:
        words = self.words
        return RecordTableView(
            self.shell, "Deadlines", (
                TableColumn(words("Time limit"), self._name, 340),
                TableColumn(words("Began on"), lambda one: one.start.isoformat(), 100),
                TableColumn(words("Last day"), self._due, 170, sort=lambda one: one.due),
                TableColumn(words("Left"), self._left, 110, sort=lambda one: one.due),
                TableColumn(words("State"), lambda one: words(STATE_WORDS[one.state]), 90,
                            sort=lambda one: _ORDER.index(one.state), level=_level),
                TableColumn(words("Not counted"), lambda one: words("{count} d", count=one.paused_days)
                            if one.paused_days else "", 80, right=True),
                TableColumn(words("Clause"), lambda one: one.clause + (
                    "「" + words("To be verified") + "」" if one.certainty == "to_verify" else ""), 260),
            ), key=lambda one: f"{one.code}/{one.act_id}", filterable=False,
            empty=EmptyState(self.shell, "calendar-due",
                             words("No time limit has begun: enter when the call was received.")),
        )

    def _act_table(self) -> RecordTableView[ProcedureAct]:
        words = self.words
        table: RecordTableView[ProcedureAct] = RecordTableView(
            self.shell, "ProcedureActs", (
                TableColumn(words("Act"), self._act_name, 170),
                TableColumn(words("Time"), lambda act: act.at.text("%Y-%m-%d %H:%M"), 130),
                TableColumn(words("Party"), lambda act: self._party(act.party_id), 120),
                TableColumn(words("Document number"), lambda act: act.document_number, 120),
            ), key=lambda act: act.id, filterable=False,
            empty=EmptyState(self.shell, "writing", words("No acts yet: notices, requests, reviews, transfers.")),
        )
        table.view.doubleClicked.connect(lambda _: self.edit_act())
        return table

    def _change_table(self) -> RecordTableView[ClockChange]:
        words = self.words
        table: RecordTableView[ClockChange] = RecordTableView(
            self.shell, "ClockChanges", (
                TableColumn(words("Time limit"), lambda change: self._clock_name(change.clock), 140),
                TableColumn(words("Since day"), lambda change: change.start.isoformat(), 90),
                TableColumn(words("Until"), self._until, 110),
                TableColumn(words("Reason"), lambda change: change.reason or change.approved_by, 160),
            ), key=lambda change: change.id, filterable=False,
            empty=EmptyState(self.shell, "clock", words("Time of examinations does not count: pause the clock.")),
        )
        table.view.doubleClicked.connect(lambda _: self.end_pause())
        return table

    def load(self, read: Read) -> Any:
        rules, deadlines, wrong = _NO_RULES, tuple[Deadline, ...](), None
        try:
            rules, deadlines = queries.pack(read, "clocks").data, queries.board(read)
        except UserError as error:  # before the law was in force
            wrong = error
        return _Board(
            deadlines, tuple(sorted(read.all(ProcedureAct), key=lambda act: act.at.utc)),
            tuple(read.all(ClockChange, order=("start",))), {party.id: party.name for party in read.all(Party)},
            {act["code"]: act["name"] for act in rules["acts"]}, {one["code"]: one["name"] for one in rules["clocks"]},
            rules["extensions"], read.case.name, wrong,
        )

    def show_data(self, data: Any) -> None:
        self._data = data
        self.wrong.setText(self.words.error(data.wrong) if data.wrong else "")
        self.wrong.setVisible(data.wrong is not None)
        for made in (self.act_button, self.pause_button, self.extend_button):
            made.setEnabled(self.writable and data.wrong is None)
        self.board.set_records(sorted(data.deadlines, key=lambda one: (one.state in _OVER, one.due)))
        self.acts.set_records(data.acts)
        self.changes.set_records(data.changes)

    def _name(self, one: Deadline) -> str:
        """What is due: of another module's the kind too, where its title does not say it."""
        words, party = self.words, self._party(one.party_id)
        kind = words(f"kind.{one.code.removeprefix(DUE)}") if one.code.startswith(DUE) else ""
        name = words(one.name)
        return (f"{kind} · " if kind and kind not in name else "") + name + (f" · {party}" if party else "")

    def _due(self, one: Deadline) -> str:
        if one.state is ClockState.UNKNOWN:
            return self.words("{due} if nothing falls on a holiday", due=one.due.isoformat())
        return _due_text(one)

    def _left(self, one: Deadline) -> str:
        if one.state in (ClockState.DONE, ClockState.LAPSED):
            return one.ended.isoformat() if one.ended else ""
        if one.state is ClockState.UNKNOWN:
            return self.words("not certain")
        left = one.days_left(today())
        return self.words("{left} days left", left=left) if left >= 0 else self.words("{late} days late", late=-left)

    def _title(self, one: Deadline) -> str:
        """What the calendar says: a day that is not certain is told as such."""
        name = self._name(one)
        if one.state is not ClockState.UNKNOWN:
            return name
        return self.words("{name} (not certain: no table of holidays)", name=name)

    def _party(self, party_id: str | None) -> str:
        return self._data.parties.get(party_id or "", "") if self._data else ""

    def _act_name(self, act: ProcedureAct) -> str:
        return self._data.names.get(act.code, {}).get(self.words.language, act.code) if self._data else act.code

    def _clock_name(self, code: str) -> str:
        return self.words(self._data.clocks.get(code, code)) if self._data else code

    def _until(self, change: ClockChange) -> str:
        if change.kind is PauseKind.EXTENSION:
            return self.words("+{days} d", days=change.days)
        return change.end.isoformat() if change.end else self.words("still paused")

    # what a person does

    def enter_act(self) -> None:
        """Enter a notice, a request, a review, a transfer."""
        self._ask_act(None)

    def edit_act(self) -> None:
        """Correct the act that is chosen."""
        chosen = self.acts.selection()
        if chosen and self.writable:
            self._ask_act(chosen[0])

    def _ask_act(self, known: ProcedureAct | None) -> None:
        if self._data is None:
            return
        parties = ((None, N_("(none)")), *self._data.parties.items())
        codes = tuple((code, name[self.words.language]) for code, name in self._data.names.items())
        values = ask_form(self.shell, self.words("Act of the procedure"), (
            Field("code", N_("Act"), "choice", choices=codes, required=True, wide=True),
            Field("at", N_("Time"), "moment", required=True), Field("document_number", N_("Document number")),
            Field("party_id", N_("Party"), "choice", choices=parties, wide=True),
            Field("refs", N_("Evidence"), "refs"), Field("note", N_("Note"), "multiline"),
        ), {name: getattr(known, name) for name in known.__dataclass_fields__} if known else {"code": codes[0][0]})
        if values is not None:
            act_id = known.id if known else new_id()
            self.shell.do("incident.act", lambda work: operations.put_act(work, ProcedureAct(id=act_id, **values)))

    def pause(self) -> None:
        """Time of an examination does not count."""
        values = ask_form(self.shell, self.words("Pause the clock"), (
            Field("start", N_("From"), "date", required=True),
            Field("end", N_("Until"), "date", help=N_("Empty while the examination is going on")),
            Field("reason", N_("Reason"), required=True, wide=True, help=N_("Which examination, who does it")),
        ), {"start": today()})
        if values is not None:
            self.shell.do("incident.pause", lambda work: operations.pause_clock(
                work, values["start"], values["end"], values["reason"]
            ))

    def end_pause(self) -> None:
        """The examination has ended: the clock runs again."""
        for change in self.changes.selection()[:1]:
            if change.kind is PauseKind.COMMISSION and self.writable:
                self._ask_end(change)

    def _ask_end(self, change: ClockChange) -> None:
        values = ask_form(self.shell, self.words("The clock runs again"), (
            Field("end", N_("Until"), "date", required=True),
        ), {"end": change.end or today()})
        if values is not None:
            self.shell.do("incident.pause", lambda work: operations.end_pause(work, change.id, values["end"]))

    def extend(self) -> None:
        """Enter the approval of a superior for more time."""
        if self._data is None:
            return
        clocks = tuple((code, self._data.clocks[code]) for code in self._data.extensions if code in self._data.clocks)
        values = ask_form(self.shell, self.words("Extend a time limit"), (
            Field("clock", N_("Time limit"), "choice", choices=clocks, required=True, wide=True),
            Field("start", N_("Approved on"), "date", required=True),
            Field("approved_by", N_("Approved by"), required=True),
            Field("reason", N_("Reason"), "multiline", required=True),
        ), {"clock": clocks[0][0], "start": today()})
        if values is not None:
            self.shell.do("incident.extend", lambda work: operations.extend_clock(
                work, values["start"], values["approved_by"], values["reason"], clock=values["clock"]
            ))

    def remove_acts(self) -> None:
        """Take out the acts that are chosen."""
        chosen = [act.id for act in self.acts.selection()]
        if chosen:
            self.shell.do("incident.remove_act", lambda work: operations.remove_acts(work, chosen))

    def remove_changes(self) -> None:
        """Take out the pauses and extensions that are chosen."""
        chosen = [change.id for change in self.changes.selection()]
        if chosen:
            self.shell.do("incident.remove_pause", lambda work: operations.remove_clock_changes(work, chosen))

    def export(self) -> None:
        """Write what is still open as a calendar file for any calendar program."""
        if self._data is None:
            return
        words, data = self.words, self._data
        target = self.shell.save_file(words("Calendar file"), f"{data.case_name}.ics", "iCalendar (*.ics)")
        if target is None:
            return
        entries = [(one, self._title(one)) for one in data.deadlines]

        def write(job: Job) -> Any:
            try:
                target.write_bytes(calendar_file(data.case_name, entries, datetime.now(UTC)))
            except OSError as error:
                raise UserError("export.cannot_write", path=target, reason=error.strerror or error) from error
            job.write("incident.calendar", lambda work: work.note(file=target.name), witness=True, undoable=False)
            return target

        self.shell.run(words("Writing the document"), write, lambda path: self.shell.notify(
            words("Written: {path}", path=path), "success"
        ))


def _due_text(one: Deadline) -> str:
    if one.due_at is not None:
        return one.due_at.astimezone(zone(BEIJING)).strftime("%Y-%m-%d %H:%M")
    return one.due.isoformat()


def _level(one: Deadline) -> str:
    if one.state is ClockState.RUNNING and one.days_left(today()) <= _SOON_DAYS:
        return "warning"
    return LEVELS[one.state]
