"""The incident in the dossier."""

from modules.incident.sections.facts import build_call, build_harm, build_officers, build_parties
from modules.incident.sections.findings import build_cause, build_grade, build_timeline
from workstation.api import N_, Section

SECTIONS = (
    Section("incident.cause", N_("Determination of the cause"), "determination", build_cause),
    Section("incident.call", N_("Call and opening of the case"), "call", build_call),
    Section("incident.parties", N_("Parties"), "call", build_parties),
    Section("incident.timeline", N_("Course of events"), "call", build_timeline),
    Section("incident.harm", N_("Casualties and losses"), "losses", build_harm),
    Section("incident.grade", N_("Grade, procedure and time limits"), "losses", build_grade),
    Section("incident.officers", N_("Officers and their roles"), "other", build_officers),
)
