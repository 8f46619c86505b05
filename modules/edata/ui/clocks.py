"""Clocks (校时): what each device showed against Beijing time, at the start and the end, and how it drifts."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from modules.edata import operations, queries
from modules.edata.queries import clock_text
from modules.edata.records import ClockCheck
from modules.edata.rules.clocks import drift_between
from workstation.api import BEIJING, N_, Clock, Moment, Read, Work, zone
from workstation.api.widgets import (
    Badge,
    Card,
    Field,
    RecordPage,
    Shell,
    TableColumn,
    ask_form,
    button,
    clear,
    label,
    on_key,
    separator,
    to_verify_badge,
)

_CHECK = (
    Field("at", N_("Beijing time"), "moment", required=True, help=N_("From a source that you name below")),
    Field("shown", N_("Shown by the device"), "moment", required=True,
          help=N_("As on its display, at the same instant")),
    Field("uncertainty_s", N_("Uncertainty"), "float", unit="s", minimum=0),
    Field("reference", N_("Time source"), help=N_("for example: National Time Service Center, NTP, GNSS")),
    Field("photos", N_("Photograph of both clocks"), "refs"),
    Field("note", N_("Note"), "multiline"),
)


@dataclass(frozen=True)
class _View:
    clocks: list[Clock]
    checks: dict[str, list[ClockCheck]]
    limit: float


class ChecksCard(Card):
    """Below the form of a clock: its checks, and its drift."""

    def __init__(self, shell: Shell) -> None:
        self.add_button = button(shell, shell.words("Compare the clock …"), lambda: self.add(), icon_name="plus",
                                 role="primary", tip="Ctrl+Shift+A")
        super().__init__(shell.words("Comparisons with Beijing time"), self.add_button)
        self._shell, self._words = shell, shell.words
        self._clock: Clock | None = None

    def show_checks(self, clock: Clock | None, checks: list[ClockCheck], limit: float, *, writable: bool) -> None:
        """Show the checks of a clock."""
        self._clock = clock
        clear(self.body)
        self.add_button.setEnabled(clock is not None and writable)
        words = self._words
        if clock is None or not checks:
            self.body.addWidget(label(words(
                "Save the clock first; then it can be compared." if clock is None else
                "Not compared yet. Photograph both clocks in one frame, at the start and at the end."),
                "muted", wrap=True))
            return
        for check in checks:
            self._show_check(clock, check, writable)
        drift = drift_between(checks[0], checks[-1], clock.zone)
        if drift is not None:
            text = words("Drift {drift} s a day ± {doubt}", drift=f"{drift.s_per_day:+.2f}",
                         doubt=f"{drift.uncertainty:.2f}")
            self.body.addWidget(label(text + (
                "" if drift.significant else " · " + words("not more than its uncertainty, so it is not followed")),
                wrap=True))
        line = QHBoxLayout()
        line.addWidget(label(words(
            "Away from the comparisons the interval widens by {limit} s a day, if the drift is not known better.",
            limit=f"{limit:g}"), "small", wrap=True), 1)
        line.addWidget(to_verify_badge(self._shell), 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(line)

    def _show_check(self, clock: Clock, check: ClockCheck, writable: bool) -> None:
        words, line = self._words, QHBoxLayout()
        offset = words("{offset} s ± {doubt}", offset=f"{check.offset_s(clock.zone):+g}",
                       doubt=f"{check.uncertainty_s:g}")
        line.addWidget(label(f"{offset}   {check.at.text()}", "title", wrap=True), 1)
        if not check.photos:
            line.addWidget(Badge(self._shell, words("no photograph"), "warning"), 0, Qt.AlignmentFlag.AlignTop)
        for icon_name, tip, act in (
            ("pencil", words("Correct …"), lambda: self.ask(check)),
            ("x", words("Remove"), lambda: self._remove(check)),
        ):
            made = button(self._shell, "", act, icon_name=icon_name, role="quiet", tip=tip)
            made.setEnabled(writable)
            line.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(line)
        shown = check.shown.replace("T", " ")
        self.body.addWidget(label(" · ".join(filter(None, (shown, check.reference, check.note))), "small", wrap=True))
        self.body.addWidget(separator())

    def add(self) -> None:
        """Ask for a comparison and add it."""
        if self._clock is not None and self.add_button.isEnabled():
            officer = self._shell.signed_in.officer
            now = Moment(utc=datetime.now(UTC))
            self.ask(ClockCheck(
                clock_id=self._clock.id, shown=now.local.strftime("%Y-%m-%dT%H:%M:%S"), at=now,
                checked_by=(officer.id,) if officer.verified else (),
            ))

    def ask(self, check: ClockCheck) -> None:
        """Ask what the clock showed, and write it down."""
        assert self._clock is not None
        place = zone(self._clock.zone)
        shown = datetime.fromisoformat(check.shown).replace(tzinfo=place)
        values = ask_form(self._shell, self._words("Compare {clock}", clock=self._clock.name), _CHECK, {
            **{name: getattr(check, name) for name in ("at", "uncertainty_s", "reference", "photos", "note")},
            "shown": Moment(utc=shown, zone=self._clock.zone),
        })
        if values is None:
            return
        local = values["shown"].utc.astimezone(place).replace(tzinfo=None)
        values |= {"shown": local.isoformat(), "uncertainty_s": values["uncertainty_s"] or 0.0}
        self._shell.do("edata.check_clock", lambda work: operations.check_clock(work, replace(check, **values)))

    def _remove(self, check: ClockCheck) -> None:
        self._shell.do("edata.remove_check", lambda work: operations.remove_check(work, check.id))


class ClocksPage(RecordPage[Clock]):
    """Every clock that evidence was told by."""

    kinds = ("clocks", "clock_checks")
    title = N_("Device clocks")
    subtitle = N_("Offset = display − Beijing time. Corrected times follow a clock as soon as it is compared again.")
    icon = "clock"
    empty_text = N_("No clocks yet. Enter each device whose times are evidence, and compare it with Beijing time.")
    new_text = N_("New clock")
    operation = "edata.put_clock"
    form_columns = 1

    def columns(self) -> list[TableColumn[Clock]]:
        words = self.words
        return [
            TableColumn(words("Clock"), lambda clock: clock.name, 200),
            TableColumn(words("Offset"), lambda clock: clock_text(clock, words), 150, sort=lambda clock: clock.offset_s,
                        level=lambda clock: "" if clock.measured_at or clock.offset_s else "warning"),
            TableColumn(words("Comparisons"), lambda clock: str(len(self._checks.get(clock.id, ()))), 90, right=True),
            TableColumn(words("Last compared"), self._last, 150),
        ]

    def _last(self, clock: Clock) -> str:
        return clock.measured_at.text() if clock.measured_at else ""

    def fields(self) -> list[Field]:
        return [
            Field("name", N_("Name of the clock"), required=True), Field("device", N_("Device")),
            Field("zone", N_("Zone"), required=True,
                  help=N_("The zone that its display is set to, such as Asia/Shanghai")),
            Field("note", N_("Note"), "multiline"),
        ]

    def defaults(self) -> dict[str, Any]:
        return {"zone": BEIJING}

    def below_form(self) -> ChecksCard:
        self.checks_card = ChecksCard(self.shell)
        on_key(self, "Ctrl+Shift+A", self.checks_card.add)
        return self.checks_card

    def load(self, read: Read) -> _View:
        return _View(queries.all_clocks(read), queries.checks_of(read), queries.drift_limit(read))

    def show_data(self, data: _View) -> None:
        self._checks, self._limit = data.checks, data.limit
        super().show_data(data.clocks)
        known = {clock.id: clock for clock in data.clocks}
        self.record_chosen(known.get(self.record.id) if self.record else None)

    def record_chosen(self, record: Clock | None) -> None:
        checks = self._checks.get(record.id, []) if record else []
        self.checks_card.show_checks(record, checks, self._limit, writable=self.writable)

    def store(self, work: Work, record: Clock | None, values: dict[str, Any]) -> Clock:
        return operations.put_clock(
            work, record.id if record else None, name=values["name"], device=values["device"],
            zone_name=values["zone"], note=values["note"],
        )
