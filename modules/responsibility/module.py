"""Responsibility (责任倒查): the table of contents."""

from modules.responsibility.checks import CHECKS
from modules.responsibility.search import RESPONSIBILITY_SEARCH
from modules.responsibility.sections import SECTIONS
from modules.responsibility.tables import TABLES
from workstation.api import N_, Module, Page, Stage

MODULE = Module(
    id="responsibility", title=N_("Responsibility"), stage=Stage.ACCOUNTABILITY, tables=TABLES,
    pages=(
        Page("responsibility", N_("Responsibility"), "affiliate", "modules.responsibility.ui.page:LinksPage", 10),
        Page("responsibility.graph", N_("Graph of responsibility"), "link", "modules.responsibility.ui.graph:GraphPage",
             20),
    ),
    searches=(RESPONSIBILITY_SEARCH,), sections=SECTIONS, checks=CHECKS,
)
