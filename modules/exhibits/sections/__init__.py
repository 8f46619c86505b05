"""Exhibits in the dossier, and the forms that are printed at the scene."""

from modules.exhibits.sections.forms import (
    build_extraction_form,
    build_extraction_list,
    build_labels,
    build_stock_check,
)
from modules.exhibits.sections.register import build_exhibits, build_list, exhibit_parts
from workstation.api import N_, Section

SECTIONS = (
    Section("exhibits.form", N_("List of extracted items (提取清单)"), "extraction", build_extraction_form),
    Section("exhibits.list", N_("List of exhibits"), "extraction", build_list),
    Section("exhibits.pages", N_("Exhibits and their custody"), "extraction", build_exhibits, parts=exhibit_parts),
    Section("exhibits.labels", N_("Labels"), "sheet", build_labels, document="exhibit-labels"),
    Section("exhibits.extraction", N_("List of extracted items (提取清单)"), "sheet", build_extraction_list,
            document="extraction-list"),
    Section("exhibits.stock", N_("Stock check"), "sheet", build_stock_check, document="stock-check"),
)
