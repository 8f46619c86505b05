"""Responsibility in the dossier, and as a report of its own."""

from modules.responsibility.sections.evidence import build_evidence
from modules.responsibility.sections.outcome import build_barriers, build_documents, build_handlings
from modules.responsibility.sections.pages import build_findings, build_table
from workstation.api import N_, Section

REPORT = "responsibility"
_PARTS = (
    ("table", N_("Responsibility over the six links (责任倒查)"), build_table),
    ("findings", N_("Findings of responsibility"), build_findings),
    ("barriers", N_("Barriers: what the fire teaches (查教训)"), build_barriers),
    ("handlings", N_("Handling and transfer"), build_handlings),
    ("documents", N_("Required documents"), build_documents),
)

SECTIONS = (
    *(Section(f"responsibility.{name}", title, "responsibility", build) for name, title, build in _PARTS),
    *(Section(f"responsibility.report.{name}", title, "responsibility", build, document=REPORT)
      for name, title, build in (*_PARTS, ("evidence", N_("Subjects and evidence"), build_evidence))),
)
