"""Lists that are gone through: each step done by somebody, paused for what is awaited, or not needed and why."""

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from modules.cause import operations, queries
from modules.cause.queries import DETERMINING, LEAVING, STEP_WORDS, GateItem
from modules.cause.records import StepState
from workstation.api import N_, Read, Ref, today
from workstation.api.widgets import (
    Badge,
    Card,
    Field,
    Header,
    PageBase,
    Shell,
    ask_form,
    button,
    clear,
    label,
    scrolled,
    to_verify_badge,
)

_LEVELS = {
    StepState.OPEN: "warning", StepState.DONE: "success", StepState.PAUSED: "info", StepState.NOT_NEEDED: "neutral",
}
_NOTE = Field("note", N_("Note"), "multiline")
_EVIDENCE = Field("evidence", N_("Evidence"), "refs")
_ASKED = {
    StepState.DONE: (_NOTE, _EVIDENCE),
    StepState.PAUSED: (Field("awaited", N_("What is awaited"), required=True),
                       Field("until", N_("Until when"), "date", required=True), _NOTE),
    StepState.NOT_NEEDED: (Field("note", N_("Why it is not needed"), "multiline", required=True),),
}


class GatePage(PageBase):
    """One list. Nothing is blocked silently: what is open is counted and named."""

    kinds = ("gate_steps", "officers")
    gate, title, subtitle = "", "", ""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.header = Header(self.words(self.title), self.words(self.subtitle))
        self.body.addWidget(self.header)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.told = label("", "muted", wrap=True)
        self.body.addWidget(self.bar)
        self.body.addWidget(self.told)
        content = QWidget()
        self.list = QVBoxLayout(content)
        self.list.setContentsMargins(0, 0, 0, 0)
        self.list.setSpacing(10)
        self.area = scrolled(content)
        self.body.addWidget(self.area, 1)
        self._cards: dict[str, Card] = {}
        self._wanted = ""
        self.refresh()

    def load(self, read: Read) -> tuple[tuple[GateItem, ...], dict[str, str]]:
        return queries.gate(read, self.gate), queries.officer_names(read)

    def show_data(self, data: tuple[tuple[GateItem, ...], dict[str, str]]) -> None:
        items, names = data
        words = self.words
        still = [item for item in items if not item.settled]
        self.bar.setRange(0, len(items))
        self.bar.setValue(len(items) - len(still))
        named = "、".join(item.title[words.language] for item in still)
        self.told.setText(words("{done} of {count} settled.", done=len(items) - len(still), count=len(items)) + (
            " " + words("Still open: {items}", items=named) if still else ""))
        clear(self.list)
        self._cards = {queries.step_id(self.gate, item.code): self._card(item, names) for item in items}
        for card in self._cards.values():
            self.list.addWidget(card)
        self.list.addStretch(1)
        if self._wanted:
            QTimer.singleShot(0, self, self._go)  # once the cards have their places

    def show_ref(self, ref: Ref) -> None:
        self._wanted = ref.id
        self._go()

    def _go(self) -> None:
        """Bring the step that was asked for into view, with the keyboard on its first act."""
        card = self._cards.get(self._wanted)
        if card is not None:
            self._wanted = ""
            self.area.ensureWidgetVisible(card)
            made = card.findChild(QPushButton)
            if made is not None:
                made.setFocus()

    def _card(self, item: GateItem, names: dict[str, str]) -> Card:
        words, step, card, line = self.words, item.step, Card(), QHBoxLayout()
        line.addWidget(label(item.title[words.language], "title", wrap=True), 1)
        if item.certainty == "to_verify":
            line.addWidget(to_verify_badge(self.shell), 0, Qt.AlignmentFlag.AlignTop)
        late = step.state is StepState.PAUSED and step.until is not None and step.until < today()
        line.addWidget(Badge(self.shell, words(STEP_WORDS[step.state]), "error" if late else _LEVELS[step.state]), 0,
                       Qt.AlignmentFlag.AlignTop)
        card.body.addLayout(line)
        if item.hint:
            card.body.addWidget(label(f"{item.hint[words.language]}　{item.clause}", "small", wrap=True))
        if step.state is StepState.PAUSED:
            card.body.addWidget(label(
                words("awaited until {until}: {awaited}", until=step.until, awaited=step.awaited), wrap=True))
        said = [names.get(step.acted_by or "", ""), step.acted_at.text("%Y-%m-%d %H:%M") if step.acted_at else "",
                step.note]
        if any(said):
            card.body.addWidget(label("　".join(filter(None, said)), "muted", wrap=True))
        card.body.addLayout(self._acts(item))
        return card

    def _acts(self, item: GateItem) -> QHBoxLayout:
        words, line = self.words, QHBoxLayout()
        for title, state, name in (
            (words("Done …"), StepState.DONE, "check"), (words("Wait for …"), StepState.PAUSED, "clock"),
            (words("Not needed …"), StepState.NOT_NEEDED, "x"), (words("Open again"), StepState.OPEN, "arrow-back-up"),
        ):
            if state is not item.step.state:
                made = button(self.shell, title, partial(self.settle, item, state), icon_name=name, role="quiet")
                made.setAccessibleName(f"{title} {item.title[words.language]}")
                made.setEnabled(self.writable)
                line.addWidget(made)
        line.addStretch(1)
        return line

    def settle(self, item: GateItem, state: StepState) -> None:
        """Ask what belongs to it, and say how the step stands."""
        values = {}
        if state in _ASKED:
            step = item.step
            kept = {field.name: getattr(step, field.name) for field in _ASKED[state]}
            answer = ask_form(self.shell, item.title[self.words.language], _ASKED[state], kept)
            if answer is None:
                return
            values = answer
        self.shell.do("cause.step", lambda work: operations.settle_step(
            work, self.gate, item.code, state, **values))


class LeavingPage(GatePage):
    """离场前."""

    gate, title = LEAVING, N_("Before leaving the scene")
    subtitle = N_("Each step is done by somebody, or waits for something until a day, or is not needed and says why.")


class DeterminingPage(GatePage):
    """认定前审查 by XF 1301."""

    gate, title = DETERMINING, N_("Before the determination")
    subtitle = N_("What XF 1301 asks for before a determination (认定书) may be drafted.")
