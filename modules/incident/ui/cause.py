"""起火原因: claims with their evidence; only a person decides them."""

from typing import Any

from modules.incident import operations, queries
from modules.incident.sections.findings import STATUS_WORDS
from workstation.api import N_, Claim, ClaimStatus, Read, Work, new_id
from workstation.api.widgets import Field, RecordPage, TableColumn, button

_TOPICS = tuple(queries.CAUSE_TOPICS.items())
_LEVELS = {
    ClaimStatus.ESTABLISHED: "success", ClaimStatus.EXCLUDED: "neutral", ClaimStatus.CANNOT_EXCLUDE: "warning",
    ClaimStatus.PUBLISHED: "info",
}


class CausePage(RecordPage[Claim]):
    """What is held about time, place, fuel, source and cause."""

    kinds = ("claims",)
    title = N_("Cause")
    subtitle = N_("Drafts become findings only by a named officer's act, and only with evidence.")
    icon = "flame"
    empty_text = N_("Nothing has been stated about the cause. Draft a claim and link its evidence.")
    new_text = N_("New claim")
    operation = "incident.claim"
    form_columns = 1

    def columns(self) -> list[TableColumn[Claim]]:
        words = self.words
        return [
            TableColumn(words("Topic"), lambda c: words(queries.CAUSE_TOPICS.get(c.topic, c.topic)), 110),
            TableColumn(words("Claim"), lambda c: c.text, 360),
            TableColumn(words("Status"), lambda c: words(STATUS_WORDS[c.status]), 120,
                        level=lambda c: _LEVELS.get(c.status, "")),
            TableColumn(words("Evidence"), lambda c: str(len(c.supports)), 70, right=True),
        ]

    def fields(self) -> list[Field]:
        return [
            Field("topic", N_("Topic"), "choice", choices=_TOPICS),
            Field("text", N_("Claim"), "multiline", required=True),
            Field("supports", N_("Supported by"), "refs"), Field("contradicts", N_("Contradicted by"), "refs"),
            Field("source", N_("Source")), Field("note", N_("Note"), "multiline"),
        ]

    def record_actions(self) -> list[Any]:
        words = self.words
        return [
            button(self.shell, words("Establish"), lambda: self._decide(ClaimStatus.ESTABLISHED), icon_name="check"),
            button(self.shell, words("Exclude"), lambda: self._decide(ClaimStatus.EXCLUDED), icon_name="x"),
            button(self.shell, words("Cannot exclude"), lambda: self._decide(ClaimStatus.CANNOT_EXCLUDE)),
        ]

    def load(self, read: Read) -> list[Claim]:
        return queries.cause_claims(read)

    def store(self, work: Work, record: Claim | None, values: dict[str, Any]) -> Claim:
        return operations.edit_claim(work, record.id if record else new_id(), **values)

    def _decide(self, status: ClaimStatus) -> None:
        claim = self.record
        if claim is None:
            return
        officer = self.shell.signed_in.officer
        question = self.words(
            "{officer} decides: {status}. The ledger keeps this act.", officer=officer.name,
            status=self.words(STATUS_WORDS[status]),
        )
        if self.shell.confirm(claim.text[:60], question):
            self.save_if_edited()
            self.shell.do("incident.decide", lambda work: operations.decide_claim(work, claim.id, status))
