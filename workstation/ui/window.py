"""The window: navigator, content, inspector, job strip; everything that is not one page's business."""

import base64
import logging
import platform
import traceback
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QMessageBox, QVBoxLayout, QWidget

from workstation import __version__
from workstation.domain.change import Changes
from workstation.domain.errors import UserError
from workstation.domain.record import Ref
from workstation.domain.reference import load
from workstation.services.module import Page, Stage
from workstation.ui.actions import CaseActions
from workstation.ui.case_frame import CaseFrame
from workstation.ui.keys import KeySheet, keys_of
from workstation.ui.kit.page import PageBase
from workstation.ui.kit.parts import copy_text, on_key
from workstation.ui.menus import all_actions, build_menus
from workstation.ui.notices import Act, Notice, NoticeArea
from workstation.ui.office import OfficeWatch
from workstation.ui.pages import OWN_PAGES
from workstation.ui.palette import Hit, Palette, hit
from workstation.ui.program import Program
from workstation.ui.rules.offers import OfferWatch
from workstation.ui.settings import Settings
from workstation.ui.shell import Shell
from workstation.ui.start_page import StartPage
from workstation.ui.strip import JobStrip
from workstation.ui.theme import apply_theme
from workstation.ui.toolkit_words import ToolkitWords

_LOG = logging.getLogger("embercase")


