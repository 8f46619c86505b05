"""The source text passes ruff, mypy strict and the import contracts; each contract catches its breach."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from workstation.domain.resources import PROJECT

SETTINGS = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
LAYERS = re.findall(r"[\w.]+", " ".join(SETTINGS["tool"]["importlinter"]["contracts"][0]["layers"]))
LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports_command as main; sys.exit(main())"


def run(*arguments: str, folder: Path = PROJECT) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(folder), "COLUMNS": "300"}
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, check=False, capture_output=True, text=True
    )


def test_ruff_finds_nothing() -> None:
    ran = run("-m", "ruff", "check", ".")
    assert ran.returncode == 0, ran.stdout


@pytest.mark.slow
def test_types_are_strict() -> None:
    ran = run("-m", "mypy")
    assert ran.returncode == 0, ran.stdout
    for other in ("bootstrap.py", "plugins/template"):
        ran = run("-m", "mypy", "--strict", "--config-file=", other)
        assert ran.returncode == 0, ran.stdout


def test_imports_keep_the_contracts() -> None:
    ran = run("-c", LINT_IMPORTS)
    assert ran.returncode == 0, ran.stdout
    assert "0 broken" in ran.stdout


def test_every_part_of_the_workstation_has_its_layer() -> None:
    parts = {path.stem for path in (PROJECT / "workstation").iterdir() if path.suffix == ".py" or path.is_dir()}
    unnamed = {f"workstation.{part}" for part in parts - {"__init__", "__pycache__"}} - set(LAYERS)
    assert not unnamed, f"{unnamed}: say in contract 1 of pyproject.toml what it may import"


BREACHES = {
    "1": ("workstation/domain/x.py", "import workstation.services"),
    "2": ("modules/photos/records.py", "import workstation.storage"),
    "3": ("modules/photos/queries.py", "import modules.clouds.records"),
    "4": ("modules/photos/helpers.py", ""),
    "5a": ("workstation/services/x.py", "from PySide6 import QtCore"),
    "5b": ("modules/photos/operations.py", "import workstation.api.widgets"),
    "5c": ("workstation/api/__init__.py", "import workstation.services\nimport workstation.ui.window"),
    "6a": ("modules/photos/rules.py", "import sqlalchemy"),
    "6b": ("modules/photos/sections.py", "import reportlab.pdfgen"),
    "6c": ("modules/photos/importers.py", "import open3d"),
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small tree of the same shape, in which each contract can be broken on purpose."""
    root = tmp_path_factory.mktemp("tree")
    for folder in (
        *(f"workstation/{name}" for name in ("api", "ui", "services", "storage", "typeset", "domain")),
        *("modules/photos/ui", "modules/clouds", "sample_cases"),
    ):
        for level in (root / folder, *(root / folder).parents):
            if level == root:
                break
            level.mkdir(parents=True, exist_ok=True)
            (level / "__init__.py").touch()
    kernel = ["ui/window", "api/testing"]
    kernel += [name.partition(".")[2] for name in LAYERS if not (root / name.replace(".", "/")).exists()]
    photos = ("rules", "queries", "operations", "sections", "importers", "module")
    for name in (*(f"workstation/{name}" for name in kernel), *(f"modules/photos/{name}" for name in photos)):
        (root / f"{name}.py").touch()
    (root / "workstation/ui/window.py").write_text("from PySide6 import QtWidgets")
    (root / "workstation/api/widgets.py").write_text("import workstation.ui.window")
    (root / "modules/photos/ui/page.py").write_text("import workstation.api.widgets")
    for module in ("photos", "clouds"):
        (root / f"modules/{module}/records.py").write_text("import workstation.api")
    shutil.copy(PROJECT / "pyproject.toml", root)
    return root


def test_the_small_tree_keeps_every_contract(small: Path) -> None:
    ran = run("-c", LINT_IMPORTS, folder=small)
    assert "0 broken" in ran.stdout, ran.stdout
    assert f"{len(BREACHES)} kept" in ran.stdout, "every contract has its breach in this file"


@pytest.mark.parametrize("number", BREACHES)
def test_a_breach_is_caught(small: Path, number: str) -> None:
    name, text = BREACHES[number]
    path = small / name
    before = path.read_text() if path.exists() else None
    path.write_text(text)
    try:
        ran = run("-c", LINT_IMPORTS, folder=small)
    finally:
        path.unlink() if before is None else path.write_text(before)
    broken = [line.split()[0] for line in ran.stdout.splitlines() if " BROKEN" in line]
    assert number in broken, ran.stdout
