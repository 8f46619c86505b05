"""The board of the benchmark: the real canvas, board and tools, on a model that is in no case."""

import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from modules.drawing.records import Entity
from modules.drawing.rules.marks.depict import depict
from modules.drawing.rules.model import Model
from modules.drawing.ui.board import Loaded
from modules.drawing.ui.page import DrawingPage
from workstation.app import build
from workstation.ui.settings import Settings
from workstation.ui.window import MainWindow

_SIZE = (1920, 1080)


class BoardWindow:
    """A window with the page of drawings, full of a model."""

    def __init__(self, app: QApplication, model: Model) -> None:
        self._app, self._model = app, model
        self._folder = tempfile.TemporaryDirectory()
        folder = Path(self._folder.name)
        self._program = build(folder / "profile")
        bench = self._program.workbench
        self._window = MainWindow(self._program, Settings(folder / "profile" / "settings.json"))
        self._window.resize(*_SIZE)
        self._window.show()
        case = bench.create_case(folder / "case", "case", self._program.identities.machine().officer)
        self._window.shell.take_case(case)
        self._window.shell.show("drawing")
        page = self._window.page
        assert isinstance(page, DrawingPage)
        self.page = page
        self._wait(lambda: page.up_to_date)

    def _wait(self, ready: object, limit_s: float = 60.0) -> None:
        end = time.perf_counter() + limit_s
        while time.perf_counter() < end:
            self._app.processEvents()
            if callable(ready) and ready():
                return
            time.sleep(0.005)

    def show_first(self) -> None:
        """Show the model, and wait until the whole picture is there."""
        board = self.page.board
        depiction = depict(self._model, board.around)
        self.page.show_data(Loaded([self._model.drawing], self._model, board.around, [], depiction))
        x0, y0, x1, y1 = self._model.index.extent() or (0.0, 0.0, 1.0, 1.0)
        middle = (x0 + x1) / 2, (y0 + y1) / 2
        self.page.canvas.fit((middle[0] - 40, middle[1] - 25, middle[0] + 40, middle[1] + 25))
        self._wait(lambda: self.page.canvas.complete)

    def pan(self, number: int) -> None:
        """One frame of moving the paper, with whatever the renderer hands over meanwhile."""
        self.page.canvas.move_by(9.0 if number // 40 % 2 == 0 else -9.0, 5.0 if number // 25 % 2 == 0 else -5.0)
        self._app.processEvents()

    def zoom(self, number: int) -> None:
        """One notch of the wheel."""
        self.page.canvas.zoom(1.06 if number // 20 % 2 == 0 else 1 / 1.06)
        self._app.processEvents()

    def choose(self, count: int) -> None:
        """Choose so many entities nearest to the middle of the picture."""
        view = self.page.canvas.view
        near = sorted(
            (entity for entity in self._model.entities.values() if entity.points),
            key=lambda one: (one.points[0][0] - view.x) ** 2 + (one.points[0][1] - view.y) ** 2,
        )
        self.page.board.choose(near[:count])
        self._wait(lambda: self.page.canvas.complete)

    def chosen(self) -> list[Entity]:
        """What is chosen."""
        return self.page.board.selection()

    def _send(self, kind: QEvent.Type, at: QPointF, button: Qt.MouseButton, held: Qt.MouseButton) -> None:
        canvas = self.page.canvas
        event = QMouseEvent(kind, at, canvas.mapToGlobal(at), button, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(canvas, event)

    def dragged(self, frames: int) -> list[float]:
        """Frame times while what is chosen is dragged by the mouse; let go with Escape, so nothing is written."""
        none, left = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
        first = self.chosen()[0]
        start = self.page.canvas.view.to_px(*first.points[0])
        self._send(QEvent.Type.MouseButtonPress, start, left, left)
        times = []
        for number in range(frames):
            begun = time.perf_counter()
            at = start + QPointF(3.0 * (number % 120), 2.0 * (number % 90))
            self._send(QEvent.Type.MouseMove, at, none, left)
            self._app.processEvents()
            times.append((time.perf_counter() - begun) * 1000)
        self.page.tool.cancel()
        self._send(QEvent.Type.MouseButtonRelease, start, left, none)
        return times

    def hovered(self, frames: int) -> list[float]:
        """Frame times while the wall tool catches points under the pointer."""
        self.page.take_tool("wall")
        none = Qt.MouseButton.NoButton
        times = []
        for number in range(frames):
            begun = time.perf_counter()
            self._send(QEvent.Type.MouseMove, QPointF(200 + 4 * number % 900, 150 + 3 * number % 600), none, none)
            self._app.processEvents()
            times.append((time.perf_counter() - begun) * 1000)
        self.page.take_tool("select")
        return times

    def close(self) -> None:
        """End everything."""
        self._window.close()
        self._program.close()
        self._folder.cleanup()
