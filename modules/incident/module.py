"""The incident (案件): the table of contents."""

from modules.incident.checks import CHECKS
from modules.incident.layers import INCIDENT_LAYER
from modules.incident.operations import begin
from modules.incident.queries import carried, on_opening, region
from modules.incident.search import SEARCHES
from modules.incident.sections import SECTIONS
from modules.incident.tables import TABLES
from modules.incident.timeline import TIMELINES
from workstation.api import N_, Module, Page, Stage

MODULE = Module(
    id="incident", title=N_("Incident"), stage=Stage.CASE, tables=TABLES,
    pages=(
        Page("incident.overview", N_("Overview"), "layout-dashboard", "modules.incident.ui.overview:OverviewPage", 10),
        Page("incident.call", N_("Call and opening of the case"), "phone", "modules.incident.ui.call:CallPage", 20),
        Page("incident.harm", N_("Casualties and losses"), "heartbeat", "modules.incident.ui.harm:HarmPage", 30),
        Page("incident.clocks", N_("Time limits"), "calendar-due", "modules.incident.ui.clocks:ClocksPage", 35),
        Page("incident.parties", N_("Parties"), "users", "modules.incident.ui.lists:PartiesPage", 40),
        Page("incident.officers", N_("Officers"), "id-badge-2", "modules.incident.ui.lists:OfficersPage", 50),
        Page("incident.places", N_("Places"), "map-pin", "modules.incident.ui.lists:PlacesPage", 60),
        Page("incident.timeline", N_("Events"), "timeline-event", "modules.incident.ui.lists:EventsPage", 70),
    ),
    layers=(INCIDENT_LAYER,), timelines=TIMELINES, searches=SEARCHES, sections=SECTIONS, checks=CHECKS,
    summary="modules.incident.queries:summary", begin=begin, region=region, on_opening=on_opening,
    carried=carried,
)
