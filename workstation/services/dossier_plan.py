"""Which sections a document has, in which volume and order: the 案卷 template, and what the case's officers moved.

The template is the rule pack of the kind ``dossier``; what was moved is the case's ``DossierArrangement``.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from workstation.domain.dossier import ARRANGEMENT_ID, DossierArrangement
from workstation.domain.errors import UserError
from workstation.domain.resources import ROOT
from workstation.domain.rules import RulePack
from workstation.services.module import Section
from workstation.storage.read import Read
from workstation.typeset.bind import LIMIT, Kind

COVER = "cover"
OTHERS = "others"
SHEET = "sheet"  # a form or labels, printed alone: without cover, list of contents and closing pages
DOSSIER = "dossier"


def is_bound(sections: Sequence[Section]) -> bool:
    """Whether a document of these sections is bound like a dossier."""
    return not sections or any(section.slot != SHEET for section in sections)


@dataclass(frozen=True)
class VolumeKind:
    """A kind of volume (正卷, 副卷 …): its title by language, and the slots that it holds, in order."""

    id: str
    title: dict[str, str]
    slots: tuple[str, ...]


@dataclass(frozen=True)
class Placed:
    """A section in the volume that it goes to."""

    section: Section
    volume: str


@dataclass(frozen=True)
class Template:
    """Volumes and slots per procedure (待核: the standard's own text was not found).

    ``closing`` slots stand at the end of documents that are no dossier; ``aliases`` lead a module's word to the slot
    it means.
    """

    certainty: str
    clause: str
    titles: dict[str, dict[str, str]]
    procedures: dict[str, tuple[VolumeKind, ...]]
    aliases: dict[str, str]
    closing: tuple[str, ...]
    pages_per_volume: int = LIMIT
    papers_begin_on_fronts: bool = True
    slot_titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def volumes(self, procedure: str) -> tuple[VolumeKind, ...]:
        """The kinds of volumes of a procedure; one that the template does not know is bound as the general one."""
        return self.procedures.get(procedure, self.procedures["general"])

    def place(self, slot: str, procedure: str) -> tuple[int, int]:
        """Volume and place in it of a slot; one that the template does not know goes under 其他."""
        known = {
            name: (volume, place) for volume, kind in enumerate(self.volumes(procedure))
            for place, name in enumerate(kind.slots)
        }
        return known.get(slot) or known.get(self.aliases.get(slot, "")) or known[OTHERS]

    def ordered(self, sections: Sequence[Section], procedure: str) -> list[Section]:
        """The sections in the template's order; those of one slot keep the order of their modules."""
        last = len(self.volumes(procedure))

        def key(section: Section) -> tuple[int, int]:
            if section.document != DOSSIER and section.slot in self.closing:
                return last, self.closing.index(section.slot)
            return self.place(section.slot, procedure)

        return sorted(sections, key=key)

    def placed(self, sections: Sequence[Section], procedure: str) -> list[Placed]:
        """The sections in the template's order, each in the volume that it goes to."""
        volumes = self.volumes(procedure)
        return [
            Placed(section, volumes[self.place(section.slot, procedure)[0]].id)
            for section in self.ordered(sections, procedure)
        ]

    def kinds(self, procedure: str, language: str) -> tuple[Kind, ...]:
        """The kinds of volumes as they are bound."""
        return tuple(
            Kind(kind.id, kind.title.get(language, kind.id), self.pages_per_volume)
            for kind in self.volumes(procedure)
        )


def arrangement_of(read: Read) -> DossierArrangement:
    """How the dossier of this case is bound; nothing moved if nobody has said so."""
    return read.find(DossierArrangement, ARRANGEMENT_ID) or DossierArrangement(id=ARRANGEMENT_ID)


def template_of(read: Read) -> Template:
    """The template that was in force when the case was made; the shipped one where there is none."""
    try:
        return _template(read.rules.on(DOSSIER, date.fromisoformat(read.case.created_at[:10])))
    except UserError:
        return template()


@lru_cache(maxsize=1)
def template() -> Template:
    """The shipped template."""
    body = json.loads((ROOT / "rules" / "dossier.json").read_text("utf-8"))
    return _template(RulePack(
        body["id"], body["kind"], body["title"], date.fromisoformat(body["in_force_from"]), clause=body["clause"],
        certainty=body["certainty"], data=body["data"],
    ))


def _template(pack: RulePack) -> Template:
    data: dict[str, Any] = pack.data
    return Template(
        certainty=pack.certainty, clause=pack.clause,
        titles={name: procedure["title"] for name, procedure in data["procedures"].items()},
        procedures={
            name: tuple(VolumeKind(one["id"], one["title"], tuple(one["slots"])) for one in procedure["volumes"])
            for name, procedure in data["procedures"].items()
        },
        aliases=data["aliases"], closing=tuple(data["closing"]),
        pages_per_volume=int(data.get("pages_per_volume", LIMIT)),
        papers_begin_on_fronts=bool(data.get("papers_begin_on_fronts", True)),
        slot_titles=data.get("slot_titles", {}),
    )
