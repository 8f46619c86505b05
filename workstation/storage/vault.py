"""The originals of a case, addressed by their SHA-256 and never edited: ``vault/ab/ab12…``.

Intake is one pass: while a file is copied, SHA-256 and SM3 (国密) are computed over the same bytes; the copy is
fsynced, read back and compared by SHA-256, renamed into place without overwriting, and its folder is fsynced.
Only then may a row speak of it. A source is never changed; a failed fsync is final for that file.
"""

import errno
import hashlib
import os
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from workstation.domain.errors import Cancelled, UserError
from workstation.storage.durable import sync_folder

INCOMING = "incoming"
_CHUNK = 1 << 20
_AT_ONCE = 8  # most of them wait for the disk
_AHEAD = 64
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

Step = Callable[[Path, int, int], None]


@dataclass(frozen=True)
class Stored:
    """An original in the vault. ``sm3`` is empty where this platform's OpenSSL lacks SM3."""

    sha256: str
    sm3: str
    size: int
    already_there: bool


Taken = tuple[Path, Stored | UserError]


class _WriteError(Exception):
    """The disk of the case did not take what was written; ``__cause__`` says why."""


def has_sm3() -> bool:
    """Whether this platform can compute SM3."""
    return "sm3" in hashlib.algorithms_available


class Vault:
    """The folder of originals."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._placing = threading.Lock()

    def path(self, sha256: str) -> Path:
        """Where the original of that hash lies."""
        return self.root / sha256[:2] / sha256

    def take_in(self, files: Iterable[Path], *, step: Step = lambda *_: None) -> Generator[Taken, None, None]:
        """Copy files in, several at once and a little ahead, and yield each with its result in the order given.

        ``step`` is told the file and how many bytes of how many are copied, from the copying threads; whatever it
        raises (``Cancelled``) ends the intake. Originals that are in stay in. Close the iterator to end early.
        """
        ended = threading.Event()

        def watched(path: Path, done: int, size: int) -> None:
            if ended.is_set():
                raise Cancelled
            step(path, done, size)

        waiting: deque[tuple[Path, Future[Stored]]] = deque()
        coming = iter(files)
        with ThreadPoolExecutor(_AT_ONCE, "intake") as pool:
            try:
                while True:
                    for path in islice(coming, _AHEAD - len(waiting)):
                        waiting.append((path, pool.submit(self._take_one, path, watched)))
                    if not waiting:
                        return
                    path, future = waiting.popleft()
                    yield path, _result(future)
            finally:
                ended.set()
                for _, future in waiting:
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

    def _take_one(self, source: Path, step: Step) -> Stored:
        temporary = self.root / INCOMING / f"{os.getpid()}-{threading.get_ident()}"
        try:
            with _writing():
                temporary.parent.mkdir(exist_ok=True)  # never the vault itself: its disk may have been pulled out
            return self._copy_in(source, temporary, step)
        except (OSError, _WriteError) as error:
            raise _explain(error, source, self.root) from error
        finally:
            with suppress(OSError):  # the disk may be gone; what stays is cleared when the case is opened
                temporary.unlink(missing_ok=True)

    def _copy_in(self, source: Path, temporary: Path, step: Step) -> Stored:
        before = source.stat()
        sha256, sm3 = _copy(source, temporary, before.st_size, step)
        after = source.stat()
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise UserError("vault.source_changed", path=source)
        target = self.path(sha256)
        with _writing():
            if target.exists():
                return self._keep(source, Stored(sha256, sm3, before.st_size, already_there=True))
            if hash_file(temporary, dropping_cache=True) != sha256:
                raise UserError("vault.readback_differs", path=source)
            return Stored(sha256, sm3, before.st_size, already_there=not self._place(temporary, target))

    def _keep(self, source: Path, stored: Stored) -> Stored:
        """An original that is in already: it must still be what it was, and lasts from now on at the latest."""
        target = self.path(stored.sha256)
        if hash_file(target) != stored.sha256:
            raise UserError("vault.original_damaged", path=source, original=target)
        sync_folder(target.parent)
        return stored

    def _place(self, temporary: Path, target: Path) -> bool:
        """Rename into place, never over another file; false if a copy of the same file was quicker."""
        temporary.chmod(0o444)
        with self._placing:
            self._make_folder(target.parent)
            first = not target.exists()
            if first:
                temporary.replace(target)
        try:
            sync_folder(target.parent)
        except OSError:
            if first:
                target.unlink(missing_ok=True)  # it might be gone after a power cut, so it is not in
            raise
        return first

    def _make_folder(self, folder: Path) -> None:
        if folder.exists():
            return
        folder.mkdir()
        try:
            sync_folder(self.root)
        except OSError:
            folder.rmdir()
            raise


def hash_file(path: Path, *, dropping_cache: bool = False) -> str:
    """The SHA-256 of a file in hex. ``dropping_cache`` asks the system to read from the disk itself."""
    with path.open("rb") as stream:
        if dropping_cache and hasattr(os, "posix_fadvise"):
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def _writing() -> Iterator[None]:
    """What fails in here fails at the disk of the case, not at the source."""
    try:
        yield
    except OSError as error:
        raise _WriteError from error


def _copy(source: Path, target: Path, size: int, step: Step) -> tuple[str, str]:
    sha256, sm3 = hashlib.sha256(), hashlib.new("sm3") if has_sm3() else None
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    buffer, done = memoryview(bytearray(min(_CHUNK, size + 1))), 0
    with source.open("rb", buffering=0) as reader, _opened(target, flags) as descriptor:
        while count := reader.readinto(buffer):
            chunk = buffer[:count]
            sha256.update(chunk)
            if sm3 is not None:
                sm3.update(chunk)
            with _writing():
                _write_all(descriptor, chunk)
            done += count
            step(source, done, size)
        with _writing():
            os.fsync(descriptor)
    return sha256.hexdigest(), sm3.hexdigest() if sm3 else ""


@contextmanager
def _opened(target: Path, flags: int) -> Iterator[int]:
    with _writing():
        descriptor = os.open(target, flags, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, chunk: memoryview) -> None:
    while chunk:
        chunk = chunk[os.write(descriptor, chunk) :]


def _result(future: Future[Stored]) -> Stored | UserError:
    try:
        return future.result()
    except UserError as error:
        return error


def _explain(error: OSError | _WriteError, source: Path, root: Path) -> UserError:
    cause = error.__cause__ if isinstance(error, _WriteError) else error
    assert isinstance(cause, OSError)
    reason = cause.strerror or str(cause)
    if not isinstance(error, _WriteError):
        return UserError("vault.unreadable_source", path=source, reason=reason)
    if cause.errno in _FULL:
        return UserError("vault.disk_full", path=source, vault=root)
    if not root.exists():
        return UserError("vault.gone", path=source, vault=root)
    if cause.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return UserError("vault.read_only", path=source, vault=root, reason=reason)
    return UserError("vault.write_failed", path=source, vault=root, reason=reason)
