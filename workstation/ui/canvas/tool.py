"""What the pointer does on a canvas: a tool gets the events and paints over the picture, live."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter

if TYPE_CHECKING:
    from workstation.ui.canvas.canvas import Canvas


class Tool:
    """Does nothing by itself: the canvas moves with the pointer. Methods return whether they used the event.

    Coordinates are metres of the model; what is painted is in pixels of the canvas.
    """

    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, canvas: "Canvas") -> None:
        self.canvas = canvas

    def press(self, x: float, y: float, event: QMouseEvent) -> bool:  # noqa: ARG002 - for those who override it
        """A button went down."""
        return False

    def move(self, x: float, y: float, event: QMouseEvent) -> bool:  # noqa: ARG002 - as above
        """The pointer moved, with a button held or not."""
        return False

    def release(self, x: float, y: float, event: QMouseEvent) -> bool:  # noqa: ARG002 - as above
        """A button came up."""
        return False

    def double(self, x: float, y: float, event: QMouseEvent) -> bool:  # noqa: ARG002 - as above
        """A double click."""
        return False

    def key(self, event: QKeyEvent) -> bool:  # noqa: ARG002 - as above
        """A key went down."""
        return False

    def paint(self, painter: QPainter) -> None:
        """Paint handles, a rubber band, a snap mark; ``self.canvas.view`` turns metres into pixels."""

    def cancel(self) -> None:
        """Give up what was begun."""
