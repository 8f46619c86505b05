"""The palette of symbols: everything in resources/symbols by group, found by name."""

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QComboBox, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from modules.drawing.rules.symbols import GROUPS, SymbolInfo, library
from workstation.api import drawing as d
from workstation.api.widgets import Shell

_EDGE, _CHARACTERS = 34, 5


class PalettePanel(QWidget):
    """``taken`` carries the name of the symbol that was clicked."""

    taken = Signal(str)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        words = shell.words
        self.group = QComboBox()
        self.group.setAccessibleName(words("Group of symbols"))
        self.group.addItem(words("All symbols"), "")
        for name, title in GROUPS.items():
            if any(info.group == name for info in library().values()):
                self.group.addItem(words(title), name)
        self.group.setCurrentIndex(max(0, self.group.findData("fire")))
        self.search = QLineEdit()
        self.search.setPlaceholderText(words("Find a symbol …"))
        self.search.setAccessibleName(words("Find a symbol …"))
        self.search.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setViewMode(QListWidget.ViewMode.IconMode)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setMovement(QListWidget.Movement.Static)
        self.list.setWordWrap(True)
        self.list.setSpacing(0)
        metrics = self.list.fontMetrics()
        self._cell = QSize(metrics.horizontalAdvance("国") * _CHARACTERS + 24, _EDGE + metrics.height() * 2 + 28)
        self.list.setGridSize(self._cell)
        self.list.setIconSize(QSize(_EDGE, _EDGE))
        self.list.setAccessibleName(words("Symbols"))
        self.list.itemClicked.connect(lambda item: self.taken.emit(str(item.data(Qt.ItemDataRole.UserRole))))
        self.list.itemActivated.connect(lambda item: self.taken.emit(str(item.data(Qt.ItemDataRole.UserRole))))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 2, 8, 8)
        for widget in (self.group, self.search, self.list):
            layout.addWidget(widget)
        self.group.currentIndexChanged.connect(self.refresh)
        self.search.textChanged.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the symbols of the group that have what is sought in a name."""
        self.list.clear()
        group, sought = self.group.currentData(), self.search.text().strip().lower()
        for info in library().values():
            if group and info.group != group:
                continue
            if sought and sought not in f"{info.chinese} {info.english} {info.name}".lower():
                continue
            title = info.title(self._shell.words.language)
            item = QListWidgetItem(QIcon(_picture(info)), title)
            item.setData(Qt.ItemDataRole.UserRole, info.name)
            item.setToolTip(f"{info.chinese} · {info.english}" if info.english else title)
            item.setSizeHint(self._cell)
            self.list.addItem(item)


def _picture(info: SymbolInfo) -> QPixmap:
    """The symbol on white, as on paper."""
    text = (d.FOLDER / f"{info.name}.svg").read_text("utf-8").replace(d.INK, "#1f2328")
    picture = QPixmap(_EDGE, _EDGE)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(3, 3, _EDGE - 6, _EDGE - 6))
    painter.end()
    return picture
