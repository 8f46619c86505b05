"""The head of the window: which case this is, its grade, procedure and next deadline, and who acts."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from workstation.domain.case_summary import CaseSummary
from workstation.domain.contributed import DueItem
from workstation.domain.reference import load
from workstation.domain.time import BEIJING, zone
from workstation.storage.read import Read
from workstation.ui.kit.flow import FlowLayout
from workstation.ui.kit.parts import Badge, button, clear, label, to_verify_badge
from workstation.ui.shell import Shell


class CaseHeader(QFrame):
    """Shows the summary that a module makes of the case."""

    def __init__(self, shell: Shell, *, sign_in: Callable[[], None], search: Callable[[], None]) -> None:
        super().__init__()
        self.setProperty("role", "header")
        self._shell = shell
        words = shell.words
        line = QHBoxLayout(self)
        line.setContentsMargins(24, 8, 14, 8)
        line.setSpacing(12)
        texts = QVBoxLayout()
        texts.setSpacing(3)
        self.title = label("", "title", wrap=True)
        texts.addWidget(self.title)
        self._facts = FlowLayout()
        texts.addLayout(self._facts)
        line.addLayout(texts, 1)
        line.addWidget(button(shell, words("Search (Ctrl+K)"), search, icon_name="search"))
        signed_in = shell.signed_in.officer
        text = signed_in.name if signed_in.verified else words("Sign in")
        self.who = button(shell, text, sign_in, icon_name="user" if signed_in.verified else "lock")
        line.addWidget(self.who)
        shell.changed.connect(self.refresh)
        self.refresh()

    def refresh(self, _: object = None) -> None:
        """Ask the module that knows."""
        if self._shell.case is not None:
            self._shell.query(self._load, self._show)

    def _load(self, read: Read) -> CaseSummary:
        for module in self._shell.catalogue.modules:
            if module.summary:
                summary: CaseSummary = load(module.summary)(read)
                return summary
        return CaseSummary(read.case.name)

    def _show(self, summary: CaseSummary) -> None:
        words, case = self._shell.words, self._shell.case
        if case is None:
            return
        self.title.setText(summary.title)
        clear(self._facts)
        if case.read_only:
            self._facts.addWidget(Badge(self._shell, words("Read-only"), "warning"))
        if case.archived is not None:
            self._facts.addWidget(Badge(
                self._shell, words("Version {number} is archived", number=case.archived.number), "success"
            ))
            self._facts.addWidget(button(
                self._shell, words("Reopen …"), partial(self._shell.show, "review.archive"), icon_name="lock-open",
                role="quiet",
            ))
        if not self._shell.signed_in.officer.verified:
            self._facts.addWidget(Badge(self._shell, words("Not signed in"), "warning"))
        if summary.grade:
            self._facts.addWidget(Badge(self._shell, words(summary.grade), "accent"))
            if summary.grade_certainty == "to_verify":
                self._facts.addWidget(to_verify_badge(self._shell))
        if summary.procedure:
            self._facts.addWidget(Badge(self._shell, words(summary.procedure), "info"))
        if summary.due is not None:
            left = (summary.due - datetime.now(UTC).astimezone(zone(BEIJING)).date()).days
            text = words("{name}: {due} ({left} days left)", name=words(summary.deadline), due=summary.due, left=left)
            if summary.overdue:
                text = words("{name}: overdue since {due}", name=words(summary.deadline), due=summary.due)
            elif not summary.due_known:
                text = words("{name}: not certain, {due} without a table of holidays", name=words(summary.deadline),
                             due=summary.due)
            if len(summary.open_deadlines) > 1:
                text += words(", {count} more", count=len(summary.open_deadlines) - 1)
            badge = Badge(self._shell, text, "error" if summary.overdue else "neutral")
            badge.setToolTip("\n".join(f"{due}  {words(name)}" for name, due in summary.open_deadlines))
            self._facts.addWidget(badge)
        if summary.dues_late:
            self._facts.addWidget(self._dues(summary.dues_late, words("Overdue: {what}", what=self._counted(
                summary.dues_late)), "error"))
        if summary.dues_soon:
            self._facts.addWidget(self._dues(summary.dues_soon, words("Due within 30 days: {what}", what=self._counted(
                summary.dues_soon)), "warning"))

    def _counted(self, dues: Sequence[DueItem]) -> str:
        """What is due: the thing itself where it is one, else how many of which kind."""
        words = self._shell.words
        if len(dues) == 1:
            kind, title = words(f"kind.{dues[0].ref.kind}"), words(dues[0].title)
            return words("{what} ({day})", what=title if kind in title else f"{kind} {title}", day=dues[0].due)
        kinds = Counter(item.ref.kind for item in dues)
        return words(", ").join(
            words("{kind} {count}", kind=words(f"kind.{kind}"), count=count) for kind, count in kinds.items()
        )

    def _dues(self, dues: Sequence[DueItem], text: str, level: str) -> Badge:
        words, badge = self._shell.words, Badge(self._shell, text, level)
        badge.setToolTip("\n".join(
            f"{item.due}  {words(f'kind.{item.ref.kind}')}  {words(item.title)}" for item in dues
        ))
        return badge
