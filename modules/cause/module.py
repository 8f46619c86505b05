"""Cause (起火原因认定): the table of contents."""

from modules.cause.checks import CHECKS
from modules.cause.importers import RESULTS_IMPORTER
from modules.cause.search import SEARCHES
from modules.cause.sections import SECTIONS
from modules.cause.tables import TABLES
from modules.cause.timeline import DECISIONS_TIMELINE
from workstation.api import N_, Module, Page, Stage

MODULE = Module(
    id="cause", title=N_("Cause"), stage=Stage.FINDINGS, tables=TABLES,
    pages=(
        Page("cause", N_("Cause"), "flame", "modules.cause.ui.claims:ClaimsPage", 40),
        Page("cause.matrix", N_("Matrix of hypotheses"), "test-matrix", "modules.cause.ui.matrix:MatrixPage", 41),
        Page("cause.calculations", N_("Fire dynamics"), "test-formula",
             "modules.cause.ui.calculations:CalculationsPage", 42),
        Page("cause.simulations", N_("Simulations"), "player-play", "modules.cause.ui.simulations:SimulationsPage", 43),
        Page("cause.leaving", N_("Before leaving the scene"), "clipboard-check", "modules.cause.ui.gates:LeavingPage",
             48),
        Page("cause.gate", N_("Before the determination"), "certificate", "modules.cause.ui.gates:DeterminingPage", 49),
    ),
    importers=(RESULTS_IMPORTER,), searches=SEARCHES, timelines=(DECISIONS_TIMELINE,), sections=SECTIONS, checks=CHECKS,
)
