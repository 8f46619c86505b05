"""Handling and transfer: what was proposed to follow from each finding, and how far it has come."""

from typing import Any

from modules.responsibility import operations, queries
from modules.responsibility.records import Handling, HandlingKind, HandlingState, ResponsibilityLink
from workstation.api import N_, Read, Work
from workstation.api.widgets import Field, RecordPage, TableColumn, button

_LEVELS = {
    HandlingState.PROPOSED: "warning", HandlingState.TRANSFERRED: "info", HandlingState.RECEIVED: "info",
    HandlingState.CONCLUDED: "success",
}


class HandlingsPage(RecordPage[Handling]):
    """Every proposal with its transfer, receipt and result."""

    kinds = ("handlings", "responsibility", "parties", "officers")
    title = N_("Handling and transfer")
    subtitle = N_("Criminal, administrative, discipline, credit: proposed by a named officer, transferred, concluded.")
    icon = "external-link"
    empty_text = N_("Nothing is proposed yet. Choose a finding and propose what shall follow from it.")
    new_text = N_("New proposal")
    operation = "responsibility.propose"

    def __init__(self, *args: Any) -> None:
        self._findings: dict[str, ResponsibilityLink] = {}
        self._parties: dict[str, str] = {}
        self._officers: dict[str, str] = {}
        super().__init__(*args)

    def columns(self) -> list[TableColumn[Handling]]:
        words, order = self.words, list(HandlingKind)
        return [
            TableColumn(words("Kind"), lambda one: words(queries.KIND_WORDS[one.kind]), 110,
                        sort=lambda one: order.index(one.kind)),
            TableColumn(words("How far"), lambda one: words(queries.HANDLING_WORDS[one.state]), 90,
                        sort=lambda one: list(HandlingState).index(one.state), level=lambda one: _LEVELS[one.state]),
            TableColumn(words("Whom it concerns"), self._whom, 180),
            TableColumn(words("What is proposed"), lambda one: one.measure, 220),
            TableColumn(words("Transferred to"), lambda one: one.transferred_to, 150),
        ]

    def _whom(self, one: Handling) -> str:
        finding = self._findings.get(one.finding_id)
        return self._parties.get(one.target_id or (finding.subject_id if finding else "") or "", "")

    def fields(self) -> list[Field]:
        return [
            Field("finding_id", N_("Finding of responsibility"), "choice", required=True, wide=True),
            Field("kind", N_("Kind"), "choice", choices=tuple(queries.KIND_WORDS.items())),
            Field("target_id", N_("Whom it concerns, if not the subject"), "choice", choices=((None, N_("(none)")),)),
            Field("measure", N_("What is proposed"), "multiline", required=True),
            Field("basis", N_("Legal basis"), wide=True),
            Field("transferred_to", N_("Transferred to")), Field("document_number", N_("Number of the paper")),
            Field("transferred_on", N_("Transferred on"), "date"), Field("received_on", N_("Received on"), "date"),
            Field("received_by", N_("Received by")), Field("result_on", N_("Result on"), "date"),
            Field("result", N_("Result of the handling"), "multiline"),
            Field("evidence", N_("Transfer paper, receipt, decision"), "refs"), Field("note", N_("Note"), "multiline"),
        ]

    def record_actions(self) -> list[Any]:
        self.remove_button = button(self.shell, "", self._remove, icon_name="trash", tip=self.words("Remove"))
        return [self.remove_button]

    def record_chosen(self, record: Handling | None) -> None:
        self.remove_button.setEnabled(
            record is not None and record.state is HandlingState.PROPOSED and not record.source and self.writable)

    def load(self, read: Read) -> list[Handling]:
        self._findings = {finding.id: finding for finding in queries.all_findings(read)}
        self._parties, self._officers = queries.party_names(read), queries.officer_names(read)
        return queries.handlings(read)

    def show_data(self, data: Any) -> None:
        words = self.words
        self.form.set_choices("finding_id", [
            (one.id, f"{words(queries.LINK_WORDS[one.link])} · {self._parties.get(one.subject_id or '', '—')} · "
                     f"{(one.facts or one.duty)[:40]}") for one in self._findings.values()
        ])
        self.form.set_choices("target_id", ((None, N_("(none)")), *sorted(self._parties.items(), key=lambda p: p[1])))
        super().show_data(data)

    def store(self, work: Work, record: Handling | None, values: dict[str, Any]) -> Handling:
        return operations.put_handling(work, record.id if record else None, **values)

    def _remove(self) -> None:
        record = self.record
        if record is not None:
            self.shell.do("responsibility.withdraw", lambda work: operations.remove_handling(work, record.id),
                          self._removed)

    def _removed(self, _: None) -> None:
        self._fill(None)
        self.panel.hide()
