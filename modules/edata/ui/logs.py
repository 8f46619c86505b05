"""Logs: the register on the left, the rows of the chosen one on the right; what is picked goes on the time line."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from modules.edata.importers.log_store import index_log, preview, take_file, take_log
from modules.edata.operations import logs as operations
from modules.edata.queries import all_clocks, clock_text
from modules.edata.queries.logs import KIND_WORDS, LogIndex, Row, all_logs, open_index, usual_marks
from modules.edata.records import Log, LogKind
from modules.edata.ui.files import pick_files
from modules.edata.ui.log_dialog import LogDialog, Setting
from modules.edata.ui.log_rows import RowModel
from modules.edata.ui.profiles import load_profiles, save_profile
from workstation.api import N_, Clock, Event, Job, Read, Ref, StoredFile, UserError, Work, new_id
from workstation.api.widgets import (
    EmptyState,
    Field,
    FlowLayout,
    Header,
    PageBase,
    RecordTableView,
    Shell,
    Split,
    TableColumn,
    ask_form,
    button,
    label,
    on_key,
)

_SUFFIXES = (".csv", ".tsv", ".txt", ".log", ".dat", ".xlsx", ".xls", ".xlsb", ".ods", ".json", ".md")
_FILTER = "CSV, XLSX, TXT (*.csv *.tsv *.txt *.log *.dat *.xlsx *.xls *.xlsb *.ods);;* (*)"


@dataclass(frozen=True)
class _View:
    logs: list[Log]
    clocks: dict[str, Clock]
    marks: dict[LogKind, tuple[str, ...]]
    events: set[str]


class LogsPage(PageBase):
    """Every log, and the rows of one."""

    kinds = ("logs", "clocks", "events")

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self._log: Log | None = None
        self._index: LogIndex | None = None
        self._view = _View([], {}, {}, set())
        self._wanted = ""
        self.new_button = button(shell, words("Read a log …"), self.read_file, icon_name="file-import", role="primary")
        self.pick_button = button(shell, words("Log among the case's files …"), self.read_stored, icon_name="files")
        self.body.addWidget(Header(
            words("Logs"), words("Rows stay in the original; what you pick becomes an event, by the device's clock."),
            self.pick_button, self.new_button,
        ))
        self.table: RecordTableView[Log] = RecordTableView(
            shell, "edata-logs", (
                TableColumn(words("Number"), lambda log: log.number, 72),
                TableColumn(words("Name of the log"), lambda log: log.title, 170),
                TableColumn(words("Rows"), lambda log: f"{log.rows:,}", 80, sort=lambda log: log.rows, right=True),
                TableColumn(words("Clock"), self._clock, 110),
            ), key=lambda log: log.id, filterable=False,
            empty=EmptyState(shell, "list", words("No logs yet. Read one: CSV, Excel or text of a device."),
                             button(shell, words("Read a log …"), self.read_file, icon_name="file-import",
                                    role="primary")),
        )
        self.table.selected.connect(self._choose)
        split = Split(shell, "edata-logs", [380, 900])
        split.setHandleWidth(12)
        split.addWidget(self.table)
        split.addWidget(self._make_rows())
        split.settle()
        self.body.addWidget(split, 1)
        on_key(self, "Ctrl+N", self.read_file)
        on_key(self, "Ctrl+F", self.search_box.setFocus)
        on_key(self, "Ctrl+T", self.make_events)
        for made in (self.new_button, self.pick_button):
            made.setEnabled(self.writable)
        self.refresh()

    def _make_rows(self) -> QWidget:
        words, panel = self.words, QWidget()
        layout = QVBoxLayout(panel)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.facts = label("", "muted", wrap=True)
        layout.addWidget(self.facts)
        line = QHBoxLayout()
        self.search_box, self.first_box, self.last_box = QLineEdit(), QLineEdit(), QLineEdit()
        for box, text in (
            (self.search_box, words("Text in a row, then Enter …")), (self.first_box, words("from 2026-03-17 02:00")),
            (self.last_box, words("to 2026-03-17 03:00")),
        ):
            box.setPlaceholderText(text)
            box.setAccessibleName(text)
            box.setClearButtonEnabled(True)
            box.returnPressed.connect(self.look)
            line.addWidget(box, 2 if box is self.search_box else 1)
        self.marked_box = QCheckBox(words("Marked only"))
        self.marked_box.toggled.connect(lambda _: self.look())
        line.addWidget(self.marked_box)
        layout.addLayout(line)
        self.model = RowModel(self.shell, self)
        self.rows = QTableView()
        self.rows.setModel(self.model)
        self.rows.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.rows.setShowGrid(False)
        self.rows.setWordWrap(False)
        self.rows.setTabKeyNavigation(False)
        self.rows.verticalHeader().hide()
        self.rows.verticalHeader().setDefaultSectionSize(self.shell.tokens.row)
        self.rows.horizontalHeader().setStretchLastSection(True)
        self.rows.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.rows.setAccessibleName(words("Rows of the log"))
        self.rows.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        layout.addWidget(self.rows, 1)
        acts = FlowLayout()
        self.found = label("", "small")
        layout.addWidget(self.found)
        self.edit_button = button(self.shell, words("Describe …"), self.describe, icon_name="pencil")
        self.again_button = button(self.shell, words("Read again in another way …"), self.read_again,
                                   icon_name="refresh")
        self.event_button = button(self.shell, words("Put on the time line"), self.make_events, role="primary",
                                   icon_name="timeline-event", tip="Ctrl+T")
        for made in (self.edit_button, self.again_button, self.event_button):
            acts.addWidget(made)
        layout.addLayout(acts)
        self._enable()
        return panel

    # what it shows

    def load(self, read: Read) -> _View:
        return _View(
            all_logs(read), {clock.id: clock for clock in all_clocks(read)},
            {kind: usual_marks(read, kind) for kind in LogKind},
            {event.id for event in read.all(Event) if event.refs and event.refs[0].kind == "logs"},
        )

    def show_data(self, data: _View) -> None:
        self._view = data
        self.table.set_records(data.logs)
        wanted = self._wanted or (self._log.id if self._log else "") or (data.logs[0].id if data.logs else "")
        log = next((log for log in data.logs if log.id == wanted), None)
        self._wanted = ""
        if log is not None:
            self.table.select({log.id})
            if log != self._log or self._index is None:
                self._take_up(log)
            else:
                self.look()
        else:
            self._log = self._index = None
            self.model.show_rows(None, np.empty(0, np.int64), set())
        self._enable()

    def show_ref(self, ref: Ref) -> None:
        self._wanted = ref.id
        self.refresh()

    def view_state(self) -> Any:
        return self._log.id if self._log else ""

    def restore_view(self, state: Any) -> None:
        self._wanted = str(state or "")

    def _clock(self, log: Log) -> str:
        return clock_text(self._view.clocks.get(log.clock_id or ""), self.words)

    def _choose(self, logs: list[Log]) -> None:
        if len(logs) == 1:
            self.shell.inspect(Ref("logs", logs[0].id))
            if self._log is None or logs[0].id != self._log.id:
                self._take_up(logs[0])

    def _take_up(self, log: Log) -> None:
        self._log, self._index = log, None
        words = self.words
        parts = [words(KIND_WORDS[log.kind]), f"{log.first} – {log.last}" if log.first else "", self._clock(log)]
        if log.undated:
            parts.append(words("{count} rows without a readable time", count=f"{log.undated:,}"))
        if log.bad_lines:
            parts.append(words("{count} lines that are no text", count=f"{log.bad_lines:,}"))
        if log.withdrawn:
            parts.append(words("Withdrawn: {reason}", reason=log.withdrawn))
        self.facts.setText("  ·  ".join(filter(None, parts)))
        self.shell.query(lambda read: open_index(read, log), partial(self._opened, log))

    def _opened(self, log: Log, index: LogIndex | None) -> None:
        if self._log is None or log.id != self._log.id:
            return
        if index is not None:
            self._index = index
            self.look()
            return

        def build(job: Job) -> LogIndex | None:
            index_log(job, log, job.read().get(StoredFile, log.file_id))
            return open_index(job.read(), log)

        self.shell.run(self.words("Finding the rows of {name}", name=log.title), build, partial(self._built, log))

    def _built(self, log: Log, index: LogIndex | None) -> None:
        if index is not None:
            self._opened(log, index)

    def look(self) -> None:
        """Show the rows that fit what was asked for."""
        index = self._index
        if index is None:
            return
        text, marked = self.search_box.text().strip(), self.marked_box.isChecked()
        try:
            first, last = _bound(self.first_box), _bound(self.last_box)
        except ValueError:
            self.found.setText(self.words("Write times as 2026-03-17 02:00, as the device showed them."))
            return

        def find(_: Read) -> NDArray[np.int64]:
            rows = index.marked.astype(np.int64) if marked else np.arange(len(index), dtype=np.int64)
            if text:
                rows = np.intersect1d(rows, index.containing(text, lambda *_: None), assume_unique=True)
            return index.between(first, last, rows)

        self.shell.query(find, partial(self._looked, index))

    def _looked(self, index: LogIndex, numbers: NDArray[np.int64]) -> None:
        if index is not self._index:
            return
        log = index.log
        events = {int(one) for one in numbers[:20_000] if operations.event_id(log, int(one)) in self._view.events}
        self.model.show_rows(index, numbers, events)
        for column, width in enumerate((70, 170, *(130 for _ in log.format.text_columns))):
            self.rows.setColumnWidth(column, round(width * self.shell.tokens.scale))
        self.found.setText(self.words("{shown} of {count} rows", shown=f"{len(numbers):,}", count=f"{len(index):,}"))

    def _enable(self) -> None:
        chosen = bool(self.rows.selectionModel().hasSelection())
        there = self._log is not None and self.writable
        self.event_button.setEnabled(there and chosen)
        self.edit_button.setEnabled(there)
        self.again_button.setEnabled(there)

    # what it does

    def read_file(self) -> None:
        """Choose a file that is not in the case yet, and read it as a log."""
        if not self.writable:
            return
        for path in self.shell.open_files(self.words("Read a log …"), _FILTER):
            self.shell.run(self.words("Reading {name}", name=path.name), partial(preview, path=path, name=path.name),
                           partial(self._ask, path, None, Log(id=new_id(), file_id="", title=path.stem)))

    def read_stored(self) -> None:
        """Choose a file of the case, and read it as a log."""
        for file in pick_files(self.shell, self.words("Log among the case's files …"), suffixes=_SUFFIXES)[:1]:
            self._preview(file, Log(id=new_id(), file_id=file.id, title=Path(file.name).stem))

    def read_again(self) -> None:
        """Read the chosen log in another way; its number, and events that were made of it, stay."""
        log = self._log
        if log is not None:
            self.shell.query(lambda read: read.get(StoredFile, log.file_id), lambda file: self._preview(file, log))

    def _preview(self, file: StoredFile, log: Log) -> None:
        case = self.shell.case
        if case is None:
            return
        path = case.vault.path(file.sha256)
        self.shell.run(self.words("Reading {name}", name=file.name), partial(preview, path=path, name=file.name),
                       partial(self._ask, path, file, log))

    def _ask(self, path: Path, file: StoredFile | None, log: Log, data: dict[str, Any]) -> None:
        setting = Setting(path, file.name if file else path.name, log, list(self._view.clocks.values()),
                          load_profiles(self.shell), self._view.marks)
        dialog = LogDialog(self.shell, setting, data)
        try:
            if dialog.exec() != QDialog.DialogCode.Accepted:
                return
            made, profile, at_once = dialog.log(), dialog.profile_to_save(), dialog.at_once.isChecked()
        finally:
            dialog.deleteLater()
        if profile is not None:
            try:
                save_profile(self.shell, profile)
            except UserError as error:
                self.shell.notify(self.words.error(error), "warning")

        def take(job: Job) -> Log:
            return take_log(job, file or take_file(job, path, "edata.log"), made, mark_events=at_once)

        self.shell.run(self.words("Reading {name}", name=setting.name), take, self._taken)

    def _taken(self, log: Log) -> None:
        words = self.words
        text = words("{name}: {rows} rows.", name=log.title, rows=f"{log.rows:,}")
        bad = log.undated + log.bad_lines
        if bad:
            text += " " + words("{count} lines could not be read in full: see the page Problems.", count=f"{bad:,}")
        self.shell.notify(text, "warning" if bad else "success")
        self._wanted, self._index = log.id, None
        self.refresh()

    def describe(self) -> None:
        """Correct what the log is called, its kind, its clock."""
        log = self._log
        if log is None:
            return
        clocks = ((None, N_("(display taken as Beijing time)")), *((c.id, c.name) for c in self._view.clocks.values()))
        fields = (
            Field("title", N_("Name of the log"), required=True),
            Field("kind", N_("Kind"), "choice", choices=tuple(KIND_WORDS.items())),
            Field("clock_id", N_("Clock"), "choice", choices=clocks), Field("source", N_("Source")),
            Field("note", N_("Note"), "multiline"),
        )
        values = ask_form(self.shell, log.title, fields, {field.name: getattr(log, field.name) for field in fields})
        if values is not None:
            self.shell.do("edata.describe_log", lambda work: operations.describe_log(work, log.id, **values))

    def make_events(self) -> None:
        """Put the chosen rows on the time line."""
        index = self._index
        if index is None or not self.event_button.isEnabled():
            return
        chosen = [one.row() for one in self.rows.selectionModel().selectedRows()][: operations.MOST_EVENTS + 1]
        numbers = sorted(self.model.numbers(chosen))
        self.shell.query(lambda _: index.rows(numbers), partial(self._make_events, index.log))

    def _make_events(self, log: Log, rows: list[Row]) -> None:
        def write(work: Work) -> int:
            return len(operations.make_events(work, log.id, rows))

        self.shell.do("edata.make_events", write, self._made)

    def _made(self, count: int) -> None:
        self.shell.notify(self.words("{count} events are on the time line.", count=count), "success",
                          ((self.words("Show"), lambda: self.shell.show("chronology")),))


def _bound(box: QLineEdit) -> datetime | None:
    """A time as the device shows it, without a zone. Raises ``ValueError``."""
    text = box.text().strip().replace("/", "-")
    return datetime.fromisoformat(text).replace(tzinfo=None) if text else None
