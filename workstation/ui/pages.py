"""The window's own pages: readiness, findings, problems, history, binding, and the documents that leave the case."""

from workstation.domain.words import N_
from workstation.services.module import Page, Stage

OWN_PAGES: tuple[tuple[Stage, Page], ...] = (
    (Stage.REVIEW, Page("review.readiness", N_("Readiness for the prosecutor"), "certificate",
                        "workstation.ui.review.readiness:ReadinessPage")),
    (Stage.REVIEW, Page("review.checks", N_("Findings of the rules"), "shield-check",
                        "workstation.ui.review.checks:ChecksPage")),
    (Stage.REVIEW, Page("review.problems", N_("Problems"), "alert-triangle",
                        "workstation.ui.review.problems:ProblemsPage")),
    (Stage.REVIEW, Page("review.history", N_("Ledger"), "history", "workstation.ui.review.history:HistoryPage")),
    (Stage.REVIEW, Page("review.evidence", N_("Evidence index"), "link",
                        "workstation.ui.review.evidence:EvidencePage")),
    (Stage.REVIEW, Page("review.archive", N_("Binding and archive"), "archive",
                        "workstation.ui.review.archive:ArchivePage")),
    (Stage.REVIEW, Page("review.rules", N_("Rule packs"), "list", "workstation.ui.rules.page:RulesPage")),
    (Stage.REVIEW, Page("review.documents", N_("Dossier and package"), "book",
                        "workstation.ui.review.documents:DocumentsPage")),
    (Stage.REVIEW, Page("review.signatures", N_("Signatures"), "certificate",
                        "workstation.ui.review.signatures:SignaturesPage")),
    (Stage.REVIEW, Page("review.redaction", N_("Redaction"), "photo-off",
                        "workstation.ui.review.redaction:RedactionPage")),
    (Stage.REVIEW, Page("review.versions", N_("Versions"), "switch-horizontal",
                        "workstation.ui.review.versions:VersionsPage")),
)
