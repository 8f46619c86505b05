"""Every dependency is locked by hash, without an address, and written down with its reason and licence."""

import re
import tomllib
from pathlib import Path

import pytest

from workstation.domain.resources import PROJECT

LOCK = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
SETTINGS = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def name_of(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[<>=!~;\[ ]", requirement)[0]).lower()


def declared() -> list[str]:
    extras = SETTINGS["optional-dependencies"].values()
    return sorted({name_of(line) for group in (SETTINGS["dependencies"], *extras) for line in group})


def locked() -> dict[str, list[str]]:
    """Package name → its blocks in the lock (one per environment marker)."""
    blocks: dict[str, list[str]] = {}
    for block in re.split(r"(?m)^(?=[a-z0-9])", LOCK)[1:]:
        blocks.setdefault(name_of(block), []).append(block)
    return blocks


def test_the_declared_are_found() -> None:
    assert len(declared()) > 20


@pytest.mark.parametrize("name", declared())
def test_each_is_locked(name: str) -> None:
    assert name in locked(), f"{name}: refresh requirements.lock as CONTRIBUTING.md says"


@pytest.mark.parametrize("document", ["docs/decisions/0001-dependencies.md", "THIRD_PARTY_NOTICES.md"])
def test_each_has_its_line(document: str) -> None:
    text = (PROJECT / document).read_text(encoding="utf-8")
    rows = {name_of(line.strip("| ").split(" | ")[0]) for line in text.splitlines() if line.startswith("|")}
    assert set(declared()) <= rows, f"{document} lacks {sorted(set(declared()) - rows)}"


def test_every_licence_of_the_lock_is_named() -> None:
    text = (PROJECT / "THIRD_PARTY_NOTICES.md").read_text(encoding="utf-8").lower()
    assert len(locked()) > 50
    silent = [name for name in locked() if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)]
    assert not silent, f"THIRD_PARTY_NOTICES.md lacks {silent}"


def test_every_block_has_hashes_and_no_address() -> None:
    for name, blocks in locked().items():
        for block in blocks:
            assert re.match(r"[a-z0-9-]+==[\w.+!]+( ; .+)? \\\n", block), name
            assert "--hash=sha256:" in block, name
    assert "://" not in LOCK
    assert not re.search(r"(?m)^\s*--(?!hash=sha256:[0-9a-f]{64}( \\)?$)", LOCK)


def test_qt_fits_the_python_it_runs_on() -> None:
    """PySide6 6.12 aborts on Python 3.11, so each side of the border has its own version."""
    heads = [block.splitlines()[0] for block in locked()["pyside6-essentials"]]
    assert [head.split(" \\")[0].split(" ; ")[1] for head in heads] == [
        "python_full_version < '3.12'",
        "python_full_version >= '3.12'",
    ]
    assert "==6.11." in heads[0]


def test_only_files_with_hashes_come_from_source() -> None:
    """What has no wheel is built with locked tools only (see BUILDERS in bootstrap.py)."""
    bootstrap = Path(PROJECT / "bootstrap.py").read_text(encoding="utf-8")
    builders = re.search(r"BUILDERS = \((.+)\)", bootstrap)
    assert builders
    assert set(re.findall(r'"([^"]+)"', builders[1])) <= set(locked())
