"""What the project consists of: its tracked files, its Python files, its syntax trees."""

import ast
import shutil
import subprocess
from functools import cache
from pathlib import Path

from workstation.domain.resources import PROJECT

PACKAGES = ("workstation", "modules", "sample_cases")
NOT_OURS = {".venv", ".git", "build", "output", "__pycache__", "embercase.egg-info"}


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the project; without git (an unpacked archive) everything that isn't made here."""
    if shutil.which("git") and (PROJECT / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, check=True)
        names = [name for name in listed.stdout.decode().split("\0") if name]
        return tuple(path for name in names if (path := PROJECT / name).is_file())
    return tuple(
        path
        for path in sorted(PROJECT.rglob("*"))
        if path.is_file() and not any(part in NOT_OURS or part.endswith("_cache") for part in path.parts)
    )


@cache
def product() -> tuple[Path, ...]:
    """The Python files that are installed on a user's machine."""
    files = [path for package in PACKAGES for path in sorted((PROJECT / package).rglob("*.py"))]
    assert len(files) > 5, "the product's own files were not found"
    return tuple(files)


@cache
def syntax(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def short(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


def module_folders() -> tuple[Path, ...]:
    """The folder of every feature module."""
    return tuple(sorted(path.parent for path in (PROJECT / "modules").glob("*/__init__.py")))
