"""How a log is to be read: a person says it, and sees at once what that gives on the first lines."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
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

from modules.edata.importers.log_store import PREVIEW
from modules.edata.queries.logs import KIND_WORDS
from modules.edata.records import Layout, Log, LogFormat, LogKind, TimeOrder
from modules.edata.rules.log_lines import ENCODINGS, SEPARATORS, format_of
from modules.edata.ui.profiles import LogProfile
from workstation.api import N_, Clock, Parsed, UserError, to_plain
from workstation.api.widgets import Shell, button, label, on_key

_SEPARATOR_WORDS = {
    ",": N_("comma"), ";": N_("semicolon"), "\t": N_("tabulator"), "|": "|", "  ": N_("two or more spaces"),
}
_ORDER_WORDS = {
    TimeOrder.YMD: N_("year month day, hour minute second"), TimeOrder.DMY: N_("day month year"),
    TimeOrder.MDY: N_("month day year"), TimeOrder.COMPACT: N_("digits only: 20260317021833"),
    TimeOrder.EPOCH: N_("seconds since 1970 (UTC)"), TimeOrder.EPOCH_MS: N_("milliseconds since 1970 (UTC)"),
}
_ENCODING_WORDS = {"utf-8": "UTF-8", "gb18030": "GBK / GB18030", "utf-16": "UTF-16", "latin-1": "Latin-1"}
_ROLES = {"": N_("(not shown)"), "time": N_("Time"), "text": N_("Text")}
_PATTERN = N_("pattern …")
_WAIT_MS = 250


@dataclass(frozen=True)
class Setting:
    """What the dialog is about: where the file lies, what it is called, and what there is to choose from."""

    path: Path
    name: str
    log: Log
    clocks: Sequence[Clock]
    profiles: Sequence[LogProfile]
    marks: dict[LogKind, tuple[str, ...]]


class _Choice(QComboBox):
    """A choice that keeps its values itself: Qt would hand an enumeration back as a bare text."""

    def __init__(self, shell: Shell, named: dict[Any, str], chosen: Any) -> None:
        super().__init__()
        self._values = list(named)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(10)
        self.addItems([shell.words(title) for title in named.values()])
        self.choose(chosen)

    def choose(self, value: Any) -> None:
        """Show a value without telling; one that is not among them changes nothing."""
        if value in self._values:
            self.blockSignals(True)
            self.setCurrentIndex(self._values.index(value))
            self.blockSignals(False)

    def value(self) -> Any:
        """What is chosen; none where there is nothing to choose."""
        return self._values[self.currentIndex()] if self._values else None


class LogDialog(QDialog):
    """The import wizard of logs, on one page."""

    def __init__(self, shell: Shell, setting: Setting, data: dict[str, Any]) -> None:
        super().__init__(shell.window)
        self.shell, self.words, self._setting, self._data = shell, shell.words, setting, data
        words, log = self.words, setting.log
        form = format_of(data["format"])
        self.setWindowTitle(words("Read a log"))
        self.title = QLineEdit(log.title)
        self.kind = self._choice({kind: KIND_WORDS[kind] for kind in LogKind}, log.kind)
        self.clock = self._choice({"": N_("(display taken as Beijing time)"), **{c.id: c.name for c in setting.clocks}},
                                  log.clock_id or "")
        names = {"": N_("(none)"), **{one.name: one.name for one in setting.profiles}}
        self.profile = self._choice(names, "")
        self.encoding = self._choice({name: _ENCODING_WORDS[name] for name in ENCODINGS}, form.encoding)
        self.separator = self._choice({**{one: _SEPARATOR_WORDS[one] for one in SEPARATORS}, "pattern": _PATTERN},
                                      "pattern" if form.layout is Layout.PATTERN else form.separator)
        self.pattern = QLineEdit(form.pattern)
        self.pattern.setPlaceholderText(r"(\d+-\d+-\d+ \d+:\d+:\d+)\s+(\S+)\s+(.*)")
        self.order = self._choice(_ORDER_WORDS, form.time_order)
        self.sheet = self._choice({name: name for name in data["sheets"]}, form.sheet)
        self.skip = QSpinBox()
        self.skip.setRange(0, 999)
        self.skip.setValue(form.skip)
        self.marks = QLineEdit("、".join(form.marks or setting.marks.get(log.kind, ())))
        self.at_once = QCheckBox(words("Put marked rows on the time line at once"))
        self.save_as = QLineEdit()
        self.save_as.setPlaceholderText(words("for example: recorder of make and model"))
        self.roles: list[_Choice] = []
        self.table = QTableWidget()
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().hide()
        self.message = label("", "error", wrap=True)
        self._lay_out(form)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self._ask)
        self._connect()
        self._show(data)
        self.resize(1040, 700)

    def _choice(self, named: dict[Any, str], chosen: Any) -> _Choice:
        return _Choice(self.shell, named, chosen)

    def _lay_out(self, form: LogFormat) -> None:
        words = self.words
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 18)
        layout.setSpacing(10)
        layout.addWidget(label(self._setting.name, "title"))
        layout.addWidget(label(words(
            "Say which columns tell the time and which the text. The first column below shows the time as it is read."),
            "muted", wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(4)
        sheet = form.layout is Layout.SHEET
        named: list[tuple[str, QWidget, bool]] = [
            (words("Name of the log"), self.title, True), (words("Kind"), self.kind, True),
            (words("Clock"), self.clock, True), (words("Profile"), self.profile, len(self._setting.profiles) > 0),
            (words("Sheet"), self.sheet, sheet), (words("Encoding"), self.encoding, not sheet),
            (words("Cells are separated by"), self.separator, not sheet),
            (words("Time is written as"), self.order, True), (words("Lines of titles"), self.skip, True),
            (words("Pattern"), self.pattern, not sheet), (words("Words that mark a row"), self.marks, True),
            (words("Save as profile"), self.save_as, True),
        ]
        shown = [(title, widget) for title, widget, there in named if there]
        for number, (title, widget) in enumerate(shown):
            caption = QLabel(title)
            caption.setBuddy(widget)
            caption.setProperty("role", "small")
            widget.setAccessibleName(title)
            grid.addWidget(caption, number // 4 * 2, number % 4)
            grid.addWidget(widget, number // 4 * 2 + 1, number % 4)
        for column in range(4):
            grid.setColumnStretch(column, 1)
        layout.addLayout(grid)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.message)
        line = QHBoxLayout()
        line.addWidget(self.at_once)
        line.addStretch(1)
        line.addWidget(button(self.shell, words("Cancel"), self.reject))
        self.accept_button = button(self.shell, words("Take in"), self.accept, role="primary", icon_name="file-import")
        line.addWidget(self.accept_button)
        layout.addLayout(line)
        on_key(self, "Ctrl+Return", self.accept_button.click)

    def _connect(self) -> None:
        for box in (self.encoding, self.separator, self.order, self.sheet):
            box.currentIndexChanged.connect(lambda _: self._timer.start())
        self.skip.valueChanged.connect(lambda _: self._timer.start())
        self.pattern.textEdited.connect(lambda _: self._timer.start())
        self.profile.currentIndexChanged.connect(lambda _: self._use_profile())
        self.kind.currentIndexChanged.connect(lambda _: self._use_marks())
        self.title.textChanged.connect(lambda _: self._judge())

    # what was chosen

    def format(self) -> LogFormat:
        """How the log is to be read."""
        roles = [box.value() for box in self.roles]
        chosen, before = self.separator.value(), format_of(self._data["format"])
        layout = Layout.SHEET if before.layout is Layout.SHEET else (
            Layout.PATTERN if chosen == "pattern" else Layout.SEPARATED)
        return LogFormat(
            layout=layout, encoding=self.encoding.value(), skip=self.skip.value(), pattern=self.pattern.text(),
            separator="\t" if layout is Layout.SHEET else "," if layout is Layout.PATTERN else chosen,
            sheet=self.sheet.value() or "", time_order=self.order.value(),
            time_columns=tuple(at for at, role in enumerate(roles) if role == "time"),
            text_columns=tuple(at for at, role in enumerate(roles) if role == "text"),
            marks=tuple(word for word in self.marks.text().replace("、", " ").replace(",", " ").split() if word),
        )

    def log(self) -> Log:
        """The log as it is to be entered."""
        rows, form = self._data["rows"], self.format()
        titles = rows[form.skip - 1] if 0 < form.skip <= len(rows) else []
        return replace(
            self._setting.log, title=self.title.text().strip(), kind=self.kind.value(), format=form,
            clock_id=self.clock.value() or None, titles=tuple(str(title).strip() for title in titles),
        )

    def profile_to_save(self) -> LogProfile | None:
        """The profile that was asked to be kept, if any."""
        name = self.save_as.text().strip()
        return LogProfile(name, self.kind.value(), self.format()) if name else None

    # what it shows

    def _use_profile(self) -> None:
        known = next((one for one in self._setting.profiles if one.name == self.profile.value()), None)
        if known is None:
            return
        form = known.format
        self.kind.choose(known.kind)
        self.marks.setText("、".join(form.marks))
        self._preview(form)

    def _use_marks(self) -> None:
        self.marks.setText("、".join(self._setting.marks.get(self.kind.value(), ())))

    def _ask(self) -> None:
        """See what the changed choices give, in the sandbox: a pattern may take for ever."""
        form = self.format()
        before = format_of(self._data["format"])
        same = (form.encoding, form.separator, form.layout, form.pattern, form.sheet) == (
            before.encoding, before.separator, before.layout, before.pattern, before.sheet)
        self._preview(form if same else replace(form, time_columns=(), text_columns=()))

    def _preview(self, form: LogFormat) -> None:
        program, path, name = self.shell.program, self._setting.path, self._setting.name

        def parse() -> Parsed | UserError:
            try:
                parsed: Parsed = program.parse(PREVIEW, path, name=name, form=to_plain(form))
            except UserError as error:
                return error
            return parsed

        self.shell.aside(parse, self._arrived)

    def _arrived(self, parsed: Parsed | UserError) -> None:
        if isinstance(parsed, UserError):
            self.message.setText(self.words.error(parsed))
            self.message.show()
            self.accept_button.setEnabled(False)
            return
        self._show(parsed.data)

    def _show(self, data: dict[str, Any]) -> None:
        self._data = data
        form, rows, words = format_of(data["format"]), data["rows"], self.words
        self.encoding.choose(form.encoding)
        self.order.choose(form.time_order)
        self.separator.choose("pattern" if form.layout is Layout.PATTERN else form.separator)
        if self.pattern.text() != form.pattern:
            self.pattern.setText(form.pattern)
        self.skip.blockSignals(True)
        self.skip.setValue(form.skip)
        self.skip.blockSignals(False)
        width = min(max((len(row) for row in rows), default=1), 40)
        self.table.clear()
        self.table.setColumnCount(width + 1)
        self.table.setRowCount(len(rows) + 1)
        self.table.setItem(0, 0, QTableWidgetItem(words("As read")))
        self.roles = []
        for number in range(width):
            role = "time" if number in form.time_columns else "text" if number in form.text_columns else ""
            box = self._choice(_ROLES, role)
            box.setAccessibleName(words("Column {number}", number=number + 1))
            box.currentIndexChanged.connect(lambda _: self._timer.start())
            self.roles.append(box)
            self.table.setCellWidget(0, number + 1, box)
        for row, (cells, time) in enumerate(zip(rows, data["times"], strict=True), 1):
            self.table.setItem(row, 0, QTableWidgetItem(time or ("—" if row > form.skip else "")))
            for number, cell in enumerate(cells[:width]):
                self.table.setItem(row, number + 1, QTableWidgetItem(str(cell).strip()))
        scale = self.shell.tokens.scale
        for number in range(width + 1):
            self.table.setColumnWidth(number, round((170 if number == 0 else 150) * scale))
        self.table.setRowHeight(0, self.shell.tokens.row + 4)
        self._grey(form.skip)
        self._judge()

    def _grey(self, skip: int) -> None:
        faint = self.palette().color(self.palette().ColorRole.PlaceholderText)
        for row in range(1, min(skip, self.table.rowCount() - 1) + 1):
            for column in range(self.table.columnCount()):
                item = self.table.item(row, column)
                if item is not None:
                    item.setForeground(faint)

    def _judge(self) -> None:
        """Say what is missing."""
        missing = ""
        if not self.title.text().strip():
            missing = self.words("Enter what the log is called.")
        elif not any(self._data["times"]):
            missing = self.words("No line tells a time in this way: choose its column, or how it is written.")
        self.message.setText(missing)
        self.message.setVisible(bool(missing))
        self.accept_button.setEnabled(not missing)
