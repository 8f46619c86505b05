"""Signs a PDF (PAdES baseline B-B, B-T, B-LT) by an incremental update: what was there stays, byte for byte.

A copy is signed in a process of its own, since a token's library is foreign code and the file may be hostile; the
copy is checked, then takes the file's place in one step. Whatever fails, the file is as it was.
"""

import errno
import hashlib
import json
import multiprocessing
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workstation.domain.errors import Cancelled, UserError
from workstation.domain.words import N_, Words
from workstation.services.job import Parse, Task
from workstation.services.signatures.request import SignRequest, serve
from workstation.storage.case_folder import refuse_inside
from workstation.storage.durable import sync_folder

CHECK = "workstation.services.signatures.checking:check"
_POLL_S = 0.1


@dataclass(frozen=True)
class Signed:
    """The signed file. ``level`` is the PAdES level that was reached; ``notes`` say why it is not a higher one."""

    path: Path
    sha256: str
    size: int
    name: str
    serial: str
    field: str
    level: str
    before: str
    notes: tuple[UserError, ...] = ()


def sign_pdf(task: Task, request: SignRequest, parse: Parse) -> Signed:
    """Sign, check, put in place.

    Raises ``UserError``: everything of ``keys`` and of ``checking.check``, ``signature.cannot_read``,
    ``signature.tsa_dead``, ``signature.broken_before``, ``signature.no_free_field``, ``signature.failed``,
    ``dossier.disk_full``, ``export.cannot_write``, ``case.target_inside``; ``Cancelled``. The target is then as it was.
    """
    words = Words(request.language)
    refuse_inside(request.output)
    task.progress(0, 4, words(N_("Looking at the file")))
    _require_readable(request.source)
    _require_sound(parse(CHECK, request.source))
    with _naming(request.output):
        request.output.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".embercase-", dir=request.output.parent))
    try:
        with _naming(request.output):
            copy = folder / "signed.pdf"
            shutil.copyfile(request.source, copy)
            before = digest_of(copy)
            task.progress(1, 4, words(N_("Signing")))
            answer = _in_process(task, request, copy)
            task.progress(2, 4, words(N_("Checking the signature")))
            _require_signed(parse(CHECK, copy), answer["field"])
            sha256, size = digest_of(copy), copy.stat().st_size
            task.progress(3, 4, request.output.name)
            _publish(copy, request.output)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    notes = tuple(UserError(note["code"], **note["values"]) for note in answer["notes"])
    return Signed(
        request.output, sha256, size, answer["name"], answer["serial"], answer["field"], answer["level"], before, notes
    )


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _require_readable(source: Path) -> None:
    try:
        with source.open("rb"):
            return
    except OSError as error:
        raise UserError("signature.cannot_read", path=source, reason=error.strerror or error) from error


def _require_sound(checked: Any) -> None:
    """A signature on top of a broken one would lend it credit."""
    for one in checked.data["signatures"]:
        if not (one["intact"] and one["valid"]) or one["changed"] == "other":
            raise UserError("signature.broken_before", name=one["name"] or one["field"])


def _require_signed(checked: Any, field: str) -> None:
    mine = next((one for one in checked.data["signatures"] if one["field"] == field), None)
    if mine is None or not (mine["intact"] and mine["valid"]):
        raise UserError("signature.failed", reason="the new signature does not hold")


def _in_process(task: Task, request: SignRequest, copy: Path) -> dict[str, Any]:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=serve, args=(request, str(copy), there), daemon=True)
    process.start()
    there.close()
    try:
        while not here.poll(_POLL_S):
            task.check()
            if not process.is_alive() and not here.poll():
                raise UserError("signature.process_lost")
        answer: dict[str, Any] = json.loads(here.recv_bytes())  # bytes, not objects: nothing is unpickled
    except EOFError as error:
        raise UserError("signature.process_lost") from error
    finally:
        process.kill()
        process.join()
        process.close()
        here.close()
    if "errno" in answer:
        raise OSError(answer["errno"], answer["reason"], str(copy))
    if "error" in answer:
        raise UserError(answer["error"], **answer["values"])
    return answer


def _publish(made: Path, output: Path) -> None:
    with made.open("rb+") as stream:
        os.fsync(stream.fileno())
    made.replace(output)
    sync_folder(output.parent)


@contextmanager
def _naming(output: Path) -> Iterator[None]:
    try:
        yield
    except (UserError, Cancelled):
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise UserError("dossier.disk_full", path=output) from error
        raise UserError("export.cannot_write", path=output, reason=error.strerror or error) from error
