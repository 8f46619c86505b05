"""What a person does at the window: clicks, keys, an input method for Chinese; dialogs are met as they come."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from workstation.ui.kit.page import PageBase
from workstation.ui.window import MainWindow

LEFT = Qt.MouseButton.LeftButton
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def front(window: QWidget, qtbot: QtBot) -> None:
    """Bring a window to the front, so that it gets the keys."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def end(window: MainWindow) -> None:
    """Close a window and delete it: the next one would restyle its widgets with its own, slower with every test."""
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def settle(window: MainWindow, qtbot: QtBot) -> None:
    """Wait until everything that was asked of the case has been answered and shown."""
    written: list[None] = []
    window.shell.call(lambda _: None, written.append)
    qtbot.waitUntil(lambda: bool(written))  # what the case thread told on the way is in the queue now
    QApplication.processEvents()
    qtbot.waitUntil(lambda: _answered(window), timeout=30_000)
    QApplication.processEvents()


def _answered(window: MainWindow) -> bool:
    return window.shell.idle and all(page.up_to_date for page in window.findChildren(PageBase))


def click(qtbot: QtBot, widget: QWidget) -> None:
    """A real click in the middle of what can be seen of a widget."""
    assert widget.isVisible() and widget.isEnabled(), widget
    qtbot.mouseClick(widget, LEFT, pos=widget.rect().center())


def write(qtbot: QtBot, widget: QWidget, text: str) -> None:
    """Type into a field: by keys, and by the input method what no key has."""
    widget.setFocus()
    for character in text:
        if character.isascii():
            qtbot.keyClicks(widget, character)
        else:
            event = QInputMethodEvent()
            event.setCommitString(character)
            QApplication.sendEvent(widget, event)


def named(parent: QWidget, text: str) -> QPushButton:
    """The visible button that says this."""
    QApplication.processEvents()  # what was just made is shown now
    found = [one for one in parent.findChildren(QPushButton) if one.text() == text and one.isVisible()]
    assert len(found) == 1, (text, found)
    return found[0]


def in_dialog(begin: Callable[[], object], act: Callable[[QDialog], object]) -> None:
    """Begin something that shows a modal dialog, and act in it. ``act`` must leave it closed."""
    met: list[QWidget] = []
    failures: list[BaseException] = []
    timer = QTimer()

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog) or dialog in met:
            return
        met.append(dialog)
        try:
            act(dialog)
        except BaseException as error:  # told below: the dialog's own event loop would swallow it
            failures.append(error)
        if dialog.isVisible():
            dialog.reject()

    timer.timeout.connect(look)
    timer.start(10)
    begin()
    for _ in range(500):  # what is asked of the case first shows its dialog a little later
        if met:
            break
        QTest.qWait(10)
    timer.stop()
    if failures:
        raise failures[0]
    assert met, "no dialog was shown"


def open_file(dialog: QDialog, path: Path) -> None:
    """Name a file in a file dialog and take it. Its button is left alone: it lives by a model that reads the folder in
    its own time, which on a busy machine may be never."""
    assert isinstance(dialog, QFileDialog)
    dialog.findChild(QLineEdit, "fileNameEdit").setText(str(path))
    dialog.accept()
