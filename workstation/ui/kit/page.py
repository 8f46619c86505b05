"""What every page is made of: it reads off the window's thread, and again whenever its kinds of record change."""

from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from workstation.domain.change import Changes
from workstation.domain.record import Record, Ref
from workstation.storage.read import Read
from workstation.storage.work import Work
from workstation.ui.kit.form import Field, Form
from workstation.ui.kit.parts import Card, EmptyState, Header, button, on_key
from workstation.ui.kit.split import Split
from workstation.ui.kit.table import Column, RecordTable
from workstation.ui.shell import Shell

R = TypeVar("R", bound=Record)
_PANEL = 380
_PAUSE = 3.0  # times what the reading took


class PageBase(QWidget):
    """A page. ``kinds`` names the tables it shows (none: any); ``load`` runs off the window's thread, ``show_data`` on
    it.

    While something changes again and again, as in an import, the page reads at most a quarter of the time. With
    ``full_bleed`` the page has no margins: a canvas goes to the very edge.
    """

    kinds: tuple[str, ...] | None = ()
    full_bleed = False

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shell = shell
        self.words = shell.words
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(*((0, 0, 0, 0) if self.full_bleed else (24, 20, 24, 20)))
        self.body.setSpacing(0 if self.full_bleed else 14)
        self._reading = self._stale = False
        self._asked_at = 0.0
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._read_what_changed)
        shell.changed.connect(self._on_changed)

    @property
    def up_to_date(self) -> bool:
        """Whether the page shows the case as it is."""
        return not self._reading and not self._stale

    def _on_changed(self, changes: Changes) -> None:
        if self.kinds is None or changes.touches(*self.kinds):
            self._stale = True
            self._read_what_changed()

    def _read_what_changed(self) -> None:
        if self._stale and not self._reading and not self._pause.isActive():
            self.refresh()

    def refresh(self) -> None:
        """Read again, or as soon as what is being read has arrived."""
        if self._reading:
            self._stale = True
            return
        self._reading, self._stale = True, False
        self._asked_at = perf_counter()
        self.shell.query(self.load, self._arrive, self._failed)

    def _arrive(self, data: Any) -> None:
        self._failed()
        self.show_data(data)

    def _failed(self) -> None:
        """Nothing is being read any more; what changed meanwhile is read after a pause as long as reading takes."""
        self._reading = False
        self._pause.start(round(_PAUSE * 1000 * (perf_counter() - self._asked_at)))

    def load(self, read: Read) -> Any:
        """What the page shows."""
        raise NotImplementedError

    def show_data(self, data: Any) -> None:
        """Show it."""
        raise NotImplementedError

    def show_ref(self, ref: Ref) -> None:
        """Bring one record into view; pages that show several override this."""

    def view_state(self) -> Any:
        """How the page is being looked at (zoom, what is chosen), for ``restore_view`` when it is made anew."""
        return None

    def restore_view(self, state: Any) -> None:
        """Take up what ``view_state`` gave before the look changed or another page was shown; none is nothing."""

    @property
    def writable(self) -> bool:
        """Whether anything can be changed."""
        return self.shell.case is not None and not self.shell.case.read_only


