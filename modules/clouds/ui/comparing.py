"""Deviation maps: asked for in a form, calculated as a job, looked at, kept, listed with their histograms."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from modules.clouds import operations
from modules.clouds.importers.comparing import Compared, Wanted, compare, keep_compared, shown_of
from modules.clouds.records import Box, Deviation, DeviationKind, PlaneSource
from modules.clouds.rules.deviation import values_in
from modules.clouds.rules.morton import Array
from modules.clouds.rules.wording import DEVIATION_KINDS, PLANE_SOURCES, deviation_text
from modules.clouds.ui.bench import Bench, BenchTool
from modules.clouds.ui.histogram import Histogram
from modules.clouds.ui.picking import Picking, Spots
from workstation.api import N_, Job, Ref
from workstation.api.widgets import Field, ask_form, button, label

Show = Callable[[Deviation], object]
_NAME = Field("name", N_("What is compared"), required=True, help=N_("For example: east wall, spalling"))
_SCALE = Field("scale", N_("Colours end at (empty: by the points)"), "float", unit="m", minimum=0)
_TOLERANCE = Field("tolerance", N_("Tolerance (empty: a fifth of the scale)"), "float", unit="m", minimum=0)


class Comparing(BenchTool):
    """The menu and the panel of deviation maps; the clipping box says what takes part."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        words = bench.shell.words
        bench.bar.menu(words("Deviation map"), [
            (words("From a plane …"), self.from_plane),
            (words("From another cloud …"), partial(self.from_cloud, DeviationKind.CLOUD)),
            (words("Volume between two surfaces …"), partial(self.from_cloud, DeviationKind.VOLUME)),
        ], icon_name="draw-depth")
        self.panel = DeviationPanel(bench, self.show_map, self.remove)
        bench.workspace.add_panel(
            "deviations", words("Deviation maps"), self.panel, icon_name="adjustments-horizontal", shown=False,
        )

    def show(self) -> None:
        """List the maps of the clouds that are seen."""
        self.panel.offer([
            deviation for cloud_id in self.bench.shown() for deviation in self.bench.data.deviations.get(cloud_id, ())
        ])

    def reveal(self, ref: Ref) -> bool:
        """Show a map."""
        for deviations in self.bench.data.deviations.values():
            for deviation in deviations:
                if deviation.id == ref.id:
                    self.bench.choose(deviation.cloud_id)
                    self.bench.workspace.show_panel("deviations")
                    self.show_map(deviation)
                    return True
        return False

    def from_plane(self) -> None:
        """Ask which plane."""
        bench, shell = self.bench, self.bench.shell
        if bench.cloud is None or not bench.writable:
            return
        source = Field("plane", N_("Plane"), "choice", required=True, choices=tuple(PLANE_SOURCES.items()))
        said = ask_form(shell, shell.words("From a plane …"), (_NAME, source, _SCALE, _TOLERANCE),
                        {"plane": PlaneSource.FITTED}, accept_text=shell.words("Compare"))
        if said is None:
            return
        box, turn = _kept(bench)
        wanted = Wanted(
            bench.cloud.id, DeviationKind.PLANE, str(said["name"]), box=box, turn_deg=turn,
            plane=PlaneSource(said["plane"]), scale_m=said["scale"] or 0.0, tolerance_m=said["tolerance"] or 0.0,
        )
        if wanted.plane is PlaneSource.PICKED:
            shell.notify(shell.words("Pick three points of the plane."), "info")
            bench.take(Picking(3, 3, partial(self._picked, wanted)))
        else:
            self._run(wanted)

    def _picked(self, wanted: Wanted, spots: Spots) -> None:
        self.bench.take(None)
        self._run(replace(wanted, picks=tuple(spot.exact for spot in spots)))

    def from_cloud(self, kind: DeviationKind) -> None:
        """Ask against which cloud."""
        bench, shell = self.bench, self.bench.shell
        if bench.cloud is None or not bench.writable:
            return
        tied = tuple(
            (other.id, other.note or other.name) for other in bench.data.clouds
            if other.id in bench.places and other.id != bench.cloud.id
        )
        if not tied:
            shell.notify(shell.words("No other cloud is registered to this one. Register them first."), "info")
            return
        reference = Field("reference", N_("Before (reference)"), "choice", required=True, choices=tied)
        reach = Field("reach", N_("Search no further than"), "float", required=True, unit="m", minimum=0.001)
        cell = Field("cell", N_("Cells (empty: by the points)"), "float", unit="m", minimum=0)
        fields = (_NAME, reference, reach, *((cell,) if kind is DeviationKind.VOLUME else ()), _SCALE, _TOLERANCE)
        said = ask_form(shell, shell.words(DEVIATION_KINDS[kind]), fields, {"reference": tied[0][0], "reach": 0.3},
                        accept_text=shell.words("Compare"))
        if said is not None:
            box, turn = _kept(bench)
            self._run(Wanted(
                bench.cloud.id, kind, str(said["name"]), str(said["reference"]), box, turn_deg=turn,
                scale_m=said["scale"] or 0.0, tolerance_m=said["tolerance"] or 0.0, reach_m=said["reach"],
                cell_m=said.get("cell") or 0.0,
            ))

    def _run(self, wanted: Wanted) -> None:
        shell = self.bench.shell

        def work(job: Job) -> tuple[Compared, Array | None]:
            compared = compare(job, wanted)
            return compared, values_in(compared.folder)

        shell.run(shell.words("Comparing {name}", name=wanted.name), work, self._judge)

    def _judge(self, found: tuple[Compared, Array | None]) -> None:
        compared, values = found
        shell, deviation = self.bench.shell, compared.deviation
        self._colour(deviation, values)
        text = "\n".join([deviation.name, *deviation_text(shell.words, deviation),
                          shell.words("Keep this deviation map? Its picture goes into the evidence.")])
        if shell.confirm(shell.words("Deviation map"), text):
            shell.run(shell.words("Keeping {name}", name=deviation.name), lambda job: keep_compared(job, compared))

    def show_map(self, deviation: Deviation) -> None:
        """Colour the cloud by a map that was kept."""
        self.bench.shell.inspect(Ref("cloud_deviations", deviation.id))
        self.bench.shell.query(lambda read: shown_of(read, deviation), partial(self._colour, deviation))

    def _colour(self, deviation: Deviation, values: Array | None) -> None:
        words = self.bench.shell.words
        if values is None:
            self.bench.shell.notify(words("The colours of this map have been deleted; its picture is kept."), "info")
            return
        self.bench.set_values(deviation.cloud_id, values, (-deviation.scale_m, deviation.scale_m), deviation.id)

    def remove(self, deviation: Deviation) -> None:
        """Take a map out; undo brings it back."""
        if self.bench.writable:
            remove = partial(operations.remove_deviation, deviation_id=deviation.id)
            self.bench.shell.do("clouds.remove", lambda work: remove(work))


