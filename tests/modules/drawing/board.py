"""What a person does at the board: points by the mouse, figures typed, drags; and what was stored of it."""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from modules.drawing import queries
from modules.drawing.records import Entity, Kind
from modules.drawing.ui.page import DrawingPage
from tests.ui.hands import LEFT


def look(page: DrawingPage, *box: float) -> None:
    page.canvas.fit((box[0], box[1], box[2], box[3]))


def px(page: DrawingPage, x: float, y: float) -> QPoint:
    return page.canvas.view.to_px(x, y).toPoint()


def point(qtbot: QtBot, page: DrawingPage, x: float, y: float, **more: Qt.KeyboardModifier) -> None:
    qtbot.mouseMove(page.canvas, px(page, x, y))
    qtbot.mouseClick(page.canvas, LEFT, pos=px(page, x, y), **more)


def drag(qtbot: QtBot, page: DrawingPage, a: tuple[float, float], b: tuple[float, float],
         modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:  # fmt: skip
    qtbot.mousePress(page.canvas, LEFT, modifier, px(page, *a))
    for share in (0.5, 1.0):
        at = px(page, a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)
        around = QPointF(page.canvas.mapToGlobal(at))
        event = QMouseEvent(QEvent.Type.MouseMove, QPointF(at), around, Qt.MouseButton.NoButton, LEFT, modifier)
        QApplication.sendEvent(page.canvas, event)
    qtbot.mouseRelease(page.canvas, LEFT, modifier, px(page, *b))


def typed(qtbot: QtBot, page: DrawingPage, text: str) -> None:
    """Figures typed on the board land in the command line; Enter hands them to the tool."""
    page.canvas.setFocus()
    qtbot.keyClicks(page.canvas, text[0])
    qtbot.keyClicks(page.command, text[1:])
    assert page.command.text() == text
    qtbot.keyClick(page.command, Qt.Key.Key_Return)


def key(qtbot: QtBot, page: DrawingPage, text: str) -> None:
    page.canvas.setFocus()
    qtbot.keyClicks(page.canvas, text)


def stored(page: DrawingPage, kind: Kind) -> list[Entity]:
    return [one for one in queries.entities(page.shell.read(), "D") if one.kind is kind]


def wait_for(qtbot: QtBot, page: DrawingPage, kind: Kind, count: int) -> list[Entity]:
    qtbot.waitUntil(lambda: len(stored(page, kind)) == count)
    return stored(page, kind)


def four_walls(qtbot: QtBot, page: DrawingPage) -> None:
    key(qtbot, page, "W")
    typed(qtbot, page, "=0,0")
    for length in ("4200<0", "3200<90", "4200<180", "3200<270"):
        typed(qtbot, page, length)
    for _ in range(2):  # ends the run of walls, then puts the pointer back into hand
        qtbot.keyClick(page.canvas, Qt.Key.Key_Escape)
    wait_for(qtbot, page, Kind.WALL, 4)
