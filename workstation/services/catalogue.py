"""Every contribution of every module, and the questions that are asked across all of them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from workstation.domain.contributed import DueItem, LayerItem, SearchEntry, TimelineItem
from workstation.domain.finding import Finding
from workstation.domain.office import OfficeEntry
from workstation.domain.record import Record, Ref
from workstation.domain.time import Moment
from workstation.services.chapters import chapters
from workstation.services.module import (
    Check,
    Command,
    Importer,
    Layer,
    Module,
    Page,
    Search,
    Section,
    Timeline,
)
from workstation.storage.read import Read
from workstation.storage.registry import Registry
from workstation.storage.tables import CORE_TABLES
from workstation.storage.work import Work


@dataclass(frozen=True)
class CheckResult:
    """A finding together with the check that made it."""

    check: Check
    finding: Finding


class Catalogue:
    """The modules that this program consists of."""

    def __init__(self, modules: Sequence[Module]) -> None:
        self.modules = tuple(modules)
        self.registry = Registry([*CORE_TABLES, *(table for module in modules for table in module.tables)], self)

    def beginnings(self) -> Iterator[Callable[[Work, Moment], object]]:
        """What writes down when the fire was, in a new case."""
        for module in self.modules:
            if module.begin is not None:
                yield module.begin

    def indexes(self) -> Iterator[Callable[[Read], Iterable[OfficeEntry]]]:
        """What of a case goes into the office registry."""
        for module in self.modules:
            if module.index is not None:
                yield module.index

    def region(self, read: Read) -> str:
        """The province, or province and town, whose rules hold for the case; empty if no module knows."""
        return next((module.region(read) for module in self.modules if module.region is not None), "")

    def opening_records(self, read: Read) -> list[Record]:
        """What is to be recorded because the case was opened."""
        return [
            record for module in self.modules if module.on_opening is not None for record in module.on_opening(read)
        ]

    def carried_packs(self, read: Read) -> list[str]:
        """The texts of an office's rule packs that travel in the case."""
        return [text for module in self.modules if module.carried is not None for text in module.carried(read)]

    def pages(self) -> Iterator[tuple[Module, Page]]:
        """Every page with its module, in the navigator's order."""
        for module in self.modules:
            for page in sorted(module.pages, key=lambda page: page.order):
                yield module, page

    def commands(self) -> Iterator[Command]:
        """Every command."""
        for module in self.modules:
            yield from module.commands

    def importers(self) -> Iterator[Importer]:
        """Every importer."""
        for module in self.modules:
            yield from module.importers

    def layers(self) -> Iterator[Layer]:
        """Every layer."""
        for module in self.modules:
            yield from module.layers

    def timelines(self) -> Iterator[Timeline]:
        """Every time line."""
        for module in self.modules:
            yield from module.timelines

    def searches(self) -> Iterator[Search]:
        """Every kind of record that can be found."""
        for module in self.modules:
            yield from module.searches

    def sections(self, document: str, read: Read) -> Iterator[Section]:
        """Every section of a document, in no particular order: the template orders them. What chapters it has is a
        rule of the case."""
        everything = [section for module in self.modules for section in module.sections]
        found = list(chapters(document, everything, read))
        yield from found or (section for section in everything if section.document == document)

    def checks(self) -> Iterator[Check]:
        """Every check."""
        for module in self.modules:
            yield from module.checks

    def entries(self, read: Read, *, evidence_only: bool = False) -> Iterator[tuple[Search, SearchEntry]]:
        """Everything that can be found in the case, with the search that knows its page."""
        for search in self.searches():
            if search.evidence or not evidence_only:
                for entry in search.entries(read):
                    yield search, entry

    def titles(self, read: Read) -> dict[Ref, SearchEntry]:
        """What each record of the case is called: for links, citations and history."""
        return {entry.ref: entry for _, entry in self.entries(read)}

    def findings(self, read: Read) -> list[CheckResult]:
        """What every check finds now."""
        return [CheckResult(check, finding) for check in self.checks() for finding in check.run(read)]

    def timeline(self, read: Read) -> list[TimelineItem]:
        """Everything with a time, earliest first."""
        items = [item for timeline in self.timelines() for item in timeline.items(read)]
        return sorted(items, key=lambda item: (item.moment.utc, item.title))

    def dues(self, read: Read) -> list[DueItem]:
        """Everything that must be done by a day, the earliest first."""
        items = [item for module in self.modules for due in module.dues for item in due.items(read)]
        return sorted(items, key=lambda item: (item.due, item.title))

    def places(self, read: Read) -> list[LayerItem]:
        """Everything with a place."""
        return [item for layer in self.layers() for item in layer.items(read)]
