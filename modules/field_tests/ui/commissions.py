"""The register of commissions to laboratories: samples, days, results, and the pause they make."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from modules.field_tests import operations, queries
from modules.field_tests.records import Commission
from modules.field_tests.rules import CommissionState, state_on
from modules.field_tests.ui import commands
from workstation.api import N_, Read, Work, today
from workstation.api.widgets import Field, RecordPage, TableColumn, ask_form, button

_LEVELS = {
    CommissionState.DRAFT: "neutral", CommissionState.AWAITED: "info", CommissionState.OVERDUE: "error",
    CommissionState.DONE: "success", CommissionState.WITHDRAWN: "neutral",
}
_DAYS = 20


@dataclass(frozen=True)
class _View:
    commissions: list[Commission]
    officers: dict[str, str]


class CommissionsPage(RecordPage[Commission]):
    """What was sent to laboratories."""

    kinds = ("commissions", "officers")
    title = N_("Laboratory commissions")
    subtitle = N_("From the day it is sent to the day of the opinion the period of determination stands still.")
    icon = "test-flask"
    empty_text = N_("Nothing was sent to a laboratory. Enter a commission, link its samples and say what is asked.")
    new_text = N_("New commission")
    operation = "field_tests.commission"

    def header_actions(self) -> list[Any]:
        return [button(self.shell, self.words("Commission form …"), lambda: commands.print_commission(self.shell),
                       icon_name="printer")]

    def columns(self) -> list[TableColumn[Commission]]:
        words, day = self.words, today()
        return [
            TableColumn(words("Number"), lambda c: c.number, 80),
            TableColumn(words("Laboratory"), lambda c: c.laboratory, 200),
            TableColumn(words("State"), lambda c: words(queries.STATE_WORDS[state_on(c, day)]), 110,
                        level=lambda c: _LEVELS[state_on(c, day)]),
            TableColumn(words("Samples"), lambda c: str(len(c.samples)), 70, right=True, sort=lambda c: len(c.samples)),
            TableColumn(words("Sent on"), lambda c: c.sent_on.isoformat() if c.sent_on else "", 100),
            TableColumn(words("Agreed day"), lambda c: c.due_on.isoformat() if c.due_on else "", 100),
            TableColumn(words("Received on"), lambda c: c.received_on.isoformat() if c.received_on else "", 100),
            TableColumn(words("Number of the opinion"), lambda c: c.report_number, 150),
        ]

    def fields(self) -> list[Field]:
        return [
            Field("number", N_("Number"), help=N_("Given by itself if left empty")),
            Field("laboratory", N_("Laboratory"), required=True), Field("qualification", N_("Qualification")),
            Field("approved_by", N_("Commission approved by")),
            Field("sent_on", N_("Sent on"), "date"), Field("due_on", N_("Agreed day of the opinion"), "date"),
            Field("kept_until", N_("Samples are kept until"), "date"),
            Field("accepted_by", N_("Samples accepted by")),
            Field("sent_by", N_("Samples brought by (at least two)"), "tags", wide=True),
            Field("samples", N_("Samples"), "refs"), Field("facts", N_("Facts in brief"), "multiline"),
            Field("request", N_("What is asked"), "multiline"),
            Field("pauses", N_("The period of determination stands still meanwhile"), "bool", wide=True),
            Field("received_on", N_("Received on"), "date"), Field("report_number", N_("Number of the opinion")),
            Field("result", N_("Opinion"), "multiline"), Field("reports", N_("Report"), "refs"),
            Field("note", N_("Note"), "multiline"),
        ]

    def record_actions(self) -> list[Any]:
        words = self.words
        self.result_button = button(self.shell, words("Result came in …"), self.receive, icon_name="check")
        return [
            self.result_button,
            button(self.shell, words("Withdraw …"), self._withdraw, role="danger", icon_name="archive"),
        ]

    def defaults(self) -> dict[str, Any]:
        officer, day = self.shell.signed_in.officer, today()
        return {
            "pauses": True, "sent_on": day, "due_on": day + timedelta(days=_DAYS),
            "sent_by": (officer.id,) if officer.verified else (),
        }

    def load(self, read: Read) -> _View:
        return _View(queries.all_commissions(read), queries.officer_names(read))

    def show_data(self, data: _View) -> None:
        self.form.set_choices("sent_by", tuple(data.officers.items()))
        super().show_data(data.commissions)
        self.record_chosen(self.record)

    def record_chosen(self, record: Commission | None) -> None:
        self.result_button.setEnabled(self.writable and record is not None and record.received_on is None)

    def store(self, work: Work, record: Commission | None, values: dict[str, Any]) -> Commission:
        return operations.commission(work, record.id if record else None, **values)

    def receive(self) -> None:
        """Enter the opinion that came in."""
        record = self.record
        if record is None or not self.save_if_edited():
            return
        values = ask_form(self.shell, self.words("Result came in …"), (
            Field("received_on", N_("Received on"), "date", required=True),
            Field("report_number", N_("Number of the opinion")),
            Field("result", N_("Opinion"), "multiline", required=True), Field("reports", N_("Report"), "refs"),
        ), {"received_on": today()})
        if values is not None:
            self.shell.do("field_tests.result", lambda work: operations.receive_result(work, record.id, **values),
                          self.saved)

    def _withdraw(self) -> None:
        record = self.record
        if record is None:
            return
        reason = self.shell.ask_text(self.words("Withdraw"), self.words("Reason for the withdrawal"))
        if reason is not None:
            self.shell.do("field_tests.withdraw_commission",
                          lambda work: operations.withdraw_commission(work, record.id, reason), reason=reason)
