"""Field tests (现场检测): the table of contents."""

from modules.field_tests.checks import CHECKS
from modules.field_tests.search import SEARCHES
from modules.field_tests.sections import SECTIONS
from modules.field_tests.tables import TABLES
from modules.field_tests.timeline import TESTS_TIMELINE
from workstation.api import N_, Command, Module, Page, Stage

MODULE = Module(
    id="field_tests", title=N_("Field tests"), stage=Stage.EVIDENCE, tables=TABLES,
    pages=(
        Page("field_tests", N_("Field tests"), "test-probe", "modules.field_tests.ui.page:TestsPage", 30),
        Page("field_tests.commissions", N_("Laboratory commissions"), "test-flask",
             "modules.field_tests.ui.commissions:CommissionsPage", 31),
    ),
    commands=(
        Command("field_tests.print_commission", N_("Print the commission to a laboratory …"),
                "modules.field_tests.ui.commands:print_commission", "printer"),
    ),
    searches=SEARCHES, timelines=(TESTS_TIMELINE,), sections=SECTIONS, checks=CHECKS,
)
