"""The completeness matrix: places down, the four classes across; a click shows the photographs of a cell."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from modules.photos.checks import completeness
from modules.photos.queries import KIND_WORDS, place_names, valid_photos
from modules.photos.records import Kind
from modules.photos.rules import CLASSES, matrix
from workstation.api import Finding, Read, Ref
from workstation.api.widgets import Card, Header, PageBase, Shell, clear, label

_COLUMNS = (*CLASSES, Kind.UNCLASSIFIED)


@dataclass(frozen=True)
class _View:
    counts: dict[tuple[str | None, Kind], int]
    places: list[tuple[str | None, str]]
    findings: list[Finding]


class MatrixPage(PageBase):
    """What has been photographed, and what has not."""

    kinds = ("photos", "places")

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self._places: list[str | None] = []
        self.body.addWidget(Header(
            words("Completeness"),
            words("How many photographs there are of every part of the scene in each class (XF/T 1249)."),
        ))
        self.table = QTableWidget()
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setShowGrid(True)
        self.table.setTabKeyNavigation(False)  # Tab leaves the table; the arrows move in it
        self.table.verticalHeader().setDefaultSectionSize(max(44, shell.tokens.row))
        self.table.setAccessibleName(words("Completeness"))
        self.table.cellActivated.connect(self._open)
        self.table.cellDoubleClicked.connect(self._open)
        self.body.addWidget(self.table, 1)
        self.card = Card(words("What is missing"))
        self.body.addWidget(self.card)
        self.refresh()

    def load(self, read: Read) -> _View:
        photos, names = valid_photos(read), place_names(read)
        places: list[tuple[str | None, str]] = sorted(
            ((place_id, name) for place_id, name in names.items()), key=lambda item: item[1]
        )
        counts = matrix(photos)
        if any(place_id is None or place_id not in names for place_id, _ in counts) or not places:
            places.append((None, self.words("Without a place")))
        return _View(counts, places, list(completeness(read)))

    def show_data(self, data: _View) -> None:
        words, table = self.words, self.table
        self._places = [place_id for place_id, _ in data.places]
        table.setColumnCount(len(_COLUMNS))
        table.setRowCount(len(data.places))
        table.setHorizontalHeaderLabels([words(KIND_WORDS[kind]) for kind in _COLUMNS])
        table.setVerticalHeaderLabels([name for _, name in data.places])
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for row, (place_id, _) in enumerate(data.places):
            for column, kind in enumerate(_COLUMNS):
                table.setItem(row, column, self._cell(data.counts.get((place_id, kind), 0), kind))
        clear(self.card.body)
        for finding in data.findings:
            self.card.body.addWidget(label("•  " + words.finding(finding), wrap=True))
        if not data.findings:
            text = words("Nothing is missing.") if data.counts else words("No photographs have been taken in.")
            self.card.body.addWidget(label(text, "muted"))

    def _cell(self, count: int, kind: Kind) -> QTableWidgetItem:
        cell = QTableWidgetItem(str(count) if count else "—")
        cell.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
        level = "success" if count else "error"
        if kind is Kind.UNCLASSIFIED:
            level = "warning" if count else "neutral"
        ink, ground = self.shell.tokens.level(level)
        cell.setForeground(QColor(ink))
        cell.setBackground(QColor(ground))
        font = QFont(self.font())
        font.setBold(bool(count))
        cell.setFont(font)
        return cell

    def _open(self, row: int, column: int) -> None:
        place_id = self._places[row]
        self.shell.show("photos", Ref("places", place_id) if place_id else None)
        del column  # every class of the place is shown: what is missing is best seen beside what is there
