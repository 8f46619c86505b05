"""The order of papers (份) in a dossier: each where the template puts it, or where an officer moved it to."""

from collections.abc import Sequence
from typing import NamedTuple

from workstation.domain.dossier import PlacedSection


class Name(NamedTuple):
    """A paper: the id of its section, its key in it (empty: the section says nothing), and the volume that the
    template gives it."""

    section: str
    key: str
    volume: str


def in_order(papers: Sequence[Name], order: Sequence[PlacedSection], kinds: Sequence[str]) -> list[tuple[int, str]]:
    """Places in ``papers``, which stand as the template has them, in the order that the officers want, each with its
    volume. What nobody moved follows the paper that it follows in the template, if that is in the same volume."""
    ranks = {(one.section, one.paper): rank for rank, one in enumerate(order)}
    homes = {(one.section, one.paper): one.volume for one in order if one.volume in kinds}
    known = [_known(paper, ranks) for paper in papers]
    usual = [paper.volume if paper.volume in kinds else kinds[0] for paper in papers]
    volumes = [homes.get(name, volume) if name else volume for name, volume in zip(known, usual, strict=True)]
    found: list[tuple[int, str]] = []
    for kind in kinds:
        own = [place for place, volume in enumerate(volumes) if volume == kind]
        chain = sorted((place for place in own if known[place]), key=lambda place: ranks[known[place] or ("", "")])
        for at, place in enumerate(own):
            if known[place]:
                continue
            before = own[at - 1] if at else -1
            chain.insert(chain.index(before) + 1 if before in chain else 0, place)
        found += ((place, kind) for place in chain)
    return found


def _known(paper: Name, ranks: dict[tuple[str, str], int]) -> tuple[str, str] | None:
    """Under which name a paper was placed: its own, or that of its section."""
    for name in ((paper.section, paper.key), (paper.section, "")):
        if name in ranks:
            return name
    return None


def to_store(papers: Sequence[Name], template: Sequence[Name]) -> tuple[PlacedSection, ...]:
    """What to keep of an order that somebody made. A section whose papers all stand together as in the template is
    kept as one, so that papers that come later join it."""
    usual: dict[str, list[str]] = {}
    for paper in template:
        usual.setdefault(paper.section, []).append(paper.key)
    found: list[PlacedSection] = []
    at = 0
    while at < len(papers):
        first = papers[at]
        keys = usual.get(first.section, [first.key])
        run = papers[at : at + len(keys)]
        if [(one.section, one.key, one.volume) for one in run] == [(first.section, key, first.volume) for key in keys]:
            found.append(PlacedSection(first.section, first.volume))
            at += len(keys)
        else:
            found.append(PlacedSection(first.section, first.volume, first.key))
            at += 1
    return tuple(found)
