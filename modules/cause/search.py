"""Claims of cause can be found and cited."""

from collections.abc import Iterator

from modules.cause.queries import CAUSE_TOPICS, cause_claims
from workstation.api import N_, Read, Ref, Search, SearchEntry


def claims(read: Read) -> Iterator[SearchEntry]:
    """What is held about the cause."""
    for claim in cause_claims(read):
        yield SearchEntry(Ref("claims", claim.id), claim.text[:60], detail=CAUSE_TOPICS[claim.topic])


SEARCHES = (Search("cause.claims", N_("Cause"), "cause", claims, evidence=True),)
