"""The chain of custody of one exhibit: what happened, what is wrong with it, a hand-over, a correction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from modules.exhibits import operations, queries
from modules.exhibits.records import CustodyEvent, Exhibit, SealState
from modules.exhibits.rules import Gap, next_giver, valid_events
from modules.exhibits.sections.register import SEAL_WORDS, gap_text, seal_text
from workstation.api import N_, Moment, Read
from workstation.api.widgets import Badge, Card, Field, Shell, ask_form, button, clear, label, separator

_SEALS = tuple(SEAL_WORDS.items())
_FIELDS = (
    Field("giver", N_("From"), required=True), Field("receiver", N_("To"), required=True),
    Field("at", N_("Time"), "moment", required=True), Field("place", N_("Where")),
    Field("purpose", N_("Purpose"), required=True), Field("seal_state", N_("Seal"), "choice", choices=_SEALS),
    Field("new_seal_number", N_("New seal number"), wide=True),
    Field("giver_signed", N_("The giver has signed"), "bool"),
    Field("receiver_signed", N_("The receiver has signed"), "bool"),
    Field("note", N_("Note"), "multiline"),
)
_REASON = Field("reason", N_("Reason for the correction"), required=True, wide=True)


@dataclass(frozen=True)
class Chain:
    """The hand-overs of an exhibit that count, the faults found in them, and who would give next."""

    events: Sequence[CustodyEvent]
    gaps: Sequence[Gap]
    giver: str


def load_chains(read: Read, exhibits: Sequence[Exhibit], acting: str) -> dict[str, Chain]:
    """The chain of each exhibit; ``acting`` is the officer at the window."""
    events = queries.custody(read)
    return {
        exhibit.id: Chain(
            valid_events(events.get(exhibit.id, ())), queries.gaps(read, exhibit),
            next_giver(events.get(exhibit.id, ()), queries.extractor_names(read, exhibit), acting),
        )
        for exhibit in exhibits
    }


class CustodyCard(Card):
    """Below the form of an exhibit."""

    def __init__(self, shell: Shell) -> None:
        hand_over = button(
            shell, shell.words("Hand over …"), lambda: self.hand_over(), icon_name="arrow-up-right", role="primary",
            tip="Ctrl+Shift+H",
        )
        super().__init__(shell.words("Chain of custody"), hand_over)
        self.hand_over_button = hand_over
        self._shell, self._words = shell, shell.words
        self._exhibit: Exhibit | None = None
        self._chain = Chain((), (), "")

    def show_chain(self, exhibit: Exhibit | None, chain: Chain | None, *, writable: bool) -> None:
        """Show the chain of an exhibit, or none while a new one is entered."""
        self._exhibit, self._chain = exhibit, chain or Chain((), (), "")
        clear(self.body)
        self.hand_over_button.setEnabled(exhibit is not None and writable)
        if exhibit is None:
            self.body.addWidget(label(self._words("Save the exhibit first; then it can be handed over."), "muted",
                                      wrap=True))
            return
        for event in self._chain.events:
            self._show_event(event, writable)
        if not self._chain.events:
            self.body.addWidget(label(self._words("The exhibit has not been handed over."), "muted", wrap=True))
        for gap in self._chain.gaps:
            badge = Badge(self._shell, gap_text(exhibit, gap, self._words), "error")
            badge.setWordWrap(True)
            self.body.addWidget(badge)

    def _show_event(self, event: CustodyEvent, writable: bool) -> None:
        words = self._words
        line = QHBoxLayout()
        line.addWidget(label(f"{event.giver} → {event.receiver}", wrap=True), 1)
        correct = button(
            self._shell, "", lambda: self.correct(event), icon_name="pencil", role="quiet", tip=words("Correct …"),
        )
        correct.setEnabled(writable)
        line.addWidget(correct, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(line)
        signed = words("by both") if event.giver_signed and event.receiver_signed else words("not by both")
        facts = (
            event.at.text("%Y-%m-%d %H:%M"), event.place, event.purpose, seal_text(event, words),
            words("Signed") + " " + signed, event.note,
            words("corrected: {reason}", reason=event.reason) if event.supersedes else "",
        )
        self.body.addWidget(label(" · ".join(fact for fact in facts if fact), "small", wrap=True))
        self.body.addWidget(separator())

    def hand_over(self) -> None:
        """Ask for the hand-over and add it to the chain."""
        exhibit = self._exhibit
        if exhibit is None or not self.hand_over_button.isEnabled():
            return
        values = ask_form(
            self._shell, self._words("Hand over {number}", number=exhibit.number), _FIELDS,
            {"giver": self._chain.giver, "seal_state": SealState.INTACT, "at": Moment(utc=datetime.now(UTC))},
            columns=2, accept_text=self._words("Hand over"),
        )
        if values is not None:
            self._store(CustodyEvent(exhibit_id=exhibit.id, **values))

    def correct(self, event: CustodyEvent) -> None:
        """Ask for the right facts; the wrong entry stays in the ledger, and the new one says why."""
        shown: dict[str, Any] = {field.name: getattr(event, field.name) for field in _FIELDS}
        values = ask_form(
            self._shell, self._words("Correct a hand-over"), (*_FIELDS, _REASON), shown, columns=2,
            accept_text=self._words("Correct"),
        )
        if values is not None:
            self._store(CustodyEvent(exhibit_id=event.exhibit_id, supersedes=event.id, **values))

    def _store(self, event: CustodyEvent) -> None:
        self._shell.do("exhibits.hand_over", lambda work: operations.hand_over(work, event))
