"""Binding by hand (立卷): moving papers and sections of the dossier, and what its covers say of the archive."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from workstation.domain.dossier import DossierArrangement
from workstation.domain.errors import UserError
from workstation.domain.words import N_, Words
from workstation.services.catalogue import Catalogue
from workstation.services.dossier_plan import (
    COVER,
    DOSSIER,
    VolumeKind,
    arrangement_of,
    template_of,
)
from workstation.services.dossier_sections import own_sections
from workstation.services.module import Section
from workstation.services.paper_order import Name, in_order, to_store
from workstation.storage.read import Read
from workstation.storage.work import Work
from workstation.typeset.bind import key_of
from workstation.typeset.blocks import CoverFacts, Entry

_SHORT, _LONGEST = 200, 20_000  # characters of a line on the cover, and of the remarks


@dataclass(frozen=True)
class Unit:
    """A paper where it is bound now; ``key`` is empty where a section says nothing. ``title`` is that of its entry."""

    section: Section
    key: str
    volume: str
    title: str = ""
    number: str = ""

    @property
    def name(self) -> Name:
        """What it is called in an order."""
        return Name(self.section.id, self.key, self.volume)


@dataclass(frozen=True)
class Binding:
    """The volumes of a case as they are bound now: their kinds in order, the papers in order, and as the template has
    them."""

    kinds: tuple[VolumeKind, ...]
    units: tuple[Unit, ...]
    arrangement: DossierArrangement
    slot_titles: Mapping[str, Mapping[str, str]]
    template: tuple[Name, ...]

    def name(self, section: Section, words: Words) -> str:
        """What a section is called; where several are called so, with what it is about."""
        title = words(section.title)
        about = self.slot_titles.get(section.slot, {}).get(words.language, "")
        same = {one.section.id for one in self.units if one.section.title == section.title}
        return words(N_("{title} ({about})"), title=title, about=about) if len(same) > 1 and about else title

    def runs(self, kind: str) -> list[range]:
        """The papers of one kind of volume: neighbours of one section each, by their places in ``units``."""
        found: list[range] = []
        for at, unit in enumerate(self.units):
            if unit.volume != kind:
                continue
            before = self.units[at - 1] if found else None
            if before is not None and before.volume == kind and before.section.id == unit.section.id:
                found[-1] = range(found[-1].start, at + 1)
            else:
                found.append(range(at, at + 1))
        return found

    def several(self, section: Section) -> bool:
        """Whether a section has several papers."""
        return sum(unit.section.id == section.id for unit in self.units) > 1


def binding(catalogue: Catalogue, read: Read, words: Words) -> Binding:
    """How the dossier would be bound now."""
    sections, procedure = [], CoverFacts().procedure
    for section in catalogue.sections(DOSSIER, read):
        if section.slot == COVER:
            for block in section.build(read, words, ""):
                procedure = block.procedure if isinstance(block, CoverFacts) else procedure
        else:
            sections.append(section)
    own = own_sections(catalogue)
    order, said = template_of(read), arrangement_of(read)
    ours = {section.id for section in own}
    units = [
        replace(unit, volume=one.volume)
        for one in order.placed([*sections, *own], procedure)
        for unit in ([Unit(one.section, key_of(None, 1), "")] if one.section.id in ours else
                     _papers(one.section, read, words))
    ]
    template = tuple(unit.name for unit in units)
    kinds = order.volumes(procedure)
    return Binding(kinds, _arranged(units, template, kinds, said), said, order.slot_titles, template)


def arranged_anew(bound: Binding, read: Read) -> Binding:
    """The same papers in the order that is wanted now."""
    said = arrangement_of(read)
    papers = {(unit.section.id, unit.key): unit for unit in bound.units}
    units = [papers[name.section, name.key] for name in bound.template]
    return replace(bound, units=_arranged(units, bound.template, bound.kinds, said), arrangement=said)


def _arranged(
    units: Sequence[Unit], template: Sequence[Name], kinds: Sequence[VolumeKind], said: DossierArrangement
) -> tuple[Unit, ...]:
    placed = in_order(template, said.order, [kind.id for kind in kinds])
    return tuple(replace(units[at], volume=kind) for at, kind in placed)


def _papers(section: Section, read: Read, words: Words) -> list[Unit]:
    """The papers of a section, as they will be bound; one that fails is a page that says so."""
    found: list[Unit] = []
    try:
        for part in section.parts(read):
            for block in section.build(read, words, part):
                if isinstance(block, Entry):
                    found.append(Unit(section, key_of(block, len(found) + 1), "", block.title, block.number))
                elif not found and not isinstance(block, CoverFacts):
                    found.append(Unit(section, key_of(None, 1), ""))
    except Exception:  # of a module or plugin: the document tells why, here it only has its place
        found = found or [Unit(section, key_of(None, 1), "")]
    return found or [Unit(section, "", "")]


def moved(bound: Binding, chosen: Sequence[int], step: int, *, by_section: bool) -> list[Unit]:
    """The order with neighbouring papers moved up (-1) or down (1) in their volume: by one paper, or over all papers of
    the next section; at the end of the volume into the one beyond."""
    units = list(bound.units)
    first, end = chosen[0], chosen[-1] + 1
    volume = units[first].volume
    beside = first - 1 if step < 0 else end
    if not (0 <= beside < len(units) and units[beside].volume == volume):
        return moved_to_volume(bound, chosen, step)
    run = next(run for run in bound.runs(volume) if beside in run) if by_section else range(beside, beside + 1)
    return placed_before(bound, chosen, volume, run.start if step < 0 else run.stop)


def moved_to_volume(bound: Binding, chosen: Sequence[int], step: int) -> list[Unit]:
    """The order with papers moved to the volume before (-1, at its end) or behind (1, at its beginning)."""
    kinds = [kind.id for kind in bound.kinds]
    goal = kinds.index(bound.units[chosen[0]].volume) + step
    if not 0 <= goal < len(kinds):
        return list(bound.units)
    there = [at for at, unit in enumerate(bound.units) if unit.volume == kinds[goal]]
    before = (there[0] if there else 0) if step > 0 else (there[-1] + 1 if there else 0)
    return placed_before(bound, chosen, kinds[goal], before)


def placed_before(bound: Binding, chosen: Sequence[int], volume: str, before: int) -> list[Unit]:
    """The order with papers put into a volume, before the place ``before`` of ``bound.units``."""
    moving = [replace(bound.units[at], volume=volume) for at in chosen]
    rest = [(at, unit) for at, unit in enumerate(bound.units) if at not in set(chosen)]
    found: list[Unit] = []
    for kind in bound.kinds:
        own = [(at, unit) for at, unit in rest if unit.volume == kind.id]
        if kind.id == volume:
            found += [unit for at, unit in own if at < before] + moving + [unit for at, unit in own if at >= before]
        else:
            found += [unit for _, unit in own]
    return found


def arrange(work: Work, bound: Binding, units: Sequence[Unit]) -> DossierArrangement:
    """Bind the dossier in this order from now on."""
    said = replace(arrangement_of(work), order=to_store([unit.name for unit in units], bound.template))
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

