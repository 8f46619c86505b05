"""The folder of a case: its identity file, its lock, its parts.

    2026-0123 清溪三合一/
      case.json      identity, case-format version
      case.sqlite    tables and ledger
      vault/         originals
      derived/       can be rebuilt
      exports/       dossiers and packages
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from workstation.domain.errors import UserError
from workstation.domain.record import new_id
from workstation.storage.durable import write_durably
from workstation.storage.read import CaseInfo
from workstation.storage.upgrades import FORMAT

IDENTITY = "case.json"
DATABASE = "case.sqlite"
LOCK = "case.lock"
EXPORTS = "exports"
PARTS = ("vault", "derived", EXPORTS)


def create_folder(folder: Path, name: str) -> CaseInfo:
    """Make the folder of a new case, without its database yet.

    Raises ``UserError``: ``case.name_empty``, ``case.target_inside``, ``case.folder_taken``, or what
    ``naming_folder`` tells.
    """
    if not name.strip():
        raise UserError("case.name_empty")
    refuse_inside(folder)
    with naming_folder(folder):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UserError("case.folder_taken", path=folder)
        folder.mkdir(parents=True, exist_ok=True)
        for part in PARTS:
            (folder / part).mkdir(exist_ok=True)
    created = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return CaseInfo(new_id(), name.strip(), created, FORMAT, folder.resolve())


def refuse_inside(target: Path) -> None:
    """Keep what a person writes out of the parts of any case but its exports, or it could take an original's place.

    Raises ``UserError("case.target_inside")``.
    """
    place = Path(os.path.realpath(target))
    for folder in place.parents:
        if (folder / IDENTITY).is_file() and (folder / DATABASE).is_file():
            inside = place.relative_to(folder).parts
            if len(inside) == 1 or inside[0] != EXPORTS:
                raise UserError("case.target_inside", path=target, case=folder)


def write_identity(info: CaseInfo) -> None:
    """Write ``case.json``: the last step of creation, so that a half-made case is never taken for one."""
    text = json.dumps(
        {"id": info.id, "name": info.name, "created_at": info.created_at, "format": info.format},
        ensure_ascii=False, indent=2,
    )
    with naming_folder(info.folder):
        write_durably(info.folder / IDENTITY, (text + "\n").encode())


def read_identity(folder: Path) -> CaseInfo:
    """The identity of the case in ``folder``.

    Raises ``UserError``: ``case.not_a_case``, ``case.identity_broken``, ``case.newer_format``.
    """
    with naming_folder(folder):
        path = folder / IDENTITY
        if not path.is_file() or not (folder / DATABASE).is_file():
            raise UserError("case.not_a_case", path=folder)
        text = path.read_bytes()
    try:
        body = json.loads(text)
        info = CaseInfo(
            str(body["id"]), str(body["name"]), str(body["created_at"]), int(body["format"]), folder.resolve()
        )
        datetime.fromisoformat(info.created_at)
        if info.format < 1:
            raise ValueError(f"format {info.format}")
    except (ValueError, KeyError, TypeError) as error:
        raise UserError("case.identity_broken", path=path, reason=error) from error
    if info.format > FORMAT:
        raise UserError("case.newer_format", path=folder, format=info.format, known=FORMAT)
    return info


def lock(folder: Path) -> FileLock:
    """Take the case for writing. Raises ``UserError("case.in_use")``; released by ``.release()``."""
    taken = FileLock(folder / LOCK, thread_local=False)
    try:
        taken.acquire(timeout=0)
    except Timeout as error:
        raise UserError("case.in_use", path=folder) from error
    return taken


def is_writable(folder: Path) -> bool:
    """Whether files can be made in the folder (root passes permission bits, so a file is tried)."""
    probe = folder / f".probe-{os.getpid()}"
    try:
        probe.touch()
        probe.unlink()
    except OSError:
        return False
    return True


@contextmanager
def naming_folder(folder: Path) -> Iterator[None]:
    """Turn the system's complaints about a case folder into sentences that name it."""
    try:
        yield
    except FileNotFoundError as error:
        raise UserError("case.folder_gone", path=folder) from error
    except OSError as error:
        if folder.exists() and shutil.disk_usage(folder).free < 1 << 20:
            raise UserError("case.disk_full", path=folder) from error
        raise UserError("case.folder_unusable", path=folder, reason=error.strerror or error) from error
