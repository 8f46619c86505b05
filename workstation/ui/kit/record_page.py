"""A register: a table of records on the left, the chosen one's form on the right."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from workstation.domain.record import Record, Ref
from workstation.storage.work import Work
from workstation.ui.kit.editing import EditingPage
from workstation.ui.kit.flow import FlowLayout
from workstation.ui.kit.form import Field, Form
from workstation.ui.kit.page import scrolled
from workstation.ui.kit.parts import Card, EmptyState, Header, button, on_key
from workstation.ui.kit.split import Split
from workstation.ui.kit.table import Column, RecordTable
from workstation.ui.shell import Shell

R = TypeVar("R", bound=Record)
_PANEL = 340  # pixels at the usual text size


class RecordPage(EditingPage, Generic[R]):
    """A register: a table on the left, the chosen record's form on the right, a button for a new one.

    Subclasses say what it is about; saving happens by the button, Ctrl+S, or when another record is chosen.
    """

    title = ""
    subtitle = ""
    icon = "file-text"
    empty_text = ""
    new_text = ""
    form_columns = 2

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self._record: R | None = None
        self._wanted: str | None = None
        self._saved = False
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
        self.form.edited.connect(lambda: self.set_edited(edited=True))
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
        actions = self.record_actions()
        if actions:
            flow = FlowLayout()
            for action in actions:
                flow.addWidget(action)
            card.body.addLayout(flow)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(self.discard_button)
        line.addWidget(self.save_button)
        card.body.addLayout(line)
        layout.addWidget(card)
        below = self.below_form()
        if below is not None:
            layout.addWidget(below)
        layout.addStretch(1)
        area = scrolled(content)
        area.setMinimumWidth(round(_PANEL * self.shell.tokens.scale))
        return area

    def show_data(self, data: Any) -> None:
        self.table.set_records(data)
        if self._wanted is not None and any(record.id == self._wanted for record in data):
            wanted, self._wanted = self._wanted, None
            self.table.select({wanted})
            if self._saved and self.subject == wanted and not self._edited:
                self.refill()  # as it is kept now: with its number, its times in one form
        self._saved = False

    def show_ref(self, ref: Ref) -> None:
        self._wanted = ref.id
        self.refresh()

    def view_state(self) -> Any:
        return self._record.id if self._record is not None else None

    def restore_view(self, state: Any) -> None:
        self._wanted = str(state)

    def start_new(self) -> None:
        """Empty the form for a new record."""
        if not self.save_if_edited():
            self._say_unfinished()
            return
        self.take_up("")
        self.form.focus_first()

    def forms(self) -> Mapping[str, Form]:
        return {"form": self.form}

    @property
    def subject(self) -> str:
        return self._record.id if self._record is not None else ""

    def step(self) -> Callable[[Work], R] | None:
        values, record = self.form.values(), self._record
        return None if values is None else lambda work: self.store(work, record, values)

    def saved(self, result: Any) -> None:
        case = self.shell.case
        if self._record is None and case is not None:
            self.shell.drafts.forget(case.info.id, self.page_id, "")  # what is typed on now is about the record
        self._record = result
        self._wanted = result.id
        self._saved = True
        self.refresh()

    def refill(self) -> None:
        self._fill(self._record)

    def take_up(self, subject: str) -> bool:
        record = next((record for record in self.table.records() if record.id == subject), None)
        if subject and record is None:
            return False
        if record is None:
            self.table.view.clearSelection()
        else:
            self.table.select({subject})
        self._fill(record)
        self.panel.show()
        return True

    def _choose(self, records: list[R]) -> None:
        if len(records) == 1 and records[0] != self._record:
            if self._record is None or records[0].id != self._record.id:
                if not self.save_if_edited():
                    self._stay()
                    return
            elif self._edited:
                return
            self._fill(records[0])
            self.panel.show()
        if records:
            self.shell.inspect(self.shell.catalogue.registry.ref(records[0]))

    def _stay(self) -> None:
        """With the record whose form is not in order yet."""
        if self._record is None:
            self.table.view.clearSelection()
        else:
            self.table.select({self._record.id})
        self._say_unfinished()

    def _say_unfinished(self) -> None:
        self.shell.notify(self.words("Complete what is marked first, or discard what you typed."), "warning")

    def _fill(self, record: R | None) -> None:
        self._record, self._wanted = record, None  # whoever moved on is not called back by an answer that was late
        self.turn += 1
        self.form.set_values(self.values(record) if record is not None else self.defaults())
        self.set_edited(edited=False)
        self.form.set_enabled(self.writable)
        self.record_chosen(record)
