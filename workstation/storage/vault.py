"""The originals of a case, addressed by their SHA-256 and never edited: ``vault/ab/ab12…``.

Intake is one pass: while a file is copied, SHA-256 and SM3 (国密) are computed over the same bytes; the copy is
fsynced, read back and compared by SHA-256, renamed into place without overwriting, and its folder is fsynced.
Only then may a row speak of it. A source is never changed; a failed fsync is final for that file.
"""

import errno
import hashlib
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from workstation.domain.errors import Cancelled, UserError
from workstation.storage.durable import sync_folder

INCOMING = "incoming"
_CHUNK = 1 << 20
_AT_ONCE = 4
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True)
class Stored:
    """An original in the vault. ``sm3`` is empty where this platform's OpenSSL lacks SM3."""

    sha256: str
    sm3: str
    size: int
    already_there: bool


Taken = tuple[Path, Stored | UserError]


def has_sm3() -> bool:
    """Whether this platform can compute SM3."""
    return "sm3" in hashlib.algorithms_available


class Vault:
    """The folder of originals."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, sha256: str) -> Path:
        """Where the original of that hash lies."""
        return self.root / sha256[:2] / sha256

    def take_in(
        self, files: Sequence[Path], *, cancelled: Callable[[], bool] = lambda: False
    ) -> Iterator[Taken]:
        """Copy files in, several at once, and yield each with its result in the order given.

        Raises ``Cancelled`` between files and chunks; originals that are in stay in.
        """
        with ThreadPoolExecutor(_AT_ONCE, "intake") as pool:
            futures = [(path, pool.submit(self._take_one, path, cancelled)) for path in files]
            try:
                for path, future in futures:
                    yield path, _result(future)
            finally:
                for _, future in futures:
                    future.cancel()

    def clear_incoming(self) -> None:
        """Remove what an interrupted intake left half copied; its sources still have it.

        What cannot be removed stays: it is in nobody's way, and no reason to refuse the case.
        """
        incoming = self.root / INCOMING
        with suppress(OSError):
            for leftover in incoming.iterdir():
                with suppress(OSError):
                    leftover.chmod(0o600)  # Windows removes no file that is read-only
                    leftover.unlink()

    def _take_one(self, source: Path, cancelled: Callable[[], bool]) -> Stored:
        incoming = self.root / INCOMING
        temporary = incoming / f"{os.getpid()}-{threading.get_ident()}"
        try:
            incoming.mkdir(parents=True, exist_ok=True)
            stored = self._copy_in(source, temporary, cancelled)
        except OSError as error:
            raise _explain(error, source, self.root) from error
        finally:
            temporary.unlink(missing_ok=True)
        return stored

    def _copy_in(self, source: Path, temporary: Path, cancelled: Callable[[], bool]) -> Stored:
        before = source.stat()
        sha256, sm3 = _copy(source, temporary, cancelled)
        after = source.stat()
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise UserError("vault.source_changed", path=source)
        target = self.path(sha256)
        if target.exists():
            if hash_file(target) != sha256:
                raise UserError("vault.original_damaged", path=source, original=target)
            return Stored(sha256, sm3, before.st_size, already_there=True)
        if hash_file(temporary, dropping_cache=True) != sha256:
            raise UserError("vault.readback_differs", path=source)
        if not target.parent.exists():
            target.parent.mkdir(exist_ok=True)
            sync_folder(self.root)
        temporary.chmod(0o444)
        temporary.replace(target)
        sync_folder(target.parent)
        return Stored(sha256, sm3, before.st_size, already_there=False)


def hash_file(path: Path, *, dropping_cache: bool = False) -> str:
    """The SHA-256 of a file in hex. ``dropping_cache`` asks the system to read from the disk itself."""
    with path.open("rb") as stream:
        if dropping_cache and hasattr(os, "posix_fadvise"):
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _copy(source: Path, target: Path, cancelled: Callable[[], bool]) -> tuple[str, str]:
    sha256, sm3 = hashlib.sha256(), hashlib.new("sm3") if has_sm3() else None
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with source.open("rb", buffering=0) as reader, os.fdopen(os.open(target, flags, 0o600), "wb", 0) as writer:
        while chunk := reader.read(_CHUNK):
            if cancelled():
                raise Cancelled
            sha256.update(chunk)
            if sm3 is not None:
                sm3.update(chunk)
            _write_all(writer.fileno(), chunk)
        os.fsync(writer.fileno())
    return sha256.hexdigest(), sm3.hexdigest() if sm3 else ""


def _write_all(descriptor: int, chunk: bytes) -> None:
    view = memoryview(chunk)
    while view:
        view = view[os.write(descriptor, view) :]


def _result(future: Future[Stored]) -> Stored | UserError:
    try:
        return future.result()
    except UserError as error:
        return error


def _explain(error: OSError, source: Path, root: Path) -> UserError:
    if error.errno in _FULL:
        return UserError("vault.disk_full", path=source, vault=root)
    if not root.exists():
        return UserError("vault.gone", path=source, vault=root)
    if error.errno == errno.EROFS or (error.filename and Path(error.filename).is_relative_to(root)):
        return UserError("vault.read_only", path=source, vault=root, reason=error.strerror or error)
    return UserError("vault.unreadable_source", path=source, reason=error.strerror or error)
