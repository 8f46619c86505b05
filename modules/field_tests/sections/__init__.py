"""Field tests and commissions in the dossier, and the form that goes to the laboratory."""

from modules.field_tests.sections.commissions import build_commissions, build_forms
from modules.field_tests.sections.tests import build_tests
from workstation.api import N_, Section

SECTIONS = (
    Section("field_tests.record", N_("Field tests"), "experiment", build_tests),
    Section("field_tests.commissions", N_("Commission to a laboratory (鉴定委托书)"), "appraisal", build_commissions),
    Section("field_tests.commission_form", N_("Commission to a laboratory (鉴定委托书)"), "sheet", build_forms,
            document="laboratory-commission"),
)
