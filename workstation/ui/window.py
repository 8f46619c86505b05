"""The window: navigator, content, inspector, job strip; everything that is not one page's business."""

import base64
import logging
import traceback
from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QSplitter, QVBoxLayout, QWidget

from workstation.domain.errors import UserError
from workstation.domain.record import Ref
from workstation.domain.reference import load
from workstation.services.module import Page, Stage
from workstation.ui.actions import CaseActions
from workstation.ui.case_header import CaseHeader
from workstation.ui.inspector import Inspector
from workstation.ui.kit.parts import NoticeBar
from workstation.ui.menus import all_actions, build_menus
from workstation.ui.navigator import Navigator
from workstation.ui.pages import OWN_PAGES
from workstation.ui.palette import Hit, Palette, hit
from workstation.ui.settings import Settings
from workstation.ui.shell import Program, Shell
from workstation.ui.start_page import StartPage
from workstation.ui.strip import JobStrip
from workstation.ui.theme import apply_theme

_LOG = logging.getLogger("embercase")
_NOTICE_MS = 8000
_MOST_NOTICES = 4


class MainWindow(QMainWindow):
    """The workstation's window."""

    def __init__(self, program: Program, settings: Settings) -> None:
        super().__init__()
        self.setWindowTitle("烬察 Embercase")
        self.resize(1440, 900)
        self.setMinimumSize(960, 640)
        self.setAcceptDrops(True)
        self.settings = settings
        self.shell = Shell(program, settings, self)
        self.actions_ = CaseActions(self.shell)
        self._notices: list[NoticeBar] = []
        self._page_id = ""
        self._page: QWidget | None = None
        self.shell.case_changed.connect(self._on_case_changed)
        self.shell.officer_changed.connect(self.rebuild)
        if settings.geometry:
            self.restoreGeometry(QByteArray(base64.b64decode(settings.geometry)))
        self.rebuild()

    # content

    def rebuild(self) -> None:
        """Make everything anew in the chosen language and look, and come back to the same page."""
        self._leave_page()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_theme(app, self.shell.tokens)
        central = QWidget()
        outer = QVBoxLayout(central)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.notice_area = QVBoxLayout()
        self.notice_area.setContentsMargins(16, 0, 16, 0)
        self.notice_area.setSpacing(6)
        self._notices.clear()
        if self.shell.case is None:
            outer.addLayout(self.notice_area)
            self.start_page = StartPage(
                self.shell, new=self.actions_.new_case, choose=self.actions_.choose_case,
                open_case=self.actions_.open_case, samples=self.actions_.open_sample,
                settings=self.actions_.settings,
            )
            outer.addWidget(self.start_page, 1)
        else:
            self._build_case(outer)
        self.strip = JobStrip(self.shell, central)
        outer.addWidget(self.strip)
        self._page = None
        self.setCentralWidget(central)
        build_menus(self, self.shell, self.actions_)
        if self.shell.case is not None:
            self.show_page(self._page_id or self._remembered_page(), None)

    def _build_case(self, outer: QVBoxLayout) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(0)
        self.navigator = Navigator(self.shell, self._pages(), self.shell.show)
        middle.addWidget(self.navigator)
        right = QVBoxLayout()
        right.setSpacing(0)
        self.header = CaseHeader(self.shell, sign_in=self.actions_.sign_in, search=self.open_palette)
        right.addWidget(self.header)
        right.addSpacing(4)
        right.addLayout(self.notice_area)
        self.split = QSplitter()
        self.split.setChildrenCollapsible(False)
        self.content = QWidget()
        self._content_layout = QVBoxLayout(self.content)
        self._content_layout.setContentsMargins(0, 0, 0, 0)
        self.inspector = Inspector(self.shell)
        if not self.settings.inspector_shown:
            self.inspector.hide()
        self.split.addWidget(self.content)
        self.split.addWidget(self.inspector)
        self.split.setStretchFactor(0, 1)
        self.split.setSizes([1000, round(290 * self.shell.tokens.scale)])
        right.addWidget(self.split, 1)
        middle.addLayout(right, 1)
        outer.addLayout(middle, 1)

    def _pages(self) -> list[tuple[Stage, Page]]:
        own = [(module.stage, page) for module, page in self.shell.catalogue.pages()]
        return [*own, *OWN_PAGES]

    def _remembered_page(self) -> str:
        pages = self._pages()
        case = self.shell.case
        known = {page.id for _, page in pages}
        remembered = self.settings.pages.get(case.info.id, "") if case else ""
        return remembered if remembered in known else pages[0][1].id

    # Stage

    def show_page(self, page_id: str, ref: Ref | None) -> None:
        """Put a page into the content; the one on view is only told of the record."""
        if self.shell.case is None:
            return
        if page_id != self._page_id or self._page is None:
            page = next((page for _, page in self._pages() if page.id == page_id), None)
            if page is None:
                return
            self._put(load(page.view)(self.shell))
            self._page_id = page_id
            self.inspector.inspect(None)
            self.settings.pages[self.shell.case.info.id] = page_id
        self.navigator.mark(page_id)  # also when a click on the page's own button took its mark away
        if ref is not None:
            self.inspector.inspect(ref)
            show_ref = getattr(self._page, "show_ref", None)
            if show_ref is not None:
                show_ref(ref)

    def _put(self, page: QWidget) -> None:
        self._leave_page()
        if self._page is not None:
            self._content_layout.removeWidget(self._page)
            self._page.hide()
            self._page.deleteLater()
        self._page = page
        self._content_layout.addWidget(page)
        page.setFocus()  # so that the page's keys act at once; Tab goes on to its first control

    def _leave_page(self) -> None:
        """What was typed is written before the page goes."""
        leave = getattr(self._page, "save_if_edited", None)
        if leave is not None:
            leave()

    @property
    def page(self) -> QWidget | None:
        """The page on view."""
        return self._page

    def inspect_record(self, ref: Ref | None) -> None:
        """Show a record in the inspector."""
        if self.shell.case is not None:
            self.inspector.inspect(ref)

    def show_notice(self, text: str, level: str) -> None:
        """A message above the page; errors and warnings stay until they are dismissed."""
        bar = NoticeBar(self.shell, text, level, self._drop_notice)
        self._notices.append(bar)
        self.notice_area.addWidget(bar)
        while len(self._notices) > _MOST_NOTICES:
            self._drop_notice(self._notices[0])
        if level in ("info", "success"):
            timer = QTimer(bar)
            timer.setSingleShot(True)
            timer.timeout.connect(lambda: self._drop_notice(bar))
            timer.start(_NOTICE_MS)

    def notices(self) -> list[str]:
        """What is being said."""
        return [bar.message.text() for bar in self._notices]

    def _drop_notice(self, bar: NoticeBar) -> None:
        if bar in self._notices:
            self._notices.remove(bar)
            self.notice_area.removeWidget(bar)
            bar.hide()
            bar.deleteLater()

    def show_fault(self, error: BaseException) -> None:
        """A fault of the program: logged, told, survived."""
        _LOG.error("fault", exc_info=error)
        details = "".join(traceback.format_exception(error))
        self.show_notice(self.shell.words(
            "The program made a mistake; nothing that was saved is lost. Details are in the log. {details}",
            details=details.strip().splitlines()[-1][:300],
        ), "error")

    # the person

    def open_palette(self) -> None:
        """Ctrl+K."""
        palette = Palette(self.shell, self._fixed_hits())
        place = self.mapToGlobal(self.rect().center())
        palette.move(place.x() - palette.width() // 2, self.mapToGlobal(self.rect().topLeft()).y() + 90)
        palette.show()
        palette.box.setFocus()
        self.palette_dialog = palette

    def _fixed_hits(self) -> list[Hit]:
        words = self.shell.words
        hits = []
        if self.shell.case is not None:
            hits += [
                hit(words(page.title), words("Page"), page.icon, partial(self.shell.show, page.id))
                for _, page in self._pages()
            ]
            hits += [
                hit(words(command.title), words("Command"), command.icon or "chevron-right",
                    partial(self._run, command.run))
                for command in self.shell.catalogue.commands()
            ]
        hits += [
            hit(action.text().replace("&", ""), words("Command"), "chevron-right", action.trigger)
            for action in all_actions(self.menuBar().actions()) if action.isEnabled()
        ]
        return hits

    def _run(self, command: str) -> None:
        load(command)(self.shell)

    def cycle_focus(self) -> None:
        """F6: from the rail to the page to the inspector."""
        if self.shell.case is None:
            return
        panels: list[QWidget] = [self.navigator, self.content, self.inspector]
        focused = QApplication.focusWidget()
        here = next((n for n, panel in enumerate(panels) if focused and panel.isAncestorOf(focused)), -1)
        target = panels[(here + 1) % len(panels)]
        if not target.isVisible():
            target = panels[0]
        for child in target.findChildren(QWidget):
            if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisible() and child.isEnabled():
                child.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def toggle_inspector(self) -> None:
        """Show or hide the right panel."""
        self.settings.inspector_shown = not self.settings.inspector_shown
        self.settings.save()
        if self.shell.case is not None:
            self.inspector.setVisible(self.settings.inspector_shown)

    def _on_case_changed(self) -> None:
        self._page_id = ""
        self._page = None
        case = self.shell.case
        if case is not None:
            self.settings.add_recent(case.info.folder)
        self.setWindowTitle(f"{case.info.name} — 烬察 Embercase" if case else "烬察 Embercase")
        self.rebuild()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.shell.case is not None and event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.shell.import_files(paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.shell.jobs.running and not self.shell.confirm(
            self.shell.words("Jobs are running"),
            self.shell.words("They will be stopped; what they have stored stays. Close the window?"),
        ):
            event.ignore()
            return
        self._leave_page()
        self.settings.geometry = base64.b64encode(self.saveGeometry().data()).decode()
        self.settings.save()
        self.shell.blockSignals(True)
        try:
            self.shell.end_tasks()
            self.shell.release_case()
        except UserError as error:
            _LOG.error("closing the case: %s", error)
        event.accept()
