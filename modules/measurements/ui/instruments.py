"""The register of instruments: what they promise, and whether their calibration held on the days of use."""

from dataclasses import dataclass
from typing import Any

from modules.measurements import operations, queries
from modules.measurements.queries import Calibration
from modules.measurements.sections.register import accuracy_text
from workstation.api import N_, AccuracyMeaning, Instrument, InstrumentKind, Read, Ref, Work, today
from workstation.api.widgets import Field, RecordPage, TableColumn, ask_form, button

_KINDS = tuple(queries.INSTRUMENT_WORDS.items())
_USUAL_C = 20.0
_STATES = {
    "valid": (N_("valid"), "success"), "expired": (N_("expired"), "error"), "unknown": (N_("not entered"), "warning"),
}


@dataclass(frozen=True)
class _View:
    instruments: list[Instrument]
    states: dict[str, Calibration]
    used: dict[str, int]


class InstrumentsPage(RecordPage[Instrument]):
    """Instruments with their accuracy and calibration."""

    kinds = ("instruments", "readings")
    title = N_("Instruments")
    subtitle = N_("Accuracy makes the ± of every reading; a reading outside the calibration's validity is flagged.")
    icon = "survey-instrument"
    empty_text = N_("No instruments yet. Enter the tape, rangefinder or total station that was used, with its "
                    "certificate.")
    new_text = N_("New instrument")
    operation = "measurements.enter_instrument"

    def header_actions(self) -> list[Any]:
        self.preset_button = button(
            self.shell, self.words("From a typical one …"), self.from_preset, icon_name="book",
            tip=self.words("Typical accuracies for reference; compare them with the manual and the certificate."),
        )
        self.preset_button.setEnabled(self.writable)
        return [self.preset_button]

    def columns(self) -> list[TableColumn[Instrument]]:
        words = self.words
        return [
            TableColumn(words("Instrument"), lambda i: i.name, 190),
            TableColumn(words("Calibration"), self._state, 110, level=self._level),
            TableColumn(words("Valid until"), lambda i: i.valid_until.isoformat() if i.valid_until else "", 110),
            TableColumn(words("Kind"), lambda i: words(queries.INSTRUMENT_WORDS[i.kind]), 120),
            TableColumn(words("Accuracy"), accuracy_text, 150),
            TableColumn(words("Serial number"), lambda i: i.serial_number, 120),
            TableColumn(words("Readings"), lambda i: str(self._used.get(i.id, 0)), 80, right=True),
        ]

    def fields(self) -> list[Field]:
        return [
            Field("name", N_("Instrument"), required=True), Field("kind", N_("Kind"), "choice", choices=_KINDS),
            Field("model", N_("Model")), Field("serial_number", N_("Serial number")),
            Field("length_a_mm", N_("Lengths, part a"), "float", unit="mm", minimum=0),
            Field("length_b_ppm", N_("Lengths, part b"), "float", unit="ppm", minimum=0),
            Field("angle_arcsec", N_("Angles"), "float", unit="″", minimum=0),
            Field("level_mm_per_km", N_("Levelling"), "float", unit="mm/km", minimum=0),
            Field("height_a_mm", N_("Heights (satellite)"), "float", unit="mm", minimum=0),
            Field("resolution_mm", N_("Resolution"), "float", unit="mm", minimum=0),
            Field("meaning", N_("The accuracy states a"), "choice", choices=tuple(queries.MEANING_WORDS.items()),
                  wide=True),
            Field("tape_expansion_ppm", N_("Tape: expansion"), "float", unit="ppm/K", minimum=0,
                  help=N_("about 11.5 for steel; readings with a temperature are corrected by it")),
            Field("tape_standard_c", N_("Tape: true at"), "float", unit="°C"),
            Field("tape_standard_n", N_("Tape: true under a tension of"), "float", unit="N", minimum=0),
            Field("tape_stiffness_kn", N_("Tape: stiffness A·E"), "float", unit="kN", minimum=0),
            Field("tape_weight_g_per_m", N_("Tape: weight"), "float", unit="g/m", minimum=0),
            Field("certificate_number", N_("Calibration certificate")), Field("calibrated_by", N_("Calibrated by")),
            Field("calibrated_on", N_("Calibrated on"), "date"), Field("valid_until", N_("Valid until"), "date"),
            Field("note", N_("Note"), "multiline"),
        ]

    def defaults(self) -> dict[str, Any]:
        return {"kind": InstrumentKind.TAPE, "meaning": AccuracyMeaning.LIMIT, "length_b_ppm": 0.0,
                "tape_standard_c": _USUAL_C}

    def load(self, read: Read) -> _View:
        days = queries.days_of_use(read)
        day = today()
        instruments = queries.all_instruments(read)
        states = {item.id: queries.calibration(item, days.get(item.id, []), day) for item in instruments}
        return _View(instruments, states, {key: len(value) for key, value in days.items()})

    def show_data(self, data: _View) -> None:
        self._states, self._used = data.states, data.used
        super().show_data(data.instruments)

    def store(self, work: Work, record: Instrument | None, values: dict[str, Any]) -> Instrument:
        values["length_b_ppm"] = values["length_b_ppm"] or 0.0
        if values["tape_standard_c"] is None:
            values["tape_standard_c"] = _USUAL_C
        return operations.enter_instrument(work, record.id if record else None, **values)

    def from_preset(self) -> None:
        """Begin a new instrument with the values of a typical one."""
        self.shell.query(
            lambda read: list(queries.closure_pack(read, today()).data["presets"]), self._choose_preset
        )

    def _choose_preset(self, presets: list[dict[str, Any]]) -> None:
        choices = tuple((number, item["title"][self.words.language]) for number, item in enumerate(presets))
        chosen = ask_form(self.shell, self.words("From a typical one …"), [
            Field("preset", N_("Typical instrument (reference values, to be verified)"), "choice", choices=choices),
        ], {"preset": 0}, accept_text=self.words("Take over"))
        if chosen is None:
            return
        preset = dict(presets[chosen["preset"]])
        title = preset.pop("title")[self.words.language]
        values = {**preset, "name": title, "kind": InstrumentKind(preset["kind"]),
                  "meaning": AccuracyMeaning(preset["meaning"])}
        self.shell.do(self.operation, lambda work: operations.enter_instrument(work, **values),
                      lambda made: self.show_ref(Ref("instruments", made.id)))

    def _state(self, instrument: Instrument) -> str:
        return self.words(_STATES[self._states[instrument.id].state][0])

    def _level(self, instrument: Instrument) -> str:
        return _STATES[self._states[instrument.id].state][1]
