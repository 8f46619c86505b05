"""One editor per kind of field: a widget, its value in the record's own type, and a signal when it is edited."""

import math
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from workstation.domain.errors import UserError
from workstation.domain.record import Ref
from workstation.domain.time import Moment, typed
from workstation.ui.kit.flow import FlowLayout
from workstation.ui.kit.parts import button, clear
from workstation.ui.kit.refs import RefList
from workstation.ui.shell import Shell

Choices = Sequence[tuple[Any, str]]
_FEWEST_LINES, _MOST_LINES = 3, 10
_SHORTEST = 4  # characters of a choice that are always seen
_PADDING = 14  # what the style sheet adds above and below


class Editor(QObject):
    """The way a form talks to a widget."""

    edited = Signal()

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.widget = widget

    def focus_widget(self) -> QWidget:
        """The widget that takes the cursor."""
        return self.widget

    def name(self, title: str) -> None:
        """What a screen reader calls the field."""
        self.focus_widget().setAccessibleName(title)

    def value(self) -> Any:
        """What was entered. Raises ``UserError`` if it cannot be understood."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show a value; none empties the editor."""
        raise NotImplementedError

    def set_choices(self, choices: Choices) -> None:
        """Other values to choose from. Raises ``TypeError`` where nothing is chosen."""
        raise TypeError(f"{type(self).__name__} has no use for {len(choices)} choices")

    def raw(self) -> Any:
        """What is entered, in order or not, as JSON: for drafts."""
        raise NotImplementedError

    def set_raw(self, raw: Any) -> None:
        """Enter again what ``raw`` gave."""
        raise NotImplementedError


class TextEditor(Editor):
    """One line of text, as it is or read by a function."""

    def __init__(self, placeholder: str = "") -> None:
        self.line = QLineEdit()
        self.line.setPlaceholderText(placeholder)
        super().__init__(self.line)
        self.line.textEdited.connect(lambda _: self.edited.emit())

    def value(self) -> Any:
        return self.line.text().strip()

    def raw(self) -> str:
        return self.line.text()

    def set_raw(self, raw: Any) -> None:
        self._show(str(raw))

    def set_value(self, value: Any) -> None:
        self._show("" if value is None else str(value))

    def _show(self, text: str) -> None:
        if text != self.line.text():  # else the cursor stays where it is
            self.line.setText(text)
            self.line.setCursorPosition(0)  # the beginning of a long text is seen, not its end


class NumberEditor(TextEditor):
    """A number; empty is none. Thousands separators are understood."""

    def __init__(self, kind: type[int] | type[float] | type[Decimal], minimum: float | None) -> None:
        super().__init__()
        self._kind, self._minimum = kind, minimum

    def value(self) -> int | float | Decimal | None:
        text = self.line.text().strip().replace(",", "").replace("，", "")
        if not text:
            return None
        try:
            number = self._kind(text)
        except (ValueError, InvalidOperation) as error:
            raise UserError("form.not_a_number", value=self.line.text()) from error
        if not math.isfinite(number):
            raise UserError("form.not_a_number", value=self.line.text())
        if self._minimum is not None and number < self._minimum:
            raise UserError("form.too_small", value=self.line.text(), minimum=f"{self._minimum:g}")
        return number

    def set_value(self, value: Any) -> None:
        self._show("" if value is None else f"{value:f}" if isinstance(value, Decimal) else f"{value:.15g}")


class DateEditor(TextEditor):
    """A day as 2026-01-23; 20260123 and 2026/1/23 are understood too."""

    def __init__(self) -> None:
        super().__init__("2026-01-23")

    def value(self) -> date | None:
        text = self.line.text().strip()
        if not text:
            return None
        try:
            parts = [int(part) for part in text.replace("/", "-").replace(".", "-").split("-")]
            if len(parts) == 1:
                return date.fromisoformat(text)
            return date(*parts)
        except (ValueError, TypeError) as error:
            raise UserError("form.not_a_date", value=text) from error


