"""How the case stands: what must be mended first and the way there, and what the case holds so far."""

from collections import Counter
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from workstation.api import Finding, Read, Search, Severity, Stage
from workstation.api.widgets import STAGE_WORDS, Badge, Card, FlowLayout, PageBase, Shell, button, clear, label, mend

_FIRST = 5
_HERE = "incident.overview"


@dataclass(frozen=True)
class _Mend:
    """A finding that must be mended."""

    finding: Finding
    alike: int
    """How many more of the same kind there are."""


@dataclass(frozen=True)
class _State:
    counts: list[tuple[Search, int]]
    mend: list[_Mend]
    errors: int
    others: int


class StateCard(PageBase):
    """A part of the overview that looks across all modules; any change of the case renews it.

    ``contents`` is a card of its own, which the overview shows below what the fire was.
    """

    kinds = None
    full_bleed = True

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.card = Card(self.words("How the case stands"))
        self.body.addWidget(self.card)
        self.contents = Card(self.words("What the case holds"))
        self.refresh()

    def load(self, read: Read) -> _State:
        catalogue = self.shell.catalogue
        counts = Counter(search.id for search, _ in catalogue.entries(read))
        results = catalogue.findings(read)
        errors = [result for result in results if result.finding.severity is Severity.ERROR]
        kinds = Counter(result.finding.code for result in errors)
        first = {result.finding.code: result for result in reversed(errors)}
        mend = [
            _Mend(result.finding, kinds[result.finding.code] - 1)
            for result in errors if first[result.finding.code] is result
        ]
        return _State(
            [(search, counts[search.id]) for search in catalogue.searches()], mend, len(errors),
            len(results) - len(errors),
        )

    def show_data(self, data: _State) -> None:
        clear(self.card.body)
        clear(self.contents.body)
        self._add_counts(data)
        self._add_verdict(data)
        for one in data.mend[:_FIRST]:
            self._add_mend(one)

    def _add_counts(self, data: _State) -> None:
        """One block per stage of the work, in columns, so that an eye finds the same thing in the same place."""
        words, pages = self.words, {page.id: (module.stage, page.icon) for module, page in self.shell.catalogue.pages()}
        made: dict[Stage, list[QPushButton]] = {}
        for search, count in data.counts:
            stage, icon = pages[search.page]
            made.setdefault(stage, []).append(button(
                self.shell, f"{words(search.title)}  {count}", partial(self.shell.show, search.page), icon_name=icon,
                role="entry", tip=words("Open the page") if count else words("Nothing yet: open the page to begin"),
            ))
        widest = max((one.sizeHint().width() for some in made.values() for one in some), default=0)
        for stage in (stage for stage in Stage if stage in made):
            holder = QWidget()
            flow = FlowLayout(holder)
            self.contents.body.addWidget(label(words(STAGE_WORDS[stage]), "muted"))
            self.contents.body.addWidget(holder)
            for one in made[stage]:
                one.setMinimumWidth(widest)
                flow.addWidget(one)

    def _add_verdict(self, data: _State) -> None:
        words, line = self.words, QHBoxLayout()
        text = words("To be mended: {count}", count=data.errors)
        line.addWidget(
            Badge(self.shell, text, "error") if data.mend
            else Badge(self.shell, words("Nothing must be mended"), "success")
        )
        line.addWidget(label(words("{count} more to look at", count=data.others), "muted"))
        line.addStretch(1)
        line.addWidget(button(
            self.shell, words("All findings"), partial(self.shell.show, "review.checks"), icon_name="shield-check",
            role="quiet",
        ))
        self.card.body.addLayout(line)

    def _add_mend(self, first: _Mend) -> None:
        words, line = self.words, QHBoxLayout()
        text = words.finding(first.finding)
        if first.alike:
            text += " " + words("(and {count} more of this kind)", count=first.alike)
        line.addWidget(label(text, wrap=True), 1)
        self.card.body.addLayout(line)
        if first.finding.page == _HERE:
            return  # decided on this page: a button would lead nowhere
        made = button(
            self.shell, words("Mend"), partial(mend, self.shell, first.finding), icon_name="chevron-right",
            role="quiet",
        )
        made.setAccessibleName(words("Mend: {finding}", finding=words.finding(first.finding)))
        line.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
