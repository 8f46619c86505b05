"""The layers of a drawing: which is in hand, which are seen, which are locked."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QToolButton, QVBoxLayout, QWidget

from modules.drawing import operations
from modules.drawing.queries import ROLE_WORDS
from modules.drawing.records import DrawnLayer, LayerRole
from modules.drawing.rules.editing import change
from modules.drawing.ui.board import Board
from workstation.api import N_
from workstation.api.widgets import Field, Shell, ask_form, button, icon, label

_SWATCH = 14


class LayersPanel(QWidget):
    """Click a name to draw on that layer; eye and lock beside it; double click for name and colour."""

    def __init__(self, shell: Shell, board: Board) -> None:
        super().__init__()
        self._shell, self._board = shell, board
        self.list = QListWidget()
        self.list.setAccessibleName(shell.words("Layers"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(self._choose)
        self.list.itemDoubleClicked.connect(lambda item: self._edit(str(item.data(Qt.ItemDataRole.UserRole))))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 2, 8, 8)
        layout.addWidget(self.list, 1)
        line = QHBoxLayout()
        line.addWidget(button(shell, shell.words("New layer …"), self._new, icon_name="plus", role="quiet"))
        line.addWidget(
            button(shell, "", self._move_here, icon_name="stack-2", role="quiet",
                   tip=shell.words("Move what is chosen here"))
        )
        line.addStretch(1)
        layout.addLayout(line)
        board.loaded.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the layers, the uppermost first."""
        model = self._board.model
        self.list.blockSignals(True)
        self.list.clear()
        for layer in sorted(model.layers.values(), key=lambda one: -one.order) if model else []:
            item = QListWidgetItem()
            item.setData(Qt.ItemDataRole.UserRole, layer.id)
            row = self._row(layer)
            item.setSizeHint(row.sizeHint())
            self.list.addItem(item)
            self.list.setItemWidget(item, row)
            if layer.id == self._board.layer_id:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)

    def _row(self, layer: DrawnLayer) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(4, 1, 4, 1)
        line.setSpacing(4)
        words, tokens = self._shell.words, self._shell.tokens
        for name, other, on, tip, act in (
            ("eye", "eye", layer.visible, words("Seen"), partial(self._flip, layer, "visible")),
            ("lock", "lock-open", layer.locked, words("Locked"), partial(self._flip, layer, "locked")),
        ):
            made = QToolButton()
            made.setIcon(icon(name if on else other, tokens.text if on else tokens.border_strong))
            made.setToolTip(tip)
            made.setAccessibleName(f"{tip}: {self._board.layer_title(layer)}")
            made.setIconSize(QSize(tokens.icon, tokens.icon))
            made.setProperty("role", "tool")
            made.setFixedSize(round(tokens.icon * 1.7), round(tokens.icon * 1.7))
            made.clicked.connect(lambda _, act=act: act())
            line.addWidget(made)
        swatch = QPixmap(_SWATCH, _SWATCH)
        swatch.fill(QColor(layer.colour))
        picture = label("")
        picture.setPixmap(QIcon(swatch).pixmap(_SWATCH, _SWATCH))
        line.addWidget(picture)
        title = label(self._board.layer_title(layer), "" if layer.visible else "muted")
        title.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        line.addWidget(title, 1)
        return row

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._board.layer_id = str(item.data(Qt.ItemDataRole.UserRole))

    def _put(self, layer: DrawnLayer) -> None:
        self._shell.do("drawing.layer", lambda work: operations.put_layer(work, layer))

    def _flip(self, layer: DrawnLayer, what: str) -> None:
        if what == "visible":
            self._put(replace(layer, visible=not layer.visible))
        else:
            self._put(replace(layer, locked=not layer.locked))

    def _fields(self) -> tuple[Field, ...]:
        roles = tuple((role.value, ROLE_WORDS[role]) for role in LayerRole)
        return (Field("name", N_("Called")), Field("role", N_("Purpose"), "choice", choices=roles),
                Field("colour", N_("Colour"), help=N_("For example #b3261e")))

    def _new(self) -> None:
        model = self._board.model
        if model is None:
            return
        values = ask_form(self._shell, self._shell.words("New layer"), self._fields(),
                          {"name": "", "role": LayerRole.OTHER.value, "colour": "#1f2328"})
        if values is not None:
            order = 1 + max((layer.order for layer in model.layers.values()), default=0)
            self._put(DrawnLayer(drawing_id=model.drawing.id, name=values["name"], role=LayerRole(values["role"]),
                                 colour=_colour(values["colour"]), order=order))

    def _edit(self, layer_id: str) -> None:
        model = self._board.model
        layer = model.layers.get(layer_id) if model else None
        if layer is None:
            return
        values = ask_form(self._shell, self._board.layer_title(layer), self._fields(),
                          {"name": layer.name, "role": layer.role.value, "colour": layer.colour})
        if values is not None:
            self._put(replace(layer, name=values["name"], role=LayerRole(values["role"]),
                              colour=_colour(values["colour"])))

    def _move_here(self) -> None:
        model, board = self._board.model, self._board
        if model is not None and board.chosen:
            board.try_edit(lambda: change(model, board.selection(), layer_id=board.layer_id))


def _colour(text: str) -> str:
    colour = QColor(text.strip())
    return colour.name() if colour.isValid() else "#1f2328"