class MomentEditor(TextEditor):
    """A time as 2026-01-23 02:14 or as else people type it, in Beijing time unless it names its zone."""

    def __init__(self) -> None:
        super().__init__("2026-01-23 02:14:05")
        self._shown: Moment | None = None
        self._text = ""

    def value(self) -> Moment | None:
        text = self.line.text().strip()
        if not text:
            return None
        if self._shown is not None and text == self._text:
            return self._shown  # untouched: zone, clock and uncertainty stay
        return typed(text)

    def set_value(self, value: Any) -> None:
        self._shown = value
        self._text = value.text() if isinstance(value, Moment) else ""
        self._show(self._text)


class _Lines(QPlainTextEdit):
    """A box as high as its text, within reason: a form with several of them stays short."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self.updateGeometry())

    def sizeHint(self) -> QSize:
        shown = min(max(round(self.document().size().height()), _FEWEST_LINES), _MOST_LINES)
        frame = 2 * (self.document().documentMargin() + self.frameWidth()) + _PADDING
        return QSize(super().sizeHint().width(), round(shown * self.fontMetrics().lineSpacing() + frame))

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())


class MultilineEditor(Editor):
    """Several lines of text."""

    def __init__(self) -> None:
        self.box = _Lines()
        self._showing = False
        super().__init__(self.box)
        self.box.textChanged.connect(self._changed)

    def value(self) -> str:
        return self.box.toPlainText().strip()

    def raw(self) -> str:
        return self.box.toPlainText()

    def set_raw(self, raw: Any) -> None:
        self.set_value(raw)

    def set_value(self, value: Any) -> None:
        text = "" if value is None else str(value)
        if text == self.box.toPlainText():
            return
        self._showing = True
        self.box.setPlainText(text)
        self._showing = False

    def _changed(self) -> None:
        if not self._showing:  # what the program shows was not edited by anybody
            self.edited.emit()


class ChoiceEditor(Editor):
    """One of several values. A value that is not among them is not shown, but kept until another is chosen."""

    def __init__(self, shell: Shell, choices: Choices) -> None:
        self.box = QComboBox()
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(_SHORTEST)  # a long choice must not widen the whole form
        super().__init__(self.box)
        self._shell = shell
        self._choices: list[tuple[Any, str]] = []
        self._values: list[Any] = []
        self._held: Any = None
        self.set_choices(choices)
        self.box.setCurrentIndex(0 if choices else -1)
        self.box.activated.connect(lambda _: self.edited.emit())

    def set_choices(self, choices: Choices) -> None:
        if list(choices) == self._choices:
            return
        value, self._choices = self.value(), list(choices)
        self._values = [one for one, _ in choices]  # kept here: Qt would hand an enum back as a bare string
        self.box.clear()
        self.box.addItems([self._shell.words(text) for _, text in choices])
        self.set_value(value)

    def value(self) -> Any:
        row = self.box.currentIndex()
        return self._values[row] if row >= 0 else self._held

    def raw(self) -> str | None:
        value = self.value()
        return None if value is None else str(value)

    def set_raw(self, raw: Any) -> None:
        self.set_value(next((value for value in self._values if value is not None and str(value) == raw), None))

    def set_value(self, value: Any) -> None:
        known = self._values
        self._held = value
        self.box.setCurrentIndex(known.index(value) if value in known else (0 if value is None and known else -1))


class BoolEditor(Editor):
    """Yes or no."""

    def __init__(self, text: str) -> None:
        self.box = QCheckBox(text)
        super().__init__(self.box)
        self.box.clicked.connect(lambda _: self.edited.emit())

    def value(self) -> bool:
        return self.box.isChecked()

    def raw(self) -> bool:
        return self.box.isChecked()

    def set_raw(self, raw: Any) -> None:
        self.set_value(raw)

    def set_value(self, value: Any) -> None:
        self.box.setChecked(bool(value))


class FolderEditor(TextEditor):
    """A folder: typed, or chosen in the system's dialog."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.widget = QWidget()
        layout = QHBoxLayout(self.widget)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.line, 1)
        self.browse_button = button(shell, shell.words("Browse …"), self._browse)
        layout.addWidget(self.browse_button)

    def focus_widget(self) -> QWidget:
        return self.line

    def _browse(self) -> None:
        folder = self._shell.open_folder(self._shell.words("Choose a folder"))
        if folder is not None:
            self.set_value(folder)
            self.edited.emit()


