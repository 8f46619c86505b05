"""The incident (案件): the table of contents."""

from modules.incident.checks import CHECKS
from modules.incident.layers import INCIDENT_LAYER
from modules.incident.search import SEARCHES
from modules.incident.sections import SECTIONS
from modules.incident.tables import TABLES
from modules.incident.timeline import TIMELINES
from workstation.api import N_, Module, Stage

MODULE = Module(
    id="incident", title=N_("Incident"), stage=Stage.CASE, tables=TABLES,
    layers=(INCIDENT_LAYER,), timelines=TIMELINES, searches=SEARCHES, sections=SECTIONS, checks=CHECKS,
    summary="modules.incident.queries:summary",
)
