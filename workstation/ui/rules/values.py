"""A pack in plain words: one row a value, which is changed by a double click; entries are added and taken out."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from workstation.domain.rule_layers import (
    Steps,
    entry_steps,
    has_entry,
    laid_over,
    leaves,
    patch,
    value_at,
    with_entry,
    with_value,
    without_entries,
    without_entry,
)
from workstation.domain.rules import RulePack
from workstation.domain.words import N_
from workstation.services.rules_words import PackWords, is_named_by
from workstation.ui.kit.flow import FlowLayout
from workstation.ui.kit.form import Field, ask_form
from workstation.ui.kit.parts import EmptyState, button, label
from workstation.ui.kit.table import Column, RecordTable
from workstation.ui.shell import Shell

_CERTAINTY = (("verified", N_("Verified")), ("to_verify", N_("To be verified")))


@dataclass(frozen=True)
class ValueRow:
    """One value of a pack, the way to it, and the title of the layer that it comes from.

    An entry that the layer takes away is one row, without a value.
    """

    steps: Steps
    value: Any
    layer: str
    taken: bool = False


class ValuesPanel(QWidget):
    """The values of one pack. ``changed`` is told the new pack (of a province: what it changes)."""

    def __init__(self, shell: Shell, changed: Callable[[RulePack], None]) -> None:
        super().__init__()
        self._shell, self._changed = shell, changed
        self._pack: RulePack | None = None
        self._below: RulePack | None = None
        self._editable = False
        self._said = PackWords(shell.words, ())
        words = shell.words
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 10, 0, 0)
        layout.setSpacing(8)
        self.hint = label("", "muted", wrap=True)
        layout.addWidget(self.hint)
        self.table: RecordTable[ValueRow] = RecordTable(
            shell, "RuleValues", (
                Column(words("Rule in words"), lambda row: self._said.way(row.steps), 330),
                Column(words("Value laid down"), self._value, 200),
                Column(words("From the layer"), lambda row: row.layer, 150),
            ), key=lambda row: "\n".join(row.steps),
            empty=EmptyState(shell, "list", words("Choose a pack on the left.")),
        )
        self.table.activated.connect(self.edit)
        self.table.selected.connect(lambda _: self._enable())
        layout.addWidget(self.table, 1)
        line = FlowLayout()
        self.edit_button = button(shell, words("Change the value …"), self.edit_chosen, icon_name="pencil")
        self.add_button = button(shell, words("Another entry like this …"), self.add_entry, icon_name="plus")
        self.remove_button = button(shell, words("Take the entry out"), self.remove_entry, icon_name="trash")
        for made in (self.edit_button, self.add_button, self.remove_button):
            line.addWidget(made)
        layout.addLayout(line)
        self._enable()

    def show_pack(self, pack: RulePack | None, below: RulePack | None, *, editable: bool) -> None:
        """Show a pack; one of a province lies over the pack ``below``."""
        self._pack, self._below, self._editable = pack, below, editable
        whole = self._whole()
        words = self._shell.words
        self.hint.setText(
            words("Double click a value to change it. Nothing is in force until an officer approves it.") if editable
            else words("To change a shipped or approved pack, begin a draft from it.")
        )
        known = [one.data for one in (whole, pack, below) if one is not None]
        self._said = PackWords(words, known, self._shell.catalogue)
        rows = [] if whole is None else [
            ValueRow(steps, value, whole.source_of(steps).title if whole.layers else "")
            for steps, value in leaves(whole.data) if not is_named_by(steps, value)
        ]
        taken = [] if whole is None or pack is None else [
            ValueRow(steps, None, pack.title, taken=True)
            for steps in pack.taken_out if not has_entry(whole.data, steps)
        ]
        self.table.set_records([*taken, *rows])
        for made in (self.edit_button, self.add_button, self.remove_button):
            made.setVisible(editable)
        self._enable()

    def _value(self, row: ValueRow) -> str:
        return self._shell.words("Taken away by this layer") if row.taken else self._said.value(row.steps, row.value)

    def _whole(self) -> RulePack | None:
        if self._pack is not None and self._pack.region and self._below is not None:
            return self._pack.over(self._below)
        return self._pack

    def _row(self) -> ValueRow | None:
        chosen = self.table.selection()
        return chosen[0] if len(chosen) == 1 else None

    def _enable(self) -> None:
        row, whole = self._row(), self._whole()
        can = self._editable and row is not None and whole is not None
        taken = row is not None and row.taken
        self.edit_button.setEnabled(can and not taken)
        entry = entry_steps(whole.data, row.steps) if can and not taken and row and whole else ()
        self.add_button.setEnabled(bool(entry))
        nameable = whole is not None and has_entry(whole.data, entry)  # a layer names what it takes away
        self.remove_button.setEnabled(can and (taken or (bool(entry) and (self._below is None or nameable))))
        words = self._shell.words
        self.remove_button.setText(words("Put the entry back") if taken else words("Take the entry out"))

    # changing

    def edit_chosen(self) -> None:
        """Change the value that is chosen."""
        row = self._row()
        if row is not None:
            self.edit(row)

    def edit(self, row: ValueRow) -> None:
        """Ask for another value, in a field of its kind."""
        if not self._editable or self._pack is None or row.taken:
            return
        words = self._shell.words
        title = self._said.way(row.steps)
        field = _field(row, title.rpartition(" › ")[2])
        values = ask_form(self._shell, title, (field,), {"value": _shown(row)})
        if values is not None:
            try:
                self.set_value(row.steps, _typed(row.value, values["value"]))
            except ValueError:
                self._shell.notify(words("“{value}” is no number.", value=values["value"]), "error")

    def set_value(self, steps: Steps, value: Any) -> None:
        """Write a value into the draft; a province's draft then holds this value, and no more than it needs."""
        if self._pack is None:
            return
        if self._below is None:
            self._change(with_value(self._pack.data, steps, value))
            return
        whole = self._pack.over(self._below).data
        self._change(laid_over(self._pack.data, patch(whole, steps, value)))

    def _change(self, data: dict[str, Any]) -> None:
        if self._pack is not None:
            self._changed(replace(self._pack, data=data))

    def add_entry(self) -> None:
        """Ask for the code (or the year) of a new entry, which begins as a copy of the chosen one."""
        row, whole = self._row(), self._whole()
        if row is None or whole is None or self._pack is None:
            return
        words, steps = self._shell.words, entry_steps(whole.data, row.steps)
        values = ask_form(self._shell, words("Another entry like this …"), (
            Field("name", N_("Code or year of the new entry"), required=True, wide=True),
        ))
        if values is None:
            return
        try:
            value_at(whole.data, (*steps[:-1], values["name"]))
            self._shell.notify(words("There is an entry “{name}” already.", name=values["name"]), "error")
        except KeyError:
            made = with_entry(whole.data, steps, values["name"])
            if self._below is None:
                self._change(made)
            else:
                part = patch(made, (*steps[:-1], values["name"]), value_at(made, (*steps[:-1], values["name"])))
                self._change(laid_over(self._pack.data, part))
        except ValueError:
            self._shell.notify(words("“{value}” is no number.", value=values["name"]), "error")

    def remove_entry(self) -> None:
        """Take the entry of the chosen value out, after asking; or put back what this layer takes away."""
        row, whole = self._row(), self._whole()
        if row is None or whole is None or self._pack is None:
            return
        if row.taken:
            kept = tuple(steps for steps in self._pack.taken_out if steps != row.steps)
            self._changed(replace(self._pack, taken_out=kept))
            return
        steps = entry_steps(whole.data, row.steps)
        if self._shell.confirm(self._shell.words("Take the entry out"), self._said.way(steps)):
            self._changed(self._without(self._pack, steps))
            self.table.select({"\n".join(steps)})  # where a layer takes it away, that is a row

    def _without(self, pack: RulePack, steps: Steps) -> RulePack:
        """A national pack loses the entry; one of a province loses its own, and takes away what lies below."""
        if self._below is None:
            return replace(pack, data=without_entry(pack.data, steps))
        own = without_entries(pack.data, (steps,))
        below = has_entry(self._below.data, steps) and steps not in pack.taken_out
        return replace(pack, data=own, taken_out=(*pack.taken_out, steps) if below else pack.taken_out)


