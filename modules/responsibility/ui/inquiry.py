"""One case, three inquiries (一案三查): the cause, the lessons, the responsibility, and what each of them lacks."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from modules.responsibility import queries
from modules.responsibility.queries import DocumentItem
from modules.responsibility.records import (
    Barrier,
    BarrierState,
    FindingStatus,
    Handling,
    HandlingKind,
    HandlingState,
    Link,
    ResponsibilityLink,
)
from modules.responsibility.rules.trace import gaps_of
from modules.responsibility.sections.figure import NAMES
from modules.responsibility.ui.barriers import LEVELS
from workstation.api import N_, Claim, ClaimStatus, Read, Ref
from workstation.api.widgets import (
    Badge,
    Card,
    Columns,
    FlowLayout,
    Header,
    PageBase,
    Shell,
    button,
    label,
    scrolled,
    separator,
)

_CLAIM_LEVELS = {
    ClaimStatus.DRAFT: "warning", ClaimStatus.ESTABLISHED: "success", ClaimStatus.EXCLUDED: "neutral",
    ClaimStatus.CANNOT_EXCLUDE: "warning", ClaimStatus.PUBLISHED: "info",
}
_CLAIM_WORDS = {
    ClaimStatus.DRAFT: N_("Draft, not decided"), ClaimStatus.ESTABLISHED: N_("Established"),
    ClaimStatus.EXCLUDED: N_("Excluded"), ClaimStatus.CANNOT_EXCLUDE: N_("Cannot be excluded"),
    ClaimStatus.PUBLISHED: N_("As published"),
}
_NARROWEST = 320
_LONGEST = 70
_FIRM = (FindingStatus.ESTABLISHED, FindingStatus.PUBLISHED)


@dataclass(frozen=True)
class _Inquiry:
    """What the page shows."""

    claims: list[Claim]
    barriers: list[Barrier]
    findings: list[ResponsibilityLink]
    handlings: list[Handling]
    documents: list[DocumentItem]
    parties: dict[str, str]
    gaps: dict[str, list[str]]


class InquiryPage(PageBase):
    """Three cards beside one another; everything in them leads to its record."""

    kinds = ("claims", "barriers", "responsibility", "handlings", "link_documents", "parties", "incident")

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self.body.addWidget(Header(
            words("One case, three inquiries (一案三查)"),
            words("What caused it, what it teaches, who answers for it: each on evidence, each gap by its name."),
            button(shell, words("Graph of responsibility"), partial(shell.show, "responsibility.graph"),
                   icon_name="link", role="primary"),
        ))
        self.columns = Columns(shell, most=3, narrowest=_NARROWEST)
        self.body.addWidget(scrolled(self.columns), 1)
        self.refresh()

    def load(self, read: Read) -> _Inquiry:
        findings = queries.all_findings(read)
        standing = queries.evidence_titles(read, findings).keys()
        claims = [claim for claim in read.all(Claim, order=("topic", "id")) if claim.topic.startswith("cause.")]
        return _Inquiry(
            claims, queries.barriers(read), findings, queries.handlings(read), queries.document_items(read),
            queries.party_names(read), {one.id: gaps_of(one, standing) for one in findings},
        )

    def show_data(self, data: _Inquiry) -> None:
        cards = [self._cause(data), self._lessons(data), self._responsibility(data)]
        for card in cards:
            card.body.addStretch(1)
        self.columns.place(cards)

    def _card(self, title: str, question: str, page: str, page_title: str) -> Card:
        card = Card(title, button(self.shell, page_title, partial(self.shell.show, page), icon_name="chevron-right",
                                  role="quiet"))
        card.body.addWidget(label(question, "muted", wrap=True))
        return card

    def _cause(self, data: _Inquiry) -> Card:
        """查原因: what is held about the cause."""
        words = self.words
        card = self._card(words("The cause (查原因)"), words("When, where, by what, and why it grew and killed."),
                          "cause", words("Cause of the fire"))
        shown = [claim for claim in data.claims if claim.status is not ClaimStatus.EXCLUDED]
        excluded = len(data.claims) - len(shown)
        for claim in shown:
            self._row(card, _short(claim.text), words(_CLAIM_WORDS[claim.status]), _CLAIM_LEVELS[claim.status],
                      Ref("claims", claim.id))
        if excluded:
            card.body.addWidget(label(words("{count} causes excluded", count=excluded), "small"))
        if not data.claims:
            self._gap(card, words("Nothing is held about the cause yet."))
        return card

    def _lessons(self, data: _Inquiry) -> Card:
        """查教训: barriers by what became of them, the lessons with those that did not hold."""
        words = self.words
        card = self._card(words("The lessons (查教训)"), words("Which barrier held, which failed, which was missing."),
                          "responsibility.barriers", words("Barriers"))
        counted = [(state, sum(one.state is state for one in data.barriers)) for state in BarrierState]
        self._badges(card, [(f"{words(queries.BARRIER_WORDS[state])} {count}", LEVELS[state])
                            for state, count in counted if count])
        order = (BarrierState.FAILED, BarrierState.MISSING, BarrierState.OPEN, BarrierState.HELD)
        for state in order:
            for one in (one for one in data.barriers if one.state is state):
                self._row(card, one.name, words(queries.BARRIER_WORDS[state]), LEVELS[state], Ref("barriers", one.id),
                          one.lesson or one.facts)
        if not data.barriers:
            self._gap(card, words("No barrier written down"))
        return card

    def _responsibility(self, data: _Inquiry) -> Card:
        """查责任: the six links with their actors, what each lacks, and what follows."""
        words = self.words
        card = self._card(
            words("The responsibility (查责任)"), words("Six links: whose duty, what breach, what follows."),
            "responsibility", words("Findings of responsibility"),
        )
        for link in Link:
            own = [one for one in data.findings if one.link is link]
            card.body.addWidget(separator())
            self._link(card, link, own, data)
            for one in own:
                firm = one.status in _FIRM
                text = f"{data.parties.get(one.subject_id or '', words(NAMES['no_subject']))}：{one.facts or one.duty}"
                self._row(card, _short(text), words(queries.STATUS_WORDS[one.status]),
                          "success" if firm else "info" if one.status is FindingStatus.NO_BREACH else "warning",
                          Ref("responsibility", one.id), gap="　".join(words(NAMES[gap]) for gap in data.gaps[one.id]))
            if not own:
                self._gap(card, words("Not examined yet"))
        self._follow(card, data)
        return card

    def _link(self, card: Card, link: Link, own: list[ResponsibilityLink], data: _Inquiry) -> None:
        words, line = self.words, QHBoxLayout()
        line.addWidget(label(words(queries.LINK_WORDS[link]), "title", wrap=True), 1)
        items = [item for item in data.documents if item.record.link is link]
        if items and own:
            settled = sum(item.settled for item in items)
            line.addWidget(button(
                self.shell, words("documents {settled} of {count}", settled=settled, count=len(items)),
                partial(self.shell.show, "responsibility.documents"), role="quiet",
                icon_name="check" if settled == len(items) else "alert-triangle",
            ))
        card.body.addLayout(line)

    def _follow(self, card: Card, data: _Inquiry) -> None:
        words = self.words
        card.body.addWidget(separator())
        line = QHBoxLayout()
        line.addWidget(label(words("What shall follow"), "title"), 1)
        line.addWidget(button(
            self.shell, words("Handling and transfer"), partial(self.shell.show, "responsibility.handlings"),
            icon_name="chevron-right", role="quiet",
        ))
        card.body.addLayout(line)
        badges = []
        for kind in HandlingKind:
            own = [one for one in data.handlings if one.kind is kind]
            done = sum(one.state is HandlingState.CONCLUDED for one in own)
            if own:
                badges.append((f"{words(queries.KIND_WORDS[kind])} {done}/{len(own)}",
                               "success" if done == len(own) else "warning"))
        self._badges(card, badges)
        if not badges:
            card.body.addWidget(label(words("Nothing proposed yet."), "muted"))

    def _badges(self, card: Card, badges: list[tuple[str, str]]) -> None:
        flow = FlowLayout()
        for text, level in badges:
            flow.addWidget(Badge(self.shell, text, level))
        card.body.addLayout(flow)

    def _row(self, card: Card, text: str, state: str, level: str, ref: Ref, small: str = "", gap: str = "") -> None:
        """One record: its words, how it stands, and the way to it."""
        row: Any = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 2, 0, 2)
        line.setSpacing(6)
        line.addWidget(label(text, wrap=True), 1)
        line.addWidget(Badge(self.shell, state, level), 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(button(self.shell, "", partial(self.shell.reveal, ref), icon_name="chevron-right", role="quiet",
                              tip=f"{self.words('Go to this record')}：{text}"), 0, Qt.AlignmentFlag.AlignVCenter)
        card.body.addWidget(row)
        for said, role in ((small, "small"), (gap, "error")):
            if said:
                card.body.addWidget(label(said, role, wrap=True))

    def _gap(self, card: Card, text: str) -> None:
        card.body.addWidget(label(text, "error", wrap=True))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
