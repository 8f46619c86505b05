"""The real command line, run in this process on folders of its own."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from workstation.cli import main


@dataclass(frozen=True)
class Answer:
    """What one call of ``embercase`` came to: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> dict[str, Any]:
        """The answer of a call with ``--json``: exactly one document."""
        parsed: dict[str, Any] = json.loads(self.out)
        return parsed

    @property
    def error(self) -> str:
        """The code of the error that was answered."""
        return str(self.data["error"]["code"])


Embercase = Callable[..., Answer]


@pytest.fixture
def embercase(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Embercase:
    """Run one command with ``--json`` (unless told otherwise) and the test's own profile."""

    def run(*arguments: object, as_json: bool = True) -> Answer:
        capsys.readouterr()
        given = [str(argument) for argument in arguments]
        code = main([*given, "--profile", str(tmp_path / "profile"), *(["--json"] if as_json else [])])
        captured = capsys.readouterr()
        return Answer(code, captured.out, captured.err)

    return run


@pytest.fixture
def case(embercase: Embercase, tmp_path: Path) -> Path:
    """A new case in a folder with a space and Chinese in its name."""
    folder = tmp_path / "案件 副本"
    assert embercase("new", folder, "--name", "清溪案", "--fire-date", "2026-01-23T02:05").code == 0
    return folder
