"""移送案件: the way of a transfer in six steps, from the offence to the answer of the police."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from modules.cooperation import operations, queries
from modules.cooperation.records import Answer, Transfer
from modules.cooperation.rules import Harm, Reached, lacking, missing_papers, reached
from modules.cooperation.sections import ANSWER_WORDS, CRITERION_WORDS
from workstation.api import N_, Job, Officer, Party, Read, Ref, UserError, beijing, new_id
from workstation.api.widgets import (
    Badge,
    Card,
    EmptyState,
    Field,
    Header,
    PageBase,
    PropertyList,
    RecordTableView,
    Shell,
    Split,
    TableColumn,
    ask_form,
    button,
    clear,
    label,
    scrolled,
    to_verify_badge,
)

LACKS = {
    "suspect": N_("no suspect"), "facts": N_("no facts"), "to": N_("not said to whom"),
    "team": N_("fewer than two on the case"),
}


@dataclass(frozen=True)
class _Data:
    transfers: list[Transfer]
    pack: dict[str, Any]
    harm: Harm
    parties: dict[str, str]
    officers: dict[str, str]


class TransfersPage(PageBase):
    """Transfers on the left; the steps of the chosen one on the right, each with what it still lacks."""

    kinds = ("transfers", "parties", "officers", "casualties", "losses", "procedure_acts")

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self._data: _Data | None = None
        self.new_button = button(shell, words("Propose a transfer …"), self.propose, icon_name="plus", role="primary")
        self.new_button.setEnabled(self.writable)
        self.list_button = button(shell, words("Print the list …"), self.print_list, icon_name="printer")
        self.pack_button = button(shell, words("Transfer pack …"), self.write_pack, icon_name="package")
        self.body.addWidget(Header(
            words("Transfer of the case"),
            words("The table of offences helps to choose; which offence is suspected, and whether the case is handed "
                  "over, people decide."),
            self.list_button, self.pack_button, self.new_button,
        ))
        self.table: RecordTableView[Transfer] = RecordTableView(
            shell, "Transfers", (
                TableColumn(words("Suspected offence"), lambda one: one.offence_name, 150),
                TableColumn(words("Receiving authority"), lambda one: one.to, 150),
                TableColumn(words("State"), lambda one: words(_state(one)), 120),
            ), key=lambda one: one.id, filterable=False,
            empty=EmptyState(shell, "arrow-up-right", words(
                "No transfer yet. Where an offence is suspected, propose one: the steps follow here."
            )),
        )
        self.table.selected.connect(lambda _: self._show_steps())
        self.steps = QVBoxLayout()
        self.steps.setSpacing(12)
        holder = QWidget()
        holder.setLayout(self.steps)
        split = Split(shell, "Transfers", [360, 640])
        split.addWidget(self.table)
        split.addWidget(scrolled(holder))
        split.settle()
        self.body.addWidget(split, 1)
        self.refresh()

    @property
    def chosen(self) -> Transfer | None:
        """The transfer that is looked at."""
        selection = self.table.selection()
        return selection[0] if selection else None

    def load(self, read: Read) -> _Data:
        try:
            pack = queries.offences(read).data
        except UserError:
            pack = {"offences": [], "materials": [], "clues": [], "team": 2}
        return _Data(
            queries.transfers(read), pack, queries.harm(read),
            {party.id: party.name for party in read.all(Party, order=("name",))},
            {officer.id: queries.officer_text(read, officer.id) for officer in read.all(Officer, order=("name",))},
        )

    def show_data(self, data: _Data) -> None:
        self._data = data
        self.table.set_records(data.transfers)
        if data.transfers and self.chosen is None:
            self.table.select({data.transfers[-1].id})
        self._show_steps()

    def show_ref(self, ref: Ref) -> None:
        self.table.select({ref.id})

    # the steps

    def _show_steps(self) -> None:
        clear(self.steps)
        transfer, data = self.chosen, self._data
        for made in (self.list_button, self.pack_button):
            made.setEnabled(transfer is not None)
        if data is None:
            return
        if transfer is None:
            self._show_offences(data)
            return
        for step in (self._grounds, self._people, self._papers, self._decision, self._handing, self._answer):
            self.steps.addWidget(step(transfer, data))
        self.steps.addStretch(1)

    def _show_offences(self, data: _Data) -> None:
        """Before anything is proposed: the table of offences, those whose thresholds the counts reach first."""
        words = self.words
        card = Card(words("Table of offences"))
        card.body.addWidget(label(words(
            "Reached means that a figure of the newest counts is at the threshold; it says nothing about guilt."
        ), "muted", wrap=True))
        for offence in sorted(data.pack["offences"], key=lambda one: not reached(one, data.harm)):
            card.body.addWidget(self._offence(offence, data.harm))
        self.steps.addWidget(card)
        clues = Card(words("Clues of arson to look for"))
        clues.body.addWidget(label("\n".join(f"□ {clue}" for clue in data.pack["clues"]), wrap=True))
        self.steps.addWidget(clues)
        self.steps.addStretch(1)

    def _offence(self, offence: dict[str, Any], harm: Harm) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(2)
        line = QHBoxLayout()
        line.addWidget(label(offence["name"]))
        if reached(offence, harm):
            line.addWidget(Badge(self.shell, self.words("Reached"), "warning"))
        if offence["certainty"] == "to_verify":
            line.addWidget(to_verify_badge(self.shell))
        line.addStretch(1)
        column.addLayout(line)
        texts = [offence["articles"], offence["condition"], *map(self._reached, reached(offence, harm))]
        column.addWidget(label("\n".join(text for text in texts if text), "small", wrap=True))
        return holder

    def _reached(self, row: Reached) -> str:
        words = self.words
        mark = "「" + words("To be verified") + "」" if row.certainty == "to_verify" else ""
        return words("{criterion}: {value} (from {threshold})", criterion=words(CRITERION_WORDS[row.criterion]),
                     value=f"{row.value:,.0f}", threshold=f"{row.threshold:,.0f}") + f" · {row.source}{mark}"

    def _step(self, number: int, title: str, state: str, level: str, *acts: tuple[str, Callable[[], object]]) -> Card:
        buttons: list[QWidget] = [Badge(self.shell, state, level)]
        for text, act in acts:
            made = button(self.shell, text, act, icon_name="pencil")
            made.setEnabled(self.writable)
            buttons.append(made)
        return Card(f"{number}  {title}", *buttons)

    def _grounds(self, transfer: Transfer, data: _Data) -> Card:
        words = self.words
        card = self._step(1, words("Suspected offence"), words("Chosen"), "success")
        offence = next((one for one in data.pack["offences"] if one["code"] == transfer.offence), None)
        if offence is not None:
            card.body.addWidget(self._offence(offence, data.harm))
        who = data.officers.get(transfer.proposed_by, transfer.proposed_by)
        text = words("Proposed by {officer} on {day}", officer=who, day=transfer.proposed_at.text("%Y-%m-%d %H:%M"))
        card.body.addWidget(label(text, "small"))
        return card

    def _people(self, transfer: Transfer, data: _Data) -> Card:
        words = self.words
        missing = [words(LACKS[what]) for what in lacking(transfer, data.pack)]
        acts = () if transfer.approved is not None else ((words("Edit …"), self.edit),)
        card = self._step(2, words("Suspects, facts and team"), "，".join(missing) or words("Complete"),
                          "warning" if missing else "success", *acts)
        suspects = "、".join(data.parties.get(one, one) for one in transfer.suspect_ids)
        team = "、".join(data.officers.get(one, one) for one in transfer.case_team)
        card.body.addWidget(PropertyList([
            (words("Suspects"), suspects), (words("Receiving authority"), transfer.to),
            (words("Officers on the case"), team), (words("Facts"), transfer.facts),
        ]))
        return card

    def _papers(self, transfer: Transfer, data: _Data) -> Card:
        words, materials = self.words, data.pack["materials"]
        missing = missing_papers(transfer, materials)
        acts = () if transfer.approved is not None else ((words("Choose papers …"), self.choose_papers),)
        card = self._step(3, words("Papers"), words("{count} missing", count=len(missing)) if missing
                          else words("Complete"), "warning" if missing else "success", *acts)
        given, rows = {paper.code: paper for paper in transfer.papers}, []
        for kind in materials:
            paper = given.get(kind["code"])
            told = words("{count} chosen", count=len(paper.refs)) if paper and paper.refs else (
                paper.note if paper and paper.note else words("Not there") if kind["required"] else "—"
            )
            rows.append((kind["name"], told))
        card.body.addWidget(PropertyList(rows))
        return card

    def _decision(self, transfer: Transfer, _: _Data) -> Card:
        words = self.words
        if transfer.approved is None:
            return self._step(4, words("Decision of the head (3 days)"), words("Still open"), "neutral",
                              (words("Decide …"), self.decide))
        state = words("Approved") if transfer.approved else words("Transfer refused")
        card = self._step(4, words("Decision of the head (3 days)"), state,
                          "success" if transfer.approved else "warning")
        when = transfer.decided_at.text("%Y-%m-%d %H:%M") if transfer.decided_at else ""
        card.body.addWidget(label(" ".join((transfer.decided_by, when, transfer.decision_reason)), wrap=True))
        return card

    def _handing(self, transfer: Transfer, _: _Data) -> Card:
        words, title = self.words, self.words("Handing over (24 hours)")
        if not transfer.approved:
            return self._step(5, title, words("Not yet"), "neutral")
        if transfer.sent_at is None:
            return self._step(5, title, words("Still open"), "warning", (words("Receipt …"), self.hand_over))
        card = self._step(5, title, words("Done"), "success", (words("Receipt …"), self.hand_over))
        parts = (transfer.sent_at.text("%Y-%m-%d %H:%M"), transfer.received_by, transfer.receipt_number)
        card.body.addWidget(label(" ".join(filter(None, parts)), wrap=True))
        return card

    def _answer(self, transfer: Transfer, _: _Data) -> Card:
        words, title = self.words, self.words("Answer of the police (10 working days)")
        if transfer.sent_at is None:
            return self._step(6, title, words("Not yet"), "neutral")
        state = words(ANSWER_WORDS[transfer.police_answer])
        card = self._step(6, title, state, "neutral" if transfer.police_answer is Answer.OPEN else "success",
                          (words("Enter …"), self.answer))
        if transfer.answered_at is not None:
            parts = (transfer.answered_at.text("%Y-%m-%d %H:%M"), transfer.answer_number)
            card.body.addWidget(label(" ".join(parts), wrap=True))
        return card

    # what a person does

    def propose(self) -> None:
        """Choose the offence; the officer who is signed in proposes."""
        if self._data is None or not self._data.pack["offences"]:
            return
        choices = tuple((one["code"], f"{one['name']} · {one['articles']}") for one in self._data.pack["offences"])
        values = ask_form(self.shell, self.words("Propose a transfer"), (
            Field("offence", N_("Suspected offence"), "choice", choices=choices, required=True, wide=True),
            Field("to", N_("Receiving authority"), required=True, wide=True),
        ), {"offence": choices[0][0]})
        if values is not None:
            made = Transfer(
                id=new_id(), offence=values["offence"], offence_name="", to=values["to"], proposed_by="",
                proposed_at=beijing("2000-01-01"),
            )
            self.shell.do("cooperation.propose", lambda work: operations.propose(work, made), self._take)

    def _take(self, transfer: Transfer) -> None:
        self.table.select({transfer.id})

    def edit(self) -> None:
        """Who is suspected of what, and who is on the case."""
        transfer, data = self.chosen, self._data
        if transfer is None or data is None:
            return
        values = ask_form(self.shell, self.words("Suspects, facts and team"), (
            Field("suspect_ids", N_("Suspects"), "tags", choices=tuple(data.parties.items()), wide=True),
            Field("case_team", N_("Officers on the case"), "tags", choices=tuple(data.officers.items()), wide=True,
                  help=N_("At least two officers")),
            Field("to", N_("Receiving authority"), wide=True), Field("facts", N_("Facts"), "multiline"),
        ), {name: getattr(transfer, name) for name in ("suspect_ids", "case_team", "to", "facts")})
        if values is not None:
            people = {name: tuple(values[name] or ()) for name in ("suspect_ids", "case_team")}
            facts = {**values, **people}
            self.shell.do("cooperation.change", lambda work: operations.change(work, transfer.id, **facts))

    def choose_papers(self) -> None:
        """Choose what makes up one kind of paper."""
        transfer, data = self.chosen, self._data
        if transfer is None or data is None:
            return
        missing = missing_papers(transfer, data.pack["materials"])
        kinds = tuple((one["code"], one["name"]) for one in data.pack["materials"])
        first = next((code for code, name in kinds if name in missing), kinds[0][0])
        kind = ask_form(self.shell, self.words("Papers"), (
            Field("code", N_("Kind of paper"), "choice", choices=kinds, required=True, wide=True),
        ), {"code": first})
        if kind is None:
            return
        given = next((paper for paper in transfer.papers if paper.code == kind["code"]), None)
        values = ask_form(self.shell, dict(kinds)[kind["code"]], (
            Field("refs", N_("Evidence"), "refs"),
            Field("note", N_("Reason, if there is none"), wide=True),
        ), {"refs": given.refs if given else (), "note": given.note if given else ""})
        if values is not None:
            self.shell.do("cooperation.paper", lambda work: operations.choose_paper(
                work, transfer.id, kind["code"], values["refs"] or (), values["note"] or ""
            ))

    def decide(self) -> None:
        """Enter what the head decided."""
        transfer = self.chosen
        if transfer is None:
            return
        choices = ((True, N_("Approved")), (False, N_("Transfer refused")))
        values = ask_form(self.shell, self.words("Decision of the head (3 days)"), (
            Field("approved", N_("Decision"), "choice", choices=choices, required=True),
            Field("by", N_("Head who decided"), required=True), Field("at", N_("Time"), "moment", required=True),
            Field("reason", N_("Reason"), "multiline"),
        ), {"approved": True})
        if values is not None:
            self.shell.do("cooperation.decide", lambda work: operations.decide(
                work, transfer.id, approved=values["approved"], by=values["by"], at=values["at"],
                reason=values["reason"] or "",
            ))

    def hand_over(self) -> None:
        """Enter the receipt."""
        transfer = self.chosen
        if transfer is None:
            return
        values = ask_form(self.shell, self.words("Receipt"), (
            Field("at", N_("Time"), "moment", required=True), Field("received_by", N_("Recipient"), required=True),
            Field("number", N_("Receipt number")), Field("refs", N_("Receipt (scan)"), "refs"),
        ), {"at": transfer.sent_at, "received_by": transfer.received_by, "number": transfer.receipt_number,
            "refs": transfer.receipt_refs})
        if values is not None:
            self.shell.do("cooperation.hand_over", lambda work: operations.hand_over(
                work, transfer.id, at=values["at"], received_by=values["received_by"],
                number=values["number"] or "", refs=values["refs"] or (),
            ))

    def answer(self) -> None:
        """Enter what the police decided."""
        transfer = self.chosen
        if transfer is None:
            return
        choices = tuple((one, ANSWER_WORDS[one]) for one in (Answer.FILED, Answer.NOT_FILED))
        values = ask_form(self.shell, self.words("Answer of the police (10 working days)"), (
            Field("answer", N_("Answer"), "choice", choices=choices, required=True),
            Field("answered_at", N_("Decided at"), "moment", required=True), Field("number", N_("Document number")),
            Field("told_at", N_("We were told at"), "moment"),
            Field("copied_at", N_("Copy to the prosecutor"), "moment"),
        ), {"answer": Answer.FILED})
        if values is not None:
            values["number"] = values["number"] or ""
            self.shell.do("cooperation.answer", lambda work: operations.enter_answer(work, transfer.id, **values))

    def print_list(self) -> None:
        """Write the list of papers as a PDF to be signed."""
        target = self.shell.save_file(self.words("Print the list …"), self.words("List of the transfer") + ".pdf",
                                      "PDF (*.pdf)")
        if target is not None:
            self.shell.export("transfer", target, self._written)

    def write_pack(self) -> None:
        """Copy everything that is handed over into an empty folder, with hashes."""
        transfer = self.chosen
        folder = self.shell.open_folder(self.words("Empty folder for the transfer pack")) if transfer else None
        if transfer is None or folder is None:
            return
        self.pack_into(transfer.id, folder)

    def pack_into(self, transfer_id: str, folder: Path) -> None:
        """Write the pack into ``folder``."""
        def write(job: Job) -> str:
            operations.write_pack(job, transfer_id, folder)
            return str(folder)

        self.shell.run(self.words("Writing the transfer pack"), write, self._written)

    def _written(self, path: str) -> None:
        self.shell.notify(self.words("Written: {path}", path=path), "success")


def _state(transfer: Transfer) -> str:
    if transfer.police_answer is not Answer.OPEN:
        return ANSWER_WORDS[transfer.police_answer]
    if transfer.sent_at is not None:
        return N_("Handed over")
    if transfer.approved is None:
        return N_("Transfer proposed")
    return N_("Approved") if transfer.approved else N_("Transfer refused")