def scrolled(content: QWidget) -> QScrollArea:
    """``content`` in an area that scrolls when there is no room."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(content)
    return area


class RecordPage(PageBase, Generic[R]):
    """A register: a table on the left, the chosen record's form on the right, a button for a new one.

    Subclasses say what it is about; saving happens by the button, Ctrl+S, or when another record is chosen.
    """

    title = ""
    subtitle = ""
    icon = "file-text"
    empty_text = ""
    new_text = ""
    operation = ""
    form_columns = 2

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self._record: R | None = None
        self._edited = False
        self._wanted: str | None = None
        self.new_button = button(shell, self.words(self.new_text), self.start_new, icon_name="plus", role="primary")
        self.header = Header(
            self.words(self.title), self.words(self.subtitle) if self.subtitle else "", *self.header_actions(),
            self.new_button,
        )
        self.body.addWidget(self.header)
        add = button(shell, self.words(self.new_text), self.start_new, icon_name="plus", role="primary")
        add.setEnabled(self.writable)
        self.table: RecordTable[R] = RecordTable(
            shell, type(self).__name__, self.columns(), key=lambda record: record.id,
            empty=EmptyState(shell, self.icon, self.words(self.empty_text), add),
        )
        self.table.selected.connect(self._choose)
        self.form = Form(shell, self.fields(), columns=self.form_columns)
        self.form.edited.connect(self._mark_edited)
        self.panel = self._make_panel()
        split = Split(shell, type(self).__name__, [560, 400])
        split.setHandleWidth(12)
        split.addWidget(self.table)
        split.addWidget(self.panel)
        split.settle()
        self.body.addWidget(split, 1)
        self.panel.hide()
        self.new_button.setEnabled(self.writable)
        on_key(self, QKeySequence.StandardKey.Save, self.save)
        on_key(self, QKeySequence.StandardKey.New, self.start_new)
        self.refresh()

    # what subclasses say

    def columns(self) -> Sequence[Column[R]]:
        """The columns of the table."""
        raise NotImplementedError

    def fields(self) -> Sequence[Field]:
        """The fields of the form."""
        raise NotImplementedError

    def values(self, record: R) -> Mapping[str, Any]:
        """What the form shows of a record."""
        return {name: getattr(record, name) for name in record.__dataclass_fields__}

    def store(self, work: Work, record: R | None, values: dict[str, Any]) -> R:
        """Write what was entered; ``record`` is none for a new one."""
        raise NotImplementedError

    def defaults(self) -> Mapping[str, Any]:
        """What a new record's form begins with."""
        return {}

    def header_actions(self) -> Sequence[QPushButton]:
        """More buttons in the page's head."""
        return ()

    def record_actions(self) -> Sequence[QPushButton]:
        """More buttons below the form, for the chosen record."""
        return ()

    def below_form(self) -> QWidget | None:
        """More below the form."""
        return None

    def record_chosen(self, record: R | None) -> None:
        """Another record was chosen, or the form is for a new one."""

    # what it does

    @property
    def record(self) -> R | None:
        """The record in the form."""
        return self._record

    def _make_panel(self) -> QWidget:
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        card = Card()
        card.body.addWidget(self.form)
        line = QHBoxLayout()
        self.save_button = button(self.shell, self.words("Save"), self.save, role="primary", icon_name="check")
        for action in self.record_actions():
            line.addWidget(action)
        line.addStretch(1)
        line.addWidget(self.save_button)
        card.body.addLayout(line)
        layout.addWidget(card)
        below = self.below_form()
        if below is not None:
            layout.addWidget(below)
        layout.addStretch(1)
        area = scrolled(content)
        area.setMinimumWidth(_PANEL)
        return area

    def show_data(self, data: Any) -> None:
        self.table.set_records(data)
        if self._wanted is not None and any(record.id == self._wanted for record in data):
            self.table.select({self._wanted})
            self._wanted = None

    def show_ref(self, ref: Ref) -> None:
        self._wanted = ref.id
        self.refresh()

    def view_state(self) -> Any:
        return self._record.id if self._record is not None else None

    def restore_view(self, state: Any) -> None:
        self._wanted = str(state)

    def start_new(self) -> None:
        """Empty the form for a new record."""
        self.save_if_edited()
        self.table.view.clearSelection()
        self._fill(None)
        self.panel.show()
        self.form.focus_first()

    def save(self) -> None:
        """Write what the form holds."""
        values = self.form.values()
        if values is None or not self.writable:
            return
        record = self._record
        self._set_edited(False)
        self.shell.do(self.operation, lambda work: self.store(work, record, values), self._saved)

    def save_if_edited(self) -> None:
        """Write only if something was entered."""
        if self._edited:
            self.save()

    def _saved(self, record: R) -> None:
        self._record = record
        self._wanted = record.id
        self.refresh()

    def _choose(self, records: list[R]) -> None:
        if len(records) == 1 and (self._record is None or records[0] != self._record):
            if self._record is None or records[0].id != self._record.id:
                self.save_if_edited()
            elif self._edited:
                return
            self._fill(records[0])
            self.panel.show()
        if records:
            self.shell.inspect(self.shell.read().ref(records[0]))

    def _fill(self, record: R | None) -> None:
        self._record = record
        self.form.set_values(self.values(record) if record is not None else self.defaults())
        self._set_edited(False)
        self.form.set_enabled(self.writable)
        self.record_chosen(record)

    def _mark_edited(self) -> None:
        self._set_edited(True)

    def _set_edited(self, edited: bool) -> None:
        self._edited = edited
        self.save_button.setEnabled(edited and self.writable)
