"""The office registry: who and what appears in several of the cases that a person opened on this computer.

It is an index beside the cases, in the profile: names, codes, roles, titles and paths, nothing else. It can be switched
off and deleted, and is made anew from the cases when its file is damaged.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from workstation.domain.errors import UserError
from workstation.domain.office import OfficeCase, Recurring, gather
from workstation.domain.party import Officer
from workstation.services.job import Task
from workstation.services.workbench import Workbench
from workstation.storage.office_file import OfficeFile
from workstation.storage.read import Read


@dataclass(frozen=True)
class Rebuilt:
    """What came of reading cases into the registry: how many were read, and which could not be."""

    read: int
    failed: tuple[str, ...] = ()


class Office:
    """The registry of one profile."""

    def __init__(self, profile: Path) -> None:
        self.file = OfficeFile(profile)

    def take_in(self, workbench: Workbench, read: Read) -> None:
        """Write down what a case holds, in place of what was known of it."""
        info = read.case
        entries = [entry for index in workbench.catalogue.indexes() for entry in index(read)]
        at = datetime.now(UTC).isoformat(timespec="seconds")
        self.file.put_case(OfficeCase(info.id, info.name, str(info.folder), at), list(dict.fromkeys(entries)))

    def known(self) -> list[Recurring]:
        """Everything that is known, the most often seen first."""
        return gather(self.file.seen(), self.file.matches())

    def read_cases(self, workbench: Workbench, officer: Officer, folders: Iterable[Path], task: Task) -> Rebuilt:
        """Read these cases into the registry, without changing them. One that cannot be read costs only itself."""
        wanted, read, failed = list(dict.fromkeys(folders)), 0, []
        for number, folder in enumerate(wanted):
            task.progress(number, len(wanted), folder.name)
            try:
                case = workbench.open_case(folder, officer, read_only=True)
            except (UserError, OSError):
                failed.append(str(folder))
                continue
            try:
                self.take_in(workbench, case.read())
                read += 1
            finally:
                case.close()
        task.progress(len(wanted), len(wanted))
        return Rebuilt(read, tuple(failed))


def cases_below(folder: Path) -> Iterator[Path]:
    """Every case folder in ``folder`` and below it; cases do not lie in cases."""
    if (folder / "case.json").is_file():
        yield folder
        return
    try:
        children = sorted(child for child in folder.iterdir() if child.is_dir() and not child.is_symlink())
    except OSError:
        return
    for child in children:
        yield from cases_below(child)
