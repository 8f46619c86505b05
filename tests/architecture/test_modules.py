"""Every module is complete and known: listed, loadable without Qt, with tables, rules and views that exist."""

import importlib.util
import inspect
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.architecture.tree import PROJECT, module_folders
from workstation.api import Record
from workstation.app import MODULES, workbench
from workstation.domain.reference import load
from workstation.services.module import Module

FOLDERS = [folder.name for folder in module_folders()]


def each(attribute: str) -> Iterator[object]:
    for module in MODULES:
        yield from getattr(module, attribute)


def test_every_folder_is_listed_in_the_app() -> None:
    listed = {module.id for module in MODULES}
    assert listed == set(FOLDERS), f"workstation/app.py and modules/ differ: {listed ^ set(FOLDERS)}"


@pytest.mark.parametrize("name", FOLDERS)
def test_a_module_is_its_table_of_contents(name: str) -> None:
    module = importlib.import_module(f"modules.{name}.module").MODULE
    assert isinstance(module, Module)
    assert module in MODULES
    assert any((module.pages, module.sections, module.checks, module.importers, module.searches))


@pytest.mark.parametrize("name", FOLDERS)
def test_every_record_has_a_table(name: str) -> None:
    if importlib.util.find_spec(f"modules.{name}.records") is None:
        pytest.skip("has no records of its own")
    records = importlib.import_module(f"modules.{name}.records")
    kinds = [
        kind
        for _, kind in inspect.getmembers(records, inspect.isclass)
        if issubclass(kind, Record) and kind is not Record and kind.__module__.startswith(records.__name__)
    ]
    assert kinds
    for kind in kinds:
        assert workbench().catalogue.registry.of(kind), f"{kind.__name__} has no table"


def test_every_name_leads_somewhere() -> None:
    names = [page.view for module in MODULES for page in module.pages]
    names += [command.run for module in MODULES for command in module.commands]
    names += [importer.parse for module in MODULES for importer in module.importers]
    names += [module.summary for module in MODULES if module.summary]
    assert names or not FOLDERS
    for name in names:
        assert callable(load(name)), name


def test_every_check_cites_its_rule() -> None:
    for module in MODULES:
        for check in module.checks:
            assert re.search(r"\d|第.+条|附录", check.rule), f"{check.id} cites no clause: {check.rule!r}"
            assert check.certainty in ("verified", "to_verify"), check.id


@pytest.mark.parametrize(
    "attribute",
    ["pages", "commands", "importers", "layers", "timelines", "searches", "sections", "checks"],
)
def test_no_two_share_an_id(attribute: str) -> None:
    ids = Counter(getattr(item, "id", "") for item in each(attribute))
    assert not [name for name, times in ids.items() if times > 1 or not name]


def test_no_two_commands_share_a_key() -> None:
    keys = Counter(command.shortcut for module in MODULES for command in module.commands if command.shortcut)
    assert not [key for key, times in keys.items() if times > 1]


def test_every_search_names_a_page() -> None:
    pages = {page.id for module in MODULES for page in module.pages}
    for module in MODULES:
        for search in module.searches:
            assert search.page in pages, f"{search.id} shows its records on {search.page}, which does not exist"


def test_modules_load_without_qt() -> None:
    code = "import sys, workstation.app as app; app.workbench(); sys.exit('PySide6' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr.decode() or "PySide6 was loaded"
