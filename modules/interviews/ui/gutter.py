"""What stands before the lines of the sheet: 问 or 答, the number, and whether an answer is recorded or cited."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QTextBlock
from PySide6.QtWidgets import QWidget

from modules.interviews.ui.blocks import ANSWER, QUESTION, key_of, kind_of
from workstation.api.widgets import Shell

if TYPE_CHECKING:
    from modules.interviews.ui.sheet import Sheet

_WIDTH = 74
_RECORDED, _CITED = "● ", "★ "


def gutter_width(shell: Shell) -> int:
    """The width of the column in pixels."""
    return round(_WIDTH * shell.tokens.scale)


class Gutter(QWidget):
    """The column before the lines."""

    def __init__(self, shell: Shell, sheet: "Sheet") -> None:
        super().__init__(sheet)
        self._shell, self._sheet = shell, sheet
        self._words = {QUESTION: shell.words("Q"), ANSWER: shell.words("A")}

    def sizeHint(self) -> QSize:
        return QSize(self._sheet.gutter, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        area, sheet, tokens = event.rect(), self._sheet, self._shell.tokens
        painter = QPainter(self)
        painter.fillRect(area, QColor(tokens.sunken))
        layout, block, number = sheet.document().documentLayout(), sheet.document().firstBlock(), 0
        top = sheet.viewport().y() - self.y() - sheet.verticalScrollBar().value()
        here, font = sheet.textCursor().block(), sheet.font()
        while block.isValid():
            kind = kind_of(block)
            number += kind == QUESTION
            box = layout.blockBoundingRect(block)
            y = round(box.y()) + top
            if y > area.bottom():
                break
            if y + box.height() >= area.top():
                font.setBold(block == here)
                painter.setFont(font)
                painter.setPen(QColor(tokens.accent if kind == QUESTION else tokens.text_muted))
                line = round(sheet.fontMetrics().height() * 1.35)
                text = f"{number}  {self._words[kind]}" if kind == QUESTION else self._signs(block) + self._words[kind]
                rect = QRect(0, y, self.width() - 12, line)
                painter.drawText(rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
            block = block.next()
        painter.end()

    def _signs(self, block: QTextBlock) -> str:
        key = key_of(block)
        return (_RECORDED if key in self._sheet.recorded else "") + (_CITED if key in self._sheet.cited else "")
