"""What stands around the page of an open case: navigator, header, notices, inspector."""

from collections.abc import Callable, Iterable

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workstation.services.module import Page, Stage
from workstation.ui.case_header import CaseHeader
from workstation.ui.inspector import Inspector
from workstation.ui.kit.page import PageBase
from workstation.ui.kit.split import Split
from workstation.ui.navigator import Navigator
from workstation.ui.shell import Shell

_LEAST_PAGE = 860  # pixels at the usual text size


class CaseFrame(QWidget):
    """The frame; ``put`` shows a page in it."""

    def __init__(
        self, shell: Shell, pages: Iterable[tuple[Stage, Page]], notices: QWidget, *, sign_in: Callable[[], None],
        search: Callable[[], None],
    ) -> None:
        super().__init__()
        self._shell = shell
        self.page: QWidget | None = None
        self._insisted = False
        self.navigator = Navigator(shell, pages, shell.show)
        self.header = CaseHeader(shell, sign_in=sign_in, search=search)
        self.content = QWidget()
        self._content_layout = QVBoxLayout(self.content)
        self._content_layout.setContentsMargins(0, 0, 0, 0)
        self.inspector = Inspector(shell)
        self._split = Split(shell, "window", [1000, 290])
        self._split.addWidget(self.content)
        self._split.addWidget(self.inspector)
        self._split.settle()
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.header)
        right.addWidget(notices)
        right.addWidget(self._split, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.navigator)
        layout.addLayout(right, 1)
        self.arrange()

    def put(self, page: QWidget) -> None:
        """Show a page instead of the one on view."""
        if self.page is not None:
            self._content_layout.removeWidget(self.page)
            self.page.hide()
            self.page.deleteLater()
        self.page = page
        self._content_layout.addWidget(page)
        self.arrange()

    def arrange(self) -> None:
        """Show around the page what is wanted; nothing while it is presented."""
        around = not self._shell.presenting
        self.navigator.setVisible(around)
        self.header.setVisible(around)
        self.inspector.setVisible(around and self._inspector_wanted and (self._has_room() or self._insisted))

    @property
    def _inspector_wanted(self) -> bool:
        """Whether the person wants the inspector beside a page of this kind; a canvas has panels of its own."""
        settings = self._shell.settings
        return settings.inspector_beside_canvas if self._is_canvas() else settings.inspector_shown

    def _has_room(self) -> bool:
        """Whether page and inspector can stand beside each other: in a small window or with large type the page
        comes first."""
        needed = _LEAST_PAGE * self._shell.tokens.scale + self.inspector.minimumWidth()
        return self.width() - self.navigator.width() >= needed

    def toggle_inspector(self) -> None:
        """Show or hide the right panel, and remember it for pages of this kind."""
        settings = self._shell.settings
        if self._inspector_wanted and self.inspector.isHidden():
            self._insisted = True  # there is little room, but that is the person's wish
            self.arrange()
            return
        self._insisted = False
        if self._is_canvas():
            settings.inspector_beside_canvas = not settings.inspector_beside_canvas
        else:
            settings.inspector_shown = not settings.inspector_shown
        settings.save()
        self.arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def _is_canvas(self) -> bool:
        return isinstance(self.page, PageBase) and (self.page.full_bleed or self.page.wide)
