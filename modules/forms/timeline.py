"""When papers were issued and served."""

from collections.abc import Iterator

from modules.forms.queries import papers
from modules.forms.records import FormService
from workstation.api import N_, Read, Ref, Timeline, TimelineItem


def items(read: Read) -> Iterator[TimelineItem]:
    """Every issue and every service."""
    known = {paper.id: paper for paper in papers(read)}
    for paper in known.values():
        if paper.issued_at is not None:
            yield TimelineItem(Ref("forms", paper.id), f"{paper.title} {paper.number}".strip(), paper.issued_at,
                               lane=N_("Forms"), part="issued")  # fmt: skip
    for service in read.all(FormService):
        if service.form_id in known:
            yield TimelineItem(Ref("form_services", service.id), f"{known[service.form_id].title} → {service.receiver}",
                               service.served_at, lane=N_("Service of papers"))  # fmt: skip


FORM_TIMELINE = Timeline("forms", N_("Forms"), items)
