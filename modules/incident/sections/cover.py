"""What the cover of a document says."""

from collections.abc import Iterator

from modules.incident.queries import assess, incident, investigators, procedure
from modules.incident.sections.facts import time_text
from workstation.api import Block, CoverFacts, Read, UserError, Words


def build_cover(read: Read, words: Words, _: str) -> Iterator[Block]:
    """案卷封面: title, agency, fire, procedure, grade, officers."""
    known, chosen = incident(read), procedure(read)
    try:
        grade = assess(read).grade.name
    except UserError:
        grade = ""
    names = list(dict.fromkeys(officer.name for _, officer in investigators(read)))
    yield CoverFacts(
        title=known.name, agency=known.agency, procedure=chosen.procedure.value if chosen else "general",
        facts=(
            (words("Time of the fire"), time_text(known.fire_at, words)), (words("Address"), known.address),
            (words("Grade"), words(grade)), (words("Officers"), "、".join(names)),
            (words("Case opened on"), known.filed_on.isoformat() if known.filed_on else ""),
        ),
        corner=((words("Document number"), known.document_number),) if known.document_number else (),
        date=known.determined_on.isoformat() if known.determined_on else "",
    )
