"""The register of field tests: one form for what all methods share, one for what the chosen method asks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from modules.field_tests import operations, queries
from modules.field_tests.records import FieldTest, Method
from modules.field_tests.rules import evaluate, method_of, read_values, shown_values
from modules.field_tests.ui.result import ResultCard
from workstation.api import N_, Instrument, Read, UserError, Work, today
from workstation.api.widgets import Card, Field, Form, RecordPage, TableColumn, button, clear

_NONE = (None, N_("(none)"))
_METHODS = tuple(queries.METHOD_WORDS.items())


@dataclass(frozen=True)
class _View:
    tests: list[FieldTest]
    methods: Sequence[Mapping[str, Any]]
    instruments: dict[str, Instrument]
    places: dict[str, str]
    officers: dict[str, str]


class TestsPage(RecordPage[FieldTest]):
    """What was tested at the scene."""

    __test__ = False  # pytest takes it for a test by its name
    kinds = ("field_tests", "instruments", "places", "officers")
    title = N_("Field tests")
    subtitle = N_("A first check at the scene; it does not replace a laboratory's opinion.")
    icon = "test-probe"
    empty_text = N_("Nothing was tested yet. Enter a test: the form follows the method, with its blank and its bands.")
    new_text = N_("New test")
    operation = "field_tests.record"

    def columns(self) -> list[TableColumn[FieldTest]]:
        words = self.words
        return [
            TableColumn(words("Number"), lambda t: t.number, 70),
            TableColumn(words("Object of the test"), lambda t: t.subject, 170),
            TableColumn(words("Test method"), lambda t: words(queries.METHOD_WORDS[t.method]), 120),
            TableColumn(words("Mean"), self._mean, 110, right=True),
            TableColumn(words("n"), lambda t: str(len(t.values)), 40, right=True, sort=lambda t: len(t.values)),
            TableColumn(words("Instrument"), self._instrument, 130, level=self._level),
            TableColumn(words("Time"), lambda t: t.at.text("%m-%d %H:%M") if t.at else "", 100),
        ]

    def fields(self) -> list[Field]:
        return [
            Field("number", N_("Number"), help=N_("Given by itself if left empty")),
            Field("method", N_("Test method"), "choice", choices=_METHODS),
            Field("subject", N_("Object of the test"), required=True, wide=True,
                  help=N_("for example: nail in the west wall beside the power cord")),
            Field("category", N_("Kind of object"), "choice", choices=(("", N_("(none)")),)),
            Field("unit", N_("Unit"), "choice", choices=(("", N_("(none)")),)),
            Field("text", N_("Readings"), wide=True, help=N_("with spaces between them: 1.2 1.3 1.2")),
            Field("blank_text", N_("Blank readings"), wide=True,
                  help=N_("the same at a like spot that the fire or the current did not reach")),
            Field("instrument_id", N_("Instrument"), "choice", choices=(_NONE,)), Field("at", N_("Time"), "moment"),
            Field("place_id", N_("Place"), "choice", choices=(_NONE,)), Field("position", N_("Place of the test")),
            Field("testers", N_("Tested by (at least two)"), "tags", wide=True),
            Field("observation", N_("Observed"), "multiline"),
            Field("exhibits", N_("Exhibits"), "refs"), Field("photos", N_("Photographs"), "refs"),
            Field("note", N_("Note"), "multiline"),
        ]

    def record_actions(self) -> list[Any]:
        return [button(self.shell, self.words("Withdraw …"), self._withdraw, role="danger", icon_name="archive")]

    def below_form(self) -> Card:
        self.method_card = Card(self.words("What the method asks"))
        self.result_card = ResultCard(self.shell)
        self.method_card.hide()
        self.result_card.hide()
        self._method, self._asked = "", Form(self.shell, ())
        self._view = _View([], (), {}, {}, {})
        self.form.edited.connect(self._edited_by_hand)
        return self.method_card

    def _make_panel(self) -> QWidget:
        """The result stands above the form: it is seen while readings are typed."""
        panel = super()._make_panel()
        assert isinstance(panel, QScrollArea)
        content = panel.widget()
        layout = content.layout() if content is not None else None
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(0, self.result_card)
        return panel

    def forms(self) -> Mapping[str, Form]:
        return {"form": self.form, "parameters": self._asked}

    def values(self, record: FieldTest) -> dict[str, Any]:
        return {
            **super().values(record), "text": shown_values(record.values), "blank_text": shown_values(record.blanks)
        }

    def defaults(self) -> dict[str, Any]:
        officer = self.shell.signed_in.officer
        newest = self.record
        return {
            "method": newest.method if newest else Method.MAGNETISM,
            "testers": (officer.id,) if officer.verified else (),
            "instrument_id": newest.instrument_id if newest else None,
        }

    def load(self, read: Read) -> _View:
        return _View(
            queries.all_tests(read), queries.methods(read), queries.instruments(read), queries.place_names(read),
            queries.officer_names(read),
        )

    def show_data(self, data: _View) -> None:
        self._view = data
        self.form.set_choices("place_id", (_NONE, *data.places.items()))
        self.form.set_choices("testers", tuple(data.officers.items()))
        self.form.set_choices("instrument_id", (_NONE, *((one.id, one.name) for one in data.instruments.values())))
        super().show_data(data.tests)
        self._use(self.form.editor("method").value())

    def record_chosen(self, record: FieldTest | None) -> None:
        self._use(record.method if record else self.defaults()["method"])
        if record is not None:  # the choices were another method's until now
            for name in ("category", "unit"):
                self.form.editor(name).set_value(getattr(record, name))
        self._asked.set_values(record.parameters if record else {})
        self._asked.set_enabled(self.writable)
        self._judge()

    def _edited_by_hand(self) -> None:
        self._use(self.form.editor("method").value())
        self._judge()

    def _use(self, code: str | None) -> None:
        """Ask what this method asks."""
        if code is None or code == self._method or not self._view.methods:
            return
        self._method = code
        language = self.words.language
        method = method_of(self._view.methods, code)
        self.form.set_choices("category", (
            ("", N_("(none)")), *((item["code"], item["title"][language]) for item in method["categories"])))
        self.form.set_choices("unit", tuple((unit["unit"], unit["unit"]) for unit in method["units"]))
        self._asked = Form(self.shell, [_field(item, language) for item in method["parameters"]], columns=2)
        self._asked.edited.connect(lambda: self.set_edited(edited=True))
        clear(self.method_card.body)
        self.method_card.body.addWidget(self._asked)
        self.method_card.setVisible(bool(method["parameters"]))

    def _judge(self) -> None:
        """Show what the readings amount to as they stand in the form."""
        if not self._method:
            return
        method = method_of(self._view.methods, self._method)
        try:
            test = FieldTest(
                number="", method=Method(self._method), subject="", category=self.form.editor("category").value() or "",
                unit=self.form.editor("unit").value() or "", values=read_values(self.form.editor("text").value()),
                blanks=read_values(self.form.editor("blank_text").value()),
            )
        except UserError as error:
            self.result_card.say(self.words.error(error))
            return
        self.result_card.show_result(test, evaluate(test, method), method)

    def step(self) -> Callable[[Work], FieldTest] | None:
        values, asked, record = self.form.values(), self._asked.values(), self.record
        if values is None or asked is None:
            return None
        values["parameters"] = {
            name: f"{value:.10g}" if isinstance(value, float) else str(value)
            for name, value in asked.items() if value not in (None, "")
        }
        return lambda work: self.store(work, record, values)

    def store(self, work: Work, record: FieldTest | None, values: dict[str, Any]) -> FieldTest:
        values["values"] = read_values(values.pop("text"))
        values["blanks"] = read_values(values.pop("blank_text"))
        return operations.record_test(work, record.id if record else None, **values)

    def _mean(self, test: FieldTest) -> str:
        return f"{sum(test.values) / len(test.values):.4g} {test.unit}" if test.values else ""

    def _held(self, test: FieldTest) -> bool | None:
        instrument = self._view.instruments.get(test.instrument_id or "")
        return instrument.valid_on((test.at.local.date()) if test.at else today()) if instrument else None

    def _instrument(self, test: FieldTest) -> str:
        instrument = self._view.instruments.get(test.instrument_id or "")
        return instrument.name if instrument else ""

    def _level(self, test: FieldTest) -> str:
        return "neutral" if test.withdrawn else {True: "", False: "error", None: "warning"}[self._held(test)]

    def _withdraw(self) -> None:
        chosen = [record.id for record in self.table.selection()]
        if not chosen:
            return
        reason = self.shell.ask_text(self.words("Withdraw"), self.words("Reason for the withdrawal"))
        if reason is not None:
            self.shell.do("field_tests.withdraw", lambda work: operations.withdraw_tests(work, chosen, reason),
                          reason=reason)


def _field(item: Mapping[str, Any], language: str) -> Field:
    """What the rule pack asks as a field of a form; numbers stay text in the record, as they were written."""
    if item["kind"] == "choice":
        choices = (("", N_("(none)")), *((one["code"], one["title"][language]) for one in item["choices"]))
        return Field(item["code"], item["title"][language], "choice", choices=choices)
    return Field(item["code"], item["title"][language], unit=item["unit"])
