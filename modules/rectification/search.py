"""Measures and hazards can be found."""

from collections.abc import Iterator

from modules.rectification.queries import STATUS_WORDS, hazards, measures
from workstation.api import N_, Read, Ref, Search, SearchEntry


def entries(read: Read) -> Iterator[SearchEntry]:
    """Every measure."""
    for measure in measures(read):
        yield SearchEntry(Ref("measures", measure.id), measure.text[:60], measure.number, STATUS_WORDS[measure.status])


def hazard_entries(read: Read) -> Iterator[SearchEntry]:
    """Every hazard."""
    for hazard in hazards(read):
        yield SearchEntry(Ref("hazards", hazard.id), hazard.text[:60], hazard.number, hazard.place)


SEARCHES = (
    Search("measures", N_("Measures"), "rectification", entries),
    Search("hazards", N_("Hazards"), "rectification.hazards", hazard_entries),
)
