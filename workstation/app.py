"""Every module by name, and every part built by hand, once."""

from functools import lru_cache

from workstation.domain.rules import RulePacks
from workstation.services.catalogue import Catalogue
from workstation.services.module import Module
from workstation.services.plugins import load_plugins
from workstation.services.profile import profile_folder
from workstation.services.workbench import Workbench

MODULES: tuple[Module, ...] = ()


@lru_cache(maxsize=1)
def workbench() -> Workbench:
    """The workbench of this program; child processes call it too, by its name."""
    plugins = load_plugins(profile_folder(), taken=[module.id for module in MODULES])
    return Workbench(Catalogue((*MODULES, *plugins.modules)), RulePacks(()), plugins)
