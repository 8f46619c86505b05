"""The documents are true: their links lead somewhere, their commands are those that run, their names exist."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.architecture.tree import PROJECT, module_folders, short, tracked
from workstation.services.plugins import API
from workstation.storage.tables import CORE_TABLES
from workstation.storage.upgrades import FORMAT

PAGES = sorted(path for path in tracked() if path.suffix == ".md")
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")


@pytest.mark.parametrize("page", PAGES, ids=short)
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    lost = [link for link in LINK.findall(text) if not (page.parent / link).exists()]
    assert not lost, f"{short(page)} links to {lost}"


def test_the_ci_runs_the_command_of_the_readme() -> None:
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    ci = (PROJECT / ".ci" / "run").read_text(encoding="utf-8")
    assert "\npython3 bootstrap.py test\n" in readme
    assert "python3 bootstrap.py test" in ci
    assert "set -euo pipefail" in ci


def test_the_architecture_page_names_every_module_as_built() -> None:
    page = (PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = page.partition("| Group | Modules")[2].partition("\n\n")[0]
    built, planned = set(re.findall(r"`(\w+)`", table)), set(re.findall(r"\*(\w+)\*", table))
    assert len(built | planned) > 20
    folders = {folder.name for folder in module_folders()}
    assert folders <= built, f"write {sorted(folders - built)} as `name` in the table of docs/architecture.md"


def test_the_case_format_page_names_every_shared_table() -> None:
    page = (PROJECT / "docs" / "case-format.md").read_text(encoding="utf-8")
    assert f"# The case folder, format {FORMAT}" in page
    missing = [table.name for table in CORE_TABLES if f"`{table.name}`" not in page]
    assert not missing


def test_the_template_plugin_is_for_this_door() -> None:
    manifest = tomllib.loads((PROJECT / "plugins/template/plugin.toml").read_text(encoding="utf-8"))
    page = (PROJECT / "docs" / "writing-a-plugin.md").read_text(encoding="utf-8")
    assert manifest["api"] == API
    assert re.search(rf"(?m)^api = {API}\b", page)
