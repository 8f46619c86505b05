"""Every page of every module opens by a click, in both languages and in every look; each can be used by keyboard."""

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.hands import ALT, click, settle
from workstation.services.module import Stage
from workstation.ui.navigator import stage_key
from workstation.ui.theme import THEMES
from workstation.ui.window import MainWindow

LOOKS = [*((theme, False) for theme in THEMES), ("light", True)]
CONTROLS = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QAbstractSpinBox, QAbstractItemView)
LEAST_TOUCH = 44  # pixels, WCAG 2.5.5


def visit(window: MainWindow, qtbot: QtBot, page_id: str) -> QWidget:
    """Go to a page by the navigator, wait until it shows what it read, and open its first record."""
    window.navigator.mark(page_id)  # what is out of sight in the rail is scrolled to before the click
    QApplication.processEvents()
    click(qtbot, window.navigator.buttons[page_id])
    settle(window, qtbot)
    table = getattr(window.page, "table", None)
    if table is not None and hasattr(table, "view") and table.view.model().rowCount():
        table.view.selectRow(0)
        settle(window, qtbot)
    assert window.page is not None and window.page.isVisible()
    assert window.isActiveWindow(), "something took the focus of the whole window"
    return window.page


def controls(window: MainWindow) -> list[QWidget]:
    """Everything that can be operated now."""
    return [
        widget for widget in window.findChildren(QWidget)
        if isinstance(widget, CONTROLS) and not isinstance(widget, QHeaderView) and widget.isVisible()
        and widget.isEnabled() and not is_inner(widget)
    ]


def is_inner(widget: QWidget) -> bool:
    """Whether Qt made it as a part of another control: the edit of a spin box, the corner of a table."""
    return isinstance(widget.parent(), (QComboBox, QAbstractSpinBox, QLineEdit, QAbstractItemView)) or (
        isinstance(widget.parent(), QScrollArea) and not isinstance(widget, QAbstractItemView)
    ) or widget.objectName().startswith("qt_")


@pytest.mark.parametrize(("theme", "field_mode"), LOOKS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_opens(
    opened: MainWindow, qtbot: QtBot, language: str, theme: str, field_mode: bool
) -> None:
    opened.shell.prefer(language=language, theme=theme, field_mode=field_mode)
    settle(opened, qtbot)
    pages = list(opened.navigator.buttons)
    assert {page.id for _, page in opened.shell.catalogue.pages()} < set(pages)
    seen = []
    for page_id in pages:
        seen.append(visit(opened, qtbot, page_id))
        assert opened.navigator.buttons[page_id].isChecked()
        assert opened.notices() == [], page_id
        if field_mode:
            small = [
                (one, one.height()) for one in controls(opened)
                if isinstance(one, (QAbstractButton, QLineEdit, QComboBox)) and one.height() < LEAST_TOUCH
            ]
            assert not small, (page_id, small)
    assert len(set(map(type, seen))) >= len(pages) - 1


class ShownAlone(QObject):
    """Notes what is shown as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(type(watched).__name__)
        return False


def test_no_page_flashes_a_part_as_a_window(opened: MainWindow, qtbot: QtBot) -> None:
    watch, app = ShownAlone(), QApplication.instance()
    app.installEventFilter(watch)
    try:
        for page_id in list(opened.navigator.buttons):
            visit(opened, qtbot, page_id)
        opened.shell.prefer(language="en")
        settle(opened, qtbot)
    finally:
        app.removeEventFilter(watch)
    assert watch.seen == []


def test_every_control_of_every_page_has_a_name(opened: MainWindow, qtbot: QtBot) -> None:
    nameless = []
    for page_id in list(opened.navigator.buttons):
        visit(opened, qtbot, page_id)
        nameless += [
            f"{page_id}: {type(one).__name__} {one.objectName()} in {type(one.parent()).__name__}"
            for one in controls(opened) if not spoken(one)
        ]
    assert not nameless, "\n".join(sorted(set(nameless)))


def spoken(widget: QWidget) -> str:
    """What a screen reader says."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name).strip() if interface is not None else ""


def test_the_tab_key_reaches_every_control(opened: MainWindow, qtbot: QtBot) -> None:
    missed = []
    for page_id in list(opened.navigator.buttons):
        page = visit(opened, qtbot, page_id)
        wanted = {
            one for one in controls(opened)
            if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.focusProxy() is None
        }
        assert len(wanted) > len(opened.navigator.buttons)
        reached: set[QWidget] = set()
        page.setFocus()
        for _ in range(3 * len(wanted)):
            reached.add(QApplication.focusWidget())
            qtbot.keyClick(QApplication.focusWidget() or opened, Qt.Key.Key_Tab)
            if wanted <= reached:
                break
        missed += [f"{page_id}: {type(one).__name__} {spoken(one)!r}" for one in wanted - reached]
    assert not missed, "\n".join(missed)


def test_every_control_takes_the_focus_by_tab(opened: MainWindow, qtbot: QtBot) -> None:
    deaf = []
    for page_id in list(opened.navigator.buttons):
        visit(opened, qtbot, page_id)
        deaf += [
            f"{page_id}: {type(one).__name__} {spoken(one)!r}" for one in controls(opened)
            if not one.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
    assert not deaf, "\n".join(sorted(set(deaf)))


def test_alt_and_a_number_go_to_the_stages(opened: MainWindow, qtbot: QtBot) -> None:
    keys = {stage: Qt.Key(Qt.Key.Key_1 + number) for number, stage in enumerate(Stage)}
    visit(opened, qtbot, "incident.overview")
    for stage, pages in reversed(list(opened.navigator.stages.items())):
        for page_id in [*pages, pages[0]]:  # pressed again: to the next page, and round
            qtbot.keyClick(opened, keys[stage], ALT)
            settle(opened, qtbot)
            assert opened.navigator.buttons[page_id].isChecked(), (stage_key(stage), page_id)
    assert len(opened.navigator.stages) > 3


def test_f6_goes_round_the_panels(opened: MainWindow, qtbot: QtBot) -> None:
    opened.resize(1440, 900)
    visit(opened, qtbot, "incident.parties")
    opened.navigator.buttons["incident.parties"].setFocus()
    panels = [opened.content, opened.inspector, opened.navigator]
    for panel in panels:
        qtbot.keyClick(opened, Qt.Key.Key_F6)
        assert panel.isAncestorOf(QApplication.focusWidget()), panel
