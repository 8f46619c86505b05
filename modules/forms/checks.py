"""What would be sent back: papers that are not approved, not issued, not served, or changed after they were issued."""

from collections.abc import Iterator

from modules.forms.queries import papers, services_of, template_for
from modules.forms.records import FormPaper, FormState
from modules.forms.rules import content_hash
from workstation.api import N_, Check, Finding, Read, Ref, Severity, UserError


def states(read: Read) -> Iterator[Finding]:
    """R18: approvals precede acts; drafts are no papers; what must be served is served."""
    for paper in papers(read):
        values = {"title": paper.title, "number": paper.number or "—"}
        if paper.state in (FormState.DRAFT, FormState.APPROVED):
            yield Finding("forms.open", values, _ref(paper))
        elif paper.state is FormState.ISSUED:
            if _served(read, paper) and not services_of(read, paper.id):
                yield Finding("forms.not_served", values, _ref(paper), Severity.ERROR)
            if paper.content_hash != content_hash(paper):
                yield Finding("forms.changed", values, _ref(paper), Severity.ERROR)


def _served(read: Read, paper: FormPaper) -> bool:
    try:
        return template_for(read, paper).served
    except UserError:
        return False


def _ref(paper: FormPaper) -> Ref:
    return Ref("forms", paper.id)


CHECKS = (
    Check("forms.states", N_("Papers approved, issued, served"), "《火灾事故调查规定》第三十二条；XF/T 1034", states),
)
