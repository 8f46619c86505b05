"""公开稿: the text for the public, drawn from the records, edited, checked for private data, approved, published."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from modules.rectification import operations, queries
from modules.rectification.rules.publishing import Leak, Private, leaks
from modules.rectification.sections.publication import draft, open_points
from workstation.api import N_, Officer, Read, Words, Work, today
from workstation.api.widgets import (
    Badge,
    Card,
    Field,
    Form,
    FormPage,
    Header,
    Shell,
    ask_form,
    button,
    clear,
    label,
    scrolled,
    to_verify_badge,
)

_TEXT_HEIGHT = 320  # pixels at the usual text size: a text of a page or two is read in it
PRIVATE_WORDS: dict[Private, str] = {
    Private.NAME: N_("name of a natural person"), Private.ID_NUMBER: N_("ID number"), Private.PHONE: N_("telephone"),
    Private.ACCOUNT: N_("account or card number"), Private.ADDRESS: N_("address of a natural person"),
}


class PublicationPage(FormPage):
    """What must be published and what must not stand beside the text while it is written."""

    kinds = ("publications", "evaluations", "measures", "parties", "team_members", "closures")
    operation = "rectification.publication"

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self._private: tuple[list[str], list[str]] = ([], [])
        self.draft_button = button(shell, words("Draft from the case"), self.draw_up, icon_name="writing")
        self.approve_button = button(shell, words("Approve …"), self.approve, icon_name="certificate")
        self.publish_button = button(shell, words("Published …"), self.publish, icon_name="upload")
        self.body.addWidget(Header(
            words("Text for the public"), words("Units by name, natural persons never."), self.draft_button,
            self.approve_button, self.publish_button, self.discard_button, self.save_button,
        ))
        self.form = Form(shell, [
            Field("text", N_("Text for the public (公开稿)"), "multiline"),
            Field("withheld", N_("Left out, and why"), "multiline"),
        ], columns=1)
        self.form.editor("text").widget.setMinimumHeight(round(_TEXT_HEIGHT * shell.tokens.scale))
        self.state = Card(words("State"))
        self.must, self.must_not = Card(words("Must be published")), Card(words("Must not be published"))
        self.body.addWidget(self.state)
        line = QHBoxLayout()
        line.setSpacing(12)
        card = Card()
        card.body.addWidget(self.form)
        line.addWidget(scrolled(card), 3)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self.must, self.must_not):
            column.addWidget(part)
        column.addStretch(1)
        line.addWidget(scrolled(side), 2)
        self.body.addLayout(line, 1)
        for made in (self.draft_button, self.approve_button, self.publish_button):
            made.setEnabled(False)
        self.form.edited.connect(self._judge)
        self.watch()
        self.refresh()

    def forms(self) -> dict[str, Form]:
        return {"publication": self.form}

    def load(self, read: Read) -> Any:
        known = queries.publication(read)
        officer = read.find(Officer, known.approved_by) if known.approved_by else None
        return (
            known, officer, queries.private_names(read), queries.rule_data(read).get("publication", {}),
            open_points(read, self.words),
        )

    def show_data(self, data: Any) -> None:
        known, self._officer, self._private, rules, missing = data
        self._known = known
        for card, name in ((self.must, "must"), (self.must_not, "must_not")):
            clear(card.body)
            card.body.addWidget(to_verify_badge(self.shell))
            for one in rules.get(name, ()):
                card.body.addWidget(label("· " + one[self.words.language], wrap=True))
        for one in missing:
            self.must.body.addWidget(label(self.words("still open: {what}", what=one), "error", wrap=True))
        self.draft_button.setEnabled(self.writable and known.published_on is None)
        self.show_values({"text": known.text, "withheld": known.withheld})
        self._judge()

    def _judge(self) -> None:
        """Say at once what of the text is private."""
        words, known = self.words, self._known
        clear(self.state.body)
        line = QHBoxLayout()
        text = str(self.form.editor("text").raw())
        found = leaks(text, *self._private)
        if self._officer is not None:
            day = known.approved_at.text("%Y-%m-%d") if known.approved_at else ""
            line.addWidget(Badge(self.shell, words("approved by {name} on {day}", name=self._officer.name, day=day),
                                 "success"))
        else:
            line.addWidget(Badge(self.shell, words("Draft"), "warning"))
        if known.published_on is not None:
            line.addWidget(Badge(self.shell, words("Published on {day}: {where}", day=known.published_on.isoformat(),
                                                   where=known.published_where), "success"))
        if text.strip() and not found:
            line.addWidget(Badge(self.shell, words("no private data found"), "success"))
        line.addStretch(1)
        self.state.body.addLayout(line)
        for leak in found[:8]:
            self.state.body.addWidget(label(self._told(leak), "error", wrap=True))
        self.approve_button.setEnabled(self.writable and bool(text.strip()) and not found and self._officer is None)
        self.publish_button.setEnabled(self.writable and self._officer is not None and known.published_on is None)

    def _told(self, leak: Leak) -> str:
        return self.words("Private, at character {place}: “{text}” ({kind})", place=leak.start + 1, text=leak.text,
                          kind=self.words(PRIVATE_WORDS[leak.kind]))

    def draw_up(self) -> None:
        """Put a draft from the case into the form; what is there is replaced only after a question."""
        text = str(self.form.editor("text").raw()).strip()
        if text and not self.shell.confirm(self.words("Draft from the case"),
                                           self.words("The text that is there is replaced. Go on?")):
            return
        language = Words("zh")  # the public reads Chinese
        self.shell.query(lambda read: draft(read, language), self._drawn_up)

    def _drawn_up(self, text: str) -> None:
        self.form.editor("text").set_raw(text)
        self.form.edited.emit()

    def step(self) -> Callable[[Work], object] | None:
        values = self.form.values()
        return None if values is None else lambda work: operations.write_publication(
            work, values["text"], values["withheld"]
        )

    def approve(self) -> None:
        """Approve the text: the act of the officer who is signed in."""
        if not self.save_if_edited():
            return
        officer = self.shell.signed_in.officer.name
        question = self.words("{officer} approves the text for the public. Go on?", officer=officer)
        if self.shell.confirm(self.words("Approve"), question):
            self.shell.do("rectification.approve_publication", operations.approve_publication)

    def publish(self) -> None:
        """Enter when and where it was published."""
        values = ask_form(self.shell, self.words("Published …"), (
            Field("published_on", N_("Published on"), "date", required=True),
            Field("where", N_("Where"), required=True, wide=True),
        ), {"published_on": today()})
        if values is not None:
            self.shell.do("rectification.publish", lambda work: operations.publish(
                work, values["published_on"], values["where"]
            ))
