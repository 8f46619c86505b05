"""Findings of responsibility can be found and cited."""

from collections.abc import Iterator

from modules.responsibility.queries import LINK_WORDS, all_findings
from workstation.api import N_, Read, Ref, Search, SearchEntry


def entries(read: Read) -> Iterator[SearchEntry]:
    """Every finding."""
    for finding in all_findings(read):
        text = (finding.facts or finding.duty)[:60]
        yield SearchEntry(Ref("responsibility", finding.id), text, detail=LINK_WORDS[finding.link])


RESPONSIBILITY_SEARCH = Search("responsibility", N_("Responsibility"), "responsibility", entries, evidence=True)
