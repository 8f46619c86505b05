"""Electronic data (电子数据): the table of contents."""

from modules.edata.checks import CHECKS
from modules.edata.importers.image_store import IMAGE_IMPORTER
from modules.edata.importers.media_store import VIDEO_IMPORTER
from modules.edata.search import SEARCHES
from modules.edata.sections import SECTIONS
from modules.edata.tables import TABLES
from modules.edata.timeline import EDATA_TIMELINE
from workstation.api import N_, Command, Module, Page, Stage

MODULE = Module(
    id="edata", title=N_("Electronic data"), stage=Stage.EVIDENCE, tables=TABLES,
    pages=(
        Page("edata", N_("Electronic data"), "database", "modules.edata.ui.page:AcquisitionsPage", 50),
        Page("edata.player", N_("Video recordings"), "player-play", "modules.edata.ui.player:PlayerPage", 52),
        Page("edata.images", N_("Disk images"), "device-floppy", "modules.edata.ui.images:ImagesPage", 55),
        Page("edata.logs", N_("Logs"), "list", "modules.edata.ui.logs:LogsPage", 53),
        Page("edata.clocks", N_("Device clocks"), "clock", "modules.edata.ui.clocks:ClocksPage", 54),
    ),
    commands=(
        Command("edata.list", N_("Print the record and list of electronic data …"),
                "modules.edata.ui.commands:print_list", "printer"),
    ),
    importers=(VIDEO_IMPORTER, IMAGE_IMPORTER),
    searches=SEARCHES, timelines=(EDATA_TIMELINE,), sections=SECTIONS, checks=CHECKS,
)
