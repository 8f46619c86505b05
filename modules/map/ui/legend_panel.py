"""The legend beside the map: what the signs and looks mean that are switched on."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from modules.map.queries import sign_names
from modules.map.rules.styling import LegendRow, legend_mark, legend_rows
from modules.map.ui.case_layer import CaseLayer
from modules.map.ui.model import Loaded
from workstation.api import UNKNOWN_FRAME, drawing
from workstation.api.widgets import MarkPainter, Shell, label

_WIDE_MM, _HIGH_MM = 7.0, 5.0


def look_icon(row: LegendRow, size: QSize) -> QIcon:
    """A small picture of a look, as it is drawn; what is larger than its line is cut."""
    return _icon(legend_mark(row.kind, row.look, 0.5, 0.75), size)


def _icon(mark: drawing.Mark, size: QSize) -> QIcon:
    ratio = 2.0
    picture = QPixmap(size * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    px = min(size.width() / _WIDE_MM, size.height() / _HIGH_MM)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    MarkPainter(painter, np.array([[px, 0.0, 0.0], [0.0, -px, px * _HIGH_MM]]), px).draw([mark])
    painter.end()
    return QIcon(picture)


class LegendPanel(QWidget):
    """Signs of the case first, then the layers from the uppermost on."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.list = QListWidget()
        self.list.setAccessibleName(shell.words("Legend"))
        self.list.setIconSize(QSize(round(30 * shell.tokens.scale), round(21 * shell.tokens.scale)))
        self.list.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        self.list.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._nothing = label(shell.words("Nothing is on the map yet."), "muted", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 4, 14, 10)
        layout.addWidget(self._nothing)
        layout.addWidget(self.list, 1)

    def show_legend(self, loaded: Loaded, case: Sequence[CaseLayer]) -> None:
        """Show what is switched on."""
        tokens, words = self._shell.tokens, self._shell.words
        names = sign_names(words)
        self.list.clear()
        shown = [item for layer in case if layer.visible for item in layer.items if item.sure]
        for sign in dict.fromkeys(item.symbol for item in shown if item.symbol and not item.traced):
            mark = drawing.Symbol(sign, (3.5, 2.5), 4.6, style=drawing.Style(tokens.text))
            self._add(_icon(mark, self.list.iconSize()), names.get(sign, ""))
        if any(item.within_m for item in shown):
            look = drawing.Style(tokens.accent, 0.35, (1.2, 0.7), fill=tokens.accent, fill_opacity=0.12)
            self._add(_icon(drawing.circle((3.5, 2.5), 2.1, look), self.list.iconSize()),
                      words("Where it may be"))  # fmt: skip
        for layer in reversed(loaded.layers):
            features = loaded.features.get(layer.id)
            if features is None or not layer.visible:
                continue
            rows = legend_rows(features, layer.style, words("other values"), sure=layer.frame != UNKNOWN_FRAME)
            for row in rows:
                if row.field:
                    self._head(f"{layer.title} · {row.field}")
                self._add(look_icon(row, self.list.iconSize()), row.title or layer.title)
        self._nothing.setVisible(self.list.count() == 0)
        self.list.setVisible(self.list.count() > 0)

    def _add(self, icon: QIcon, text: str) -> None:
        item = QListWidgetItem(icon, text)
        item.setToolTip(text)
        self.list.addItem(item)

    def _head(self, text: str) -> None:
        item = QListWidgetItem(text)
        font = self.list.font()
        font.setBold(True)
        item.setFont(font)
        item.setToolTip(text)
        self.list.addItem(item)
