"""The findings on the six links: laid out from duties, with evidence; judged and decided by a named officer."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from modules.responsibility import operations, queries
from modules.responsibility.records import (
    Consequence,
    FindingStatus,
    Handling,
    HandlingKind,
    HandlingState,
    Link,
    ResponsibilityLink,
)
from modules.responsibility.rules.catalogue import Catalogue
from modules.responsibility.ui.duties import DutiesDialog
from workstation.api import N_, Read, Ref, Work
from workstation.api.widgets import (
    Badge,
    Card,
    Field,
    PropertyList,
    RecordPage,
    TableColumn,
    ask_form,
    button,
    clear,
    label,
)

_LEVELS = {
    FindingStatus.ESTABLISHED: "success", FindingStatus.NO_BREACH: "info", FindingStatus.PUBLISHED: "info",
    FindingStatus.DRAFT: "warning",
}
_ROLES = tuple(queries.ROLE_WORDS.items())
_NOBODY = (None, N_("(none)"))
_LINKS = tuple(queries.LINK_WORDS.items())
_ROLE_TITLES = {
    Consequence.IGNITION: N_("Role in ignition"), Consequence.SPREAD: N_("Role in spread"),
    Consequence.CASUALTIES: N_("Role in casualties"),
}


@dataclass(frozen=True)
class _Known:
    """What the page needs besides the findings."""

    parties: dict[str, str]
    officers: dict[str, str]
    offered: Catalogue
    handlings: list[Handling]


class LinksPage(RecordPage[ResponsibilityLink]):
    """Subject, duty, facts and evidence for each link; below, the judgement and what shall follow."""

    kinds = ("responsibility", "parties", "handlings", "officers", "incident")
    title = N_("Findings of responsibility")
    subtitle = N_("Six links, each traced to evidence. A finding is established by an officer, never without evidence.")
    icon = "affiliate"
    empty_text = N_("No findings yet. Begin from the duties in question: each becomes a draft with its clause.")
    new_text = N_("New finding")
    operation = "responsibility.draft"
    _known = _Known({}, {}, Catalogue(), [])

    def columns(self) -> list[TableColumn[ResponsibilityLink]]:
        words, order = self.words, list(Link)
        return [
            TableColumn(words("Link"), lambda f: words(queries.LINK_WORDS[f.link]), 130,
                        sort=lambda f: order.index(f.link)),
            TableColumn(words("Status"), lambda f: words(queries.STATUS_WORDS[f.status]), 100,
                        level=lambda f: _LEVELS[f.status]),
            TableColumn(words("Evidence"), lambda f: str(len(f.grounds)), 56, sort=lambda f: len(f.grounds),
                        right=True),
            TableColumn(words("Facts found"), lambda f: f.facts or f.duty, 220),
            TableColumn(words("Subject"), lambda f: self._known.parties.get(f.subject_id or "", ""), 160),
        ]

    def fields(self) -> list[Field]:
        return [
            Field("link", N_("Link"), "choice", choices=_LINKS),
            Field("subject_id", N_("Subject"), "choice", choices=(_NOBODY,)),
            Field("duty", N_("Duty"), "multiline"), Field("legal_basis", N_("Legal basis"), wide=True),
            Field("duty_evidence", N_("Evidence that it was theirs"), "refs"),
            Field("facts", N_("Facts found"), "multiline"),
            Field("begins", N_("The fact began"), "moment", help=N_("A day alone will do.")),
            Field("ends", N_("The fact ended"), "moment"),
            Field("product", N_("Product"), wide=True, help=N_("Name, model, maker: found again across cases.")),
            Field("evidence", N_("Evidence of the facts"), "refs"),
            Field("causal_evidence", N_("Evidence of what it contributed"), "refs"),
            Field("note", N_("Note"), "multiline"),
        ]

    def header_actions(self) -> list[Any]:
        self.duties_button = button(self.shell, self.words("From duties …"), self.lay_out, icon_name="clipboard-check")
        self.duties_button.setEnabled(self.writable)
        return [self.duties_button]

    def record_actions(self) -> list[Any]:
        words, shell = self.words, self.shell
        self.judge_button = button(
            shell, words("Judge …"), self.judge, icon_name="pencil",
            tip=words("How grave the breach is and what it contributed, as the officer who acts"),
        )
        self.establish_button = button(
            shell, words("Establish"), lambda: self._decide(establish=True), icon_name="check",
        )
        self.no_breach_button = button(shell, words("No breach"), lambda: self._decide(establish=False))
        self.remove_button = button(shell, "", self._remove, icon_name="trash", tip=words("Remove"))
        self.form.editor("link").edited.connect(self._show_seeds)
        return [self.judge_button, self.establish_button, self.no_breach_button, self.remove_button]

    def below_form(self) -> QWidget:
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        self.judgement = PropertyList()
        card = Card(self.words("Judgement"))
        card.body.addWidget(self.judgement)
        layout.addWidget(card)
        self.propose_button = button(self.shell, self.words("Propose …"), self.propose, icon_name="plus")
        self.proposals = Card(self.words("What shall follow"), self.propose_button)
        layout.addWidget(self.proposals)
        self.below = box
        return box

    # reading

    def load(self, read: Read) -> list[ResponsibilityLink]:
        self._known = _Known(
            queries.party_names(read), queries.officer_names(read), queries.catalogue(read), queries.handlings(read)
        )
        return queries.all_findings(read)

    def show_data(self, data: Any) -> None:
        parties = sorted(self._known.parties.items(), key=lambda party: party[1])
        self.form.set_choices("subject_id", (_NOBODY, *parties))
        super().show_data(data)
        if self.record is not None:
            fresh = next((one for one in data if one.id == self.record.id), None)
            if fresh is not None and not self.edited:
                self._record = fresh
        self._show_acts(self.record)

    def record_chosen(self, record: ResponsibilityLink | None) -> None:
        self._show_seeds()
        self._show_acts(record)

    def _show_seeds(self) -> None:
        """Below the duty: what is usually examined in the chosen link (参考)."""
        chosen = str(self.form.editor("link").value())
        seeds = (self._known.offered.seeds or {}).get(chosen, ())
        text = self.words("To be examined, for example: {seeds}", seeds="、".join(map(self.words, seeds)))
        self.form.set_help("duty", text if seeds else "")

    def _show_acts(self, record: ResponsibilityLink | None) -> None:
        open_ = record is not None and record.status is not FindingStatus.PUBLISHED and self.writable
        for one in (self.judge_button, self.establish_button, self.no_breach_button):
            one.setEnabled(open_)
        self.remove_button.setEnabled(open_ and record is not None and record.status is FindingStatus.DRAFT)
        self.propose_button.setEnabled(self.writable and record is not None)
        self.below.setVisible(record is not None)
        if record is not None:
            self._show_basis(record)
            self.judgement.set_rows(self._judged(record))
            self._show_proposals(record)

    def _show_basis(self, record: ResponsibilityLink) -> None:
        duty = self._known.offered.duty(record.duty_code)
        unsure = duty is not None and not duty.verified and duty.clause == record.legal_basis
        self.form.set_help("legal_basis", self.words(
            "待核: this clause was not compared with the official text.") if unsure else "")

    def _judged(self, record: ResponsibilityLink) -> list[tuple[str, str]]:
        words = self.words
        by = self._known.officers.get(record.judged_by or "", "")
        at = record.judged_at.text("%Y-%m-%d %H:%M") if record.judged_at else ""
        if record.status is FindingStatus.PUBLISHED:
            by = words("As published")
        waiting = words("nobody yet: to be judged by a named officer")
        return [
            (words("Breach"), words(record.breach)),
            *((words(title), words(queries.ROLE_WORDS[record.role(one)])) for one, title in _ROLE_TITLES.items()),
            (words("Causation"), record.causation), (words("Judged by"), f"{by} {at}".strip() or waiting),
            (words("Decided by"), self._decided(record)), (words("Source"), record.source),
        ]

    def _decided(self, record: ResponsibilityLink) -> str:
        at = record.decided_at.text("%Y-%m-%d %H:%M") if record.decided_at else ""
        return f"{self._known.officers.get(record.decided_by or '', '')} {at}".strip()

    def _show_proposals(self, record: ResponsibilityLink) -> None:
        clear(self.proposals.body)
        own = [one for one in self._known.handlings if one.finding_id == record.id]
        for one in own:
            self.proposals.body.addWidget(self._proposal(one))
        earlier = "；".join(filter(None, (record.handling, record.transferred_to, record.result)))
        if earlier:
            self.proposals.body.addWidget(label(earlier, "muted", wrap=True))
        if not own and not earlier:
            self.proposals.body.addWidget(label(self.words("Nothing proposed yet."), "muted"))

    def _proposal(self, one: Handling) -> QWidget:
        words, row = self.words, QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        state = words(queries.HANDLING_WORDS[one.state])
        done = one.state is HandlingState.CONCLUDED
        line.addWidget(label(f"{words(queries.KIND_WORDS[one.kind])} · {one.measure}", wrap=True), 1)
        line.addWidget(Badge(self.shell, state, "success" if done else "info"), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(button(
            self.shell, "", partial(self.shell.show, "responsibility.handlings", Ref("handlings", one.id)),
            icon_name="chevron-right", role="quiet", tip=words("Go to this record"),
        ), 0, Qt.AlignmentFlag.AlignTop)
        return row

    # acts

    def store(self, work: Work, record: ResponsibilityLink | None, values: dict[str, Any]) -> ResponsibilityLink:
        return operations.draft(work, record.id if record else None, **values)

    def lay_out(self) -> None:
        """Ask which duties are in question, and begin a draft for each."""
        present = {finding.duty_code for finding in self.table.records()}
        dialog = DutiesDialog(self.shell, self._known.offered.duties, self._known.parties, present)
        try:
            if dialog.exec() != QDialog.DialogCode.Accepted:
                return
            codes, subject, language = dialog.codes, dialog.subject_id, self.words.language
        finally:
            dialog.deleteLater()
        self.shell.do("responsibility.lay_out", lambda work: operations.lay_out(
            work, codes, subject_id=subject, language=language), self._laid_out)

    def _laid_out(self, made: list[ResponsibilityLink]) -> None:
        if made:
            self.show_ref(Ref("responsibility", made[0].id))

    def judge(self) -> None:
        """Ask how grave the breach is and what it contributed, and write it down as this officer's judgement."""
        finding = self.record
        if finding is None or not self.save_if_edited():
            return
        breaches = [(name, name) for name in self._known.offered.breaches]
        if finding.breach and finding.breach not in self._known.offered.breaches:
            breaches.append((finding.breach, finding.breach))
        fields = [
            Field("breach", N_("Breach"), "choice", required=True, choices=breaches),
            *(Field(f"role_{one}", title, "choice", choices=_ROLES) for one, title in _ROLE_TITLES.items()),
            Field("causation", N_("How it contributed, step by step"), "multiline"),
        ]
        kept = {field.name: getattr(finding, field.name) for field in fields}
        title = self.words("Judgement of {officer}", officer=self.shell.signed_in.officer.name)
        values = ask_form(self.shell, title, fields, kept, columns=2, accept_text=self.words("Judge"))
        if values is not None:
            self.shell.do("responsibility.judge", lambda work: operations.judge(work, finding.id, **values))

    def propose(self) -> None:
        """Ask what shall follow from the finding, and write it down as this officer's proposal."""
        finding = self.record
        if finding is None or not self.save_if_edited():
            return
        seeds, language = self._known.offered.handlings, self.words.language
        usual = [(number, f"{self.words(queries.KIND_WORDS[seed.kind])}：{seed.measure[language]}")
                 for number, seed in enumerate(seeds)]
        fields = [
            Field("usual", N_("Usual ways"), "choice", choices=[(None, N_("(none)")), *usual], wide=True),
            Field("kind", N_("Kind"), "choice", choices=tuple(queries.KIND_WORDS.items()),
                  help=N_("Counts where no usual way is chosen.")),
            Field("measure", N_("What is proposed"), "multiline",
                  help=N_("In your own words, or nothing: then those of the usual way.")),
            Field("target_id", N_("Whom it concerns, if not the subject"), "choice",
                  choices=(_NOBODY, *self._known.parties.items())),
            Field("basis", N_("Legal basis")),
        ]
        values = ask_form(self.shell, self.words("Proposal of {officer}", officer=self.shell.signed_in.officer.name),
                          fields, {"kind": HandlingKind.ADMINISTRATIVE}, columns=2, accept_text=self.words("Propose"))
        if values is None:
            return
        usual_number = values.pop("usual")
        if usual_number is not None:
            seed = seeds[usual_number]
            values = {**values, "kind": seed.kind, "measure": values["measure"] or seed.measure[language],
                      "transferred_to": seed.authority[language]}
        self.shell.do("responsibility.propose", lambda work: operations.put_handling(
            work, finding_id=finding.id, **values))

    def _remove(self) -> None:
        finding = self.record
        if finding is not None:
            self.shell.do("responsibility.remove", lambda work: operations.remove(work, finding.id), self._removed)

    def _removed(self, _: None) -> None:
        self._fill(None)
        self.panel.hide()

    def _decide(self, *, establish: bool) -> None:
        finding = self.record
        if finding is None:
            return
        status = FindingStatus.ESTABLISHED if establish else FindingStatus.NO_BREACH
        question = self.words(
            "{officer} decides: {status}. The ledger keeps this act.", officer=self.shell.signed_in.officer.name,
            status=self.words(queries.STATUS_WORDS[status]),
        )
        if self.shell.confirm((finding.facts or finding.duty)[:60], question):
            self.save_if_edited()
            act = operations.establish if establish else operations.find_no_breach
            self.shell.do("responsibility.decide", lambda work: act(work, finding.id))
