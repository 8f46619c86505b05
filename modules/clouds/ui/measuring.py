"""Measuring between points that are picked in the view."""

from functools import partial

from modules.clouds import operations
from modules.clouds.records import LEAST_POINTS, Measure, MeasureKind
from modules.clouds.rules.measure import measured, surveyed
from modules.clouds.ui.bench import Bench, BenchTool
from modules.clouds.ui.picking import Picking, Spots
from workstation.api import N_, UserError
from workstation.api.widgets import Tool

_LOOK = "look"
_TOOLS = (
    Tool(_LOOK, N_("Look around"), "orbit", "V"), Tool(MeasureKind.POINT, N_("Pick a point"), "map-pin", "1"),
    Tool(MeasureKind.DISTANCE, N_("Measure a distance"), "ruler-measure", "2"),
    Tool(MeasureKind.VERTICAL, N_("Measure a height difference"), "height", "3"),
    Tool(MeasureKind.ANGLE, N_("Measure an angle"), "angle", "4"),
    Tool(MeasureKind.AREA, N_("Measure an area"), "area", "5"),
    Tool(MeasureKind.VOLUME, N_("Measure a volume over the plane of a polygon"), "box", "6"),
    Tool(MeasureKind.PLANE, N_("Fit a plane within a polygon"), "draw-slope", "7"),
)
_MOST = {MeasureKind.POINT: 1, MeasureKind.DISTANCE: 2, MeasureKind.VERTICAL: 2, MeasureKind.ANGLE: 3}


class Measuring(BenchTool):
    """The measuring tools; measures are kept at once and drawn wherever their clouds are."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._pickings = {
            str(kind): Picking(LEAST_POINTS[kind], _MOST.get(kind, 0), partial(self.measure, kind),
                               closed=kind not in _MOST)
            for kind in MeasureKind
        }
        self.tools = bench.bar.tools(_TOOLS, lambda tool: bench.take(self._pickings.get(tool)))
        bench.bar.gap()
        bench.view.took.connect(self._taken)

    def _taken(self, picking: Picking | None) -> None:
        mine = next((key for key, known in self._pickings.items() if known is picking), _LOOK)
        if self.tools.current != mine:
            self.tools.blockSignals(True)
            self.tools.use(mine)
            self.tools.blockSignals(False)

    def show(self) -> None:
        """Draw the measures of every cloud that lies in the frame of the view."""
        bench = self.bench
        bench.view.overlay.places = bench.places
        bench.view.overlay.measures = [
            measure for cloud_id, measures in bench.data.measures.items() if cloud_id in bench.places
            for measure in measures
        ]
        bench.view.update()

    def measure(self, kind: MeasureKind, spots: Spots) -> None:
        """Keep a measure between picked points."""
        bench, shell = self.bench, self.bench.shell
        cloud, scene = bench.cloud, bench.view.scene
        if cloud is None or scene is None or not bench.writable:
            return
        if kind in (MeasureKind.VOLUME, MeasureKind.PLANE):
            clip = bench.view.look.kept
            shell.aside(lambda: surveyed(cloud, scene, kind, spots, clip), self._keep)
            return
        try:
            made = measured(cloud, scene, kind, spots)
        except UserError as error:
            shell.notify(shell.words.error(error), "warning")
            return
        self._keep(made)

    def _keep(self, made: Measure) -> None:
        self.bench.shell.do("clouds.measure", lambda work: operations.keep_measure(work, made))
