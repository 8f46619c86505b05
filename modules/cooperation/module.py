"""Cooperation (协作与移送): the table of contents."""

from modules.cooperation.checks import CHECKS
from modules.cooperation.search import SEARCHES
from modules.cooperation.sections import SECTIONS
from modules.cooperation.tables import TABLES
from modules.cooperation.timeline import COOPERATION_TIMELINE
from workstation.api import N_, Module, Page, Stage

MODULE = Module(
    id="cooperation", title=N_("Cooperation and transfer"), stage=Stage.ACCOUNTABILITY, tables=TABLES,
    pages=(
        Page("cooperation", N_("Police and prosecutor"), "users", "modules.cooperation.ui.page:CooperationPage", 10),
        Page("cooperation.transfers", N_("Transfer of the case"), "arrow-up-right",
             "modules.cooperation.ui.transfers:TransfersPage", 20),
    ),
    timelines=(COOPERATION_TIMELINE,), searches=SEARCHES, sections=SECTIONS, checks=CHECKS,
)
