"""Fire dynamics: choose an equation, enter its quantities; result, validity and curve are shown while typing."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from modules.cause import operations, queries
from modules.cause.records import Calculation
from modules.cause.rules.dynamics import CALCULATORS, Quantity, run
from modules.cause.ui.outcome import OutcomeCard
from workstation.api import N_, Read, UserError, Work
from workstation.api.widgets import Card, Field, Form, RecordPage, TableColumn, button, clear

_METHODS = tuple((one.code, one.title) for one in CALCULATORS.values())
_FIRST, _MOST_TOLD = "growth", 3
_MORE = (
    Field("assumptions", N_("Assumptions of this case"), "multiline"),
    Field("grounds", N_("Inputs come from"), "refs"), Field("note", N_("Note"), "multiline"),
)


class CalculationsPage(RecordPage[Calculation]):
    """Hand calculations that may be cited as evidence with their assumptions."""

    kinds = ("calculations",)
    title = N_("Fire dynamics")
    subtitle = N_("Estimates by engineering equations: they support or question, they prove nothing alone.")
    icon = "test-formula"
    empty_text = N_("Nothing was calculated yet. Choose an equation; its result is shown while you type.")
    new_text = N_("New calculation")
    operation = "cause.calculate"

    def columns(self) -> list[TableColumn[Calculation]]:
        words = self.words
        return [
            TableColumn(words("Number"), lambda one: one.number, 70),
            TableColumn(words("Question"), lambda one: one.title, 200),
            TableColumn(words("Calculator"), self._method_title, 160),
            TableColumn(words("Result"), self._result, 170),
            TableColumn(words("Validity"), lambda one: words("applies") if one.valid else words("outside"), 90,
                        level=lambda one: "success" if one.valid else "warning"),
        ]

    def _method_title(self, one: Calculation) -> str:
        return self.words(CALCULATORS[one.method].title) if one.method in CALCULATORS else one.method

    def _result(self, one: Calculation) -> str:
        calculator = CALCULATORS.get(one.method)
        if calculator is None or not one.outputs:
            return ""
        told = calculator.outputs
        if len(told) > _MOST_TOLD and calculator.curve:
            told = tuple(item for item in told if item.code == calculator.curve.y)
        return "  ·  ".join(f"{one.outputs.get(item.code, 0.0):.4g} {item.unit}".strip() for item in told)

    def fields(self) -> list[Field]:
        return [
            Field("method", N_("Calculator"), "choice", choices=_METHODS, wide=True),
            Field("title", N_("Question"), required=True, wide=True,
                  help=N_("for example: could the flame reach the ceiling?")),
        ]

    def record_actions(self) -> list[Any]:
        return [button(self.shell, self.words("Remove"), self.remove, role="danger", icon_name="trash")]

    def below_form(self) -> Card:
        self.outcome = OutcomeCard(self.shell)
        self.outcome.hide()
        self.inputs_card = Card(self.words("Quantities"))
        self._method, self._asked = "", Form(self.shell, ())
        self.inputs_card.body.addWidget(self._asked)
        self.form.edited.connect(self._edited_by_hand)
        self.more = Form(self.shell, _MORE, columns=1)
        self.more.edited.connect(lambda: self.set_edited(edited=True))
        return self.outcome

    def _make_panel(self) -> QWidget:
        """The quantities stand between the question and the result, what belongs to the record below."""
        panel = super()._make_panel()
        assert isinstance(panel, QScrollArea)
        content = panel.widget()
        layout = content.layout() if content is not None else None
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(1, self.inputs_card)
        card = Card()
        card.body.addWidget(self.more)
        layout.insertWidget(3, card)
        return panel

    def forms(self) -> Mapping[str, Form]:
        return {"form": self.form, "inputs": self._asked, "more": self.more}

    def defaults(self) -> dict[str, Any]:
        return {"method": self._method or _FIRST}

    def load(self, read: Read) -> list[Calculation]:
        return queries.all_calculations(read)

    def record_chosen(self, record: Calculation | None) -> None:
        method = record.method if record else self.defaults()["method"]
        self._use(method)
        self._asked.set_values(record.inputs if record else {one.code: one.default for one in self._quantities()})
        self.more.set_values({one.name: getattr(record, one.name) for one in _MORE} if record else {})
        for form in (self._asked, self.more):
            form.set_enabled(self.writable)
        self._judge()

    def _quantities(self) -> tuple[Quantity, ...]:
        return CALCULATORS[self._method].inputs

    def _edited_by_hand(self) -> None:
        chosen = self.form.editor("method").value()
        if chosen != self._method:
            self._use(chosen)
            self._asked.set_values({one.code: one.default for one in self._quantities()})
        self._judge()

    def _use(self, method: str) -> None:
        """Ask for the quantities of this calculator."""
        if method == self._method or method not in CALCULATORS:
            return
        self._method = method
        self._asked = Form(self.shell, [self._field(one) for one in self._quantities()], columns=2)
        self._asked.edited.connect(self._typed)
        clear(self.inputs_card.body)
        self.inputs_card.body.addWidget(self._asked)

    def _field(self, one: Quantity) -> Field:
        bounds = ""
        if one.low is not None or one.high is not None:
            bounds = self.words("valid {low} to {high}", low="" if one.low is None else f"{one.low:g}",
                                high="" if one.high is None else f"{one.high:g}")
        return Field(one.code, one.title, "float", required=True, unit=one.unit, help=bounds)

    def _typed(self) -> None:
        self.set_edited(edited=True)
        self._judge()

    def _judge(self) -> None:
        """Show the result of what stands in the fields."""
        try:
            values = {one.code: self._asked.editor(one.code).value() for one in self._quantities()}
            given = {code: value for code, value in values.items() if value is not None}
            self.outcome.show_result(CALCULATORS[self._method], given, run(CALCULATORS[self._method], given))
        except UserError as error:
            named = {key: self.words(str(value)) if key == "name" else value for key, value in error.values.items()}
            self.outcome.say(self.words.error(UserError(error.code, **named)))

    def step(self) -> Callable[[Work], Calculation] | None:
        values, inputs, more, record = self.form.values(), self._asked.values(), self.more.values(), self.record
        if values is None or inputs is None or more is None:
            return None
        return lambda work: operations.calculate(work, record.id if record else None, inputs=inputs, **values, **more)

    def remove(self) -> None:
        """Take the calculation back."""
        record = self.record
        if record is not None:
            self.discard()
            self.shell.do("cause.remove_calculation", lambda work: operations.remove_calculation(work, record.id))
