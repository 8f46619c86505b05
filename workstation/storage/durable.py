"""Writing small files so that a power cut leaves either the old or the new one."""

import os
import tempfile
from pathlib import Path

from workstation.domain.errors import UserError


def write_durably(path: Path, content: bytes) -> None:
    """Replace ``path`` by ``content``: temporary file, fsync, rename, fsync of the folder. Raises ``OSError``."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename in ``folder`` last; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_derived(path: Path, content: bytes) -> None:
    """Replace a file that can be rebuilt: whole or not at all, but not waiting for the disk.

    Raises ``UserError("derived.not_written")``: nothing is lost by it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UserError("derived.not_written", path=path, reason=error.strerror or error) from error
