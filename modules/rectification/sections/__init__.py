"""Rectification in its own report and, shorter, in the dossier."""

from modules.rectification.sections.report import build_evaluation, build_items, build_summary, build_table
from workstation.api import N_, Section

_REPORT = "rectification"

SECTIONS = (
    Section("rectification.summary", N_("Measures of rectification"), "rectification", build_table),
    Section("rectification.report", N_("Evaluation of rectification"), "determination", build_evaluation,
            document=_REPORT),
    Section("rectification.overview", N_("State of the measures"), "alarm", build_summary, document=_REPORT),
    Section("rectification.items", N_("Item-by-item table (逐条落实表)"), "rectification", build_items,
            document=_REPORT),
)
