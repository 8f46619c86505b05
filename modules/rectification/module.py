"""Rectification (整改评估): the table of contents."""

from modules.rectification.checks import CHECKS
from modules.rectification.search import SEARCHES
from modules.rectification.sections import SECTIONS
from modules.rectification.tables import TABLES
from modules.rectification.timeline import RECTIFICATION_DUES, RECTIFICATION_TIMELINE
from workstation.api import N_, Module, Page, Stage

MODULE = Module(
    id="rectification", title=N_("Rectification"), stage=Stage.ACCOUNTABILITY, tables=TABLES,
    pages=(
        Page("rectification.board", N_("Board"), "presentation", "modules.rectification.ui.board:BoardPage", 25),
        Page("rectification", N_("Measures"), "clipboard-check", "modules.rectification.ui.page:MeasuresPage", 30),
        Page("rectification.hazards", N_("Hazards"), "alert-triangle",
             "modules.rectification.ui.hazards:HazardsPage", 32),
        Page("rectification.pairs", N_("Before and after"), "photo", "modules.rectification.ui.pairs:PairsPage", 36),
        Page("rectification.evaluation", N_("Evaluation"), "certificate",
             "modules.rectification.ui.evaluation:EvaluationPage", 40),
        Page("rectification.publication", N_("Text for the public"), "upload",
             "modules.rectification.ui.publication:PublicationPage", 45),
    ),
    timelines=(RECTIFICATION_TIMELINE,), dues=(RECTIFICATION_DUES,), searches=SEARCHES, sections=SECTIONS,
    checks=CHECKS,
)
