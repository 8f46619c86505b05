"""起火原因: each claim with its status, the officer who decided, and links to its evidence."""

from collections.abc import Iterator

from modules.cause.queries import CAUSE_TOPICS, STATUS_WORDS, cause_claims, open_before_determination
from workstation.api import (
    Block,
    Claim,
    Heading,
    Inline,
    KeyValues,
    Notice,
    Officer,
    Paragraph,
    Read,
    Ref,
    Span,
    Words,
    anchor_of,
)


def build_cause(read: Read, words: Words, _: str) -> Iterator[Block]:
    """Each claim with its status, the officer who decided, and links to its evidence."""
    yield Heading(1, words("Determination of the cause"))
    still = open_before_determination(read)
    if still:
        names = "、".join(item.title[words.language] for item in still)
        yield Notice(words("Not yet a determination: still open before it are {items}.", items=names), "warning")
    claims = cause_claims(read)
    if not claims:
        yield Paragraph(words("Nothing has been stated about the cause."))
    for claim in claims:
        yield Heading(2, words(CAUSE_TOPICS[claim.topic]), anchor=anchor_of(Ref("claims", claim.id)))
        yield Paragraph(claim.text)
        yield KeyValues(tuple(_claim_rows(read, claim, words)))


def _claim_rows(read: Read, claim: Claim, words: Words) -> Iterator[tuple[str, Inline]]:
    yield words("Status"), words(STATUS_WORDS[claim.status])
    officer = read.find(Officer, claim.decided_by) if claim.decided_by else None
    if officer is not None and claim.decided_at is not None:
        yield words("Decided by"), f"{officer.name} {claim.decided_at.text('%Y-%m-%d %H:%M')}"
    if claim.reason:
        yield words("Reason"), claim.reason
    if claim.source:
        yield words("Source"), claim.source
    for label, refs in ((words("Supported by"), claim.supports), (words("Contradicted by"), claim.contradicts)):
        if refs:
            yield label, refs_inline(read, refs) or words("(not found in this case)")


def refs_inline(read: Read, refs: tuple[Ref, ...]) -> Inline:
    """Links to other records by number and title."""
    titles = read.titles(refs) if refs else {}
    return tuple(
        Span(f"{titles[ref].number} {titles[ref].title}".strip() + "; ", target=anchor_of(ref))
        for ref in refs if ref in titles
    )
