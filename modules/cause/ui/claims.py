"""起火原因: claims with their evidence; only a person decides them, and says why."""

from dataclasses import dataclass
from typing import Any

from modules.cause import operations, queries
from modules.cause.queries import HYPOTHESIS, STATUS_WORDS
from modules.cause.records import Condition, ConditionKind
from modules.cause.ui.conditions import ConditionsCard
from workstation.api import N_, Claim, ClaimStatus, Read, Work, new_id
from workstation.api.widgets import Field, RecordPage, TableColumn, ask_form, button, on_key

_TOPICS = tuple(queries.CAUSE_TOPICS.items())
LEVELS = {
    ClaimStatus.ESTABLISHED: "success", ClaimStatus.EXCLUDED: "neutral", ClaimStatus.CANNOT_EXCLUDE: "warning",
    ClaimStatus.PUBLISHED: "info",
}


@dataclass(frozen=True)
class _View:
    claims: list[Claim]
    conditions: dict[str, dict[ConditionKind, Condition]]
    categories: tuple[str, ...]


class ClaimsPage(RecordPage[Claim]):
    """What is held about time, place, fuel, source and cause."""

    kinds = ("claims", "conditions")
    title = N_("Cause")
    subtitle = N_("Drafts become findings only by a named officer's act, and only with evidence.")
    icon = "flame"
    empty_text = N_("Nothing has been stated about the cause. Draft a claim and link its evidence.")
    new_text = N_("New claim")
    operation = "cause.claim"
    form_columns = 1

    def header_actions(self) -> list[Any]:
        return [button(self.shell, self.words("Matrix of hypotheses"), lambda: self.shell.show("cause.matrix"),
                       icon_name="test-matrix")]

    def columns(self) -> list[TableColumn[Claim]]:
        words = self.words
        return [
            TableColumn(words("Topic"), lambda c: words(queries.CAUSE_TOPICS.get(c.topic, c.topic)), 110),
            TableColumn(words("Claim"), lambda c: c.text, 360),
            TableColumn(words("Status"), lambda c: words(STATUS_WORDS[c.status]), 120,
                        level=lambda c: LEVELS.get(c.status, "")),
            TableColumn(words("Evidence"), lambda c: f"＋{len(c.supports)} －{len(c.contradicts)}", 80, right=True,
                        sort=lambda c: len(c.supports)),
        ]

    def fields(self) -> list[Field]:
        return [
            Field("topic", N_("Topic"), "choice", choices=_TOPICS),
            Field("text", N_("Claim"), "multiline", required=True),
            Field("category", N_("Head in the statistics"), "choice", choices=(("", N_("(none)")),)),
            Field("supports", N_("Supported by"), "refs"), Field("contradicts", N_("Contradicted by"), "refs"),
            Field("source", N_("Source")), Field("note", N_("Note"), "multiline"),
        ]

    def record_actions(self) -> list[Any]:
        words = self.words
        return [
            button(self.shell, words("Establish"), lambda: self.decide(ClaimStatus.ESTABLISHED), icon_name="check"),
            button(self.shell, words("Exclude"), lambda: self.decide(ClaimStatus.EXCLUDED), icon_name="x"),
            button(self.shell, words("Cannot exclude"), lambda: self.decide(ClaimStatus.CANNOT_EXCLUDE)),
            button(self.shell, words("Remove draft"), self.remove, role="danger", icon_name="trash"),
        ]

    def below_form(self) -> ConditionsCard:
        self.conditions_card = ConditionsCard(self.shell)
        on_key(self, "Ctrl+Shift+A", self.conditions_card.edit_first_open)
        return self.conditions_card

    def load(self, read: Read) -> _View:
        claims = queries.cause_claims(read)
        return _View(
            claims, {claim.id: queries.conditions(read, claim.id) for claim in claims if claim.topic == HYPOTHESIS},
            queries.categories(read),
        )

    def show_data(self, data: _View) -> None:
        self._view = data
        self.form.set_choices("category", (("", N_("(none)")), *((name, name) for name in data.categories)))
        super().show_data(data.claims)
        self.record_chosen(self.record)

    def record_chosen(self, record: Claim | None) -> None:
        hypothesis = record is not None and record.topic == HYPOTHESIS
        known = self._view.conditions.get(record.id, {}) if record is not None and hypothesis else {}
        self.conditions_card.show_conditions(record if hypothesis else None, known, writable=self.writable)

    def store(self, work: Work, record: Claim | None, values: dict[str, Any]) -> Claim:
        return operations.edit_claim(work, record.id if record else new_id(), **values)

    def decide(self, status: ClaimStatus) -> None:
        """Ask for the reason, and decide."""
        claim = self.record
        if claim is not None and self.save_if_edited():
            ask_verdict(self, claim, status)

    def remove(self) -> None:
        """Take a draft back."""
        claim = self.record
        if claim is not None:
            self.discard()
            self.shell.do("cause.remove_claim", lambda work: operations.remove_claim(work, claim.id),
                          self._removed)

    def _removed(self, _: None) -> None:
        self.take_up("")


def ask_verdict(page: Any, claim: Claim, status: ClaimStatus) -> None:
    """Ask an officer why, and write the verdict."""
    shell = page.shell
    words, officer = shell.words, shell.signed_in.officer
    said = words("{officer} decides: {status}. The ledger keeps this act.", officer=officer.name,
                 status=words(STATUS_WORDS[status]))
    values = ask_form(
        shell, claim.text[:60],
        (Field("reason", N_("Reason of the verdict"), "multiline", required=claim.topic == HYPOTHESIS, help=said),),
        {"reason": claim.reason}, accept_text=words("Decide"),
    )
    if values is not None:
        shell.do("cause.decide", lambda work: operations.decide_claim(work, claim.id, status, values["reason"]))