class MainWindow(QMainWindow):
    """The workstation's window."""

    def __init__(self, program: Program, settings: Settings) -> None:
        super().__init__()
        self.setWindowTitle("烬察 Embercase")
        self.resize(1440, 900)
        self.setMinimumSize(960, 640)
        self.setAcceptDrops(True)
        self.settings = settings
        self._toolkit_words = ToolkitWords(self)
        self.shell = Shell(program, settings, self)
        self.actions_ = CaseActions(self.shell)
        self.office_watch = OfficeWatch(self.shell, self)
        self.offer_watch = OfferWatch(self.shell, self)
        self.frame: CaseFrame | None = None
        self._notice_area: NoticeArea | None = None
        self._page_id = ""
        self._views: dict[str, Any] = {}
        self._was_maximized = False
        self.shell.case_changed.connect(self._on_case_changed)
        self.shell.officer_changed.connect(self.rebuild)
        self.shell.changed.connect(self._on_changed)
        if settings.geometry:
            self.restoreGeometry(QByteArray(base64.b64decode(settings.geometry)))
        self._come_into_sight()
        self.rebuild()

    def _come_into_sight(self) -> None:
        """A window left on a screen that is gone, or larger than the screen, comes back to where it is seen."""
        frame, screens = self.frameGeometry(), self.screen().virtualSiblings()
        if not any(screen.availableGeometry().intersected(frame).width() > frame.width() // 3 for screen in screens):
            self.move(self.screen().availableGeometry().topLeft())
        room = self.screen().availableGeometry().size()
        if not self.isMaximized() and (self.width() > room.width() or self.height() > room.height()):
            self.resize(self.size().boundedTo(room))

    # content

    def rebuild(self) -> None:
        """Make everything anew in the chosen language and look, and come back to the same page and record."""
        self.leave_page()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_theme(app, self.shell.tokens)
        self._toolkit_words.speak(self.settings.language)
        central = QWidget()
        outer = QVBoxLayout(central)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._notice_area = NoticeArea(self.shell, self._notice_area.notices() if self._notice_area else ())
        seen = self.frame.inspector.ref if self.frame else None
        self.frame = None
        if self.shell.case is None:
            outer.addWidget(self._notice_area)
            outer.addWidget(self._make_start_page(), 1)
        else:
            self.frame = CaseFrame(
                self.shell, self._pages(), self._notice_area, sign_in=self.actions_.sign_in, search=self.open_palette
            )
            self.navigator, self.header = self.frame.navigator, self.frame.header
            self.content, self.inspector = self.frame.content, self.frame.inspector
            outer.addWidget(self.frame, 1)
        self.strip = JobStrip(self.shell, central)
        outer.addWidget(self.strip)
        self.setCentralWidget(central)
        build_menus(self, self.shell, self.actions_)
        self._hide_menus_of_a_presentation()
        if self.frame is not None:
            self.show_page(self._page_id or self._remembered_page(), None)
            self.frame.inspector.inspect(seen)

    def _make_start_page(self) -> StartPage:
        self.start_page = StartPage(
            self.shell, new=self.actions_.new_case, choose=self.actions_.choose_case,
            open_case=self.actions_.open_case, samples=self.actions_.open_sample, settings=self.actions_.settings,
        )
        return self.start_page

    def _pages(self) -> list[tuple[Stage, Page]]:
        own = [(module.stage, page) for module, page in self.shell.catalogue.pages()]
        return [*own, *OWN_PAGES]

    def _remembered_page(self) -> str:
        pages = self._pages()
        case = self.shell.case
        known = {page.id for _, page in pages}
        remembered = self.settings.pages.get(case.info.id, "") if case else ""
        return remembered if remembered in known else pages[0][1].id

    @property
    def case_frame(self) -> CaseFrame:
        """What stands around the page. Raises ``UserError("shell.no_case")`` on the start page."""
        if self.frame is None:
            raise UserError("shell.no_case")
        return self.frame

    @property
    def page(self) -> QWidget | None:
        """The page on view."""
        return self.frame.page if self.frame is not None else None

    # Stage

    def show_page(self, page_id: str, ref: Ref | None) -> None:
        """Put a page into the content; the one on view is only told of the record."""
        if self.frame is None:
            return
        if page_id != self._page_id or self.page is None:
            page = next((page for _, page in self._pages() if page.id == page_id), None)
            if page is None:
                return
            self._put(load(page.view)(self.shell), page_id)
        self.frame.navigator.mark(page_id)  # also when a click on the page's own button took its mark away
        if ref is not None:
            self.frame.inspector.inspect(ref)
            show_ref = getattr(self.page, "show_ref", None)
            if show_ref is not None:
                show_ref(ref)

    def _put(self, page: QWidget, page_id: str) -> None:
        frame, case = self.case_frame, self.shell.case
        if isinstance(page, PageBase):
            page.page_id = page_id
        self.leave_page()
        self.shell.playback.go(None)  # what was played belongs to the page that is left
        frame.put(page)
        frame.inspector.inspect(None)
        self._page_id = page_id
        if case is not None:
            self.settings.pages[case.info.id] = page_id
        if self._views.get(page_id) is not None and isinstance(page, PageBase):
            page.restore_view(self._views[page_id])
        page.setFocus()  # so that the page's keys act at once; Tab goes on to its first control

    def leave_page(self) -> None:
        """What was typed is written before the page goes, or kept as a draft; how it was looked at is kept too."""
        leave = getattr(self.page, "save_if_edited", None)
        if leave is not None and leave() is False and self._page_id:
            words, page_id = self.shell.words, self._page_id
            self.show_notice(words(
                "What you typed on the last page is not complete and was not saved; it is kept and will be there again."
            ), "warning", [(words("Back to it"), lambda: self.shell.show(page_id))])
        if isinstance(self.page, PageBase):
            self._views[self._page_id] = self.page.view_state()

    def open_case(self, folder: Path) -> None:
        """Show another case in place of the one that is open."""
        self.actions_.open_case(folder)

    def inspect_record(self, ref: Ref | None) -> None:
        """Show a record in the inspector."""
        if self.frame is not None:
            self.frame.inspector.inspect(ref)

    def show_notice(self, text: str, level: str, acts: Sequence[Act] = ()) -> None:
        """A message above the page; errors and warnings stay until they are dismissed."""
        if self._notice_area is not None:
            self._notice_area.add(Notice(text, level, tuple(acts)))

    def notices(self) -> list[str]:
        """What is being said."""
        return [notice.text for notice in self._notice_area.notices()] if self._notice_area else []

    def show_fault(self, error: BaseException) -> None:
        """A fault of the program: logged, told, survived; the report can be copied."""
        _LOG.error("fault", exc_info=error)
        words, details = self.shell.words, "".join(traceback.format_exception(error))
        report = f"Embercase {__version__}\n{platform.platform()}, Python {platform.python_version()}\n\n{details}"
        self.show_notice(words(
            "The program made a mistake; nothing that was saved is lost. Details are in the log. {details}",
            details=details.strip().splitlines()[-1][:300],
        ), "error", [(words("Copy the report"), lambda: copy_text(report))])

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

    def show_keys(self) -> None:
        """F1: every key on one sheet."""
        groups = [
            (menu.text().replace("&", ""), keys_of(list(all_actions([menu])))) for menu in self.menuBar().actions()
        ]
        if self.page is not None:
            groups.append((self.shell.words("On this page"), keys_of(self.page.actions())))
        sheet = KeySheet(self.shell, groups)
        sheet.exec()
        sheet.deleteLater()

    def show_about(self) -> None:
        """Which program this is."""
        words = self.shell.words
        QMessageBox.about(self, words("About"), words(
            "烬察 Embercase {version}\nA workstation for fire investigation. Open source under the Apache License "
            "2.0.\nThe machine drafts; people decide.", version=__version__,
        ))

    def cycle_focus(self) -> None:
        """F6: from the rail to the page to the inspector."""
        if self.frame is None:
            return
        panels: list[QWidget] = [self.frame.navigator, self.frame.content, self.frame.inspector]
        focused = QApplication.focusWidget()
        here = next((n for n, panel in enumerate(panels) if focused and panel.isAncestorOf(focused)), -1)
        for step in range(1, len(panels) + 1):
            target = panels[(here + step) % len(panels)]
            child = next((
                child for child in target.findChildren(QWidget)
                if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisible() and child.isEnabled()
            ), None)
            if child is not None:
                child.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def toggle_full_screen(self) -> None:
        """F11: the whole screen for the window, or back to the size it had."""
        if not self.isFullScreen():
            self._was_maximized = self.isMaximized()
            self.showFullScreen()
        elif self._was_maximized:
            self.showMaximized()
        else:
            self.showNormal()

    def toggle_presenting(self) -> None:
        """Shift+F11: the page alone on the whole screen in the projector's look, for a room; and back."""
        if self.frame is None:
            return
        self.shell.presenting = not self.shell.presenting
        if self.shell.presenting != self.isFullScreen():
            self.toggle_full_screen()
        self.rebuild()

    def _hide_menus_of_a_presentation(self) -> None:
        self.menuBar().setVisible(not self.shell.presenting)
        if self.shell.presenting:  # the keys of a menu bar that is hidden would be dead
            self.addActions(list(all_actions(self.menuBar().actions())))
            on_key(self.case_frame.content, "Escape", self.toggle_presenting)

    def toggle_inspector(self) -> None:
        """F8: show or hide the right panel."""
        if self.frame is not None:
            self.frame.toggle_inspector()

    def _on_case_changed(self) -> None:
        self._page_id = ""
        self._views.clear()
        self.shell.presenting = False
        case = self.shell.case
        if case is not None:
            self.settings.add_recent(case.info.folder)
        self.setWindowTitle(f"{case.info.name} — 烬察 Embercase" if case else "烬察 Embercase")
        self.rebuild()
        if case is not None:
            self._tell_of_drafts(case.info.id)

    def _on_changed(self, changes: Changes) -> None:
        """An archived dossier is read-only on every page from now on; a reopened one is not."""
        if changes.touches("dossier_versions"):
            self.rebuild()

    def _tell_of_drafts(self, case_id: str) -> None:
        """What was typed before a power cut is offered as soon as the case is open again."""
        titles, words = {page.id: page.title for _, page in self._pages()}, self.shell.words
        for page_id in self.shell.drafts.pages(case_id):
            if page_id in titles and page_id != self._page_id:
                text = words("The page “{page}” has input that was not saved.", page=words(titles[page_id]))
                self.show_notice(text, "warning", [(words("Back to it"), partial(self.shell.show, page_id))])

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
        self.leave_page()
        self.settings.geometry = base64.b64encode(self.saveGeometry().data()).decode()
        self.settings.save()
        self.shell.blockSignals(True)
        try:
            self.shell.end_tasks()
            self.shell.release_case()
        except UserError as error:
            _LOG.error("closing the case: %s", error)
        self.shell.drafts.close()
        event.accept()
