"""Which sections a document has, and in what order: by the 案卷 template in ``resources/rules/dossier.json``."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from workstation.domain.resources import ROOT
from workstation.services.module import Section

COVER = "cover"
OTHERS = "others"
SHEET = "sheet"  # a form or labels, printed alone: without cover, list of contents and closing pages


def is_bound(sections: Sequence[Section]) -> bool:
    """Whether a document of these sections is bound like a dossier."""
    return not sections or any(section.slot != SHEET for section in sections)


@dataclass(frozen=True)
class Template:
    """The order of slots per procedure (待核: the standard's own text was not found).

    ``closing`` slots stand at the end of every document; ``aliases`` lead a module's word to the slot it means.
    """

    certainty: str
    clause: str
    titles: dict[str, dict[str, str]]
    slots: dict[str, tuple[str, ...]]
    aliases: dict[str, str]
    closing: tuple[str, ...]

    def place(self, slot: str, procedure: str) -> int:
        """Where a slot stands; one that the template does not know goes under 其他."""
        order = (*self.slots.get(procedure, self.slots["general"]), *self.closing)
        named = self.aliases.get(slot, slot) if slot not in order else slot
        return order.index(named if named in order else OTHERS)

    def ordered(self, sections: Sequence[Section], procedure: str) -> list[Section]:
        """The sections in the template's order; those of one slot keep the order of their modules."""
        return sorted(sections, key=lambda section: self.place(section.slot, procedure))


@lru_cache(maxsize=1)
def template() -> Template:
    """The shipped template."""
    pack = json.loads((ROOT / "rules" / "dossier.json").read_text("utf-8"))
    data = pack["data"]
    return Template(
        certainty=pack["certainty"], clause=pack["clause"],
        titles={name: procedure["title"] for name, procedure in data["procedures"].items()},
        slots={name: tuple(procedure["slots"]) for name, procedure in data["procedures"].items()},
        aliases=data["aliases"], closing=tuple(data["closing"]),
    )
