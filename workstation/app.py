"""Every module by name, and every part built by hand, once."""

from functools import lru_cache

from workstation.domain.rules import RulePacks
from workstation.services.catalogue import Catalogue
from workstation.services.module import Module
from workstation.services.workbench import Workbench

MODULES: tuple[Module, ...] = ()


@lru_cache(maxsize=1)
def workbench() -> Workbench:
    """The workbench of this program; child processes call it too, by its name."""
    return Workbench(Catalogue(MODULES), RulePacks(()))
