"""清点: scan the labels one after the other and see at once what is missing."""

from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from modules.exhibits import operations, queries
from modules.exhibits.records import Exhibit, StockCheck
from modules.exhibits.rules import Scanned
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
    foreign: list[str]
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
        self.heard = label("", wrap=True)
        self.foreign = label("", "error", wrap=True)
        for told in (self.heard, self.foreign):
            told.hide()
            self.body.addWidget(told)
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
        for widget in (self.begin_button, self.finish_button, self.code_box, self.photo_button):
            widget.setEnabled(False)  # until it is known whether a count is under way
        self.refresh()

    def _found(self, exhibit: Exhibit) -> bool:
        return self._check is not None and exhibit.id in self._check.found

    def load(self, read: Read) -> _View:
        exhibits, check = queries.all_exhibits(read), queries.open_stock_check(read)
        foreign = [
            queries.foreign_text(exhibits, read.case.id, code, self.words) for code in (check.foreign if check else ())
        ]
        past = read.count(StockCheck, finished=True)
        return _View(check, [exhibit for exhibit in exhibits if not exhibit.withdrawn], foreign, past)

    def show_data(self, data: _View) -> None:
        self._check = check = data.check
        words = self.words
        self.begin_button.setEnabled(check is None and self.writable and bool(data.exhibits))
        for widget in (self.finish_button, self.code_box, self.photo_button):
            widget.setEnabled(check is not None and self.writable)
        self.header.set_subtitle(words("{past} counts were finished in this case.", past=data.past))
        self.tally.setVisible(check is not None)
        if check is None:
            self.heard.hide()
            self.foreign.hide()
            self.table.set_records([])
            return
        self.tally.setText(words("{found} of {expected} found", found=len(check.found), expected=len(check.expected)))
        self.foreign.setText(words("Not of this store: {codes}", codes="、".join(data.foreign)))
        self.foreign.setVisible(bool(data.foreign))
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
            self.shell.do("exhibits.scan", lambda work: operations.scan_all(work, check.id, [code]), self._say)

    def _say(self, scanned: list[Scanned]) -> None:
        """Answer every code at once: who scans looks at the shelf, not at the table."""
        self.heard.setText("\n".join(self._answer(one) for one in scanned))
        self.heard.show()

    def _answer(self, scanned: Scanned) -> str:
        exhibit = scanned.exhibit
        if exhibit is None:
            return self.words("{code}: no exhibit of this case", code=scanned.code)
        name = f"{exhibit.number} {exhibit.name}"
        if exhibit.withdrawn:
            return self.words("{name}: withdrawn, not expected in the store", name=name)
        return self.words("{name}: counted already", name=name) if scanned.again \
            else self.words("{name}: found", name=name)

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
        if codes:
            self.shell.do("exhibits.scan", lambda work: operations.scan_all(work, check_id, codes), self._say)
        else:
            self.shell.notify(self.words("No label could be read. Take the photograph closer and sharper."), "warning")

    def finish(self) -> None:
        """Close the count."""
        check = self._check
        if check is None:
            return
        missing = len(check.expected) - len(check.found)
        text = self.words("{missing} exhibits were not scanned. They will be named as missing.", missing=missing)
        if missing == 0 or self.shell.confirm(self.words("Finish the count"), text):
            self.shell.do(
                "exhibits.stock_finish", lambda work: operations.finish_stock_check(work, check.id), self._told
            )

    def _told(self, check: StockCheck) -> None:
        missing = len(check.expected) - len(check.found)
        if missing:
            text = self.words("The count is finished: {missing} exhibits are missing.", missing=missing)
            self.shell.notify(text, "warning")
        else:
            self.shell.notify(self.words("The count is finished: everything is there."), "success")
