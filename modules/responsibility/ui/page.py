"""The findings on the six links."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from modules.responsibility import operations, queries
from modules.responsibility.records import FindingStatus, Link, ResponsibilityLink
from workstation.api import N_, Read, UserError, Work
from workstation.api.widgets import Field, RecordPage, TableColumn, button

_LEVELS = {
    FindingStatus.ESTABLISHED: "success", FindingStatus.NO_BREACH: "info", FindingStatus.PUBLISHED: "info",
    FindingStatus.DRAFT: "warning",
}
_ROLES = tuple(queries.ROLE_WORDS.items())
_NOBODY, _NOT_JUDGED = (None, N_("(none)")), ("", N_("(not judged)"))
_LINKS = tuple(queries.LINK_WORDS.items())


class LinksPage(RecordPage[ResponsibilityLink]):
    """Subject, duty, facts, breach, causal role and evidence for each link."""

    kinds = ("responsibility", "parties")
    title = N_("Responsibility")
    subtitle = N_("Six links, each traced to evidence. A finding is established by an officer, never without evidence.")
    icon = "affiliate"
    empty_text = N_("No findings yet. Begin with the user of the premises: who had which duty, and what was found?")
    new_text = N_("New finding")
    operation = "responsibility.draft"
    _six_links: Mapping[str, Any] = {"links": [], "breaches": []}

    def columns(self) -> list[TableColumn[ResponsibilityLink]]:
        words, order = self.words, list(Link)
        return [
            TableColumn(words("Link"), lambda f: words(queries.LINK_WORDS[f.link]), 130,
                        sort=lambda f: order.index(f.link)),
            TableColumn(words("Status"), lambda f: words(queries.STATUS_WORDS[f.status]), 100,
                        level=lambda f: _LEVELS[f.status]),
            TableColumn(words("Evidence"), lambda f: str(len(f.evidence)), 56, sort=lambda f: len(f.evidence),
                        right=True),
            TableColumn(words("Facts found"), lambda f: f.facts or f.duty, 220),
            TableColumn(words("Subject"), lambda f: self._parties.get(f.subject_id or "", ""), 160),
        ]

    def fields(self) -> list[Field]:
        return [
            Field("link", N_("Link"), "choice", choices=_LINKS),
            Field("subject_id", N_("Subject"), "choice", choices=(_NOBODY,)),
            Field("duty", N_("Duty"), "multiline"), Field("legal_basis", N_("Legal basis"), wide=True),
            Field("facts", N_("Facts found"), "multiline", required=True),
            Field("breach", N_("Breach"), "choice", choices=(_NOT_JUDGED,)),
            Field("handling", N_("Proposed handling")),
            Field("role_ignition", N_("Role in ignition"), "choice", choices=_ROLES),
            Field("role_spread", N_("Role in spread"), "choice", choices=_ROLES),
            Field("role_casualties", N_("Role in casualties"), "choice", choices=_ROLES),
            Field("transferred_to", N_("Transferred to")),
            Field("evidence", N_("Evidence"), "refs"), Field("result", N_("Result of the handling"), wide=True),
            Field("note", N_("Note"), "multiline"),
        ]

    def _pack(self, read: Read) -> dict[str, Any]:
        try:
            return read.rules.on("six-links", datetime.now(UTC).date()).data
        except UserError:
            return {"links": [], "breaches": []}

    def _show_seeds(self) -> None:
        """Below the duty: what is usually examined in the chosen link (参考)."""
        chosen = self.form.editor("link").value()
        links = self._six_links["links"]
        seeds = next((link["seeds"] for link in links if link["code"] == chosen), ())
        text = self.words("To be examined, for example: {seeds}", seeds="、".join(map(self.words, seeds)))
        self.form.set_help("duty", text if seeds else "")

    def show_data(self, data: Any) -> None:
        parties = sorted(self._parties.items(), key=lambda party: party[1])
        self.form.set_choices("subject_id", (_NOBODY, *parties))
        self.form.set_choices("breach", (_NOT_JUDGED, *((name, name) for name in self._six_links["breaches"])))
        super().show_data(data)
        self._offer_acts(self.record)

    def record_chosen(self, record: ResponsibilityLink | None) -> None:
        self._show_seeds()
        self._offer_acts(record)

    def _offer_acts(self, record: ResponsibilityLink | None) -> None:
        decidable = record is not None and record.status is not FindingStatus.PUBLISHED and self.writable
        self.establish_button.setEnabled(decidable)
        self.no_breach_button.setEnabled(decidable)
        self.remove_button.setEnabled(decidable and record is not None and record.status is FindingStatus.DRAFT)

    def record_actions(self) -> list[Any]:
        words = self.words
        self.establish_button = button(
            self.shell, words("Establish"), lambda: self._decide(establish=True), icon_name="check",
        )
        self.no_breach_button = button(self.shell, words("No breach"), lambda: self._decide(establish=False))
        self.remove_button = button(self.shell, "", self._remove, icon_name="trash", tip=words("Remove"))
        self.form.editor("link").edited.connect(self._show_seeds)
        return [self.establish_button, self.no_breach_button, self.remove_button]

    def _remove(self) -> None:
        finding = self.record
        if finding is not None:
            self.shell.do("responsibility.remove", lambda work: operations.remove(work, finding.id), self._removed)

    def _removed(self, _: None) -> None:
        self._fill(None)
        self.panel.hide()

    def load(self, read: Read) -> list[ResponsibilityLink]:
        self._parties, self._six_links = queries.party_names(read), self._pack(read)
        return queries.all_findings(read)

    def store(self, work: Work, record: ResponsibilityLink | None, values: dict[str, Any]) -> ResponsibilityLink:
        return operations.draft(work, record.id if record else None, **values)

    def _decide(self, *, establish: bool) -> None:
        finding = self.record
        if finding is None:
            return
        status = FindingStatus.ESTABLISHED if establish else FindingStatus.NO_BREACH
        question = self.words(
            "{officer} decides: {status}. The ledger keeps this act.", officer=self.shell.signed_in.officer.name,
            status=self.words(queries.STATUS_WORDS[status]),
        )
        if self.shell.confirm(finding.facts[:60], question):
            self.save_if_edited()
            act = operations.establish if establish else operations.find_no_breach
            self.shell.do("responsibility.decide", lambda work: act(work, finding.id))
