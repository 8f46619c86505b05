"""The register of readings: each with its mean, its spread and its ±."""

from dataclasses import dataclass
from typing import Any

from modules.measurements import operations, queries
from modules.measurements.records import ANGULAR, Network, Reading, ReadingKind, SurveyPoint
from modules.measurements.rules.enter import read_values, shown_values
from modules.measurements.rules.reading import Evaluated, evaluate
from modules.measurements.ui.table_import import import_table
from workstation.api import N_, Instrument, Place, Read, Work
from workstation.api.widgets import Field, RecordPage, TableColumn, ask_form, button, on_key

_KINDS = tuple(queries.KIND_WORDS.items())
_UNITS = (("m", "m"), ("cm", "cm"), ("mm", "mm"))


_NONE = (None, N_("(none)"))


@dataclass(frozen=True)
class _View:
    readings: list[Reading]
    points: dict[str, SurveyPoint]
    instruments: dict[str, Instrument]
    networks: dict[str, Network]
    judged: dict[str, Evaluated]
    outside: frozenset[str]
    places: tuple[tuple[str, str], ...]


class ReadingsPage(RecordPage[Reading]):
    """Everything that was measured."""

    kinds = ("readings", "survey_points", "instruments", "survey_networks", "places")
    title = N_("Readings")
    subtitle = N_("Values show the expanded uncertainty (k = 2) that follows from the instrument and the repetitions.")
    icon = "ruler-measure"
    empty_text = N_("Nothing was measured yet. Enter a reading, import the file of a total station, or connect a "
                    "rangefinder on the page “Live reading”.")
    new_text = N_("New reading")
    operation = "measurements.enter_reading"

    def header_actions(self) -> list[Any]:
        words = self.words
        self.assign_button = button(
            self.shell, words("Assign …"), self.assign, icon_name="survey-network",
            tip=words("Put the chosen readings into an adjustment, or say with which instrument they were taken"),
        )
        self.assign_button.setEnabled(False)
        self.import_button = button(self.shell, words("Import table …"), lambda: import_table(self.shell),
                                    icon_name="file-import")
        self.import_button.setEnabled(self.writable)
        return [self.assign_button, self.import_button]

    def columns(self) -> list[TableColumn[Reading]]:
        words = self.words
        return [
            TableColumn(words("What was measured"), lambda r: queries.reading_title(r, self._points), 170),
            TableColumn(words("Value"), lambda r: queries.value_text(self._judged[r.id]), 170,
                        sort=lambda r: self._judged[r.id].mean, right=True),
            TableColumn(words("Kind"), lambda r: words(queries.KIND_WORDS[r.kind]), 100),
            TableColumn(words("Times / spread"), self._spread, 110),
            TableColumn(words("Correction"), self._correction, 90, right=True),
            TableColumn(words("State"), self._state, 120, level=self._level),
            TableColumn(words("Instrument"), lambda r: self._name(self._instruments, r.instrument_id), 130),
            TableColumn(words("Adjustment"), lambda r: self._name(self._networks, r.network_id), 110),
            TableColumn(words("Time"), lambda r: r.at.text("%m-%d %H:%M") if r.at else "", 100),
            TableColumn(words("Measured by"), lambda r: r.person, 80),
        ]

    def fields(self) -> list[Field]:
        return [
            Field("what", N_("What was measured"), wide=True, help=N_("for example: clear width of the south door")),
            Field("kind", N_("Kind"), "choice", choices=_KINDS), Field("unit", N_("Unit"), "choice", choices=_UNITS),
            Field("text", N_("Readings, repeated ones with spaces between"), required=True, wide=True,
                  help=N_("3.456 3.458 3.457; angles as 123.4567 or 123°45′06″")),
            Field("start", N_("From point")), Field("end", N_("To point")),
            Field("back", N_("Backsight")), Field("round", N_("Round")),
            Field("instrument_id", N_("Instrument"), "choice", choices=(_NONE,)),
            Field("method", N_("Measuring method")),
            Field("u", N_("Own uncertainty u"), "float", unit="mm / ″", minimum=0,
                  help=N_("overrides what the instrument promises")),
            Field("length_m", N_("Length of the line"), "float", unit="m", minimum=0),
            Field("temperature_c", N_("Tape: temperature"), "float", unit="°C"),
            Field("tension_n", N_("Tape: tension"), "float", unit="N", minimum=0),
            Field("free_span_m", N_("Tape: hung free over"), "float", unit="m", minimum=0,
                  help=N_("from support to support; empty if it lay on the ground")),
            Field("at", N_("Time"), "moment"), Field("person", N_("Measured by")),
            Field("place_id", N_("Place"), "choice", choices=(_NONE,)),
            Field("network_id", N_("Adjustment"), "choice", choices=(_NONE,)),
            Field("note", N_("Note"), "multiline"),
        ]

    def values(self, record: Reading) -> dict[str, Any]:
        names = {key: self._point_name(getattr(record, f"{field}_id")) for key, field in (
            ("start", "from"), ("end", "to"), ("back", "back"))}
        scale = 1.0 if record.kind in ANGULAR else 1000.0
        return {
            **super().values(record), **names, "unit": "m", "text": shown_values(record.values, record.kind),
            "u": None if record.u is None else record.u * scale,
        }

    def defaults(self) -> dict[str, Any]:
        newest = self.record
        officer = self.shell.signed_in.officer
        return {
            "kind": ReadingKind.DISTANCE, "unit": "m", "person": officer.name if officer.verified else "",
            "instrument_id": newest.instrument_id if newest else None,
            "network_id": newest.network_id if newest else None,
        }

    def record_actions(self) -> list[Any]:
        words = self.words
        self.exclude_button = button(self.shell, words("Leave out …"), self.exclude, role="danger",
                                     icon_name="archive")
        self.include_button = button(self.shell, words("Let count again"), self.include, icon_name="check")
        on_key(self, "Ctrl+Shift+I", lambda: import_table(self.shell))
        return [self.exclude_button, self.include_button]

    def load(self, read: Read) -> _View:
        readings, instruments = queries.all_readings(read), queries.instruments_by_id(read)
        judged, outside = {}, set()
        for reading in readings:
            instrument = instruments.get(reading.instrument_id or "")
            judged[reading.id] = evaluate(reading, instrument)
            if instrument and instrument.valid_on(queries.day_of(read, reading)) is False:
                outside.add(reading.id)
        networks = {item.id: item for item in queries.all_networks(read)}
        return _View(readings, queries.points_by_id(read), instruments, networks, judged, frozenset(outside),
                     tuple((place.id, place.name) for place in read.all(Place, order=("name",))))

    def show_data(self, data: _View) -> None:
        self._points, self._instruments, self._networks = data.points, data.instruments, data.networks
        self._judged, self._outside = data.judged, data.outside
        self.form.set_choices("instrument_id", (_NONE, *((one.id, one.name) for one in data.instruments.values())))
        self.form.set_choices("network_id", (_NONE, *((one.id, one.name) for one in data.networks.values())))
        self.form.set_choices("place_id", (_NONE, *data.places))
        super().show_data(data.readings)
        self.record_chosen(self.record)
        self.assign_button.setEnabled(self.writable and bool(data.readings))

    def record_chosen(self, record: Reading | None) -> None:
        self.exclude_button.setVisible(record is not None and not record.excluded)
        self.include_button.setVisible(record is not None and bool(record.excluded))

    def store(self, work: Work, record: Reading | None, values: dict[str, Any]) -> Reading:
        kind = values["kind"]
        text, unit = values.pop("text"), values.pop("unit")
        if record is None or text != shown_values(record.values, record.kind) or kind is not record.kind or unit != "m":
            values["values"] = read_values(text, kind, unit)
        if values["u"] is not None:
            values["u"] = values["u"] / (1.0 if kind in ANGULAR else 1000.0)
        return operations.enter_reading(work, record.id if record else None, **values)

    def exclude(self) -> None:
        """Leave the chosen readings out of adjustments, with a reason."""
        chosen = [record.id for record in self.table.selection()]
        reason = self.shell.ask_text(self.words("Leave out"), self.words("Why do these readings not count?"))
        if reason is not None and chosen:
            self.shell.do("measurements.exclude", lambda work: operations.exclude(work, chosen, reason), reason=reason)

    def include(self) -> None:
        """Let the chosen readings count again."""
        chosen = [record.id for record in self.table.selection()]
        self.shell.do("measurements.include", lambda work: operations.include(work, chosen))

    def assign(self) -> None:
        """Put the chosen readings (or all that are shown) into an adjustment."""
        chosen = [record.id for record in self.table.selection()] or [r.id for r in self.table.records()]
        told = ask_form(self.shell, self.words("Assign {count} readings", count=len(chosen)), [
            Field("network_id", N_("Adjustment"), "choice",
                  choices=(_NONE, *((item.id, item.name) for item in self._networks.values()))),
            Field("instrument_id", N_("Instrument"), "choice",
                  choices=((None, N_("(as it is)")), *((i.id, i.name) for i in self._instruments.values()))),
        ])
        if told is not None:
            self.shell.do("measurements.assign", lambda work: operations.assign(work, chosen, **told))

    def _point_name(self, point_id: str | None) -> str:
        point = self._points.get(point_id or "")
        return point.name if point else ""

    @staticmethod
    def _name(known: dict[str, Any], record_id: str | None) -> str:
        return known[record_id].name if record_id in known else ""

    def _spread(self, reading: Reading) -> str:
        judged = self._judged[reading.id]
        if judged.spread is None:
            return str(judged.count)
        spread = f"{judged.spread:.1f}″" if judged.angular else f"{judged.spread * 1000:.1f} mm"
        return f"{judged.count} / {spread}"

    def _correction(self, reading: Reading) -> str:
        found = self._judged[reading.id].correction
        return "" if found is None else f"{found.total_m * 1000:+.1f} mm"

    def _state(self, reading: Reading) -> str:
        if reading.excluded:
            return self.words("left out")
        if reading.id in self._outside:
            return self.words("calibration expired")
        return self.words("accuracy unknown") if self._judged[reading.id].u is None else self.words("in order")

    def _level(self, reading: Reading) -> str:
        if reading.excluded:
            return "neutral"
        if reading.id in self._outside:
            return "error"
        return "warning" if self._judged[reading.id].u is None else "success"
