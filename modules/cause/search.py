"""Claims of cause and calculations can be found and cited."""

from collections.abc import Iterator

from modules.cause.queries import CAUSE_TOPICS, all_calculations, all_simulations, cause_claims
from modules.cause.rules.dynamics import CALCULATORS
from workstation.api import N_, Read, Ref, Search, SearchEntry


def claims(read: Read) -> Iterator[SearchEntry]:
    """What is held about the cause."""
    for claim in cause_claims(read):
        yield SearchEntry(Ref("claims", claim.id), claim.text[:60], detail=CAUSE_TOPICS[claim.topic])


def calculations(read: Read) -> Iterator[SearchEntry]:
    """Every calculation."""
    for one in all_calculations(read):
        detail = CALCULATORS[one.method].title if one.method in CALCULATORS else one.method
        yield SearchEntry(Ref("calculations", one.id), one.title, one.number, detail)


def simulations(read: Read) -> Iterator[SearchEntry]:
    """Every run of a simulation: found, never cited as evidence."""
    for one in all_simulations(read):
        yield SearchEntry(Ref("simulations", one.id), one.title, detail=one.tool)


SEARCHES = (
    Search("cause.claims", N_("Cause"), "cause", claims, evidence=True),
    Search("cause.calculations", N_("Calculations"), "cause.calculations", calculations, evidence=True),
    Search("cause.simulations", N_("Simulations"), "cause.simulations", simulations),
)
