"""Interviews (询问): the table of contents."""

from modules.interviews.checks import CHECKS
from modules.interviews.layers import STATEMENT_LAYER
from modules.interviews.search import SEARCHES
from modules.interviews.sections import SECTIONS
from modules.interviews.tables import TABLES
from modules.interviews.timeline import INTERVIEW_TIMELINE
from workstation.api import N_, Module, Page, Stage

MODULE = Module(
    id="interviews", title=N_("Interviews"), stage=Stage.EVIDENCE, tables=TABLES,
    pages=(
        Page("interviews", N_("Interviews"), "users", "modules.interviews.ui.page:InterviewsPage", 30),
        Page("interviews.record", N_("Questions and answers"), "writing",
             "modules.interviews.ui.record:TypingPage", 31),
        Page("interviews.statements", N_("Contradiction table"), "arrows-horizontal",
             "modules.interviews.ui.contrast:ContrastPage", 32),
    ),
    layers=(STATEMENT_LAYER,), timelines=(INTERVIEW_TIMELINE,), searches=SEARCHES, sections=SECTIONS, checks=CHECKS,
)
