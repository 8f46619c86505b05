"""Sought times and relations can be found and cited."""

from collections.abc import Iterator

from modules.chronology.records import SoughtTime
from workstation.api import N_, Read, Ref, Search, SearchEntry


def entries(read: Read) -> Iterator[SearchEntry]:
    """Every sought time."""
    for sought in read.all(SoughtTime, order=("title",)):
        yield SearchEntry(Ref("sought_times", sought.id), sought.title, detail=N_("Sought time"))


CHRONOLOGY_SEARCH = Search("chronology", N_("Sought times"), "chronology.relations", entries, evidence=True)
