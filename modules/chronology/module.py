"""The time line (时间线): the table of contents."""

from modules.chronology.checks import CHECKS
from modules.chronology.search import CHRONOLOGY_SEARCH
from modules.chronology.sections import SECTIONS
from modules.chronology.tables import TABLES
from workstation.api import N_, Module, Page, Stage

MODULE = Module(
    id="chronology", title=N_("Time line"), stage=Stage.FINDINGS, tables=TABLES,
    pages=(
        Page("chronology", N_("Time line"), "timeline-event", "modules.chronology.ui.page:TimelinePage", 10),
        Page("chronology.relations", N_("Relations of times"), "arrows-horizontal",
             "modules.chronology.ui.relations:RelationsPage", 20),
        Page("chronology.response", N_("Response times"), "clock", "modules.chronology.ui.response:ResponsePage", 30),
    ),
    searches=(CHRONOLOGY_SEARCH,), sections=SECTIONS, checks=CHECKS,
)