def _kept(bench: Bench) -> tuple[Box | None, float]:
    """The clipping box and its turn, if it is on."""
    clip = bench.view.look.kept
    return (None, 0.0) if clip is None else (clip.box, clip.turn_deg)


class DeviationPanel(QWidget):
    """The maps, and of the chosen one statistics and histogram."""

    def __init__(self, bench: Bench, show: Show, remove: Show) -> None:
        super().__init__()
        self._bench, self._show, self._maps = bench, show, list[Deviation]()
        words = bench.shell.words
        self.list = QListWidget()
        self.list.setAccessibleName(words("Deviation maps"))
        self.list.itemActivated.connect(lambda _: self._open())
        self.list.currentRowChanged.connect(lambda _: self._open())
        self.empty = label(words(
            "Hold a cloud against a plane (spalling, a deflected beam) or against an earlier scan (excavation by "
            "layers). The clipping box says what takes part."
        ), "muted", wrap=True)
        self.facts = label("", wrap=True, selectable=True)
        self.histogram = Histogram(bench.shell)
        self.remove_button = button(bench.shell, words("Remove"), lambda: self._remove(remove), icon_name="trash",
                                    role="quiet")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 4, 14, 10)
        for widget in (self.empty, self.list, self.histogram, self.facts, self.remove_button):
            layout.addWidget(widget)
        layout.addStretch(1)

    def offer(self, maps: list[Deviation]) -> None:
        """List what there is, keeping what is chosen."""
        kept = self.current()
        self._maps = maps
        self.list.blockSignals(True)
        self.list.clear()
        for deviation in maps:
            kind = self._bench.shell.words(DEVIATION_KINDS[deviation.kind])
            self.list.addItem(QListWidgetItem(f"D{deviation.number}  {deviation.name}\n{kind}"))
            if kept is not None and deviation.id == kept.id:
                self.list.setCurrentRow(self.list.count() - 1)
        self.list.blockSignals(False)
        self.empty.setVisible(not maps)
        for widget in (self.list, self.histogram, self.facts, self.remove_button):
            widget.setVisible(bool(maps))
        self.remove_button.setEnabled(self._bench.writable)
        self._tell()

    def current(self) -> Deviation | None:
        """The chosen map."""
        row = self.list.currentRow()
        return self._maps[row] if 0 <= row < len(self._maps) else None

    def _tell(self) -> None:
        chosen = self.current()
        self.histogram.show_map(chosen)
        lines = deviation_text(self._bench.shell.words, chosen) if chosen is not None else []
        self.facts.setText("\n".join(lines))

    def _open(self) -> None:
        chosen = self.current()
        self._tell()
        if chosen is not None:
            self._show(chosen)

    def _remove(self, remove: Show) -> None:
        chosen = self.current()
        if chosen is not None:
            remove(chosen)
