"""Papers can be found by number and title, and cited once issued."""

from collections.abc import Iterator

from modules.forms.queries import STATE_WORDS, papers
from workstation.api import N_, Read, Ref, Search, SearchEntry


def entries(read: Read) -> Iterator[SearchEntry]:
    """Every paper."""
    for paper in papers(read):
        yield SearchEntry(Ref("forms", paper.id), paper.title, paper.number, STATE_WORDS[paper.state])


FORM_SEARCH = Search("forms", N_("Forms"), "forms", entries, evidence=True)
