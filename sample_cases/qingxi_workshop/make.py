"""Making the sample case: its raw files, then the case that is worked from them."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

from sample_cases.qingxi_workshop.generate import generate
from sample_cases.qingxi_workshop.scenario import FOLDER, load
from sample_cases.qingxi_workshop.work.steps import work
from workstation.api import Task, UserError, Words
from workstation.app import App
from workstation.desk import Desk, open_desk

RAW, CASE, KEYS = "原始文件-raw", "案件-case", "人员密钥-officers"
_LIST = "原始文件-raw.json"
_NOT_RAW = ("work", "make.py", "README.md", "__pycache__")


def make(program: App, target: Path, task: Task, words: Words, scale: float = 1.0) -> Path:
    """Make raw files and case below ``target``; returns the folder of the case. Raises ``UserError``, ``Cancelled``."""
    try:
        raw_files(target, task, scale)
        work_case(program, target, task, words)
    except BaseException:
        shutil.rmtree(target / RAW, ignore_errors=True)
        (target / _LIST).unlink(missing_ok=True)
        raise
    return target / CASE


def work_case(
    program: App, target: Path, task: Task, words: Words, *, raw: Path | None = None,
    then: Callable[[Desk], None] | None = None,
) -> None:
    """Work a new case below ``target`` from the raw files; ``then`` may go on at the same desk.

    Whatever stops the work, half a case is not left behind.
    """
    folder = target / CASE
    try:
        with open_desk(program, folder, task, words, keys=target / KEYS, name=load().name) as desk:
            work(desk, raw or target / RAW)
            if then is not None:
                then(desk)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def raw_files(target: Path, task: Task, scale: float = 1.0) -> bool:
    """The raw files below ``target``: those that are there if every byte is as it was made, otherwise made anew.

    Returns whether they were made anew. Raises ``sample.cannot_write``, ``Cancelled``.
    """
    wanted, listed = _recipe(scale), target / _LIST
    if _intact(target / RAW, listed, wanted):
        return False
    try:
        target.mkdir(parents=True, exist_ok=True)
        listed.unlink(missing_ok=True)
        generate(target / RAW, task.progress, scale)
        content = {"recipe": wanted, "files": _hashes(target / RAW)}
        listed.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise UserError("sample.cannot_write", path=target, reason=error.strerror or error) from error
    return True


def _recipe(scale: float) -> str:
    """What the raw files are made from: scenario and generator."""
    digest = hashlib.sha256(str(scale).encode())
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file() and not any(part in _NOT_RAW for part in path.relative_to(FOLDER).parts):
            digest.update(path.relative_to(FOLDER).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def _intact(raw: Path, listed: Path, recipe: str) -> bool:
    try:
        content = json.loads(listed.read_text(encoding="utf-8"))
        return bool(content["recipe"] == recipe and content["files"] == _hashes(raw))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*")) if path.is_file()
    }


