"""The left rail: pages by working stage."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from workstation.domain.words import N_
from workstation.services.module import Page, Stage
from workstation.ui.kit.parts import label
from workstation.ui.shell import Shell
from workstation.ui.theme import icon

STAGE_WORDS = {
    Stage.CASE: N_("Case"), Stage.SCENE: N_("Scene"), Stage.EVIDENCE: N_("Evidence"), Stage.FINDINGS: N_("Findings"),
    Stage.ACCOUNTABILITY: N_("Accountability"), Stage.REVIEW: N_("Review"), Stage.READINESS: N_("Readiness"),
}
_INK = "#e9e7e3"
_WIDTH = 212


class Navigator(QFrame):
    """Shows the pages; the one on view is marked."""

    def __init__(self, shell: Shell, pages: Iterable[tuple[Stage, Page]], go: Callable[[str], None]) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setFixedWidth(round(_WIDTH * max(1.0, shell.tokens.type_body / 10.0)))
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
                self._list.addWidget(label(shell.words(STAGE_WORDS[stage]), "stage"))
                for page in by_stage[stage]:
                    self._add(shell, page, go)
        self._list.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(content)
        outer.addWidget(area, 1)

    def _add(self, shell: Shell, page: Page, go: Callable[[str], None]) -> None:
        made = QToolButton()
        made.setText(shell.words(page.title))
        made.setIcon(icon(page.icon, _INK))
        made.setIconSize(QSize(18, 18))
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        made.setCheckable(True)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.clicked.connect(lambda: go(page.id))
        self.buttons[page.id] = made
        self._list.addWidget(made)

    def mark(self, page_id: str) -> None:
        """Mark the page on view."""
        for name, made in self.buttons.items():
            made.setChecked(name == page_id)
