"""Binding by hand (立卷): moving sections of the dossier, and what its covers say of the archive."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from workstation.domain.dossier import DossierArrangement
from workstation.domain.errors import UserError
from workstation.domain.words import N_, Words
from workstation.services.catalogue import Catalogue
from workstation.services.dossier_plan import (
    COVER,
    DOSSIER,
    Placed,
    VolumeKind,
    arranged,
    arrangement_of,
    moved_to,
    template_of,
)
from workstation.services.dossier_sections import own_sections
from workstation.services.module import Section
from workstation.storage.read import Read
from workstation.storage.work import Work
from workstation.typeset.blocks import CoverFacts

_SHORT, _LONGEST = 200, 20_000  # characters of a line on the cover, and of the remarks


@dataclass(frozen=True)
class Binding:
    """The volumes of a case as they are bound now: their kinds in order, the sections in each."""

    kinds: tuple[VolumeKind, ...]
    placed: tuple[Placed, ...]
    arrangement: DossierArrangement
    slot_titles: Mapping[str, Mapping[str, str]]

    def name(self, section: Section, words: Words) -> str:
        """What a section is called; where several are called so, with what it is about."""
        title = words(section.title)
        about = self.slot_titles.get(section.slot, {}).get(words.language, "")
        same = sum(one.section.title == section.title for one in self.placed)
        return words(N_("{title} ({about})"), title=title, about=about) if same > 1 and about else title

    def of(self, kind: str) -> list[Placed]:
        """The sections of one kind of volume, in order."""
        return [one for one in self.placed if one.volume == kind]


def binding(catalogue: Catalogue, read: Read) -> Binding:
    """How the dossier would be bound now."""
    sections, procedure = [], CoverFacts().procedure
    for section in catalogue.sections(DOSSIER, read):
        if section.slot == COVER:
            for block in section.build(read, Words("zh"), ""):
                procedure = block.procedure if isinstance(block, CoverFacts) else procedure
        else:
            sections.append(section)
    order, said = template_of(read), arrangement_of(read)
    placed = arranged(order, [*sections, *own_sections(catalogue)], procedure, said)
    return Binding(order.volumes(procedure), tuple(placed), said, order.slot_titles)


def moved(bound: Binding, section: str, step: int) -> list[Placed]:
    """The order with one section moved up (-1) or down (1) in its volume, or to the next volume at its end."""
    placed = list(bound.placed)
    at = next((place for place, one in enumerate(placed) if one.section.id == section), None)
    if at is None:
        return placed
    beside = at + step
    if 0 <= beside < len(placed) and placed[beside].volume == placed[at].volume:
        placed[at], placed[beside] = placed[beside], placed[at]
        return placed
    return moved_to_volume(bound, section, step)


def moved_to_volume(bound: Binding, section: str, step: int) -> list[Placed]:
    """The order with one section moved to the volume before (-1, at its end) or behind (1, at its beginning)."""
    kinds = [kind.id for kind in bound.kinds]
    one = next((one for one in bound.placed if one.section.id == section), None)
    goal = kinds.index(one.volume) + step if one is not None else -1
    if one is None or not 0 <= goal < len(kinds):
        return list(bound.placed)
    found: list[Placed] = []
    for kind in kinds:
        own = [other for other in bound.of(kind) if other.section.id != section]
        if kind == kinds[goal]:
            there = Placed(one.section, kind)
            own = [*own, there] if step < 0 else [there, *own]
        found += own
    return found


def arrange(work: Work, placed: Sequence[Placed]) -> DossierArrangement:
    """Bind the dossier in this order from now on."""
    said = replace(arrangement_of(work), order=moved_to(placed))
    work.put(said)
    return said


def follow_template(work: Work) -> DossierArrangement:
    """Forget what was moved."""
    said = replace(arrangement_of(work), order=())
    work.put(said)
    return said


def describe(
    work: Work, *, archive_number: str = "", secrecy: str = "", retention: str = "", filed_by: str = "",
    checked_by: str = "", remarks: str = "",
) -> DossierArrangement:
    """What the covers and closing remarks say of the archive. Raises ``UserError("archive.too_long")``."""
    values = {
        "archive_number": archive_number, "secrecy": secrecy, "retention": retention, "filed_by": filed_by,
        "checked_by": checked_by, "remarks": remarks,
    }
    for name, value in values.items():
        if len(value) > (_LONGEST if name == "remarks" else _SHORT):
            raise UserError("archive.too_long", field=name, count=len(value))
    said = replace(
        arrangement_of(work), archive_number=archive_number.strip(), secrecy=secrecy.strip(),
        retention=retention.strip(), filed_by=filed_by.strip(), checked_by=checked_by.strip(), remarks=remarks.strip(),
    )
    work.put(said)
    return said

