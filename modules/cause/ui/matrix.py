"""The page of the matrix: every hypothesis against every item of evidence, verdicts, and what the matrix asks about."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from modules.cause import operations, queries
from modules.cause.queries import HYPOTHESIS
from modules.cause.records import Bearing
from modules.cause.rules.matrix import Matrix, Prompt
from modules.cause.ui.claims import ask_verdict
from modules.cause.ui.grid import Grid
from workstation.api import N_, Claim, ClaimStatus, Finding, Read, Ref, new_id
from workstation.api.widgets import (
    Badge,
    Card,
    EmptyState,
    Field,
    FlowLayout,
    Header,
    PageBase,
    Shell,
    Split,
    ask_form,
    button,
    clear,
    label,
    on_key,
    pick_evidence,
    scrolled,
)


@dataclass(frozen=True)
class _View:
    matrix: Matrix
    titles: dict[Ref, str]
    asked: tuple[Prompt, ...]


class MatrixPage(PageBase):
    """Hypotheses by evidence, edited by single keys."""

    kinds = None  # the titles of evidence come from any module

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self.add_button = button(shell, words("Add evidence …"), self.add_evidence, icon_name="link",
                                 tip="Ctrl+Shift+A")
        self.new_button = button(shell, words("New hypothesis"), self.new_hypothesis, icon_name="plus", role="primary")
        self.body.addWidget(Header(
            words("Matrix of hypotheses"),
            words("Keys: + consistent, − inconsistent, 0 neutral, ? pending, Delete never held; Enter says why."),
            self.add_button, self.new_button,
        ))
        self.grid = Grid(shell)
        self.grid.weighed.connect(self._weigh)
        self.grid.reason_wanted.connect(self.ask_reason)
        self.grid.selectionModel().currentChanged.connect(lambda *_: self._show_cell())
        self.empty = EmptyState(
            shell, "test-matrix", words("No hypothesis yet. Name every source that could have lit the fire, then hold "
                                        "the evidence against each of them."))
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.grid)
        split = Split(shell, "cause.matrix", [600, 130], vertical=True)
        split.setHandleWidth(12)
        split.addWidget(self.stack)
        split.addWidget(self._below())
        split.settle()
        self.body.addWidget(split, 1)
        on_key(self, QKeySequence.StandardKey.New, self.new_hypothesis)
        on_key(self, "Ctrl+Shift+A", self.add_evidence)
        on_key(self, "Ctrl+Shift+D", lambda: self.decide(ClaimStatus.ESTABLISHED))
        on_key(self, "Ctrl+Shift+X", lambda: self.decide(ClaimStatus.EXCLUDED))
        self._view = _View(Matrix((), ()), {}, ())
        self.refresh()

    def _below(self) -> QWidget:
        content = QWidget()
        layout = QHBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        self.cell_card = Card(self.words("Chosen hypothesis"))
        self.cell = QVBoxLayout()
        self.cell_card.body.addLayout(self.cell)
        self.prompts_card = Card(self.words("What the matrix asks about"))
        layout.addWidget(self.cell_card, 1, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.prompts_card, 1, Qt.AlignmentFlag.AlignTop)
        return scrolled(content)

    def load(self, read: Read) -> _View:
        grid = queries.matrix(read)
        titles = {ref: f"{entry.number} {entry.title}".strip() for ref, entry in read.titles(grid.evidence).items()}
        return _View(grid, titles, queries.asked(read))

    def show_data(self, data: _View) -> None:
        self._view = data
        kept = self.grid.currentIndex()
        row, column = kept.row(), kept.column()
        self.grid.grid.replace(data.matrix, data.titles)
        self.grid.share_room()
        self.stack.setCurrentWidget(self.grid if data.matrix.hypotheses else self.empty)
        if data.matrix.hypotheses and data.matrix.evidence and not self.grid.currentIndex().isValid():
            self.grid.setCurrentIndex(self.grid.grid.index(max(row, 0), max(column, 0)))
        self.new_button.setEnabled(self.writable)
        self.add_button.setEnabled(self.writable and bool(data.matrix.hypotheses))
        self._show_cell()
        self._show_prompts()

    @property
    def claim(self) -> Claim | None:
        """The hypothesis of the column that the cursor is in."""
        known, column = self._view.matrix.hypotheses, self.grid.currentIndex().column()
        if not known:
            return None
        return known[column] if 0 <= column < len(known) else known[0]

    def _show_cell(self) -> None:
        clear(self.cell)
        claim, words = self.claim, self.words
        if claim is None:
            self.cell.addWidget(label(words("No hypothesis yet."), "muted", wrap=True))
            return
        line = FlowLayout()
        levels = {ClaimStatus.ESTABLISHED: "success", ClaimStatus.CANNOT_EXCLUDE: "warning"}
        line.addWidget(Badge(self.shell, words(queries.STATUS_WORDS[claim.status]),
                               levels.get(claim.status, "neutral")))
        for title, verdict in (
            (words("Establish"), ClaimStatus.ESTABLISHED), (words("Exclude"), ClaimStatus.EXCLUDED),
            (words("Cannot exclude"), ClaimStatus.CANNOT_EXCLUDE),
        ):
            made = button(self.shell, title, partial(self.decide, verdict))
            made.setEnabled(self.writable and claim.status is not ClaimStatus.PUBLISHED)
            line.addWidget(made)
        go = partial(self.shell.show, "cause", Ref("claims", claim.id))
        line.addWidget(button(self.shell, words("Conditions …"), go, role="quiet", icon_name="list"))
        self.cell.addLayout(line)
        self.cell.addWidget(label(claim.text, wrap=True))
        if claim.reason:
            self.cell.addWidget(label(claim.reason, "small", wrap=True))
        index = self.grid.currentIndex()
        if index.isValid():
            self.cell.addWidget(label(str(index.data(Qt.ItemDataRole.ToolTipRole)), "muted", wrap=True))

    def _show_prompts(self) -> None:
        clear(self.prompts_card.body)
        words = self.words
        if not self._view.asked:
            self.prompts_card.body.addWidget(label(words("Nothing: the matrix is complete."), "muted", wrap=True))
        for prompt in self._view.asked:
            titles = "、".join(self._view.titles.get(ref, "") for ref in prompt.evidence[:3])
            text = words.finding(Finding(f"cause.{prompt.code}", {
                "text": prompt.claim.text[:24] if prompt.claim else "", "count": str(len(prompt.evidence)),
                "evidence": titles + ("…" if len(prompt.evidence) > 3 else ""),
            }))
            self.prompts_card.body.addWidget(label(text, "error" if prompt.severe else "", wrap=True))

    def _weigh(self, index: QModelIndex, bearing: Bearing | None) -> None:
        claim, ref = self.grid.grid.at(index)
        if claim.status not in (ClaimStatus.DRAFT, ClaimStatus.PUBLISHED):
            self.shell.notify(self.words("The verdict on this hypothesis must be given again."), "warning")
        self.shell.do("cause.weigh", lambda work: operations.weigh(work, claim.id, ref, bearing),
                      failed=self.refresh)

    def ask_reason(self, index: QModelIndex) -> None:
        """Ask why an item bears as it does."""
        claim, ref = self.grid.grid.at(index)
        bearing = self.grid.grid.bearing(index) or Bearing.PENDING
        cell = self._view.matrix.cells.get((claim.id, ref))
        values = ask_form(self.shell, self._view.titles.get(ref, ""), (
            Field("bearing", N_("How it bears"), "choice", choices=tuple(queries.BEARING_WORDS.items())),
            Field("reason", N_("Why"), "multiline"),
        ), {"bearing": bearing, "reason": cell.reason if cell else ""})
        if values is not None:
            self.shell.do("cause.weigh", lambda work: operations.weigh(work, claim.id, ref, **values))

    def decide(self, status: ClaimStatus) -> None:
        """Ask for the reason, and decide on the hypothesis of the cursor."""
        claim = self.claim
        if claim is not None and self.writable:
            ask_verdict(self, claim, status)

    def add_evidence(self) -> None:
        """Choose items; each is pending against every hypothesis until somebody weighs it."""
        if not self.add_button.isEnabled():
            return
        chosen = pick_evidence(self.shell, self._view.matrix.evidence)
        if chosen is None:
            return
        fresh = [ref for ref in chosen if ref not in self._view.matrix.evidence]
        gone = [ref for ref in self._view.matrix.evidence if ref not in chosen]

        def step(work: Any) -> None:
            operations.add_evidence(work, fresh)
            for ref in gone:
                operations.remove_evidence(work, ref)

        self.shell.do("cause.evidence", step)

    def new_hypothesis(self) -> None:
        """Ask what else could have lit the fire."""
        if not self.writable:
            return
        values = ask_form(self.shell, self.words("New hypothesis"), (
            Field("text", N_("What could have lit the fire"), "multiline", required=True),
        ))
        if values is not None:
            claim = Claim(id=new_id(), topic=HYPOTHESIS, text=values["text"])
            self.shell.do("cause.claim", lambda work: operations.draft_claim(work, claim))
