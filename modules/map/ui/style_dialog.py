"""How a layer looks: its title and source, colours and sizes by the values of fields, labels; the legend beside it."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from modules.map import operations
from modules.map.records import Grading, LayerKind, LayerStyle, MapLayer
from modules.map.rules.classing import RAMPS, ValueClass, colour_classes, is_numeric
from modules.map.rules.features import Features
from modules.map.rules.styling import legend_rows
from modules.map.ui.legend_panel import look_icon
from workstation.api import N_, UserError, Work
from workstation.api.widgets import Field, Form, Shell, button, label, on_key, pick_colour, scrolled, swatch

if TYPE_CHECKING:
    from modules.map.ui.page import MapPage

_OWN = ("title", "attribution", "approval")
_GRADINGS = (
    (Grading.CATEGORIES, N_("each value a colour of its own")), (Grading.INTERVALS, N_("intervals of one width")),
    (Grading.QUANTILES, N_("classes of equally many")),
)  # fmt: skip
_RAMPS = tuple(zip(RAMPS, (
    N_("Blue"), N_("Green"), N_("Ochre"), N_("Violet"), N_("Grey"), N_("Blue over pale to ochre"),
), strict=True))  # fmt: skip
_TYPED = ("label_field", "fill_opacity", "class_field", "grading", "classes", "ramp", "size_field", "size_times",
          "width_mm", "dot_mm")  # fmt: skip
_DRAWN = {"stroke": N_("Lines and outlines"), "fill": N_("Areas and points")}


def style_layer(page: "MapPage", layer: MapLayer) -> None:
    """Ask for title, source and look of a layer, and keep them."""
    dialog = StyleDialog(page.shell, layer, page.loaded.features.get(layer.id))
    try:
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        own, style = dialog.own, dialog.style_now
    finally:
        dialog.deleteLater()

    def change(work: Work) -> None:
        operations.change_layer(work, layer.id, **own, style=style)

    page.shell.do("map.restyle_layer", change)


class StyleDialog(QDialog):
    """``own`` and ``style_now`` are what was entered; the list at the right is the legend as it will be."""

    def __init__(self, shell: Shell, layer: MapLayer, features: Features | None) -> None:
        super().__init__(shell.window)
        self._shell, self._features = shell, features
        self.own: dict[str, Any] = {name: getattr(layer, name) for name in _OWN}
        self.style_now: LayerStyle = layer.style
        words, tokens = shell.words, shell.tokens
        self.setWindowTitle(words("Look and labels"))
        self.form = Form(shell, self._fields(layer))
        self.form.set_values({**self.own, **{name: getattr(layer.style, name) for name in _TYPED}})
        self.form.edited.connect(self._edited)
        self.looks = QListWidget()
        self.looks.setAccessibleName(words("Legend"))
        self.looks.setIconSize(QSize(round(34 * tokens.scale), round(20 * tokens.scale)))
        self.looks.itemActivated.connect(lambda _: self._recolour())
        self.colour_button = button(shell, words("Change its colour …"), self._recolour)
        self.usual_button = button(shell, words("Usual colours"), self._usual)
        self._message = label("", "error", wrap=True)
        self._message.hide()
        self._classes: list[ValueClass] = []
        self._lay_out(vector=layer.kind is LayerKind.VECTOR)
        on_key(self, "Ctrl+Return", self.try_accept)
        self.form.focus_first()
        self._show()

    def _fields(self, layer: MapLayer) -> list[Field]:
        fields = [
            Field("title", N_("Title"), required=True, wide=True), Field("attribution", N_("Source")),
            Field("approval", N_("Map approval number (审图号)")),
        ]
        if layer.kind is not LayerKind.VECTOR:
            return fields
        columns = tuple((name, name) for name in layer.fields)
        numeric = tuple(
            (name, name) for name in layer.fields
            if self._features is None or is_numeric(self._features.columns.get(name, []))
        )
        return [
            *fields, Field("label_field", N_("Label"), "choice", choices=(("", N_("none")), *columns)),
            Field("fill_opacity", N_("How dense areas are (0 to 1)"), "float", minimum=0),
            Field("class_field", N_("Colours by"), "choice", choices=(("", N_("one colour")), *columns)),
            Field("grading", N_("Classes"), "choice", choices=_GRADINGS),
            Field("classes", N_("Number of classes of numbers"), "int", minimum=2),
            Field("ramp", N_("Colours from the least to the greatest"), "choice", choices=_RAMPS),
            Field("size_field", N_("Sizes by"), "choice", choices=(("", N_("one size")), *numeric)),
            Field("size_times", N_("The greatest is so many times as large"), "float", minimum=1),
            Field("width_mm", N_("Width of lines"), "float", unit="mm", minimum=0),
            Field("dot_mm", N_("Size of points"), "float", unit="mm", minimum=0.2),
        ]  # fmt: skip

    def _lay_out(self, *, vector: bool) -> None:
        words, tokens = self._shell.words, self._shell.tokens
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 18)
        layout.setSpacing(12)
        layout.addWidget(label(words("Look and labels"), "title"))
        middle = QHBoxLayout()
        middle.setSpacing(18)
        middle.addWidget(scrolled(self.form) if vector else self.form, 3)
        if vector:
            side = QWidget()
            column = QVBoxLayout(side)
            column.setContentsMargins(0, 0, 0, 0)
            column.addWidget(label(words("Legend"), "small"))
            column.addWidget(self.looks, 1)
            line = QHBoxLayout()
            line.addWidget(self.colour_button)
            line.addWidget(self.usual_button)
            line.addStretch(1)
            column.addLayout(line)
            middle.addWidget(side, 2)
        layout.addLayout(middle, 1)
        layout.addWidget(self._message)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(button(self._shell, words("Cancel"), self.reject))
        save = button(self._shell, words("Save"), self.try_accept, role="primary")
        save.setDefault(True)
        line.addWidget(save)
        layout.addLayout(line)
        if vector:
            self.resize(round(900 * tokens.scale), round(600 * tokens.scale))
        else:
            self.setMinimumWidth(round(480 * tokens.scale))

    # what was entered

    def _read(self) -> bool:
        """Take over what is entered; false, with a word, if it can't be."""
        values = self.form.values()
        if values is None:
            return False
        typed = {name: value for name, value in values.items() if name in _TYPED and value is not None}
        if self.style_now.class_field != typed.get("class_field", "") or (
            self.style_now.grading != typed.get("grading", self.style_now.grading)
        ):
            typed["colours"] = ()  # those were chosen for other classes
        try:
            self.style_now = replace(self.style_now, **typed)
        except UserError as error:
            self._message.setText(self._shell.words.error(error))
            self._message.show()
            return False
        self.own = {name: values[name] for name in _OWN}
        self._message.hide()
        return True

    def _edited(self) -> None:
        if self._read():
            self._show()

    def try_accept(self) -> None:
        """Accept if everything is in order."""
        if self._read():
            self.accept()

    # the legend

    def _show(self) -> None:
        tokens, words, features = self._shell.tokens, self._shell.words, self._features
        row = max(self.looks.currentRow(), 0)
        self.looks.clear()
        self._classes = colour_classes(features, self.style_now) if features is not None else []
        if features is not None and self._classes:
            for look in legend_rows(features, self.style_now, words("other values")):
                self.looks.addItem(QListWidgetItem(look_icon(look, self.looks.iconSize()), look.title))
        else:
            for name, title in _DRAWN.items():
                icon = swatch(getattr(self.style_now, name), tokens.border)
                self.looks.addItem(QListWidgetItem(icon, words(title)))
        self.looks.setCurrentRow(min(row, self.looks.count() - 1))
        self.usual_button.setEnabled(bool(self.style_now.colours))

    def _recolour(self) -> None:
        row = self.looks.currentRow()
        if not self._read():
            return
        if not self._classes:
            name = list(_DRAWN)[row]
            self._pick(row, getattr(self.style_now, name), lambda colour: {name: colour})
        elif row < len(self._classes):  # below the classes of colours stand those of sizes
            chosen, key = dict(self.style_now.colours), self._classes[row].key
            self._pick(row, self._classes[row].colour, lambda colour: {
                "colours": tuple({**chosen, key: colour}.items())})  # fmt: skip

    def _pick(self, row: int, colour: str, change: Callable[[str], dict[str, Any]]) -> None:
        found = pick_colour(self._shell, self.looks.item(row).text(), colour)
        if found is not None:
            self.style_now = replace(self.style_now, **change(found))
            self._show()

    def _usual(self) -> None:
        self.style_now = replace(self.style_now, colours=())
        self._show()
