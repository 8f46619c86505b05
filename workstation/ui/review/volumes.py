"""The volumes of the dossier as a tree: papers are moved by keys or by hand within and between volumes."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractItemView, QPushButton, QTreeWidget, QTreeWidgetItem

from workstation.services import arranging
from workstation.services.arranging import Binding, Unit
from workstation.ui.kit.flow import FlowLayout
from workstation.ui.kit.parts import Card, button, label, on_key
from workstation.ui.shell import Shell

_UNITS, _VOLUME, _END = (Qt.ItemDataRole.UserRole + number for number in range(3))
_WIDTH = 400  # pixels at the usual text size
_POSITION = QAbstractItemView.DropIndicatorPosition


class VolumeTree(QTreeWidget):
    """Volumes, in them sections, in these papers; ``dropped`` tells that one was let go before another: the places of
    the papers, the volume, and the place before which they shall stand."""

    dropped = Signal(list, str, int)

    def __init__(self, *, movable: bool) -> None:
        super().__init__()
        self.setHeaderHidden(True)
        self.setMinimumHeight(220)
        if movable:
            self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
            self.setDropIndicatorShown(True)

    def dropEvent(self, event: QDropEvent) -> None:
        goal = self.itemAt(event.position().toPoint())
        chosen = self.chosen()
        event.setDropAction(Qt.DropAction.IgnoreAction)  # the order is a record: the tree is made anew from it
        event.accept()
        if goal is None or not chosen:
            return
        units = list(goal.data(0, _UNITS) or [])
        below = self.dropIndicatorPosition() is _POSITION.BelowItem
        before = (units[-1] + 1 if below else units[0]) if units else int(goal.data(0, _END))
        self.dropped.emit(chosen, str(goal.data(0, _VOLUME)), before)

    def chosen(self) -> list[int]:
        """The places of the papers of the chosen line; none where it is a volume."""
        item = self.currentItem()
        return list(item.data(0, _UNITS) or ()) if item is not None else []

    def is_section(self) -> bool:
        """Whether the chosen line is a section, and not one of its papers."""
        item = self.currentItem()
        parent = item.parent() if item is not None else None
        return parent is not None and parent.parent() is None


class VolumesCard(Card):
    """The tree with its buttons; ``arrange`` is given the new order, ``restore`` forgets what was moved."""

    def __init__(
        self, shell: Shell, arrange: Callable[[Sequence[Unit]], None], restore: Callable[[], None]
    ) -> None:
        super().__init__(shell.words("Volumes"))
        words = shell.words
        self._shell, self._arrange = shell, arrange
        self.setMinimumWidth(int(_WIDTH * shell.tokens.scale))
        self._bound: Binding | None = None
        self._items: list[QTreeWidgetItem] = []
        self._shown: dict[tuple[str, str], QTreeWidgetItem] = {}  # by section and volume
        line = FlowLayout()
        acts: tuple[tuple[str, Callable[[], None], str], ...] = (
            (words("Up"), partial(self.move_chosen, -1), "Alt+Up"),
            (words("Down"), partial(self.move_chosen, 1), "Alt+Down"),
            (words("To the volume before"), partial(self.change_volume, -1), "Alt+Left"),
            (words("To the next volume"), partial(self.change_volume, 1), "Alt+Right"),
        )
        self.tree = VolumeTree(movable=shell.writable)
        self.tree.setAccessibleName(words("Volumes"))
        self.buttons: list[QPushButton] = []
        for text, act, key in acts:
            made = button(shell, text, act)
            made.setToolTip(f"{text} ({key})")
            on_key(self.tree, key, act)
            self.buttons.append(made)
        self.buttons.append(button(shell, words("As in the template"), restore, icon_name="refresh", role="quiet"))
        for made in self.buttons:
            made.setEnabled(shell.writable)
            line.addWidget(made)
        self.body.addLayout(line)
        self.body.addWidget(label(words(
            "Drag sections and papers, or move them by keys; open a section to move its papers one by one."
        ), "muted", wrap=True))
        self.tree.addTopLevelItem(QTreeWidgetItem([words("Looking what there is to bind …")]))
        self.body.addWidget(self.tree, 1)
        self.tree.dropped.connect(self._dropped)

    def show_binding(self, bound: Binding) -> None:
        """Show the order; what was chosen stays chosen, what was open stays open."""
        chosen = [self._bound.units[at] for at in self.tree.chosen()] if self._bound else []
        by_section = self.tree.is_section()
        open_sections = {name for name, item in self._shown.items() if item.isExpanded()}
        self._bound = bound
        self._shown.clear()
        self._items.clear()
        self.tree.clear()
        for kind in bound.kinds:
            runs = bound.runs(kind.id)
            title = kind.title.get(self._shell.words.language, kind.id)
            spoken = sum(unit.key != "" for unit in bound.units if unit.volume == kind.id)
            top = self._item(f"{title}　{spoken}", range(0), kind.id, runs[-1].stop if runs else 0)
            self.tree.addTopLevelItem(top)
            for run in runs:
                self._add_run(top, bound, run)
            top.setExpanded(True)
        for name in open_sections & self._shown.keys():
            self._shown[name].setExpanded(True)
        self._choose_again(chosen, by_section=by_section)

    def _item(self, text: str, units: range, volume: str, end: int = 0) -> QTreeWidgetItem:
        item = QTreeWidgetItem([text])
        item.setData(0, _UNITS, list(units))
        item.setData(0, _VOLUME, volume)
        item.setData(0, _END, end)
        self._items.append(item)
        return item

    def _add_run(self, top: QTreeWidgetItem, bound: Binding, run: range) -> None:
        words, first = self._shell.words, bound.units[run.start]
        title = bound.name(first.section, words)
        if len(run) > 1:
            title += f"　{len(run)}"
        elif bound.several(first.section):
            title = f"{title}　{_paper(first, words('Beginning of the section'))}"
        item = self._item(title, run, first.volume)
        if not first.key:
            item.setText(0, words("{title} (nothing to print)", title=title))
            item.setForeground(0, self.palette().placeholderText())
        top.addChild(item)
        self._shown[first.section.id, first.volume] = item
        for at in run if len(run) > 1 else ():
            item.addChild(self._item(
                _paper(bound.units[at], words("Beginning of the section")), range(at, at + 1), first.volume
            ))

    def _choose_again(self, chosen: Sequence[Unit], *, by_section: bool) -> None:
        if not chosen or self._bound is None:
            return
        name = (chosen[0].section.id, chosen[0].key)
        at = next((at for at, one in enumerate(self._bound.units) if (one.section.id, one.key) == name), None)
        found = [item for item in self._items if at in item.data(0, _UNITS)]  # the section, then the paper
        if found:
            self.tree.setCurrentItem(found[0] if by_section else found[-1])

    def move_chosen(self, step: int) -> None:
        """Move the chosen section or paper up (-1) or down (1)."""
        chosen = self.tree.chosen()
        if self._bound is not None and chosen:
            self._moved(arranging.moved(self._bound, chosen, step, by_section=self.tree.is_section()))

    def change_volume(self, step: int) -> None:
        """Move the chosen section or paper to the volume before (-1) or behind (1)."""
        chosen = self.tree.chosen()
        if self._bound is not None and chosen:
            self._moved(arranging.moved_to_volume(self._bound, chosen, step))

    def _dropped(self, chosen: list[int], volume: str, before: int) -> None:
        if self._bound is not None:
            self._moved(arranging.placed_before(self._bound, chosen, volume, before))

    def _moved(self, units: Sequence[Unit]) -> None:
        if self._shell.writable and self._bound is not None and tuple(units) != self._bound.units:
            self._arrange(units)


def _paper(unit: Unit, untitled: str) -> str:
    title = unit.title or untitled
    return title if not unit.number or unit.number in title else f"{unit.number} {title}"
