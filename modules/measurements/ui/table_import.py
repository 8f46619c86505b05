"""Taking a table in: a person says which column is what, sees the first lines, and reads what became of it."""

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from modules.measurements.importers.store import preview, take_table
from modules.measurements.importers.table import (
    POINT_ROLES,
    READING_ROLES,
    UNITS,
    Mapping,
    complete,
    guess,
    split_line,
)
from workstation.api import N_, UNKNOWN_FRAME
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
_FRAMES = ("site:A", "EPSG:4547", "EPSG:4490", "EPSG:4326")
_ROLES = tuple(dict.fromkeys(("", *POINT_ROLES, *READING_ROLES)))


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
        frames = {UNKNOWN_FRAME: N_("unknown (grey, not measured)"), **{frame: frame for frame in _FRAMES}}
        self.frame = self._choice(frames, mapping.frame)
        self.frame.setEditable(True)
        self.skip = QSpinBox()
        self.skip.setRange(0, 50)
        self.skip.setValue(mapping.skip)
        self.station, self.setup = self._line(mapping.station), self._line(mapping.setup)
        self.setup.setPlaceholderText("ST")
        self.own_height, self.target_height = self._height(), self._height()
        self.roles: list[QComboBox] = []
        self.table = QTableWidget()
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().hide()
        self.message = label("", "error", wrap=True)
        self._lay_out(name)
        self.setup.setToolTip(words("A line that begins with this word names the station and the instrument height."))
        for line in (self.station, self.setup):
            line.textChanged.connect(lambda _: self._judge())
        for choice in (self.encoding, self.separator, self.decimal):
            choice.currentIndexChanged.connect(self._guess_again)
        self.skip.valueChanged.connect(lambda _: self._judge())
        self._show(mapping.columns)
        self.resize(980, 560)

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
            self.unit.currentData(), self.angle.currentData(), self.skip.value(), columns,
            frame or self.frame.currentText().strip() or UNKNOWN_FRAME, self.station.text().strip(),
            self.own_height.value(), self.target_height.value(), self.setup.text().strip(),
        )

    def _lay_out(self, name: str) -> None:
        words = self.words
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 18)
        layout.setSpacing(12)
        layout.addWidget(label(name, "title"))
        layout.addWidget(label(words(
            "Say what each column holds. Surveyors in China write X for north and Y for east: check it with a point "
            "that you know."), "muted", wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        named: list[tuple[str, QWidget]] = [
            (words("Encoding"), self.encoding), (words("Separator"), self.separator),
            (words("Decimal sign"), self.decimal), (words("Unit of lengths"), self.unit),
            (words("Angles"), self.angle), (words("Frame"), self.frame), (words("Lines of titles"), self.skip),
            (words("Station, if no column tells it"), self.station), (words("Instrument height"), self.own_height),
            (words("Target height"), self.target_height), (words("Word that begins a set-up"), self.setup),
        ]
        for number, (title, widget) in enumerate(named):
            caption = QLabel(title)
            caption.setBuddy(widget)
            widget.setAccessibleName(title)
            grid.addWidget(caption, number // 4 * 2, number % 4)
            grid.addWidget(widget, number // 4 * 2 + 1, number % 4)
        layout.addLayout(grid)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.message)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(button(self.shell, words("Cancel"), self.reject))
        self.accept_button = button(self.shell, words("Take in"), self.accept, role="primary", icon_name="file-import")
        line.addWidget(self.accept_button)
        layout.addLayout(line)
        on_key(self, "Ctrl+Return", self.accept_button.click)

    def _line(self, text: str) -> QLineEdit:
        line = QLineEdit(text)
        line.setMaxLength(40)
        return line

    def _height(self) -> QDoubleSpinBox:
        box = QDoubleSpinBox()
        box.setRange(0.0, 20.0)
        box.setDecimals(3)
        box.setSingleStep(0.01)
        box.setSuffix(" m")
        return box

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
            self.table.setColumnWidth(number, round(150 * self.shell.tokens.scale))
        for row, cells in enumerate(rows, 1):
            for number, cell in enumerate(cells[:width]):
                self.table.setItem(row, number, QTableWidgetItem(cell[:80]))
        self.table.setRowHeight(0, self.shell.tokens.row + 4)
        self._judge()

    def _judge(self) -> None:
        """Grey the lines of titles, and say what is missing."""
        faint = self.palette().color(self.palette().ColorRole.PlaceholderText)
        usual = self.palette().color(self.palette().ColorRole.Text)
        for row in range(1, self.table.rowCount()):
            for column in range(self.table.columnCount()):
                item = self.table.item(row, column)
                if item is not None:
                    item.setForeground(faint if row <= self.skip.value() else usual)
        mapping = self.mapping()
        ready = complete(mapping.columns, station=bool(mapping.station or mapping.setup))
        self.accept_button.setEnabled(ready)
        self.message.setVisible(not ready)
        self.message.setText(self.words(
            "Needed: point name, east and north; or station, target and a distance, height difference or direction."))
