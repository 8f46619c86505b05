"""The incident in the dossier."""

from modules.incident.sections.changes import build_changes, build_packs
from modules.incident.sections.cover import build_cover
from modules.incident.sections.facts import build_call, build_harm, build_officers, build_parties
from modules.incident.sections.findings import build_grade, build_timeline
from workstation.api import N_, Section

SECTIONS = (
    Section("incident.cover", N_("Cover"), "cover", build_cover),
    Section("incident.cover.report", N_("Cover"), "cover", build_cover, document="rectification"),
    Section("incident.cover.responsibility", N_("Cover"), "cover", build_cover, document="responsibility"),
    Section("incident.call", N_("Call and opening of the case"), "alarm", build_call),
    Section("incident.parties", N_("Parties"), "alarm", build_parties),
    Section("incident.timeline", N_("Course of events"), "alarm", build_timeline),
    Section("incident.harm", N_("Casualties and losses"), "losses", build_harm),
    Section("incident.grade", N_("Grade, procedure and time limits"), "losses", build_grade),
    Section("incident.changes", N_("History of the counts and what follows"), "losses", build_changes),
    Section("incident.officers", N_("Officers and their roles"), "others", build_officers),
    Section("incident.packs", N_("Rule packs used"), "others", build_packs),
)
