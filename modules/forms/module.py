"""Forms (文书): the table of contents."""

from modules.forms.checks import CHECKS
from modules.forms.search import FORM_SEARCH
from modules.forms.sections import SECTIONS
from modules.forms.tables import TABLES
from modules.forms.timeline import FORM_TIMELINE
from workstation.api import N_, Module, Page, Stage

MODULE = Module(
    id="forms", title=N_("Forms"), stage=Stage.CASE, tables=TABLES,
    pages=(Page("forms", N_("Forms"), "writing", "modules.forms.ui.page:FormsPage", 90),),
    timelines=(FORM_TIMELINE,), searches=(FORM_SEARCH,), sections=SECTIONS, checks=CHECKS,
)
