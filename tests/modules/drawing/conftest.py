"""The page of the drawing, with an empty drawing on its board."""

import pytest
from pytestqt.qtbot import QtBot

from modules.drawing import operations
from modules.drawing.ui.page import DrawingPage
from tests.modules.drawing.board import look
from tests.ui.hands import front, settle
from workstation.ui.window import MainWindow


@pytest.fixture
def window(signed_window: MainWindow) -> MainWindow:
    return signed_window


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> DrawingPage:
    window.shell.do("drawing.begin", lambda work: operations.begin_drawing(work, "一层", "D", north_deg=0.0))
    window.shell.show("drawing")
    found = window.page
    assert isinstance(found, DrawingPage)
    settle(window, qtbot)
    qtbot.waitUntil(lambda: found.board.model is not None)
    front(window, qtbot)
    look(found, -1.0, -1.0, 7.0, 5.0)
    return found
