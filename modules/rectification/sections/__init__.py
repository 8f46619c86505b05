"""Rectification in its own report, as a text for the public and, shorter, in the dossier."""

from modules.rectification.sections.hazards import build_histories, build_pairs, build_register
from modules.rectification.sections.items import build_items
from modules.rectification.sections.publication import build_publication
from modules.rectification.sections.report import build_evaluation, build_summary, build_table
from workstation.api import N_, Section

_REPORT = "rectification"

SECTIONS = (
    Section("rectification.summary", N_("Measures of rectification"), "rectification", build_table),
    Section("rectification.hazards", N_("Register of hazards (隐患台账)"), "rectification", build_register),
    Section("rectification.report", N_("Evaluation of rectification"), "determination", build_evaluation,
            document=_REPORT),
    Section("rectification.overview", N_("State of the measures"), "alarm", build_summary, document=_REPORT),
    Section("rectification.items", N_("Item-by-item table (逐条落实表)"), "rectification", build_items,
            document=_REPORT),
    Section("rectification.histories", N_("Hazards and their history"), "rectification", build_histories,
            document=_REPORT),
    Section("rectification.pairs", N_("Before and after (整改前后对照)"), "rectification", build_pairs,
            document=_REPORT),
    Section("rectification.publication", N_("Text for the public (公开稿)"), "sheet", build_publication,
            document="publication"),
)
