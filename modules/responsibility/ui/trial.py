"""What if a piece of evidence were not there: tick it off, and see at once what loses its ground."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from modules.responsibility.queries import HELD, PART_WORDS, GraphData
from modules.responsibility.rules.grounds import Fallen, Impact, Standing
from modules.responsibility.sections.figure import STANDING_WORDS
from workstation.api import Ref
from workstation.api.widgets import Shell, button, label

_REF = Qt.ItemDataRole.UserRole


class TrialPanel(QWidget):
    """Above the evidence with how much rests on it, below what falls without it. Nothing in the case is changed."""

    def __init__(
        self, shell: Shell, take_out: Callable[[Iterable[Ref]], None], choose: Callable[[str], None]
    ) -> None:
        super().__init__()
        self._shell, self._take_out, self._choose = shell, take_out, choose
        self._data: GraphData | None = None
        self._removed: frozenset[Ref] = frozenset()
        words = shell.words
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 6, 14, 14)
        layout.setSpacing(8)
        layout.addWidget(label(words("Take the tick off a piece of evidence. Nothing in the case is changed."), "small",
                               wrap=True))
        self.search_box = QLineEdit()
        self.search_box.setPlaceholderText(words("Search the evidence …"))
        self.search_box.textChanged.connect(lambda _: self._fill())
        layout.addWidget(self.search_box)
        self.list = QListWidget()
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setAccessibleName(words("Evidence"))
        self.list.itemChanged.connect(self._ticked)
        layout.addWidget(self.list, 3)
        self.back_button = button(shell, words("Put all back"), lambda: self._take_out(()), icon_name="arrow-back-up")
        layout.addWidget(self.back_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.told = label("", "title", wrap=True)
        layout.addWidget(self.told)
        self.fallen = QListWidget()
        self.fallen.setWordWrap(True)
        self.fallen.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.fallen.setAccessibleName(words("What loses its ground"))
        self.fallen.itemActivated.connect(self._go)
        self.fallen.itemClicked.connect(self._go)
        layout.addWidget(self.fallen, 4)

    def show_impact(self, data: GraphData, removed: frozenset[Ref], impact: Impact) -> None:
        """Show the evidence with its ticks, and what falls."""
        words = self._shell.words
        fresh, self._data, self._removed = self._data is not data, data, removed
        if fresh:
            self._fill()
        self._tick()
        self.back_button.setEnabled(bool(removed))
        lost, weakened = impact.of(Standing.LOST), impact.of(Standing.WEAKENED)
        self.told.setText(words(
            "{lost} lose their ground, {weakened} part of it", lost=len(lost), weakened=len(weakened),
        ) if removed else words("All evidence stands"))
        self.fallen.clear()
        for one in sorted((*lost, *weakened), key=_weight):
            self._add(one)

    def _add(self, one: Fallen) -> None:
        words, data = self._shell.words, self._data
        if data is None:
            return
        kind = data.kinds.get(one.holding.ref.kind, one.holding.ref.kind)
        part = f" · {words(PART_WORDS[one.holding.part])}" if one.holding.ref.kind == "responsibility" else ""
        left = words("{left} of {count} left", left=len(one.left), count=len(one.holding.grounds))
        title = data.titles.get(one.holding.ref, one.holding.ref.kind)
        decided = f"{words('decided')} · " if one.holding.decided else ""
        item = QListWidgetItem(
            f"{title}\n{words(kind)}{part}\n{decided}{words(STANDING_WORDS[one.standing])}（{left}）", self.fallen)
        item.setData(_REF, f"{one.holding.ref.kind}:{one.holding.ref.id}")
        tokens = self._shell.tokens
        item.setForeground(QColor(tokens.danger if one.standing is Standing.LOST else tokens.warning))

    def _fill(self) -> None:
        data = self._data
        if data is None:
            return
        needles = self.search_box.text().casefold().split()
        self.list.blockSignals(True)
        self.list.clear()
        for ref, count in data.cited:
            title = data.titles.get(ref, "")
            if not title or not all(needle in title.casefold() for needle in needles):
                continue
            item = QListWidgetItem(f"×{count}　{title}", self.list)
            item.setData(_REF, ref)
            item.setToolTip(title)
            item.setCheckState(Qt.CheckState.Unchecked if ref in self._removed else Qt.CheckState.Checked)
        self.list.blockSignals(False)

    def _tick(self) -> None:
        """Set the ticks in place: a list must not be filled anew while one of its ticks is being told."""
        self.list.blockSignals(True)
        for row in range(self.list.count()):
            item = self.list.item(row)
            gone = item.data(_REF) in self._removed
            item.setCheckState(Qt.CheckState.Unchecked if gone else Qt.CheckState.Checked)
        self.list.blockSignals(False)

    def _ticked(self, item: QListWidgetItem) -> None:
        ref = item.data(_REF)
        kept = item.checkState() == Qt.CheckState.Checked
        self._take_out(self._removed - {ref} if kept else self._removed | {ref})

    def _go(self, item: QListWidgetItem) -> None:
        self._choose(item.data(_REF))


def _weight(one: Fallen) -> tuple[bool, bool, int]:
    """What is held before what it is held on; what is lost before what is weakened."""
    kind = one.holding.ref.kind
    return kind not in HELD, one.standing is not Standing.LOST, HELD.index(kind) if kind in HELD else 0
