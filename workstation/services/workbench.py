"""``Workbench``: what the program consists of, and the way cases are made and opened with it."""

from dataclasses import dataclass, field
from pathlib import Path

from workstation.domain.party import Officer
from workstation.domain.rules import RulePacks
from workstation.domain.time import Moment
from workstation.services.catalogue import Catalogue
from workstation.services.plugins import Loaded
from workstation.storage import case as cases
from workstation.storage.case import Case


@dataclass(frozen=True)
class Workbench:
    """All modules, rule packs and plugins; given by hand to whoever needs them."""

    catalogue: Catalogue
    rules: RulePacks
    plugins: Loaded = field(default_factory=Loaded)

    @property
    def sandbox_preload(self) -> tuple[str, ...]:
        """What a sandbox's workers import before they are limited, so that they find the plugins' parsers."""
        return ("workstation.services.plugins.in_sandbox",) if self.plugins.manifests else ()

    def create_case(self, folder: Path, name: str, officer: Officer, *, fire_at: Moment | None = None) -> Case:
        """A new case, open for writing; ``fire_at`` is written down by the module that keeps it."""
        case = cases.create_case(folder, name, self.catalogue.registry, self.rules, officer)
        try:
            self._record_plugins(case)
            if fire_at is not None:
                with case.work("case.begin") as work:
                    for begin in self.catalogue.beginnings():
                        begin(work, fire_at)
            self._record_opening(case)
        except BaseException:
            case.close()
            raise
        return case

    def open_case(
        self, folder: Path, officer: Officer, *, read_only: bool = False, vault: Path | None = None
    ) -> Case:
        """A case that exists; ``vault`` is given for a frozen copy, whose originals lie elsewhere."""
        case = cases.open_case(
            folder, self.catalogue.registry, self.rules, officer, read_only=read_only, vault=vault
        )
        self._record_plugins(case)
        self._record_opening(case)
        return case

    def _record_opening(self, case: Case) -> None:
        """Write down what is another than when the case was open last: the rule packs that are used."""
        if case.read_only:
            return
        records = case.look(self.catalogue.opening_records)
        if records:
            with case.work("case.opened", undoable=False) as work:
                work.put_many(records)

    def _record_plugins(self, case: Case) -> None:
        """Witness whose code, beside ours, may write into this case, in which exact form."""
        if case.read_only or not self.plugins.manifests:
            return
        with case.work("plugins.present", witness=True) as work:
            work.note(plugins=[
                {"id": plugin.id, "version": plugin.version, "publisher": plugin.publisher, "digest": plugin.digest}
                for plugin in self.plugins.manifests
            ])
