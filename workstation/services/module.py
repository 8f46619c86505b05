"""What a module contributes: the nine extension points, as data.

Views, commands and parsers are named by text (``"modules.photos.ui.page:PhotosPage"``), so that a module loads
without Qt and without the libraries its parsers need.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from workstation.domain.contributed import DueItem, LayerItem, SearchEntry, TimelineItem
from workstation.domain.evidence import StoredFile
from workstation.domain.finding import Finding
from workstation.domain.office import OfficeEntry
from workstation.domain.parsed import Parsed
from workstation.domain.record import Record
from workstation.domain.time import Moment
from workstation.domain.words import Words
from workstation.services.job import Job
from workstation.storage.read import Read
from workstation.storage.record_table import RecordTable
from workstation.storage.work import Work
from workstation.typeset.blocks import Block


class Stage(StrEnum):
    """The working stages of the navigator, in order."""

    CASE = "case"
    SCENE = "scene"
    EVIDENCE = "evidence"
    FINDINGS = "findings"
    ACCOUNTABILITY = "accountability"
    REVIEW = "review"
    READINESS = "readiness"


@dataclass(frozen=True)
class Page:
    """A page of the window: ``view`` names a widget class made with ``(shell, parent)``.

    One that ``follows`` the play-back of the time line can be shown beside it.
    """

    id: str
    title: str
    icon: str
    view: str
    order: int = 50
    follows: bool = False


@dataclass(frozen=True)
class Command:
    """Something a person can do from the palette, a menu or a key: ``run`` names a function of ``(shell)``."""

    id: str
    title: str
    run: str
    icon: str = ""
    shortcut: str = ""
    needs_case: bool = True


@dataclass(frozen=True)
class Importer:
    """Takes in one kind of file.

    ``recognise`` looks at the first 4096 bytes; ``parse`` names a function ``(path: str, **options) -> Parsed``
    that runs in the sandbox; ``store`` writes records on the case thread. Of several that recognise a file the
    highest ``priority`` wins. ``suffixes`` are lower case with their dot.

    ``companions`` are suffixes of files that belong to one of these and lie beside it under the same name (the ``.dbf``
    of a ``.shp``): they go into the vault with it, and ``parse`` gets their paths by suffix as ``companions``.
    """

    id: str
    title: str
    suffixes: tuple[str, ...]
    recognise: Callable[[bytes], bool]
    parse: str
    store: Callable[[Work, StoredFile, Parsed], None]
    priority: int = 0
    companions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layer:
    """Things with a place."""

    id: str
    title: str
    items: Callable[[Read], Iterable[LayerItem]]


@dataclass(frozen=True)
class Timeline:
    """Things with a time."""

    id: str
    title: str
    items: Callable[[Read], Iterable[TimelineItem]]


@dataclass(frozen=True)
class Due:
    """Things that must be done by a day."""

    id: str
    title: str
    items: Callable[[Read], Iterable[DueItem]]


@dataclass(frozen=True)
class Search:
    """Makes records findable; with ``evidence`` they may be cited. ``page`` is the id of the page that shows them.

    An entry is made from its record alone: where one title is wanted, ``entries`` sees no other record.
    """

    id: str
    title: str
    page: str
    entries: Callable[[Read], Iterable[SearchEntry]]
    evidence: bool = False


def one_part(_: Read) -> Sequence[str]:
    """The parts of a section that is short enough to be rendered at once."""
    return ("",)


@dataclass(frozen=True)
class Section:
    """A section of a document. ``slot`` is its place in the order of the 案卷 template; each of ``parts``
    (at most about 50 pages) is rendered in a process of its own from a frozen copy of the case. ``prepare`` makes,
    before the case is frozen, what ``build`` needs of files that only the sandbox may read, and keeps it among what can
    be rebuilt; what it could not make, ``build`` tells."""

    id: str
    title: str
    slot: str
    build: Callable[[Read, Words, str], Iterable[Block]]
    document: str = "dossier"
    parts: Callable[[Read], Sequence[str]] = one_part
    prepare: Callable[[Job], object] | None = None


@dataclass(frozen=True)
class Check:
    """A rule that the case is held against; ``rule`` cites the clause, ``certainty`` how sure that citation is."""

    id: str
    title: str
    rule: str
    run: Callable[[Read], Iterable[Finding]]
    certainty: str = "to_verify"


@dataclass(frozen=True)
class Module:
    """The table of contents of one module.

    ``summary`` names what fills the window's case header, if it does. ``begin`` writes down, in a new case, when
    the fire was, if the module keeps that. ``index`` says what of a case goes into the office registry. ``region``
    tells whose provincial rules hold. ``on_opening`` gives what is to be recorded when a case is opened for writing,
    such as rule packs that are others than last time. ``carried`` are the texts of an office's rule packs that travel
    in the case.
    """

    id: str
    title: str
    stage: Stage
    tables: tuple[RecordTable[Any], ...] = ()
    pages: tuple[Page, ...] = ()
    commands: tuple[Command, ...] = ()
    importers: tuple[Importer, ...] = ()
    layers: tuple[Layer, ...] = ()
    timelines: tuple[Timeline, ...] = ()
    dues: tuple[Due, ...] = ()
    searches: tuple[Search, ...] = ()
    sections: tuple[Section, ...] = ()
    checks: tuple[Check, ...] = ()
    summary: str = field(default="")
    begin: Callable[[Work, Moment], object] | None = None
    index: Callable[[Read], Iterable[OfficeEntry]] | None = None
    region: Callable[[Read], str] | None = None
    on_opening: Callable[[Read], Sequence[Record]] | None = None
    carried: Callable[[Read], Sequence[str]] | None = None