def _field(row: ValueRow, title: str) -> Field:
    if row.steps[-1] == "certainty":
        return Field("value", title, "choice", choices=_CERTAINTY, required=True, wide=True)
    if isinstance(row.value, bool):
        return Field("value", title, "bool", wide=True)
    if isinstance(row.value, list):
        return Field("value", title, "multiline", help=N_("One a line"))
    return Field("value", title, wide=True, help=N_("Empty: not laid down") if _numeric(row.value) else "")


def _numeric(value: Any) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _shown(row: ValueRow) -> Any:
    if isinstance(row.value, list):
        return "\n".join(map(str, row.value))
    return row.value if isinstance(row.value, bool | str) else "" if row.value is None else str(row.value)


def _typed(before: Any, text: Any) -> Any:
    """What was typed, in the kind of the value before. Raises ``ValueError`` for what is no number."""
    if isinstance(before, bool):
        return bool(text)
    if isinstance(before, list):
        lines = [line.strip() for line in str(text or "").splitlines() if line.strip()]
        return [float(line) if "." in line else int(line) for line in lines] if before and all(
            map(_numeric, before)) else lines
    if not _numeric(before):
        return str(text or "")
    plain = str(text or "").replace(",", "").replace("，", "").strip()
    if not plain:
        return None
    return float(plain) if "." in plain else int(plain)
