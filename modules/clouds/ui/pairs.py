"""Registering by pairs: the same point picked in two views side by side, or met in the list of surveyed points."""

from collections.abc import Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from modules.clouds.records import Cloud, Colouring, Triple
from modules.clouds.rules.draw import Look
from modules.clouds.rules.pyramid import Pyramid
from modules.clouds.rules.scene import Part, Scene
from modules.clouds.rules.targets import board_near, sphere_near
from modules.clouds.rules.wording import TARGET_WORDS
from modules.clouds.ui.picking import Picking, Spots
from modules.clouds.ui.view import PointView
from workstation.api import LayerItem, Ref, UserError
from workstation.api.widgets import Shell, label

_INK = QColor("#ffd166")
POINT, SPHERE, BOARD, CONTROL = "point", "sphere", "board", "control"
_USUAL_MM = {SPHERE: 145.0, BOARD: 150.0}


class TargetChoice(QWidget):
    """What is picked: a point, or a target that is looked for around the click. Sizes are millimetres."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        words = shell.words
        self.kind = QComboBox()
        self.kind.setAccessibleName(words("What is picked"))
        for key in (POINT, SPHERE, BOARD):
            self.kind.addItem(words(TARGET_WORDS[key]), key)
        self.extent = QDoubleSpinBox()
        self.extent.setRange(10, 2000)
        self.extent.setDecimals(0)
        self.extent.setSuffix(" mm")
        self.extent.setAccessibleName(words("Diameter of the sphere or side of the board"))
        self.extent.setToolTip(self.extent.accessibleName())
        self.kind.currentIndexChanged.connect(lambda _: self._sized())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.kind)
        layout.addWidget(self.extent)
        self._sized()

    def _sized(self) -> None:
        kind = str(self.kind.currentData())
        self.extent.setVisible(kind in _USUAL_MM)
        self.extent.setValue(_USUAL_MM.get(kind, self.extent.value()))

    def wanted(self) -> tuple[str, float]:
        """The kind, and the size in metres."""
        return str(self.kind.currentData()), self.extent.value() / 1000


class CloudSide(QWidget):
    """A cloud in which points are picked. ``placed`` carries the exact place in its file and the kind of target."""

    placed = Signal(object, str)

    def __init__(self, shell: Shell, cloud: Cloud, pyramid: Pyramid, targets: TargetChoice) -> None:
        super().__init__()
        self._shell, self._cloud, self._pyramid, self._targets = shell, cloud, pyramid, targets
        self.view = PointView(shell)
        self.view.overlay.cloud = cloud
        self.view.overlay.painters.append(self._paint)
        self.marks: list[tuple[str, Triple]] = []
        self.pending: Triple | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(label(cloud.note or cloud.name, "title"))
        layout.addWidget(self.view, 1)
        self.view.show_scene(Scene((Part(cloud.id, pyramid),)))
        coloured = Colouring.RGB if "rgb" in cloud.attributes else Colouring.HEIGHT
        self.view.set_look(Look(colouring=coloured))
        self._picking = Picking(1, 1, self._picked)
        self.view.use(self._picking)

    def _picked(self, spots: Spots) -> None:
        kind, size = self._targets.wanted()
        click = spots[0].exact
        if kind == POINT:
            self._take(kind, click)
            return
        units = size / (self._cloud.metres or 1.0)
        find = partial(sphere_near, radius=units / 2) if kind == SPHERE else partial(board_near, side=units)

        def look() -> Triple | UserError:
            try:
                return find(self._pyramid, click).centre
            except UserError as error:
                return error

        def told(found: Triple | UserError) -> None:
            if isinstance(found, UserError):
                self._shell.notify(self._shell.words.error(found), "warning")
            else:
                self._take(kind, found)

        self._shell.aside(look, told)

    def _take(self, kind: str, place: Triple) -> None:
        self.pending = place
        self.view.update()
        self.placed.emit(place, kind)

    def show_marks(self, marks: Sequence[tuple[str, Triple]]) -> None:
        """The places of pairs, with their names."""
        self.marks, self.pending = list(marks), None
        self.view.update()

    def _paint(self, painter: QPainter, view: PointView) -> None:
        overlay = view.overlay
        waiting = [("?", self.pending)] if self.pending is not None else []
        for name, place in [*self.marks, *waiting]:
            places = overlay.places_in(view, np.array([place]))
            overlay.lines(painter, places, _INK, closed=False)
            if places[0] is not None:
                overlay.name(places[0], name, _INK)


class ControlSide(QWidget):
    """The surveyed points of the case. ``placed`` carries the place in their frame, the kind, the name and the ref."""

    placed = Signal(object, str)

    def __init__(self, shell: Shell, points: Sequence[LayerItem]) -> None:
        super().__init__()
        words = shell.words
        self.points = list(points)
        self.chosen: LayerItem | None = None
        self.list = QListWidget()
        self.list.setAccessibleName(words("Surveyed points"))
        for item in self.points:
            height = item.point.height_m
            text = f"{item.label}\n{item.point.x:.3f}, {item.point.y:.3f}, {height:.3f}   {item.point.frame}"
            self.list.addItem(QListWidgetItem(text))
        self.list.itemClicked.connect(lambda item: self._choose(self.list.row(item)))
        self.list.itemActivated.connect(lambda item: self._choose(self.list.row(item)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(label(words("Surveyed points"), "title"))
        hint = words("Choose the point that you picked, or pick it after choosing.")
        layout.addWidget(label(hint, "muted", wrap=True))
        layout.addWidget(self.list, 1)

    def _choose(self, row: int) -> None:
        self.chosen = self.points[row]
        point = self.chosen.point
        self.placed.emit((point.x, point.y, point.height_m or 0.0), CONTROL)

    def show_marks(self, marks: Sequence[tuple[str, Triple]]) -> None:
        """Points that are in a pair are ticked."""
        met = {name for name, _ in marks}
        for row, item in enumerate(self.points):
            entry = self.list.item(row)
            entry.setCheckState(Qt.CheckState.Checked if item.label in met else Qt.CheckState.Unchecked)
            entry.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        self.list.clearSelection()
        self.chosen = None

    @property
    def ref(self) -> Ref | None:
        """The record of the chosen point."""
        return self.chosen.ref if self.chosen is not None else None
