"""The contradiction table in the dossier: topic by topic, who says what, and how it was explained."""

from collections.abc import Iterator

from modules.interviews.queries import DIFFERENCE_WORDS, Contrast, TopicView, claim_text, contrast
from workstation.api import (
    N_,
    Block,
    Column,
    Entry,
    Heading,
    Notice,
    Officer,
    Paragraph,
    Read,
    Ref,
    Section,
    Span,
    Table,
    Words,
    anchor_of,
)


def build(read: Read, words: Words, _: str) -> Iterator[Block]:
    """Nothing where nothing was set side by side."""
    table = contrast(read, words)
    used = [topic for topic in table.topics if topic.statements]
    if not used:
        return
    yield Entry(words("What witnesses and devices say"))
    yield Heading(1, words("What witnesses and devices say"))
    yield Paragraph(words(
        "Statements on one topic stand beside each other. Where times, places or persons can’t all be true, this is "
        "said; whether it matters, and who is followed, an officer decides."
    ))
    officers = {officer.id: officer.name for officer in read.all(Officer)}
    for topic in used:
        yield from _topic(table, topic, officers, words)


def _topic(table: Contrast, topic: TopicView, officers: dict[str, str], words: Words) -> Iterator[Block]:
    yield Heading(2, topic.title)
    yield Table(
        (Column(words("Source"), 1.5), Column(words("What is held"), 2.2), Column(words("As it was said"), 4)),
        tuple((
            Span(table.speaker(one), target=_target(one.interview_id, one.event_id)),
            claim_text(one, table.events, table.places), one.quote,
        ) for one in topic.statements),
        anchors=tuple(
            "" if one.interview_id else anchor_of(Ref("statements", one.id)) for one in topic.statements
        ),
    )
    for clash in topic.clashes:
        text = words(
            "{first} and {second}: {difference}", first=table.speaker(clash.first),
            second=table.speaker(clash.second), difference=words(DIFFERENCE_WORDS[clash.difference]),
        )
        yield Notice(text, "info" if topic.judgements else "warning")
    for judgement in topic.judgements:
        who = f"{officers.get(judgement.decided_by, judgement.decided_by)} {judgement.decided_at.text('%Y-%m-%d')}"
        yield Paragraph(words("Explained by {who}: {text}", who=who, text=judgement.text))


def _target(interview_id: str | None, event_id: str | None) -> str:
    if interview_id:
        return anchor_of(Ref("interviews", interview_id))
    return anchor_of(Ref("events", event_id)) if event_id else ""


CONTRAST_SECTION = Section("interviews.contrast", N_("What witnesses and devices say"), "witnesses", build)
