"""``Workbench``: what the program consists of, and the way cases are made and opened with it."""

from dataclasses import dataclass
from pathlib import Path

from workstation.domain.party import Officer
from workstation.domain.rules import RulePacks
from workstation.services.catalogue import Catalogue
from workstation.storage import case as cases
from workstation.storage.case import Case


@dataclass(frozen=True)
class Workbench:
    """All modules and rule packs; given by hand to whoever needs them."""

    catalogue: Catalogue
    rules: RulePacks

    def create_case(self, folder: Path, name: str, officer: Officer) -> Case:
        """A new case, open for writing."""
        return cases.create_case(folder, name, self.catalogue.registry, self.rules, officer)

    def open_case(
        self, folder: Path, officer: Officer, *, read_only: bool = False, vault: Path | None = None
    ) -> Case:
        """A case that exists; ``vault`` is given for a frozen copy, whose originals lie elsewhere."""
        return cases.open_case(
            folder, self.catalogue.registry, self.rules, officer, read_only=read_only, vault=vault
        )
