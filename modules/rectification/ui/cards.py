"""One column of the board: cards that are painted, so that a hundred of them scroll at once."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from modules.rectification.queries import GRADE_WORDS, HAZARD_WORDS
from modules.rectification.records import Grade
from modules.rectification.rules.board import BoardCard
from workstation.api import Words
from workstation.api.widgets import Shell

_CARD = Qt.ItemDataRole.UserRole
_MARGIN, _PAD, _BAR, _LINES = 4, 10, 4, 3


def due_text(card: BoardCard, words: Words) -> str:
    """What a card says of its deadline."""
    if card.late:
        return words("{late} days late", late=card.late)
    if card.left is not None:
        return words("{left} days left", left=card.left)
    return card.deadline.isoformat() if card.deadline else words("no deadline")


def state_text(card: BoardCard, words: Words) -> str:
    """What a card says of its state: that proof is missing, how a hazard stands, how a measure was judged."""
    if card.unproven:
        return words("said done, no proof")
    if card.hazard is not None:
        return words(HAZARD_WORDS[card.hazard])
    return words(GRADE_WORDS[card.grade]) if card.grade is not Grade.NONE else ""


class _Painter(QStyledItemDelegate):
    """Number and deadline, the text, the unit; a bar in the colour of its urgency at the left."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._tokens, self._words = shell.tokens, shell.words

    def _fonts(self, base: QFont) -> tuple[QFont, QFont]:
        strong = QFont(base)
        strong.setBold(True)
        small = QFont(base)
        small.setPointSizeF(self._tokens.type_small)
        return strong, small

    def sizeHint(self, option: QStyleOptionViewItem, _: QModelIndex | QPersistentModelIndex) -> QSize:
        strong, small = self._fonts(_font(option))
        lines = _LINES * QFontMetrics(_font(option)).lineSpacing()
        heads = QFontMetrics(strong).lineSpacing() + QFontMetrics(small).lineSpacing()
        return QSize(80, lines + heads + 2 * (_PAD + _MARGIN) + 6)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        card: BoardCard = index.data(_CARD)
        tokens, words = self._tokens, self._words
        whole: Any = option
        frame: QRect = whole.rect.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        chosen = bool(whole.state & QStyle.StateFlag.State_Selected)
        soon = tokens.warning if card.unproven or _soon(card) else tokens.border_strong
        urgent = tokens.danger if card.late else soon
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.accent if chosen else tokens.border), 2 if chosen else 1))
        painter.setBrush(QColor(tokens.danger_soft if card.late else tokens.surface))
        painter.drawRoundedRect(frame, tokens.radius, tokens.radius)
        painter.fillRect(QRect(frame.left(), frame.top() + 4, _BAR, frame.height() - 8), QColor(urgent))
        strong, small = self._fonts(_font(option))
        inner = frame.adjusted(_PAD + _BAR, _PAD, -_PAD, -_PAD)
        self._line(painter, inner, strong, card.number, due_text(card, words), tokens.danger if card.late else "")
        top = inner.top() + QFontMetrics(strong).lineSpacing() + 3
        foot = QFontMetrics(small).lineSpacing()
        painter.setFont(_font(option))
        painter.setPen(QColor(tokens.text))
        body = QRect(inner.left(), top, inner.width(), inner.bottom() - top - foot - 2)
        painter.drawText(body, int(Qt.TextFlag.TextWrapAnywhere), _cut(card.text, QFontMetrics(_font(option)), body))
        below = QRect(inner.left(), inner.bottom() - foot + 1, inner.width(), foot)
        self._line(painter, below, small, card.unit or words("(no unit)"), state_text(card, words),
                   tokens.warning if card.unproven else "", muted=True)
        painter.restore()

    def _line(
        self, painter: QPainter, room: QRect, font: QFont, left: str, right: str, ink: str, *, muted: bool = False
    ) -> None:
        metrics = QFontMetrics(font)
        usual = self._tokens.text_muted if muted else self._tokens.text
        painter.setFont(font)
        line = QRect(room.left(), room.top(), room.width(), metrics.lineSpacing())
        wide = min(metrics.horizontalAdvance(right) + 8, room.width() * 2 // 3)
        painter.setPen(QColor(ink or usual))
        shown = metrics.elidedText(right, Qt.TextElideMode.ElideRight, wide)
        painter.drawText(line, int(Qt.AlignmentFlag.AlignRight), shown)
        painter.setPen(QColor(usual))
        cut = metrics.elidedText(left, Qt.TextElideMode.ElideRight, max(0, room.width() - wide - 6))
        painter.drawText(line, int(Qt.AlignmentFlag.AlignLeft), cut)


def _soon(card: BoardCard) -> bool:
    return card.left is not None and card.left <= 7


def _font(option: QStyleOptionViewItem) -> QFont:
    whole: Any = option
    font: QFont = whole.font
    return font


def _cut(text: str, metrics: QFontMetrics, room: QRect) -> str:
    """As much of a text as its lines hold."""
    flags = int(Qt.TextFlag.TextWrapAnywhere)
    if metrics.boundingRect(QRect(0, 0, room.width(), 10_000), flags, text).height() <= room.height():
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        tried = metrics.boundingRect(QRect(0, 0, room.width(), 10_000), flags, text[:middle] + "…")
        low, high = (middle, high) if tried.height() <= room.height() else (low, middle - 1)
    return text[:low] + "…"


class CardColumn(QListWidget):
    """The cards of one column; left and right go to its neighbours, Enter opens."""

    sideways = Signal(int)
    opened = Signal(object)

    def __init__(self, shell: Shell, title: str) -> None:
        super().__init__()
        self._painter = _Painter(shell)
        self.setItemDelegate(self._painter)
        self.setAccessibleName(title)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setStyleSheet("QListWidget { background: transparent; border: none; }")
        self.itemActivated.connect(lambda item: self.opened.emit(item.data(_CARD)))

    def show_cards(self, cards: Sequence[BoardCard], words: Words) -> None:
        """Show these cards."""
        kept = self.currentItem().data(_CARD).ref if self.currentItem() is not None else None
        self.clear()
        for card in cards:
            item = QListWidgetItem()
            item.setData(_CARD, card)
            facts = "　".join(filter(None, (card.unit, due_text(card, words), state_text(card, words))))
            item.setToolTip(f"{card.number} {card.text}\n{facts}")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{card.number} {card.text} {due_text(card, words)}")
            self.addItem(item)
            if card.ref == kept:
                self.setCurrentItem(item)

    def cards(self) -> list[BoardCard]:
        """What it shows."""
        return [self.item(row).data(_CARD) for row in range(self.count())]

    def current(self) -> BoardCard | None:
        """The card that is chosen."""
        item = self.currentItem()
        card: BoardCard | None = item.data(_CARD) if item is not None else None
        return card

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.sideways.emit(-1 if event.key() == Qt.Key.Key_Left else 1)
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.doItemsLayout()
