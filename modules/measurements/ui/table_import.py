"""Taking a table in: a person says which column is what, sees the first lines, and reads what becomes of them."""

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from modules.measurements.importers.found import Found
from modules.measurements.importers.store import preview, take_table
from modules.measurements.importers.table import (
    POINT_ROLES,
    READING_ROLES,
    UNITS,
    Mapping,
    complete,
    guess,
    read_lines,
    split_line,
    swapped,
)
from modules.measurements.ui.table_preview import told
from workstation.api import N_, UNKNOWN_FRAME, frames
from workstation.api.widgets import Shell, button, label, on_key

ROLE_WORDS = {
    "": N_("(ignore)"), "name": N_("Point name"), "east": N_("East (Y of surveyors)"),
    "north": N_("North (X of surveyors)"), "height": N_("Height above datum"),
    "accuracy": N_("Point error"), "note": N_("Note"),
    "from": N_("From station"), "to": N_("To target"), "direction": N_("Direction"), "zenith": N_("Zenith angle"),
    "slope": N_("Slope distance"), "distance": N_("Horizontal distance"), "rise": N_("Height difference"),
    "bearing": N_("Bearing"), "target_height": N_("Target height"),
    "instrument_height": N_("Instrument height"),
}
_SEPARATOR_WORDS = {",": N_("comma"), ";": N_("semicolon"), "\t": N_("tabulator"), " ": N_("spaces"), "|": "|"}
_ANGLE_WORDS = {
    "degrees": N_("degrees 123.4567"), "dms": N_("123°45′06″"), "packed": N_("123.4506 (degrees.minutes seconds)"),
    "gon": N_("gon"),
}
_FRAMES = {
    UNKNOWN_FRAME: N_("unknown (grey, not measured)"), "site:A": "site:A",
    **frames.ZONES, "EPSG:4490": N_("CGCS2000 (longitude, latitude)"), "EPSG:4326": N_("WGS-84 (longitude, latitude)"),
}
_ROLES = tuple(dict.fromkeys(("", *POINT_ROLES, *READING_ROLES)))
_OF_READINGS = set(READING_ROLES) - {"note"}
_MOST_TITLES = 20
_SIZE, _LEAST_TABLE = (1060, 700), 5


def import_table(shell: Shell) -> None:
    """Ask for a file and how to read it, then take it in as a job."""
    if not shell.writable:
        return
    for path in shell.open_files(shell.words("Import a survey table …"), "CSV, TXT (*.csv *.txt *.dat *.asc);;* (*)"):
        shell.run(shell.words("Reading {name}", name=path.name), partial(preview, path=path),
                  partial(_ask, shell, path))


def _ask(shell: Shell, path: Path, data: dict[str, Any]) -> None:
    dialog = MappingDialog(shell, path.name, data["texts"], Mapping(**data["mapping"]))
    try:
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        mapping = dialog.mapping()
    finally:
        dialog.deleteLater()
    shell.run(shell.words("Reading {name}", name=path.name), lambda job: take_table(job, path, mapping),
              partial(_told, shell, path.name))


def _told(shell: Shell, name: str, counts: tuple[int, int, int]) -> None:
    points, readings, faults = counts
    text = shell.words("{name}: {points} points and {readings} readings taken in.", name=name, points=points,
                       readings=readings)
    if faults:
        text += " " + shell.words("{faults} lines could not be read: see the page Problems.", faults=faults)
    shell.notify(text, "warning" if faults else "success")


