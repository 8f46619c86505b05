"""Exhibits can be found and cited."""

from collections.abc import Iterator

from modules.exhibits.queries import CATEGORY_WORDS, valid_exhibits
from workstation.api import N_, Read, Ref, Search, SearchEntry


def entries(read: Read) -> Iterator[SearchEntry]:
    """Every exhibit that counts."""
    for exhibit in valid_exhibits(read):
        yield SearchEntry(Ref("exhibits", exhibit.id), exhibit.name, exhibit.number, CATEGORY_WORDS[exhibit.category])


EXHIBIT_SEARCH = Search("exhibits", N_("Exhibits"), "exhibits", entries, evidence=True)
