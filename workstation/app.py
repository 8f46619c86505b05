"""Every module by name, and every part built by hand, once."""

import os
from dataclasses import replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from modules.cause import module as cause
from modules.chronology import module as chronology
from modules.clouds import module as clouds
from modules.cooperation import module as cooperation
from modules.drawing import module as drawing
from modules.edata import module as edata
from modules.exhibits import module as exhibits
from modules.field_tests import module as field_tests
from modules.forms import module as forms
from modules.incident import module as incident
from modules.interviews import module as interviews
from modules.losses import module as losses
from modules.map import module as map_
from modules.materials import module as materials
from modules.measurements import module as measurements
from modules.photos import module as photos
from modules.rectification import module as rectification
from modules.responsibility import module as responsibility
from sample_cases import SAMPLES
from workstation.domain.parsed import Parsed
from workstation.services.catalogue import Catalogue
from workstation.services.identity import Identities, SignedIn
from workstation.services.module import Module
from workstation.services.office import Office
from workstation.services.plugins import load_plugins
from workstation.services.profile import profile_folder
from workstation.services.rules import load_rules
from workstation.services.rules_office import OfficeRules
from workstation.services.sandbox import Sandbox
from workstation.services.workbench import Workbench

PASSPHRASE = "EMBERCASE_PASSPHRASE"

MODULES: tuple[Module, ...] = (
    incident.MODULE,
    forms.MODULE,
    map_.MODULE,
    photos.MODULE,
    drawing.MODULE,
    clouds.MODULE,
    measurements.MODULE,
    exhibits.MODULE,
    interviews.MODULE,
    materials.MODULE,
    field_tests.MODULE,
    edata.MODULE,
    chronology.MODULE,
    cause.MODULE,
    losses.MODULE,
    responsibility.MODULE,
    cooperation.MODULE,
    rectification.MODULE,
)


@lru_cache(maxsize=1)
def workbench() -> Workbench:
    """The workbench of this program, with the shipped rules; child processes call it too, by its name."""
    plugins = load_plugins(profile_folder(), taken=[module.id for module in MODULES])
    return Workbench(Catalogue((*MODULES, *plugins.modules)), load_rules(), plugins)


class App:
    """The running program: what it consists of, who uses it, and its sandbox."""

    def __init__(self, profile: Path) -> None:
        shipped = workbench()
        self.office_rules = OfficeRules(profile, shipped.rules)
        self.workbench = replace(shipped, rules=self.office_rules.in_force())
        self.profile = profile
        self.samples = SAMPLES
        self.identities = Identities(profile)
        self.office = Office(profile)

    @cached_property
    def sandbox(self) -> Sandbox:
        """The sandbox, started when the first file is parsed."""
        parsers = {importer.parse.partition(":")[0] for importer in self.workbench.catalogue.importers()}
        return Sandbox(preload=[*self.workbench.sandbox_preload, *sorted(parsers)])

    def parse(self, function: str, path: Path, **options: Any) -> Parsed:
        """Run a parser in the sandbox."""
        return self.sandbox.parse(function, path, **options)

    def sign_in(self, name_or_id: str | None) -> SignedIn:
        """Who acts on the command line: the officer named, with the passphrase of the environment; or this machine.

        Raises ``UserError``: ``identity.unknown``, ``identity.wrong_passphrase``.
        """
        if not name_or_id:
            return self.identities.machine()
        return self.identities.sign_in(self.identities.find(name_or_id).id, os.environ.get(PASSPHRASE, ""))

    def close(self) -> None:
        """End what was started."""
        if "sandbox" in self.__dict__:
            self.sandbox.close()


def build(profile: Path | None = None) -> App:
    """The program for one person's profile."""
    return App(profile or profile_folder())
