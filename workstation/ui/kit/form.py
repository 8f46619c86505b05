"""Declarative forms: fields by kind, values in and out as a mapping, messages beside the field that is wrong."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from workstation.domain.errors import UserError
from workstation.ui.kit.columns import Columns
from workstation.ui.kit.editors import Choices, Editor, make_editor
from workstation.ui.kit.parts import button, label, on_key
from workstation.ui.shell import Shell

_NARROWEST = 140  # of a column, at the usual text size
_TITLE_BAR = 60


@dataclass(frozen=True)
class Field:
    """One field of a form.

    Kinds: text, multiline, int, float, decimal, date, moment, choice, bool, folder, refs, tags. ``title`` is a
    message id. ``wide`` fields take the whole line. ``choices`` for choice and tags: pairs of value and message id.
    """

    name: str
    title: str
    kind: str = "text"
    required: bool = False
    help: str = ""
    unit: str = ""
    wide: bool = False
    choices: Choices = ()
    minimum: float | None = None


class Form(QWidget):
    """Editors for a record's fields, in one or two columns; ``edited`` tells of every change by hand."""

    edited = Signal()

    def __init__(self, shell: Shell, fields: Sequence[Field], *, columns: int = 2) -> None:
        super().__init__()
        self._shell = shell
        self._fields = {field.name: field for field in fields}
        self._editors: dict[str, Editor] = {}
        self._messages: dict[str, Any] = {}
        cells = {field.name: self._cell(field) for field in fields}
        self._columns = Columns(shell, most=columns, narrowest=_NARROWEST, spacing=(16, 10))
        self._columns.place(
            list(cells.values()),
            wide=[cells[field.name] for field in fields if field.wide or field.kind in ("multiline", "refs", "tags")],
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._columns)

    def _cell(self, field: Field) -> QWidget:
        cell = QWidget()
        layout = QVBoxLayout(cell)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        words = self._shell.words
        title = words(field.title)
        if field.unit:
            title = words("{title} ({unit})", title=title, unit=words(field.unit))
        title += " *" if field.required else ""
        editor = make_editor(self._shell, field.kind, words(field.title), field.choices, field.minimum)
        editor.edited.connect(self.edited)
        name = label(title, "small")
        name.setBuddy(editor.focus_widget())
        editor.name(words(field.title))
        if field.kind == "bool":
            name.hide()  # a check box says its name itself
        layout.addWidget(name)
        layout.addWidget(editor.widget)
        message = label(words(field.help) if field.help else "", "small", wrap=True)
        layout.addWidget(message)
        message.setVisible(bool(field.help))
        layout.addStretch(1)
        self._editors[field.name], self._messages[field.name] = editor, message
        return cell

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show these values; fields that are not named become empty."""
        for name, editor in self._editors.items():
            editor.set_value(values.get(name))
            self._say(name, "")

    def values(self) -> dict[str, Any] | None:
        """What was entered; none if something is wrong, which is then said beside its field."""
        found: dict[str, Any] = {}
        wrong: list[str] = []
        for name, editor in self._editors.items():
            message = ""
            try:
                found[name] = editor.value()
                if self._fields[name].required and found[name] in ("", None, ()):
                    message = self._shell.words("This field is required.")
            except UserError as error:
                message = self._shell.words.error(error)
            self._say(name, message)
            if message:
                wrong.append(name)
        if wrong:
            self._editors[wrong[0]].focus_widget().setFocus(Qt.FocusReason.OtherFocusReason)
            return None
        return found

    def raw(self) -> dict[str, Any]:
        """What was typed, in order or not, as JSON."""
        return {name: editor.raw() for name, editor in self._editors.items()}

    def set_raw(self, raw: Mapping[str, Any]) -> None:
        """Enter again what ``raw`` gave; fields that it does not name stay as they are."""
        for name, editor in self._editors.items():
            if raw.get(name) is not None:
                editor.set_raw(raw[name])

    def editor(self, name: str) -> Editor:
        """The editor of one field."""
        return self._editors[name]

    def set_choices(self, name: str, choices: Choices) -> None:
        """Other values for a choice or for tags, such as records that were read; what is chosen stays chosen."""
        self._editors[name].set_choices(choices)

    def set_help(self, name: str, text: str) -> None:
        """Change the line below a field."""
        self._fields[name] = replace(self._fields[name], help=text)
        self._say(name, "")

    def set_enabled(self, enabled: bool) -> None:
        """Whether anything can be entered."""
        for editor in self._editors.values():
            editor.widget.setEnabled(enabled)

    def focus_first(self) -> None:
        """Put the cursor into the first field."""
        for editor in self._editors.values():
            editor.focus_widget().setFocus(Qt.FocusReason.OtherFocusReason)
            return

    def _say(self, name: str, message: str) -> None:
        field, shown = self._fields[name], self._messages[name]
        text = message or (self._shell.words(field.help) if field.help else "")
        shown.setText(text)
        shown.setVisible(bool(text))
        for widget, key, value in (
            (shown, "role", "error" if message else "small"),
            (self._editors[name].focus_widget(), "invalid", bool(message)),
        ):
            widget.setProperty(key, value)
            widget.style().unpolish(widget)
            widget.style().polish(widget)


class FormDialog(QDialog):
    """A form in a dialog; ``accepted_values`` after it was accepted. Ctrl+Enter accepts, Esc gives up."""

    def __init__(
        self, shell: Shell, title: str, fields: Sequence[Field], values: Mapping[str, Any] | None = None, *,
        columns: int = 1, accept_text: str = "", check: Callable[[dict[str, Any]], None] | None = None,
    ) -> None:
        super().__init__(shell.window)
        self.setWindowTitle(title)
        self._shell, self._check = shell, check
        self.accepted_values: dict[str, Any] = {}
        self.form = Form(shell, fields, columns=columns)
        self.form.set_values(values or {})
        self._message = label("", "error", wrap=True)
        self._message.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 18)
        layout.setSpacing(14)
        layout.addWidget(label(title, "title"))
        layout.addWidget(self.form, 1)
        layout.addWidget(self._message)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(button(shell, shell.words("Cancel"), self.reject))
        self.accept_button = button(shell, accept_text or shell.words("Save"), self.try_accept, role="primary")
        self.accept_button.setDefault(True)
        line.addWidget(self.accept_button)
        layout.addLayout(line)
        on_key(self, "Ctrl+Return", self.try_accept)
        self.setMinimumWidth(460)
        self.form.focus_first()

    def showEvent(self, event: QShowEvent) -> None:
        """A dialog opens on at most two thirds of the screen's height; lines that wrap may need more."""
        super().showEvent(event)
        layout = self.layout()
        wanted = layout.totalHeightForWidth(self.width()) if layout is not None else 0
        self.resize(self.width(), max(self.height(), min(wanted, self.screen().availableSize().height() - _TITLE_BAR)))

    def try_accept(self) -> None:
        """Accept if everything is in order; otherwise say what is not."""
        values = self.form.values()
        if values is None:
            return
        try:
            if self._check is not None:
                self._check(values)
        except UserError as error:
            self.say(error)
            return
        self.accepted_values = values
        self.accept()

    def say(self, error: UserError) -> None:
        """Tell what is wrong with the whole of it."""
        self._message.setText(self._shell.words.error(error))
        self._message.show()


def ask_form(
    shell: Shell, title: str, fields: Sequence[Field], values: Mapping[str, Any] | None = None, *, columns: int = 1,
    accept_text: str = "", check: Callable[[dict[str, Any]], None] | None = None,
) -> dict[str, Any] | None:
    """Show a form dialog and wait; none if the person thought better of it."""
    dialog = FormDialog(shell, title, fields, values, columns=columns, accept_text=accept_text, check=check)
    try:
        return dialog.accepted_values if dialog.exec() == QDialog.DialogCode.Accepted else None
    finally:
        dialog.deleteLater()
