"""Rectification (整改评估): the table of contents."""

from modules.rectification.checks import CHECKS
from modules.rectification.search import MEASURE_SEARCH
from modules.rectification.sections import SECTIONS
from modules.rectification.tables import TABLES
from workstation.api import N_, Module, Page, Stage

MODULE = Module(
    id="rectification", title=N_("Rectification"), stage=Stage.ACCOUNTABILITY, tables=TABLES,
    pages=(
        Page("rectification", N_("Measures"), "clipboard-check", "modules.rectification.ui.page:MeasuresPage", 30),
        Page("rectification.evaluation", N_("Evaluation"), "certificate",
             "modules.rectification.ui.evaluation:EvaluationPage", 40),
    ),
    searches=(MEASURE_SEARCH,), sections=SECTIONS, checks=CHECKS,
)
