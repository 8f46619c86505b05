"""What a chosen box rests on: each statement with its evidence, each piece of evidence a way to its record."""

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from modules.responsibility import queries
from modules.responsibility.queries import GraphData
from modules.responsibility.records import Barrier, FindingStatus, ResponsibilityLink
from modules.responsibility.rules.grounds import Impact, Standing
from modules.responsibility.rules.trace import gaps_of
from modules.responsibility.sections.figure import NAMES, STANDING_WORDS
from workstation.api import Ref
from workstation.api.widgets import Badge, Shell, button, clear, label, separator

_LEVELS = {Standing.LOST: "error", Standing.WEAKENED: "warning"}


class ChosenPanel(QWidget):
    """``choose`` shows another box; ``toggle`` takes a piece of evidence out on trial, or puts it back."""

    def __init__(self, shell: Shell, choose: Callable[[str], None], toggle: Callable[[Ref], None]) -> None:
        super().__init__()
        self._shell, self._choose, self._toggle = shell, choose, toggle
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(14, 8, 14, 14)
        self._body.setSpacing(8)
        self._body.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._data: GraphData | None = None
        self._impact = Impact()

    def show_target(self, data: GraphData, target: str, impact: Impact) -> None:
        """Show what one box rests on; an empty target says how to begin."""
        self._data, self._impact = data, impact
        clear(self._body)
        kind, _, record_id = target.partition(":")
        ref = Ref(kind, record_id)
        finding, barrier = data.findings.get(record_id), data.barrier(record_id)
        if kind == "responsibility" and finding is not None:
            self._finding(data, finding, ref)
        elif kind == "barriers" and barrier is not None:
            self._barrier(barrier, ref)
        elif record_id:
            self._evidence(data, ref)
        else:
            hint = self._shell.words("Choose a box: here stands what it rests on, and the way to each record.")
            self._body.addWidget(label(hint, "muted", wrap=True))

    def _head(self, title: str, ref: Ref, small: str = "") -> None:
        self._body.addWidget(label(title, "title", wrap=True))
        if small:
            self._body.addWidget(label(small, "small", wrap=True))
        standing = self._impact.standing_of(ref)
        if standing is not Standing.FIRM:
            self._body.addWidget(Badge(self._shell, self._shell.words(STANDING_WORDS[standing]), _LEVELS[standing]))

    def _go(self, ref: Ref) -> None:
        self._body.addWidget(button(
            self._shell, self._shell.words("Go to this record"), partial(self._shell.reveal, ref),
            icon_name="chevron-right", role="quiet",
        ), 0, Qt.AlignmentFlag.AlignLeft)

    def _finding(self, data: GraphData, finding: ResponsibilityLink, ref: Ref) -> None:
        words = self._shell.words
        actor = data.parties.get(finding.subject_id or "", "") or words(NAMES["no_subject"])
        small = " · ".join((words(queries.LINK_WORDS[finding.link]), words(queries.STATUS_WORDS[finding.status])))
        self._head(actor, ref, small)
        self._body.addWidget(label(finding.facts or finding.duty, wrap=True, selectable=True))
        roles = "　".join(f"{words(queries.CONSEQUENCE_WORDS[one])}：{words(queries.ROLE_WORDS[role])}"
                         for one, role in finding.roles.items())
        for text in (finding.breach, roles):
            if text:
                self._body.addWidget(label(text, "muted", wrap=True))
        if finding.status is FindingStatus.PUBLISHED:
            self._body.addWidget(label(f"{words('Source')}：{finding.source}", "small", wrap=True))
        for part, text, refs in (("duty", f"{finding.duty}　{finding.legal_basis}", finding.duty_evidence),
                                 ("", "", finding.evidence), ("causation", finding.causation, finding.causal_evidence)):
            if refs or text.strip():
                self._statement(words(queries.PART_WORDS[part]), text.strip(), refs)
        for gap in gaps_of(finding, data.standing.keys()):
            self._body.addWidget(label(words(NAMES[gap]), "error", wrap=True))
        self._go(ref)

    def _barrier(self, barrier: Barrier, ref: Ref) -> None:
        words = self._shell.words
        self._head(barrier.name, ref, words(queries.BARRIER_WORDS[barrier.state]))
        for text in (barrier.function, barrier.facts):
            if text:
                self._body.addWidget(label(text, wrap=True, selectable=True))
        if barrier.source:
            self._body.addWidget(label(f"{words('Source')}：{barrier.source}", "small", wrap=True))
        if barrier.evidence:
            self._statement(words("Evidence"), "", barrier.evidence)
        if barrier.lesson:
            self._statement(words("Lesson"), barrier.lesson, ())
        self._go(ref)

    def _evidence(self, data: GraphData, ref: Ref) -> None:
        words = self._shell.words
        self._head(data.titles.get(ref, words("(not found in this case)")), ref)
        if ref in data.standing and ref.kind != "parties":
            back = ref in self._impact.gone
            self._body.addWidget(button(
                self._shell, words("Put back") if back else words("Take out on trial"), partial(self._toggle, ref),
                icon_name="arrow-back-up" if back else "eye",
            ), 0, Qt.AlignmentFlag.AlignLeft)
        below = data.below.get(ref, ())
        if below:
            self._statement(words("It rests on"), "", below)
        resting = dict.fromkeys(one.ref for one in data.holdings if ref in one.grounds)
        if resting:
            self._statement(words("On it rests"), "", resting)
        self._go(ref)

    def _statement(self, title: str, text: str, refs: Iterable[Ref]) -> None:
        self._body.addWidget(separator())
        self._body.addWidget(label(title, "small"))
        if text:
            self._body.addWidget(label(text, wrap=True, selectable=True))
        for ref in refs:
            self._body.addWidget(self._row(ref))

    def _row(self, ref: Ref) -> QWidget:
        words, data = self._shell.words, self._data
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2)
        title = data.titles.get(ref, "") if data else ""
        name = label(title or words("(not found in this case)"), "" if title else "error", wrap=True)
        name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        if ref in self._impact.gone:
            font = name.font()
            font.setStrikeOut(True)
            name.setFont(font)
        line.addWidget(name, 1)
        line.addWidget(button(
            self._shell, "", partial(self._choose, f"{ref.kind}:{ref.id}"), icon_name="link", role="quiet",
            tip=words("What it rests on"),
        ))
        line.addWidget(button(
            self._shell, "", partial(self._shell.reveal, ref), icon_name="chevron-right", role="quiet",
            tip=f"{words('Go to this record')}：{title}",
        ))
        return row
