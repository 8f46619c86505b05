"""Loss statistics (损失统计): the table of contents."""

from modules.losses.checks import CHECKS
from modules.losses.search import SEARCHES
from modules.losses.sections import SECTIONS
from modules.losses.tables import TABLES
from workstation.api import N_, Module, Page, Stage

MODULE = Module(
    id="losses", title=N_("Losses"), stage=Stage.FINDINGS, tables=TABLES,
    pages=(
        Page("losses", N_("Burnt things"), "flame-off", "modules.losses.ui.items:ItemsPage", 60),
        Page("losses.costs", N_("Costs"), "tag", "modules.losses.ui.costs:CostsPage", 61),
        Page("losses.totals", N_("Sum of losses"), "report", "modules.losses.ui.totals:TotalsPage", 62),
    ),
    searches=SEARCHES, sections=SECTIONS, checks=CHECKS,
)
