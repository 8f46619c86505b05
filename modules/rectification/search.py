"""Measures can be found."""

from collections.abc import Iterator

from modules.rectification.queries import STATUS_WORDS, measures
from workstation.api import N_, Read, Ref, Search, SearchEntry


def entries(read: Read) -> Iterator[SearchEntry]:
    """Every measure."""
    for measure in measures(read):
        yield SearchEntry(Ref("measures", measure.id), measure.text[:60], measure.number, STATUS_WORDS[measure.status])


MEASURE_SEARCH = Search("measures", N_("Measures"), "rectification", entries)