class RefsEditor(Editor):
    """References to evidence, chosen from everything that may be cited."""

    def __init__(self, shell: Shell) -> None:
        self.list = RefList(shell)
        super().__init__(self.list)
        self.list.edited.connect(self.edited)

    def focus_widget(self) -> QWidget:
        return self.list.add_button

    def name(self, title: str) -> None:
        self.list.add_button.setAccessibleName(f"{title}: {self.list.add_button.text()}")

    def value(self) -> Any:
        return self.list.refs()

    def raw(self) -> list[list[str]]:
        return [[ref.kind, ref.id] for ref in self.list.refs()]

    def set_raw(self, raw: Any) -> None:
        self.set_value(tuple(Ref(kind=kind, id=record_id) for kind, record_id in raw))

    def set_value(self, value: Any) -> None:
        self.list.set_refs(value or ())


class TagsEditor(Editor):
    """Several of some values, as check boxes. Values that are not among them are kept, though not shown."""

    def __init__(self, shell: Shell, choices: Choices) -> None:
        box = QWidget()
        self._shell, self._title = shell, ""
        self._layout = FlowLayout(box)
        self._boxes: dict[Any, QCheckBox] = {}
        self._held: tuple[Any, ...] = ()
        super().__init__(box)
        self.set_choices(choices)

    def set_choices(self, choices: Choices) -> None:
        if [value for value, _ in choices] == list(self._boxes) and choices:
            return
        chosen = self.value()
        clear(self._layout)
        self._boxes = {}
        for value, text in choices:
            check = self._boxes[value] = QCheckBox(self._shell.words(text))
            check.clicked.connect(lambda _: self.edited.emit())
            self._layout.addWidget(check)
        self.set_value(chosen)
        self.name(self._title)

    def focus_widget(self) -> QWidget:
        return next(iter(self._boxes.values()), self.widget)

    def name(self, title: str) -> None:
        self._title = title
        for box in self._boxes.values():
            box.setAccessibleName(f"{title}: {box.text()}")

    def value(self) -> tuple[Any, ...]:
        return (*(value for value, box in self._boxes.items() if box.isChecked()), *self._held)

    def raw(self) -> list[str]:
        return [str(value) for value in self.value()]

    def set_raw(self, raw: Any) -> None:
        self.set_value(value for value in self._boxes if str(value) in raw)

    def set_value(self, value: Any) -> None:
        chosen = tuple(value or ())
        self._held = tuple(one for one in chosen if one not in self._boxes)
        for key, box in self._boxes.items():
            box.setChecked(key in chosen)


def make_editor(shell: Shell, kind: str, title: str, choices: Choices, minimum: float | None) -> Editor:
    """The editor for a kind of field. Raises ``ValueError`` for a kind that does not exist."""
    match kind:
        case "text":
            return TextEditor()
        case "multiline":
            return MultilineEditor()
        case "int":
            return NumberEditor(int, minimum)
        case "float":
            return NumberEditor(float, minimum)
        case "decimal":
            return NumberEditor(Decimal, minimum)
        case "date":
            return DateEditor()
        case "moment":
            return MomentEditor()
        case "choice":
            return ChoiceEditor(shell, choices)
        case "bool":
            return BoolEditor(title)
        case "folder":
            return FolderEditor(shell)
        case "refs":
            return RefsEditor(shell)
        case "tags":
            return TagsEditor(shell, choices)
    raise ValueError(f"there is no kind of field {kind!r}")
