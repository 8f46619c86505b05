"""Electronic data (电子数据): the table of contents."""

from modules.edata.checks import CHECKS
from modules.edata.search import SEARCHES
from modules.edata.sections import SECTIONS
from modules.edata.tables import TABLES
from modules.edata.timeline import EDATA_TIMELINE
from workstation.api import N_, Command, Module, Page, Stage

MODULE = Module(
    id="edata", title=N_("Electronic data"), stage=Stage.EVIDENCE, tables=TABLES,
    pages=(
        Page("edata", N_("Electronic data"), "database", "modules.edata.ui.page:AcquisitionsPage", 50),
        Page("edata.logs", N_("Logs"), "list", "modules.edata.ui.logs:LogsPage", 53),
        Page("edata.clocks", N_("Device clocks"), "clock", "modules.edata.ui.clocks:ClocksPage", 54),
    ),
    commands=(
        Command("edata.list", N_("Print the record and list of electronic data …"),
                "modules.edata.ui.commands:print_list", "printer"),
    ),
    searches=SEARCHES, timelines=(EDATA_TIMELINE,), sections=SECTIONS, checks=CHECKS,
)
