"""The page of the plugin: its readings in a table, filled off the UI thread."""

from typing import Any

from PySide6.QtWidgets import QHeaderView, QLabel, QStackedLayout, QTableWidget, QTableWidgetItem, QWidget

from ..readings import Reading, all_readings

HEADINGS = ("Station", "Time", "Wind (m/s)", "Temperature (°C)")


class WeatherPage(QWidget):
    """Shows what the importer brought in; follows every change of the case."""

    def __init__(self, shell: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self._empty = QLabel(shell.words("No readings yet. Import a weather station's CSV file."))
        self._empty.setWordWrap(True)
        self._table = QTableWidget(0, len(HEADINGS))
        self._table.setHorizontalHeaderLabels([shell.words(heading) for heading in HEADINGS])
        self._table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self._table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self._layout = QStackedLayout(self)
        self._layout.addWidget(self._empty)
        self._layout.addWidget(self._table)
        shell.changed.connect(self._on_changed)
        self._refresh()

    def _on_changed(self, changes: Any) -> None:
        if changes.touches("plugin_records"):
            self._refresh()

    def _refresh(self) -> None:
        if self._shell.case is not None:
            self._shell.query(all_readings, self._fill)

    def _fill(self, readings: list[Reading]) -> None:
        self._table.setRowCount(len(readings))
        for row, reading in enumerate(readings):
            cells = (reading.station, reading.at, f"{reading.wind_ms:g}", f"{reading.temperature_c:g}")
            for column, text in enumerate(cells):
                self._table.setItem(row, column, QTableWidgetItem(text))
        self._layout.setCurrentWidget(self._table if readings else self._empty)