class MappingDialog(QDialog):
    """Which column is what, in which unit and frame; the first lines show at once how they would be read."""

    def __init__(self, shell: Shell, name: str, texts: dict[str, list[str]], mapping: Mapping) -> None:
        super().__init__(shell.window)
        self.shell, self.words, self._texts, self._mapping = shell, shell.words, texts, mapping
        words = self.words
        self.setWindowTitle(words("Import a survey table …"))
        self.encoding = self._choice({key: key for key in texts}, mapping.encoding)
        self.separator = self._choice(_SEPARATOR_WORDS, mapping.separator)
        self.decimal = self._choice({".": N_("point 1.5"), ",": N_("comma 1,5")}, mapping.decimal)
        self.unit = self._choice({unit: unit for unit in UNITS}, mapping.unit)
        self.angle = self._choice(_ANGLE_WORDS, mapping.angle)
        self.frame = self._choice(_FRAMES, mapping.frame)
        self.frame.setEditable(True)
        self.skip = self._choice({str(n): str(n) for n in range(_MOST_TITLES + 1)}, str(mapping.skip))
        self.station, self.setup = self._line(mapping.station), self._line(mapping.setup)
        self.setup.setPlaceholderText("ST")
        self.own_height, self.target_height = self._line("0"), self._line("0")
        self.roles: list[QComboBox] = []
        self.table = QTableWidget()
        self.table.setAccessibleName(words("The first lines"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().hide()
        self.table.setMinimumHeight(shell.tokens.row * _LEAST_TABLE)
        self.outcome = label("", wrap=True)
        self.message = label("", "error", wrap=True)
        self._lay_out(name)
        self.setup.setToolTip(words("A line that begins with this word names the station and the instrument height."))
        for line in (self.station, self.setup, self.own_height, self.target_height):
            line.textChanged.connect(lambda _: self._judge())
        for choice in (self.encoding, self.separator, self.decimal):
            choice.currentIndexChanged.connect(self._guess_again)
        for choice in (self.skip, self.unit, self.angle):
            choice.currentIndexChanged.connect(lambda _: self._judge())
        self.frame.currentTextChanged.connect(lambda _: self._judge())
        self._show(mapping.columns)
        wide, high = (round(side * shell.tokens.scale) for side in _SIZE)
        if shell.window is not None:
            wide, high = min(wide, shell.window.width() - 40), min(high, shell.window.height() - 40)
        self.resize(wide, high)

    def mapping(self) -> Mapping:
        """What was chosen."""
        columns: dict[str, int] = {}
        for number, choice in enumerate(self.roles):
            role = str(choice.currentData())
            if role:
                columns.setdefault(role, number)
        frame = self.frame.currentData() if self.frame.findText(self.frame.currentText()) >= 0 else None
        return Mapping(
            self.encoding.currentData(), self.separator.currentData(), self.decimal.currentData(),
            self.unit.currentData(), self.angle.currentData(), int(self.skip.currentData()), columns,
            frame or self.frame.currentText().strip() or UNKNOWN_FRAME, self.station.text().strip(),
            _metres(self.own_height.text()) or 0.0, _metres(self.target_height.text()) or 0.0,
            self.setup.text().strip(),
        )

    def _lay_out(self, name: str) -> None:
        words = self.words
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 20, 14)
        layout.setSpacing(10)
        layout.addWidget(label(name, "title"))
        layout.addWidget(label(words(
            "Say what each column holds. Surveyors in China write X for north and Y for east: check it with a point "
            "that you know."), "muted", wrap=True))
        layout.addWidget(self._options((
            (words("Encoding"), self.encoding), (words("Separator"), self.separator),
            (words("Decimal sign"), self.decimal), (words("Lines of titles"), self.skip),
            (words("Unit of lengths"), self.unit), (words("Frame"), self.frame),
        ), wide=self.frame))
        self.of_readings = self._options((
            (words("Angles"), self.angle), (words("Station, if no column tells it"), self.station),
            (words("Word that begins a set-up"), self.setup), (words("Instrument height") + " (m)", self.own_height),
            (words("Target height") + " (m)", self.target_height),
        ))
        layout.addWidget(self.of_readings)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.outcome)
        layout.addWidget(self.message)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(button(self.shell, words("Cancel"), self.reject))
        self.accept_button = button(self.shell, words("Take in"), self.accept, role="primary", icon_name="file-import")
        line.addWidget(self.accept_button)
        layout.addLayout(line)
        on_key(self, "Ctrl+Return", self.accept_button.click)

    def _options(self, named: tuple[tuple[str, QWidget], ...], wide: QWidget | None = None) -> QWidget:
        """Fields with their names above them, side by side; a wide one takes two places."""
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(3)
        across = len(named) + (wide is not None)
        for column in range(across):
            grid.setColumnStretch(column, 1)
        at = 0
        for title, widget in named:
            caption, span = label(title, "small"), 2 if widget is wide else 1
            caption.setBuddy(widget)
            widget.setAccessibleName(title)
            widget.setMinimumWidth(60)
            grid.addWidget(caption, 0, at, 1, span)
            grid.addWidget(widget, 1, at, 1, span)
            at += span
        return made

    def _line(self, text: str) -> QLineEdit:
        line = QLineEdit(text)
        line.setMaxLength(40)
        return line

    def _choice(self, named: dict[str, str], chosen: str) -> QComboBox:
        box = QComboBox()
        for value, title in named.items():
            box.addItem(self.words(title), value)
        box.setCurrentIndex(max(0, box.findData(chosen)))
        return box

    def _guess_again(self) -> None:
        """Another encoding or separator may uncover other titles."""
        lines = self._texts[self.encoding.currentData()]
        guessed = guess(lines, self.encoding.currentData())
        same = guessed.separator == self.separator.currentData()
        self._show(guessed.columns if same else {})

    def _show(self, columns: dict[str, int]) -> None:
        rows = [split_line(line, self.separator.currentData()) for line in self._texts[self.encoding.currentData()]]
        width = min(max(len(row) for row in rows), 40)
        role_of = {number: role for role, number in columns.items()}
        self.table.clear()
        self.table.setColumnCount(width)
        self.table.setRowCount(len(rows) + 1)
        self.roles = []
        for number in range(width):
            box = self._choice({role: ROLE_WORDS[role] for role in _ROLES}, role_of.get(number, ""))
            box.setAccessibleName(self.words("Column {number}", number=number + 1))
            box.currentIndexChanged.connect(lambda _: self._judge())
            self.roles.append(box)
            self.table.setCellWidget(0, number, box)
            self.table.setColumnWidth(number, box.sizeHint().width() + 30)
        for row, cells in enumerate(rows, 1):
            for number, cell in enumerate(cells[:width]):
                self.table.setItem(row, number, QTableWidgetItem(cell[:80]))
        self.table.setRowHeight(0, self.shell.tokens.control + 8)
        self._judge()

    def _judge(self) -> None:
        """Grey the lines of titles; say what the first lines would become, and what is missing."""
        mapping = self.mapping()
        faint = self.palette().color(self.palette().ColorRole.PlaceholderText)
        usual = self.palette().color(self.palette().ColorRole.Text)
        for row in range(1, self.table.rowCount()):
            for column in range(self.table.columnCount()):
                item = self.table.item(row, column)
                if item is not None:
                    item.setForeground(faint if row <= mapping.skip else usual)
        self.of_readings.setVisible(bool(mapping.columns.keys() & _OF_READINGS))
        ready = complete(mapping.columns, station=bool(mapping.station or mapping.setup))
        fault = self._fault(mapping, ready=ready)
        self.accept_button.setEnabled(not fault)
        found = read_lines(self._texts[self.encoding.currentData()], mapping) if not fault else Found()
        warning = swapped(found)
        self.message.setText(fault or (self.words(
            "East looks like a northing: are the two exchanged? Check with a point that you know.") if warning else ""))
        self.message.setVisible(bool(fault or warning))
        self.outcome.setText(told(found, self.words) if not fault else "")
        self.outcome.setVisible(not fault)

    def _fault(self, mapping: Mapping, *, ready: bool) -> str:
        """Why the table can't be taken in yet; empty if it can."""
        if not ready:
            return self.words(
                "Needed: point name, east and north; or station, target and a distance, height difference or "
                "direction.")
        if mapping.readings and None in (_metres(self.own_height.text()), _metres(self.target_height.text())):
            return self.words("The heights of instrument and target are numbers of metres, 0 to 20.")
        return ""


def _metres(text: str) -> float | None:
    """A height that was typed; none if it is no number between 0 and 20 m."""
    try:
        value = float(text.replace(",", ".") or 0)
    except ValueError:
        return None
    return value if 0 <= value <= 20 else None
