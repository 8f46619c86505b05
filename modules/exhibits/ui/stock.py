"""清点: scan the labels one after the other and see at once what is missing."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from modules.exhibits import operations, queries
from modules.exhibits.records import Exhibit, StockCheck
from modules.exhibits.ui import commands
from workstation.api import Read
from workstation.api.widgets import (
    EmptyState,
    Header,
    PageBase,
    RecordTableView,
    Shell,
    TableColumn,
    button,
    label,
)


@dataclass(frozen=True)
class _View:
    check: StockCheck | None
    exhibits: list[Exhibit]
    past: int


class StockPage(PageBase):
    """One count at a time; it can be interrupted and goes on after a restart."""

    kinds = ("stock_checks", "exhibits")

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self._check: StockCheck | None = None
        self.begin_button = button(shell, words("Begin to count"), self.begin, icon_name="scan", role="primary")
        self.finish_button = button(shell, words("Finish the count"), self.finish, icon_name="check")
        self.header = Header(
            words("Stock check"), "",
            button(shell, words("Print …"), lambda: commands.print_stock_check(shell), icon_name="printer"),
            self.finish_button, self.begin_button,
        )
        self.body.addWidget(self.header)
        line = QHBoxLayout()
        self.code_box = QLineEdit()
        self.code_box.setPlaceholderText(words("Scan a label, or type a number and press Enter"))
        self.code_box.setAccessibleName(words("Scan a label, or type a number and press Enter"))
        self.code_box.setMinimumHeight(54)
        self.code_box.returnPressed.connect(self.scan)
        line.addWidget(self.code_box, 1)
        self.photo_button = button(shell, words("Read from a photograph …"), self.read_photo, icon_name="photo")
        line.addWidget(self.photo_button)
        self.body.addLayout(line)
        self.tally = label("", "figure")
        self.body.addWidget(self.tally)
        self.table: RecordTableView[Exhibit] = RecordTableView(
            shell, "stock", (
                TableColumn(words("Number"), lambda e: e.number, 100),
                TableColumn(words("Name of the exhibit"), lambda e: e.name, 320),
                TableColumn(words("Result"), lambda e: words("found") if self._found(e) else words("not scanned yet"),
                            140, level=lambda e: "success" if self._found(e) else "warning"),
                TableColumn(words("Stored at"), lambda e: e.storage, 240),
            ), key=lambda e: e.id,
            empty=EmptyState(
                shell, "qrcode", words("Begin to count, then scan the label of every exhibit in the store.")
            ),
        )
        self.body.addWidget(self.table, 1)
        self.refresh()

    def _found(self, exhibit: Exhibit) -> bool:
        return self._check is not None and exhibit.id in self._check.found

    def load(self, read: Read) -> _View:
        past = read.count(StockCheck, finished=True)
        return _View(queries.open_stock_check(read), queries.valid_exhibits(read), past)

    def show_data(self, data: _View) -> None:
        self._check = check = data.check
        words = self.words
        self.begin_button.setEnabled(check is None and self.writable and bool(data.exhibits))
        for widget in (self.finish_button, self.code_box, self.photo_button):
            widget.setEnabled(check is not None and self.writable)
        self.header.set_subtitle(words("{past} counts were finished in this case.", past=data.past))
        if check is None:
            self.tally.setText("")
            self.table.set_records([])
            return
        text = words("{found} of {expected} found", found=len(check.found), expected=len(check.expected))
        if check.foreign:
            text += "   " + words("{count} foreign codes", count=len(check.foreign))
        self.tally.setText(text)
        self.table.set_records([exhibit for exhibit in data.exhibits if exhibit.id in check.expected])
        self.code_box.setFocus()

    def begin(self) -> None:
        """Begin a count."""
        self.shell.do("exhibits.stock_begin", operations.begin_stock_check)

    def scan(self) -> None:
        """Take what was scanned or typed."""
        code, check = self.code_box.text().strip(), self._check
        self.code_box.clear()
        if code and check is not None:
            self.shell.do("exhibits.scan", lambda work: operations.scan(work, check.id, code))

    def read_photo(self) -> None:
        """Read every label in a photograph."""
        check = self._check
        paths = self.shell.open_files(self.words("Read from a photograph …"))
        if check is None or not paths:
            return
        self.shell.run(
            self.words("Reading labels"),
            lambda job: [
                code for path in paths
                for code in job.parse("modules.exhibits.importers:read_codes", path, name=path.name).data["codes"]
            ],
            lambda codes: self._take(check.id, codes),
        )

    def _take(self, check_id: str, codes: list[str]) -> None:
        for code in codes:
            self.shell.do("exhibits.scan", partial(operations.scan, check_id=check_id, code=code))
        if not codes:
            self.shell.notify(self.words("No label could be read. Take the photograph closer and sharper."), "warning")

    def finish(self) -> None:
        """Close the count."""
        check = self._check
        if check is None:
            return
        missing = len(check.expected) - len(check.found)
        text = self.words("{missing} exhibits were not scanned. They will be named as missing.", missing=missing)
        if missing == 0 or self.shell.confirm(self.words("Finish the count"), text):
            self.shell.do("exhibits.stock_finish", lambda work: operations.finish_stock_check(work, check.id))
