"""Finding the files below what a person pointed at, and saying of each one that cannot be taken why."""

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from workstation.domain.errors import UserError

Refuse = Callable[[Path, str], None]


def discover(paths: Sequence[Path], case_folder: Path, refuse: Refuse) -> Iterator[Path]:
    """Every regular file below ``paths`` in a stable order; one that is given by several paths once.

    What is no file that could be taken in goes to ``refuse`` with a problem code: missing paths, empty files,
    devices and pipes, broken links, folders that cannot be listed. Links to folders are not followed, so that
    a folder cannot contain itself. Raises ``UserError("import.inside_case")`` when asked to import the case
    into itself.
    """
    seen: set[str] = set()

    def refuse_once(path: Path, code: str) -> None:
        if _is_new(path, seen):
            refuse(path, code)

    for path in paths:
        if _is_inside(path, case_folder):
            raise UserError("import.inside_case", path=path)
        for file in _walk(path, refuse_once):
            if not _is_inside(file, case_folder) and _is_new(file, seen) and _is_takeable(file, refuse):
                yield file


def companions_of(path: Path, suffixes: Sequence[str]) -> dict[str, Path]:
    """The files beside one that bear its name with one of these suffixes (lower case), by suffix."""
    try:
        beside = sorted(path.parent.iterdir())
    except OSError:
        return {}
    return {
        other.suffix.lower(): other for other in beside
        if other.suffix.lower() in suffixes and other.stem == path.stem and other.is_file() and other.stat().st_size
    }


def _is_new(path: Path, seen: set[str]) -> bool:
    """Whether the place is met for the first time, by whatever way; a link is a place of its own."""
    place = f"{_real(path.parent)}{os.sep}{path.name}"
    if place in seen:
        return False
    seen.add(place)
    return True


def _is_inside(path: Path, folder: Path) -> bool:
    return Path(_real(path)).is_relative_to(folder)


def _real(path: Path) -> str:
    """Where a path leads; a circle of links stays where it is, and so does a link that nobody may read."""
    try:
        return os.path.realpath(path)
    except OSError:
        return os.path.abspath(path)  # noqa: PTH100 - resolves nothing, and that is wanted


def _walk(path: Path, refuse: Refuse) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return

    def unlistable(error: OSError) -> None:
        refuse(Path(error.filename), "import.folder_unreadable")

    for folder, folders, files in os.walk(path, onerror=unlistable):
        folders.sort()
        for name in sorted(files + [name for name in folders if (Path(folder) / name).is_symlink()]):
            yield Path(folder) / name


def _is_takeable(file: Path, refuse: Refuse) -> bool:
    try:
        status = file.stat()
    except FileNotFoundError:
        refuse(file, "import.broken_link" if file.is_symlink() else "import.not_found")
    except OSError:
        refuse(file, "import.unreadable")
    else:
        if not stat.S_ISREG(status.st_mode):
            refuse(file, "import.not_a_file")
        elif status.st_size == 0:
            refuse(file, "import.empty")
        else:
            return True
    return False
