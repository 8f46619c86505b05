"""The left rail: pages by working stage."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from workstation.domain.words import N_
from workstation.services.module import Page, Stage
from workstation.ui.kit.parts import label
from workstation.ui.shell import Shell
from workstation.ui.theme import icon

STAGE_WORDS = {
    Stage.CASE: N_("Case"), Stage.SCENE: N_("Scene"), Stage.EVIDENCE: N_("Evidence"), Stage.FINDINGS: N_("Findings"),
    Stage.ACCOUNTABILITY: N_("Accountability"), Stage.REVIEW: N_("Review"), Stage.READINESS: N_("Readiness"),
}
_NARROWEST = 212
_WIDEST = 330
_FOLD = 14  # pixels of the arrow beside a stage
_AROUND = 74  # beside a page's name: margins, icon, scroll bar


class Navigator(QFrame):
    """Shows the pages; the one on view is marked."""

    def __init__(self, shell: Shell, pages: Iterable[tuple[Stage, Page]], go: Callable[[str], None]) -> None:
        super().__init__()
        self.setObjectName("rail")
        self._shell = shell
        self._go = go
        self.stages: dict[Stage, list[str]] = {}
        self.heads: dict[Stage, QToolButton] = {}
        self.buttons: dict[str, QToolButton] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        brand = label("烬察 Embercase", "brand")
        brand.setContentsMargins(16, 16, 16, 8)
        outer.addWidget(brand)
        content = QWidget()
        self._list = QVBoxLayout(content)
        self._list.setContentsMargins(8, 0, 8, 12)
        self._list.setSpacing(1)
        by_stage: dict[Stage, list[Page]] = {}
        for stage, page in pages:
            by_stage.setdefault(stage, []).append(page)
        for stage in Stage:
            if stage in by_stage:
                self._add_stage(stage)
                self.stages[stage] = [page.id for page in by_stage[stage]]
                for page in by_stage[stage]:
                    self._add(page)
                self._fold(stage, folded=stage.value in shell.settings.folded_stages)
        self._list.addStretch(1)
        self._area = area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(content)
        outer.addWidget(area, 1)
        self.setFixedWidth(self._width())

    def _width(self) -> int:
        """Wide enough for the longest name, within reason."""
        widest = max((made.fontMetrics().horizontalAdvance(made.text()) for made in self.buttons.values()), default=0)
        scale = self._shell.tokens.scale
        around = _AROUND - 18 + self._shell.tokens.icon
        return max(round(_NARROWEST * min(scale, 1.2)), min(widest + around, round(_WIDEST * max(scale, 1.0))))

    def _add_stage(self, stage: Stage) -> None:
        """A stage's name; a click folds its pages away, and the profile remembers it."""
        name = self._shell.words(STAGE_WORDS[stage])
        made = self.heads[stage] = QToolButton()
        made.setProperty("role", "stage")
        made.setText(name)
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        made.setIconSize(QSize(_FOLD, _FOLD))
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        made.clicked.connect(lambda: self._toggle(stage))
        line = QHBoxLayout()
        line.setSpacing(0)
        line.addWidget(made, 1)
        line.addWidget(label(stage_key(stage), "stage"))
        self._list.addLayout(line)

    def _toggle(self, stage: Stage) -> None:
        folded = stage.value not in self._shell.settings.folded_stages
        self._shell.settings.folded_stages = [
            *(name for name in self._shell.settings.folded_stages if name != stage.value),
            *([stage.value] if folded else []),
        ]
        self._fold(stage, folded=folded)

    def _fold(self, stage: Stage, *, folded: bool) -> None:
        words, name = self._shell.words, self._shell.words(STAGE_WORDS[stage])
        text = words("{stage}: show its pages", stage=name)
        if not folded:
            text = words("{stage}: fold its pages away", stage=name)
        for page_id in self.stages[stage]:
            made = self.buttons[page_id]
            made.setVisible(not folded or made.isChecked())  # the page on view never disappears
        head = self.heads[stage]
        head.setIcon(icon("chevron-right" if folded else "chevron-down", self._shell.tokens.rail_muted))
        head.setAccessibleName(text)
        head.setToolTip(text)

    def _add(self, page: Page) -> None:
        tokens, name = self._shell.tokens, self._shell.words(page.title)
        made = QToolButton()
        made.setText(f" {name}")  # a little air between icon and name
        made.setAccessibleName(name)
        made.setToolTip(name)
        made.setIcon(icon(page.icon, tokens.rail_text))
        made.setIconSize(QSize(tokens.icon, tokens.icon))
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        made.setCheckable(True)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.clicked.connect(lambda: self._go(page.id))
        self.buttons[page.id] = made
        self._list.addWidget(made)

    def mark(self, page_id: str) -> None:
        """Mark the page on view."""
        for name, made in self.buttons.items():
            made.setChecked(name == page_id)
        for stage in self.stages:
            self._fold(stage, folded=stage.value in self._shell.settings.folded_stages)
        if page_id in self.buttons:
            self._area.ensureWidgetVisible(self.buttons[page_id])

    def go_to_stage(self, stage: Stage) -> None:
        """Go to a stage's first page; while in the stage, to its next one."""
        pages = self.stages.get(stage, [])
        if not pages:
            return
        here = next((n for n, page in enumerate(pages) if self.buttons[page].isChecked()), -1)
        self._go(pages[(here + 1) % len(pages)])


def stage_key(stage: Stage) -> str:
    """The keys that go to a stage: Alt and its place among all stages, whether or not they have pages yet."""
    return f"Alt+{list(Stage).index(stage) + 1}"
