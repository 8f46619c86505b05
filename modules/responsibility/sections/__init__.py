"""Responsibility in the dossier."""

from modules.responsibility.sections.pages import build_findings, build_table
from workstation.api import N_, Section

SECTIONS = (
    Section("responsibility.table", N_("Responsibility over the six links (责任倒查)"), "responsibility", build_table),
    Section("responsibility.findings", N_("Findings of responsibility"), "responsibility", build_findings),
)
