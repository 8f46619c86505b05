"""Rule packs (规则包): a legal office looks at them, changes them in drafts, and approves them by a named officer."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QTabWidget, QVBoxLayout, QWidget

from workstation.domain.errors import UserError
from workstation.domain.rules import RulePack, body_of
from workstation.domain.words import N_
from workstation.services.rules_journal import Act, JournalEntry
from workstation.services.rules_office import OfficePack, PackState, text_of
from workstation.services.rules_words import PackWords, certainty_words
from workstation.storage.work import Work
from workstation.ui.kit.flow import FlowLayout
from workstation.ui.kit.form import Field, ask_form
from workstation.ui.kit.parts import Badge, EmptyState, button, clear, label, to_verify_badge
from workstation.ui.kit.split import Split
from workstation.ui.kit.table import Column, RecordTable
from workstation.ui.rules.values import ValuesPanel
from workstation.ui.shell import Shell

STATE_WORDS = {
    PackState.SHIPPED: N_("Shipped"), PackState.DRAFT: N_("Draft"), PackState.APPROVED: N_("Approved by the office"),
    PackState.REFUSED: N_("Refused, not used"), PackState.OFFERED: N_("Came with the case"),
    PackState.DECLINED: N_("Came with the case, declined"),
}
_LEVELS = {
    PackState.SHIPPED: "neutral", PackState.DRAFT: "info", PackState.APPROVED: "success", PackState.REFUSED: "error",
    PackState.OFFERED: "warning", PackState.DECLINED: "neutral",
}
_OFFERS = (PackState.OFFERED, PackState.DECLINED)
ACT_WORDS = {
    Act.DRAFTED: N_("Drafted"), Act.IMPORTED: N_("Taken in from a file"), Act.APPROVED: N_("Approved"),
    Act.WITHDRAWN: N_("Withdrawn"), Act.DELETED: N_("Draft thrown away"),
    Act.DECLINED: N_("Declined, came with a case"),
}
_FACTS = (
    Field("title", N_("Title of the pack"), required=True, wide=True),
    Field("clause", N_("Clause"), required=True, wide=True),
    Field("in_force_from", N_("In force from"), "date", required=True),
    Field("in_force_to", N_("Last day in force"), "date", help=N_("Empty while it is in force")),
    Field("certainty", N_("Certainty"), "choice", choices=(
        ("to_verify", N_("To be verified")), ("verified", N_("Verified"))), required=True),
    Field("note", N_("Note"), "multiline"),
)


class RulesView(QWidget):
    """All packs on the left; the chosen one in plain words, as text, against the shipped one, and its journal."""

    def __init__(self, shell: Shell, sign_in: Callable[[], None]) -> None:
        super().__init__()
        self._shell, self._sign_in = shell, sign_in
        self._office = shell.program.office_rules
        self._carried: Sequence[str] = ()
        words = shell.words
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        self.table = self._make_table()
        split = Split(shell, "RulePacks", [470, 660])
        split.addWidget(self.table)
        split.addWidget(self._make_panel())
        split.settle()
        layout.addWidget(split, 1)
        self.message = label("", "error", wrap=True, selectable=True)
        self.message.hide()
        layout.addWidget(self.message)
        self.draft_button = button(shell, words("Draft from this …"), self.begin_draft, icon_name="copy")
        self.facts_button = button(shell, words("Title, dates, clause …"), self.edit_facts, icon_name="pencil")
        self.import_button = button(shell, words("Take a file in …"), self.take_in, icon_name="file-import")
        self.export_button = button(shell, words("Write to a file …"), self.export, icon_name="file-export")
        self.delete_button = button(shell, words("Throw the draft away"), self.delete, icon_name="trash", role="quiet")
        self.withdraw_button = button(shell, words("Take out of force …"), self.withdraw, icon_name="x", role="danger")
        self.approve_button = button(shell, words("Approve …"), self.approve, icon_name="shield-check", role="primary")
        self.decline_button = button(shell, words("Decline …"), self.decline, icon_name="x")
        line = FlowLayout()
        for made in (self.draft_button, self.facts_button, self.import_button, self.export_button, self.delete_button,
                     self.withdraw_button, self.decline_button, self.approve_button):
            line.addWidget(made)
        layout.addLayout(line)
        self.refresh()

    def _make_table(self) -> RecordTable[OfficePack]:
        words = self._shell.words
        table: RecordTable[OfficePack] = RecordTable(
            self._shell, "RulePackTable", (
                Column(words("Title of the pack"), lambda one: one.pack.title if one.pack else one.id, 220),
                Column(words("State"), lambda one: words(STATE_WORDS[one.state]), 100,
                       level=lambda one: _LEVELS[one.state]),
                Column(words("In force"), lambda one: _dates(one.pack), 150),
                Column(words("Region"), lambda one: self._region(one.pack), 80),
                Column(words("Certainty"), lambda one: certainty_words(one.pack.certainty, words) if one.pack else "",
                       70),
            ), key=lambda one: f"{one.state}/{one.id}",
            empty=EmptyState(self._shell, "list", words("No rule pack.")),
        )
        table.selected.connect(lambda _: self._show())
        return table

    def _make_panel(self) -> QWidget:
        words, panel = self._shell.words, QWidget()
        layout = QVBoxLayout(panel)
        layout.setContentsMargins(12, 0, 0, 0)
        layout.setSpacing(8)
        self.title = label("", "title", wrap=True)
        layout.addWidget(self.title)
        self._badges = QHBoxLayout()
        layout.addLayout(self._badges)
        self.clause = label("", "small", wrap=True)
        layout.addWidget(self.clause)
        self.values = ValuesPanel(self._shell, self._keep)
        self.text = QPlainTextEdit()
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setAccessibleName(words("Text (JSON)"))
        self.save_button = button(self._shell, words("Keep the text"), self.save_text, icon_name="device-floppy")
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(0, 10, 0, 0)
        inner.addWidget(self.text, 1)
        inner.addWidget(self.save_button, 0, Qt.AlignmentFlag.AlignRight)
        self.difference = QPlainTextEdit()
        self.difference.setReadOnly(True)
        self.journal: RecordTable[JournalEntry] = RecordTable(
            self._shell, "RuleJournal", (
                Column(words("Time"), lambda one: one.at[:16].replace("T", " ") + " UTC", 150),
                Column(words("Act of the office"), lambda one: words(ACT_WORDS[one.act]), 110),
                Column(words("Officer"), lambda one: f"{one.officer.name} {one.officer.certificate_no}", 160),
                Column(words("Values changed"), lambda one: str(one.changed), 90, right=True),
                Column(words("Reason"), lambda one: one.reason, 200),
            ), key=lambda one: str(one.seq), filterable=False,
            empty=EmptyState(self._shell, "history", words("Nobody has changed or approved this pack here.")),
        )
        self.tabs = QTabWidget()
        for widget, title in ((self.values, words("In plain words")), (holder, words("Text (JSON)")),
                              (self.difference, words("Against the shipped pack")), (self.journal, words("Journal"))):
            self.tabs.addTab(widget, title)
        layout.addWidget(self.tabs, 1)
        return panel

    def _region(self, pack: RulePack | None) -> str:
        return pack.region or self._shell.words("Whole country") if pack else ""

    # showing

    @property
    def chosen(self) -> OfficePack | None:
        """The pack that is looked at."""
        chosen = self.table.selection()
        return chosen[0] if len(chosen) == 1 else None

    def offer(self, carried: Sequence[str]) -> None:
        """Show the packs of another office that travel in the open case beside those of this profile."""
        self._carried = carried
        self.refresh()

    def refresh(self, wanted: str = "") -> None:
        """Look at the files again; ``wanted`` is the key of the pack to choose."""
        order = [PackState.REFUSED, PackState.OFFERED, PackState.DRAFT, PackState.APPROVED, PackState.SHIPPED,
                 PackState.DECLINED]
        packs = sorted((*self._office.packs(), *self._office.offered(self._carried)), key=lambda one: (
            order.index(one.state), one.pack.kind if one.pack else ""
        ))
        self.table.set_records(packs)
        if wanted:
            self.table.select({wanted})
        elif self.chosen is None and packs:
            self.table.select({f"{packs[0].state}/{packs[0].id}"})
        self._show()

    def _show(self) -> None:
        one, words = self.chosen, self._shell.words
        draft = one is not None and one.state is PackState.DRAFT
        offer = one is not None and one.state in _OFFERS
        for made, able in (
            (self.draft_button, one is not None and one.pack is not None), (self.facts_button, draft),
            (self.export_button, one is not None and not offer), (self.delete_button, draft),
            (self.decline_button, one is not None and one.state is PackState.OFFERED),
            (self.withdraw_button, one is not None and one.state in (PackState.APPROVED, PackState.REFUSED)),
            (self.approve_button, (draft or offer) and one is not None and one.error is None),
            (self.save_button, draft),
        ):
            made.setEnabled(able)
        for made in (self.facts_button, self.delete_button, self.withdraw_button, self.decline_button,
                     self.approve_button):
            made.setVisible(made.isEnabled() or (made is self.approve_button and draft))
        self.text.setReadOnly(not draft)
        clear(self._badges)
        self._say(words.error(one.error) if one is not None and one.error is not None else "")
        if one is None:
            return
        self.title.setText(one.pack.title if one.pack else one.id)
        self.clause.setText(" · ".join(part for part in (
            one.pack.clause if one.pack else "", _dates(one.pack), self._region(one.pack), self._approval(one)
        ) if part))
        self._badges.addWidget(Badge(self._shell, words(STATE_WORDS[one.state]), _LEVELS[one.state]))
        if one.pack is not None and one.pack.certainty == "to_verify":
            self._badges.addWidget(to_verify_badge(self._shell))
        self._badges.addStretch(1)
        below = self._office.like(one.pack) if one.pack and one.pack.region else None
        self.values.show_pack(one.pack, below, editable=draft)
        self.text.setPlainText(one.carried or self._office.text(one.id, one.state))
        self.difference.setPlainText(self._differences(one))
        self._show_journal(one.id)

    def _approval(self, one: OfficePack) -> str:
        if one.approval is None:
            return ""
        officer = one.approval.officer
        return self._shell.words("approved by {officer} ({number}) on {day}", officer=officer.name,
                                 number=officer.certificate_no, day=one.approval.at[:10])

    def _differences(self, one: OfficePack) -> str:
        words = self._shell.words
        shipped = self._office.like(one.pack) if one.pack else None
        if one.pack is None or shipped is None or one.state is PackState.SHIPPED:
            return words("This is the shipped pack.") if one.state is PackState.SHIPPED else ""
        data = one.pack.over(shipped).data if one.pack.region else one.pack.data
        said = PackWords(words, (data, shipped.data), self._shell.catalogue)
        lines = said.compared(shipped.data, data, one.pack.taken_out)
        return "\n".join(lines) or words("No value differs from the shipped pack.")

    def _show_journal(self, pack_id: str) -> None:
        try:
            entries = [entry for entry in self._office.journal.entries() if entry.pack == pack_id]
        except UserError as error:
            entries = []
            self._say(self._shell.words.error(error))
        self.journal.set_records(list(reversed(entries)))

    # what a person does

    def begin_draft(self) -> None:
        """A draft of the office: in place of the chosen pack, or of a province over it."""
        one = self.chosen
        if one is None or one.pack is None:
            return
        known = one.pack
        values = ask_form(self._shell, self._shell.words("Draft from this …"), (
            Field("id", N_("Id of the new pack"), required=True), *_FACTS[:3],
            Field("region", N_("Province"), help=N_("Empty: whole country, in place of the shipped pack. "
                                                    "With a province the draft holds only what it changes.")),
        ), {"id": f"{known.id}-office", "title": known.title, "clause": known.clause, "region": known.region,
            "in_force_from": known.in_force_from})
        if values is not None:
            region = (values["region"] or "").strip()
            data = {} if region and not known.region else known.data
            made = replace(known, id=values["id"], title=values["title"], clause=values["clause"], region=region,
                           in_force_from=values["in_force_from"], certainty="to_verify", data=data)
            self._keep(made)

    def edit_facts(self) -> None:
        """Title, dates, clause, certainty and note of the draft."""
        one = self.chosen
        if one is None or one.pack is None:
            return
        values = ask_form(self._shell, one.pack.title, _FACTS, {
            field.name: getattr(one.pack, field.name) for field in _FACTS
        })
        if values is not None:
            self._keep(replace(one.pack, **{**values, "note": values["note"] or ""}))

    def _keep(self, pack: RulePack) -> None:
        self._do(lambda: self._office.draft(text_of(body_of(pack)), self._shell.signed_in, pack_id=pack.id),
                 f"{PackState.DRAFT}/{pack.id}")

    def save_text(self) -> None:
        """Keep the text of the draft; what is wrong is told with its line, and the cursor goes there."""
        one = self.chosen
        if one is None:
            return
        text = self.text.toPlainText()
        self._do(lambda: self._office.draft(text, self._shell.signed_in, pack_id=one.id),
                 f"{PackState.DRAFT}/{one.id}")
        now = self.chosen
        if now is not None and now.error is not None and "line" in now.error.values:
            block = self.text.document().findBlockByLineNumber(int(now.error.values["line"]) - 1)
            self.text.setTextCursor(QTextCursor(block))
            self.text.setFocus()

    def take_in(self) -> None:
        """Ask for a file; it becomes a draft."""
        for path in self._shell.open_files(self._shell.words("Take a file in …"), "JSON (*.json)")[:1]:
            self._do(partial(self._office.take_in, path, self._shell.signed_in))

    def export(self) -> None:
        """Ask where to, and write the chosen pack."""
        one, words = self.chosen, self._shell.words
        target = self._shell.save_file(words("Write to a file …"), f"{one.id}.json", "JSON (*.json)") if one else None
        if one is not None and target is not None:
            self._do(lambda: self._office.export(one.id, one.state, target), f"{one.state}/{one.id}")

    def delete(self) -> None:
        """Throw the chosen draft away, after asking."""
        one, words = self.chosen, self._shell.words
        if one is not None and self._shell.confirm(words("Throw the draft away"), one.id):
            self._do(lambda: self._office.delete_draft(one.id, self._shell.signed_in))

    def approve(self) -> None:
        """Put the chosen draft into force in the name of the officer who is signed in."""
        one = self.chosen
        if one is None or one.pack is None or not self._named():
            return
        reason = self._ask_reason(self._shell.words("Approve …"), one)
        if reason is not None:
            act = partial(self._office.accept, one) if one.carried else partial(self._office.approve, one.id)
            self._do(lambda: act(self._shell.signed_in, reason),
                     f"{PackState.APPROVED}/{one.id}", tell=("approved", one.id))

    def decline(self) -> None:
        """The chosen pack came with the case and shall not be used here."""
        one = self.chosen
        if one is None or not self._named():
            return
        reason = self._ask_reason(self._shell.words("Decline …"), one)
        if reason is not None:
            self._do(lambda: self._office.decline(one, self._shell.signed_in, reason), f"{PackState.DECLINED}/{one.id}")

    def withdraw(self) -> None:
        """The chosen pack is in force no longer."""
        one = self.chosen
        if one is None or not self._named():
            return
        reason = self._ask_reason(self._shell.words("Take out of force …"), one)
        if reason is not None:
            self._do(lambda: self._office.withdraw(one.id, self._shell.signed_in, reason),
                     f"{PackState.DRAFT}/{one.id}", tell=("withdrawn", one.id))

    def _ask_reason(self, title: str, one: OfficePack) -> str | None:
        words = self._shell.words
        shown = self._differences(one) if one.pack else ""
        values = ask_form(self._shell, title, (
            Field("changes", N_("What it changes"), "multiline"),
            Field("reason", N_("Reason, and number of the paper"), required=True, wide=True),
        ), {"changes": shown}, accept_text=words("{officer} answers for it",
                                                 officer=self._shell.signed_in.officer.name))
        return None if values is None else str(values["reason"])

    def _named(self) -> bool:
        if not self._shell.signed_in.officer.verified:
            self._sign_in()
        named = self._shell.signed_in.officer.verified
        if not named:
            self._say(self._shell.words("Sign in first: an approval names its officer."))
        return named

    def _do(self, act: Callable[[], object], wanted: str = "", *, tell: tuple[str, str] | None = None) -> None:
        """Act, and show what is so now, with what went wrong."""
        wrong = ""
        try:
            made = act()
            if isinstance(made, OfficePack):
                wanted = f"{made.state}/{made.id}"
        except UserError as error:
            wrong, tell = self._shell.words.error(error), None
        self.refresh("" if wrong else wanted)
        if wrong:
            self._say(wrong)
        if tell is not None:
            self._renew(*tell)

    def _renew(self, act: str, pack_id: str) -> None:
        """From now on the new packs are used, in the open case too, whose ledger tells of it."""
        shell = self._shell
        shell.program.workbench.rules.renew(self._office.in_force())
        digest = next((one.digest for one in shell.program.workbench.rules.packs if one.id == pack_id), "")
        if shell.case is None or not shell.recording:
            return
        shell.case.rules.renew(shell.program.workbench.rules)
        catalogue = shell.catalogue

        def note(work: Work) -> None:
            work.note(pack=pack_id, act=act, digest=digest)
            work.put_many(catalogue.opening_records(work))

        shell.do("case.rules", note, undoable=False)

    def _say(self, text: str) -> None:
        self.message.setText(text)
        self.message.setVisible(bool(text))


def _dates(pack: RulePack | None) -> str:
    if pack is None:
        return ""
    return f"{pack.in_force_from} – {pack.in_force_to or ''}"
