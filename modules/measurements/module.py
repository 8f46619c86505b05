"""Measurements (测量): the table of contents."""

from modules.measurements.checks import CHECKS
from modules.measurements.importers import IMPORTERS
from modules.measurements.layers import POINT_LAYER
from modules.measurements.search import SEARCHES
from modules.measurements.sections import SECTIONS
from modules.measurements.tables import TABLES
from modules.measurements.timeline import MEASURING_TIMELINE
from workstation.api import N_, Command, Module, Page, Stage

MODULE = Module(
    id="measurements", title=N_("Measurements"), stage=Stage.SCENE, tables=TABLES,
    pages=(
        Page("measurements", N_("Readings"), "ruler-measure", "modules.measurements.ui.readings:ReadingsPage", 40),
        Page("measurements.points", N_("Survey points"), "survey-point",
             "modules.measurements.ui.points:PointsPage", 41),
        Page("measurements.networks", N_("Adjustments"), "survey-network",
             "modules.measurements.ui.networks:NetworksPage", 42),
        Page("measurements.live", N_("Live reading"), "plug", "modules.measurements.ui.live:LivePage", 43),
        Page("measurements.instruments", N_("Instruments"), "survey-instrument",
             "modules.measurements.ui.instruments:InstrumentsPage", 44),
    ),
    commands=(
        Command("measurements.import_table", N_("Import a survey table …"),
                "modules.measurements.ui.table_import:import_table", "file-import"),
    ),
    importers=IMPORTERS, layers=(POINT_LAYER,), timelines=(MEASURING_TIMELINE,), searches=SEARCHES,
    sections=SECTIONS, checks=CHECKS,
)
