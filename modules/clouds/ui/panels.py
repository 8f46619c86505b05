"""The panels beside a view: what was kept in it, and the clipping box."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from modules.clouds.records import Triple
from modules.clouds.rules.clipping import Clip
from modules.clouds.rules.wording import KINDS, PROJECTIONS, details_text, told_text, value_text
from modules.clouds.ui.data import PageData
from workstation.api import N_
from workstation.api.widgets import Shell, button, label, scrolled

_ID = Qt.ItemDataRole.UserRole


def choice_box(name: str, entries: Sequence[tuple[str, object]]) -> QComboBox:
    """A choice for the tool bar."""
    box = QComboBox()
    box.setAccessibleName(name)
    box.setToolTip(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    for text, value in entries:
        box.addItem(text, value)
    return box


class FindsPanel(QWidget):
    """Named views and measures of the cloud. ``view_chosen`` and ``measure_chosen`` carry an id."""

    view_chosen = Signal(str)
    measure_chosen = Signal(str)

    def __init__(self, shell: Shell, remove: Callable[[], object], rename: Callable[[], object]) -> None:
        super().__init__()
        self._shell = shell
        self.list = QListWidget()
        self.list.setAccessibleName(shell.words("Measures and views"))
        self.list.setWordWrap(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemActivated.connect(self._open)
        self.list.currentItemChanged.connect(lambda item, _: self._open(item))
        hint = shell.words("Keep a view (B) or measure between points; both are printed in the dossier.")
        self.empty = label(hint, "muted", wrap=True)
        self.rename_button = button(shell, shell.words("Name …"), rename, icon_name="pencil", role="quiet")
        self.remove_button = button(shell, shell.words("Remove"), remove, icon_name="trash", role="quiet")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 4, 14, 10)
        layout.addWidget(self.empty)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.rename_button)
        layout.addWidget(self.remove_button)
        layout.addStretch()

    def offer(self, data: PageData, cloud_ids: Sequence[str]) -> None:
        """List what there is, keeping what is chosen."""
        words, kept = self._shell.words, self.current()
        self.list.blockSignals(True)
        self.list.clear()
        for view in (view for cloud_id in cloud_ids for view in data.views.get(cloud_id, ())):
            self._add(("view", view.id), f"{view.name}\n{words(PROJECTIONS[view.projection])}", kept)
        for measure in (measure for cloud_id in cloud_ids for measure in data.measures.get(cloud_id, ())):
            name = f"  {measure.name}" if measure.name else ""
            lines = (
                f"M{measure.number}{name}  {words(KINDS[measure.kind])}",
                told_text(words, measure, value_text(measure)), details_text(words, measure),
            )
            text = "\n".join(line for line in lines if line).replace("(k = 2)", "(k\u00a0=\u00a02)")
            self._add(("measure", measure.id), text, kept)
        self.list.blockSignals(False)
        filled = self.list.count() > 0
        self.empty.setVisible(not filled)
        for widget in (self.list, self.rename_button, self.remove_button):
            widget.setVisible(filled)

    def current(self) -> tuple[str, str] | None:
        """What is chosen: ``view`` or ``measure``, and its id."""
        item = self.list.currentItem()
        return tuple(item.data(_ID)) if item is not None else None

    def _add(self, key: tuple[str, str], text: str, kept: tuple[str, str] | None) -> None:
        item = QListWidgetItem(text)
        item.setData(_ID, key)
        self.list.addItem(item)
        if key == kept:
            self.list.setCurrentItem(item)

    def _open(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        kind, record_id = item.data(_ID)
        (self.view_chosen if kind == "view" else self.measure_chosen).emit(record_id)


class SectionPanel(QWidget):
    """The clipping box in coordinates of the file. ``changed`` carries a ``Clip``, or none when it is off."""

    changed = Signal(object)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        words = shell.words
        self.on = QCheckBox(words("Show only what lies between"))
        self.boxes: list[list[QDoubleSpinBox]] = []
        grid = QGridLayout()
        for row, axis in enumerate((N_("East (x)"), N_("North (y)"), N_("Height (z)"))):
            grid.addWidget(label(words(axis), "small"), 2 * row, 0, 1, 2)
            pair = []
            for column, name in enumerate((N_("from"), N_("to"))):
                box = QDoubleSpinBox()
                box.setDecimals(3)
                box.setRange(-1e9, 1e9)
                box.setSingleStep(0.1)
                box.setKeyboardTracking(False)
                box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # not as wide as its range
                box.setAccessibleName(f"{words(axis)} {words(name)}")
                box.valueChanged.connect(lambda _: self._tell())
                grid.addWidget(box, 2 * row + 1, column)
                pair.append(box)
            self.boxes.append(pair)
        self.turn = QDoubleSpinBox()
        self.turn.setRange(-360, 360)
        self.turn.setDecimals(1)
        self.turn.setSuffix("°")
        self.turn.setKeyboardTracking(False)
        self.turn.setAccessibleName(words("Turned about the vertical, clockwise"))
        self.turn.valueChanged.connect(lambda _: self._tell())
        grid.addWidget(label(self.turn.accessibleName(), "small"), 6, 0, 1, 2)
        grid.addWidget(self.turn, 7, 0, 1, 2)
        self.on.toggled.connect(lambda _: self._tell())
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(14, 4, 14, 10)
        layout.addWidget(self.on)
        layout.addLayout(grid)
        layout.addWidget(label(words("A thin slice in height seen from above is a floor plan; a thin slice in depth "
                                     "seen from a side is an elevation."), "small", wrap=True))
        layout.addStretch(1)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        area = scrolled(content)  # below another panel there is little room
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        around.addWidget(area)

    def set_box(self, lower: Triple, upper: Triple, *, on: bool, turn_deg: float = 0.0) -> None:
        """Show a box without telling."""
        self.blockSignals(True)
        for axis in range(3):
            for box, value in zip(self.boxes[axis], (lower[axis], upper[axis]), strict=True):
                box.setValue(value)
        self.turn.setValue(turn_deg)
        self.on.setChecked(on)
        self.blockSignals(False)

    def box(self) -> Clip | None:
        """The box, or none when it is off."""
        if not self.on.isChecked():
            return None
        (a, b), (c, d), (e, f) = ((low.value(), high.value()) for low, high in self.boxes)
        box = (min(a, b), min(c, d), min(e, f)), (max(a, b), max(c, d), max(e, f))
        return Clip(box, self.turn.value())

    def _tell(self) -> None:
        self.changed.emit(self.box())
