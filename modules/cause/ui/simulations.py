"""Results of FDS and CFAST: the runs taken in, one series at a time as a curve. 「模拟,非证据」."""

from typing import Any

import pyqtgraph as pg
from PySide6.QtWidgets import QComboBox

from modules.cause import operations, queries
from modules.cause.importers import RESULTS_IMPORTER
from modules.cause.records import Simulation
from modules.cause.ui.plot import curve_plot
from workstation.api import N_, Read, Work
from workstation.api.widgets import Badge, Card, Field, RecordPage, Shell, TableColumn, label

_HIGH = 260


class SeriesCard(Card):
    """One series of a run over time."""

    def __init__(self, shell: Shell) -> None:
        words, tokens = shell.words, shell.tokens
        super().__init__(words("Series"), Badge(shell, words("Simulation, not evidence."), "warning"))
        self._shell = shell
        self._run: Simulation | None = None
        self.choice = QComboBox()
        self.choice.setAccessibleName(words("Series"))
        self.choice.currentIndexChanged.connect(self._draw)
        self.plot = curve_plot(shell, _HIGH)
        self._line = self.plot.plot(pen=pg.mkPen(tokens.accent, width=2))
        self.told = label("", "muted", wrap=True)
        for widget in (self.choice, self.plot, self.told):
            self.body.addWidget(widget)
        self.hide()

    def show_run(self, run: Simulation | None) -> None:
        """Show a run's series; nothing without a run."""
        self.setVisible(run is not None)
        kept = self.choice.currentText()
        self._run = run
        self.choice.blockSignals(True)
        self.choice.clear()
        for one in run.series if run is not None else ():
            self.choice.addItem(f"{one.name} ({one.unit})" if one.unit else one.name)
        self.choice.setCurrentIndex(max(0, self.choice.findText(kept)))
        self.choice.blockSignals(False)
        self._draw()

    def _draw(self) -> None:
        run, index, words = self._run, self.choice.currentIndex(), self._shell.words
        if run is None or not 0 <= index < len(run.series):
            return
        one = run.series[index]
        self._line.setData(list(run.times_s), list(one.values))
        self.plot.setLabel("bottom", words("Time (s)"))
        self.plot.setLabel("left", one.unit)
        self.told.setText(words(
            "Lowest {low}, highest {high} at {at} s; {rows} rows, not readable {bad}.", low=f"{one.lowest:.4g}",
            high=f"{one.highest:.4g}", at=f"{one.highest_at_s:.4g}", rows=run.rows, bad=run.bad_rows,
        ))


class SimulationsPage(RecordPage[Simulation]):
    """What simulations computed: never evidence."""

    kinds = ("simulations",)
    title = N_("Simulations")
    subtitle = N_("Results of FDS and CFAST. Simulation, not evidence: they are shown, and cannot be cited.")
    icon = "player-play"
    empty_text = N_("No results yet. Take in the CSV tables of an FDS or CFAST run (_hrr.csv, _devc.csv, _zone.csv).")
    new_text = N_("Take in results …")
    operation = "cause.simulation"

    def columns(self) -> list[TableColumn[Simulation]]:
        words = self.words
        return [
            TableColumn(words("Run"), lambda one: one.title, 220),
            TableColumn(words("Program"), lambda one: f"{one.tool} {one.version}".strip(), 110),
            TableColumn(words("Series"), lambda one: str(len(one.series)), 70, right=True),
            TableColumn(words("Rows read"), lambda one: str(one.rows), 90, right=True,
                        level=lambda one: "warning" if one.bad_rows else ""),
        ]

    def fields(self) -> list[Field]:
        return [
            Field("title", N_("Run"), required=True), Field("version", N_("Version of the program")),
            Field("question", N_("Question"), wide=True), Field("note", N_("Note"), "multiline"),
        ]

    def below_form(self) -> SeriesCard:
        self.series_card = SeriesCard(self.shell)
        return self.series_card

    def start_new(self) -> None:
        """Ask for tables of results and take them in."""
        if self.writable and self.save_if_edited():
            paths = self.shell.open_files(self.words("Take in results …"), "CSV (*.csv)")
            self.shell.import_files(paths, [RESULTS_IMPORTER])

    def load(self, read: Read) -> list[Simulation]:
        return queries.all_simulations(read)

    def record_chosen(self, record: Simulation | None) -> None:
        self.series_card.show_run(record)

    def store(self, work: Work, record: Simulation | None, values: dict[str, Any]) -> Simulation:
        assert record is not None, "runs come from files"
        return operations.describe_simulation(work, record.id, **values)
