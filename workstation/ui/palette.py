"""The command palette (Ctrl+K): every command, page and record, found by any part of its name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
)

from workstation.domain.initials import initials
from workstation.ui.entries import Found, Known
from workstation.ui.shell import Shell
from workstation.ui.theme import icon

_SHOWN = 60
_DETAIL = Qt.ItemDataRole.UserRole
_MARGIN = 12
_MOVES = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)


@dataclass(frozen=True)
class Hit:
    """Something that can be chosen: ``haystack`` is what is searched, ``letters`` the first letters of its title."""

    title: str
    detail: str
    icon: str
    haystack: str
    letters: str
    act: Callable[[], None]


def _rank(one: Hit | Found, needles: Sequence[str]) -> int:
    """How well something fits, best first; -1 if it does not."""
    if not all(needle in one.haystack or needle in one.letters for needle in needles):
        return -1
    if not needles or one.haystack.startswith(needles[0]):
        return 0
    return 1 if one.letters.startswith(needles[0]) else 2 if needles[0] in one.haystack else 3


def hit(title: str, detail: str, icon_name: str, act: Callable[[], None]) -> Hit:
    """A hit searched by its title and detail, and by the first letters of a Chinese title."""
    return Hit(title, detail, icon_name, f"{title} {detail}".casefold(), initials(title.casefold()), act)


class _TwoInks(QStyledItemDelegate):
    """The title at the left, the detail in a paler ink at the right."""

    def __init__(self, ink: QColor, parent: QObject) -> None:
        super().__init__(parent)
        self._ink = ink

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        detail = index.data(_DETAIL) or ""
        place = QRect(option.rect).adjusted(_MARGIN, 0, -_MARGIN, 0)
        shown = option.fontMetrics.elidedText(detail, Qt.TextElideMode.ElideRight, place.width() // 2)
        super().paint(painter, option, index)
        painter.save()
        painter.setPen(self._ink)
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()


class Palette(QDialog):
    """A search box above a list; Enter acts, Esc closes."""

    def __init__(self, shell: Shell, fixed: list[Hit]) -> None:
        super().__init__(shell.window, Qt.WindowType.Popup)
        self.setObjectName("palette")
        self._shell = shell
        self._hits = list(fixed)
        self._records: tuple[Found, ...] = ()
        self._shown: list[Hit] = []
        scale = shell.tokens.scale
        self.resize(round(660 * scale), round(480 * scale))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.setSpacing(8)
        self.box = QLineEdit()
        self.box.setPlaceholderText(shell.words("Go to a page, run a command, find a record …"))
        self.box.textChanged.connect(lambda _: self._fill())
        self.box.returnPressed.connect(self.act)
        self.box.installEventFilter(self)
        self.list = QListWidget()
        size = shell.tokens.icon
        self.list.setIconSize(QSize(size, size))
        self.list.setItemDelegate(_TwoInks(QColor(shell.tokens.text_muted), self.list))
        self.list.setAccessibleName(shell.words("What was found"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemClicked.connect(lambda _: self.act())
        layout.addWidget(self.box)
        layout.addWidget(self.list, 1)
        self._fill()
        if shell.case is not None:
            shell.entries.ask(self._add)  # at once, if nothing changed since they were asked for last

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _MOVES:
            self.list.event(event)
            return True
        return super().eventFilter(watched, event)

    def act(self) -> None:
        """Do what is chosen."""
        row = self.list.currentRow()
        self.accept()
        if 0 <= row < len(self._shown):
            self._shown[row].act()

    def _add(self, known: Known) -> None:
        self._records = known.all
        self._fill()

    def _hit(self, one: Hit | Found) -> Hit:
        if isinstance(one, Hit):
            return one
        detail = f"{one.kind} {one.detail}".strip()
        act = partial(self._shell.show, one.page, one.ref)
        return Hit(one.name, detail, "file-text", one.haystack, one.letters, act)

    def _fill(self) -> None:
        needles = self.box.text().casefold().split()
        ranked: tuple[list[Hit | Found], ...] = ([], [], [], [])
        everything: chain[Hit | Found] = chain(self._hits, self._records)
        for one in everything:
            rank = _rank(one, needles)
            if rank >= 0:
                ranked[rank].append(one)
        self._shown = [self._hit(one) for one in islice(chain.from_iterable(ranked), _SHOWN)]
        self.list.clear()
        for one in self._shown:
            item = QListWidgetItem(icon(one.icon, self._shell.tokens.text_muted), one.title, self.list)
            item.setData(_DETAIL, one.detail)
        if not self._shown:
            QListWidgetItem(self._shell.words("Nothing is called so."), self.list).setFlags(Qt.ItemFlag.NoItemFlags)
        self.list.setCurrentRow(0)
