"""The layers of the map: seen or not, in which order, how they look; and those of the case with their time."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QListWidget, QListWidgetItem, QSlider, QVBoxLayout, QWidget

from modules.map import operations
from modules.map.records import LayerKind, MapLayer
from modules.map.ui.case_layer import CaseLayer
from workstation.api import N_, UNKNOWN_FRAME
from workstation.api.widgets import Shell, button, clear, label, scrolled

_STEPS = 100


class LayersPanel(QWidget):
    """The uppermost layer comes first. ``chosen`` carries a layer to be looked at whole, ``framed`` one whose frame a
    person wants to say, ``styled`` one whose look is to change, ``as_sites`` one whose points become sites;
    ``case_changed`` tells that one of the case was switched.
    """

    chosen = Signal(object)
    framed = Signal(object)
    styled = Signal(object)
    as_sites = Signal(object)
    case_changed = Signal()

    def __init__(self, shell: Shell, add: Callable[[], object]) -> None:
        super().__init__()
        self._shell = shell
        words = shell.words
        self._layers: list[MapLayer] = []
        self.list = QListWidget()
        self.list.setAccessibleName(words("Layers"))
        self.list.itemDoubleClicked.connect(lambda _: self._act(self.chosen.emit))
        self.list.itemChanged.connect(self._checked)
        self.list.currentItemChanged.connect(self._show_opacity)
        self._opacity = QSlider(Qt.Orientation.Horizontal)
        self._opacity.setRange(5, _STEPS)
        self._opacity.setAccessibleName(words("Opacity"))
        self._opacity.setToolTip(words("Opacity"))
        self._opacity.sliderReleased.connect(self._fade)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 2, 8, 8)
        line = QHBoxLayout()
        self.add_button = button(shell, words("Add a layer …"), add, icon_name="plus", role="primary")
        line.addWidget(self.add_button)
        line.addStretch(1)
        layout.addLayout(line)
        self._hint = label(words("No layers yet. Add a base map (MBTiles, PMTiles, GeoTIFF) or features (GeoPackage, "
                                 "Shapefile, GeoJSON, KML, GPX, DXF)."), "muted", wrap=True)  # fmt: skip
        layout.addWidget(self._hint)
        layout.addWidget(self.list, 1)
        layout.addLayout(self._tools())
        layout.addWidget(self._opacity)
        layout.addWidget(label(words("From the case"), "title"))
        self._case = QWidget()
        self._case_lines = QVBoxLayout(self._case)
        self._case_lines.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(self._case), 1)

    def _tools(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(2)
        words = self._shell.words
        for icon_name, tip, act in (
            ("chevron-down", words("Lower"), lambda: self._move(-1)), ("scan", words("Show all of it"),
             lambda: self._act(self.chosen.emit)), ("adjustments-horizontal", words("Look and labels …"),
             lambda: self._act(self.styled.emit)), ("map-pin", words("Coordinate frame …"),
             lambda: self._act(self.framed.emit)), ("flame", words("Enter its points as hydrants, stations …"),
             lambda: self._act(self.as_sites.emit)), ("trash", words("Take off the map"),
             lambda: self._act(self._remove)),
        ):  # fmt: skip
            line.addWidget(button(self._shell, "", act, icon_name=icon_name, role="quiet", tip=tip))
        line.insertWidget(0, button(self._shell, "", lambda: self._move(1), icon_name="arrow-up-right", role="quiet",
                                    tip=words("Higher")))  # fmt: skip
        line.addStretch(1)
        return line

    def show_layers(self, layers: list[MapLayer], missing: list[MapLayer], *, writable: bool) -> None:
        """Show them; ``missing`` are those whose content can't be read."""
        wanted = self.current()
        self._layers = list(reversed(layers))
        gone = {layer.id for layer in missing}
        self.add_button.setEnabled(writable)
        self.list.blockSignals(True)
        self.list.clear()
        for layer in self._layers:
            item = QListWidgetItem(layer.title)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if layer.visible else Qt.CheckState.Unchecked)
            item.setToolTip(self._facts(layer, missing=layer.id in gone))
            item.setSizeHint(QSize(0, self._shell.tokens.row))
            self.list.addItem(item)
            if wanted is not None and layer.id == wanted.id:
                self.list.setCurrentItem(item)
        if self.list.currentItem() is None and self._layers:
            self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        self._hint.setVisible(not self._layers)
        self._show_opacity()

    def _facts(self, layer: MapLayer, *, missing: bool) -> str:
        words = self._shell.words
        lines = [layer.title, words(_KINDS[layer.kind])]
        if layer.kind is LayerKind.VECTOR:
            lines.append(words("{count} features", count=layer.features))
        unknown = layer.frame == UNKNOWN_FRAME
        lines.append(words("Frame unknown: drawn grey, not measured") if unknown else layer.frame)
        lines += [layer.attribution, layer.approval, words("Its content is not there") if missing else ""]
        return "\n".join(line for line in lines if line)

    def show_case(self, layers: list[CaseLayer]) -> None:
        """Show the case's own layers with how much is on each."""
        clear(self._case_lines)
        for layer in layers:
            box = QCheckBox(f"{layer.name} ({len(layer.items)})")
            box.setChecked(layer.visible)
            box.toggled.connect(partial(self._switch, layer))
            self._case_lines.addWidget(box)
        self._case_lines.addStretch(1)

    def _switch(self, layer: CaseLayer, on: bool) -> None:
        layer.visible = on
        self.case_changed.emit()

    def current(self) -> MapLayer | None:
        """The layer that is chosen in the list."""
        row = self.list.currentRow()
        return self._layers[row] if 0 <= row < len(self._layers) else None

    def _act(self, act: Callable[[MapLayer], object]) -> None:
        layer = self.current()
        if layer is not None:
            act(layer)

    def _checked(self, item: QListWidgetItem) -> None:
        layer = self._layers[self.list.row(item)]
        on = item.checkState() is Qt.CheckState.Checked
        self._shell.do("map.show_layer", lambda work: operations.change_layer(work, layer.id, visible=on))

    def _show_opacity(self) -> None:
        layer = self.current()
        self._opacity.setEnabled(layer is not None)
        self._opacity.setValue(round((layer.opacity if layer else 1.0) * _STEPS))

    def _fade(self) -> None:
        value = self._opacity.value() / _STEPS
        self._act(lambda layer: self._shell.do(
            "map.fade_layer", lambda work: operations.change_layer(work, layer.id, opacity=value)))  # fmt: skip

    def _move(self, steps: int) -> None:
        self._act(lambda layer: self._shell.do(
            "map.move_layer", lambda work: operations.move_layer(work, layer.id, steps)))  # fmt: skip

    def _remove(self, layer: MapLayer) -> None:
        self._shell.do("map.remove_layer", lambda work: operations.remove_layer(work, layer.id))


_KINDS = {
    LayerKind.TILES: N_("Map tiles"), LayerKind.RASTER: N_("Orthophoto (GeoTIFF)"), LayerKind.VECTOR: N_("Features"),
}
