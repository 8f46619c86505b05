"""Responsibility (责任倒查): the table of contents."""

from modules.responsibility.checks import CHECKS
from modules.responsibility.search import SEARCHES, office_entries
from modules.responsibility.sections import SECTIONS
from modules.responsibility.tables import TABLES
from modules.responsibility.timeline import RESPONSIBILITY_DUES, RESPONSIBILITY_TIMELINE
from workstation.api import N_, Module, Page, Stage

_UI = "modules.responsibility.ui"

MODULE = Module(
    id="responsibility", title=N_("Responsibility"), stage=Stage.ACCOUNTABILITY, tables=TABLES,
    pages=(
        Page("responsibility.inquiry", N_("Three inquiries"), "clipboard-check", f"{_UI}.inquiry:InquiryPage", 5),
        Page("responsibility", N_("Findings of responsibility"), "affiliate", f"{_UI}.page:LinksPage", 10),
        Page("responsibility.graph", N_("Graph of responsibility"), "link", f"{_UI}.graph:GraphPage", 20),
        Page("responsibility.barriers", N_("Barriers"), "shield-check", f"{_UI}.barriers:BarriersPage", 30),
        Page("responsibility.documents", N_("Required documents"), "files", f"{_UI}.documents:DocumentsPage", 40),
        Page("responsibility.handlings", N_("Handling and transfer"), "external-link",
             f"{_UI}.handlings:HandlingsPage", 50),
        Page("responsibility.registry", N_("Across cases"), "database", f"{_UI}.registry:RegistryPage", 60),
    ),
    timelines=(RESPONSIBILITY_TIMELINE,), dues=(RESPONSIBILITY_DUES,), searches=SEARCHES,
    sections=SECTIONS, checks=CHECKS, index=office_entries,
)
