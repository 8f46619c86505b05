"""Exhibits (物证提取): the table of contents."""

from modules.exhibits.checks import CHECKS
from modules.exhibits.search import EXHIBIT_SEARCH
from modules.exhibits.sections import SECTIONS
from modules.exhibits.tables import TABLES
from modules.exhibits.timeline import EXHIBIT_TIMELINE
from workstation.api import N_, Command, Module, Page, Stage

MODULE = Module(
    id="exhibits", title=N_("Exhibits"), stage=Stage.EVIDENCE, tables=TABLES,
    pages=(
        Page("exhibits", N_("Exhibits"), "package", "modules.exhibits.ui.page:ExhibitsPage", 10),
        Page("exhibits.stock", N_("Stock check"), "qrcode", "modules.exhibits.ui.stock:StockPage", 20),
    ),
    commands=(
        Command("exhibits.labels", N_("Print labels …"), "modules.exhibits.ui.commands:print_labels", "tag"),
        Command("exhibits.extraction", N_("Print the list of extracted items …"),
                "modules.exhibits.ui.commands:print_extraction_list", "printer"),
    ),
    searches=(EXHIBIT_SEARCH,), timelines=(EXHIBIT_TIMELINE,), sections=SECTIONS, checks=CHECKS,
)
