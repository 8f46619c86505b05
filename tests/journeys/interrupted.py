"""The program that the power-cut test kills: ``python -m tests.journeys.interrupted``.

It loads once; for each line ``CASE_FOLDER<TAB>FILES_FOLDER<TAB>SEED`` on its input it forks a child that opens the
case and works without end, so that a start costs milliseconds. The child says a line after each write that was
reported done, in one system call, so that a line is there whole or not at all.
"""

import os
import random
import sys
from itertools import count
from pathlib import Path
from typing import Any

from workstation.api import Parsed, Place, StoredFile
from workstation.api.testing import TEST_OFFICER
from workstation.app import workbench
from workstation.domain.reference import load
from workstation.services import history
from workstation.services.imports import import_paths
from workstation.services.job import Job, direct_write
from workstation.storage.case import Case

PLACES = 5


def say(*parts: object) -> None:
    """One line on standard output, in one write."""
    os.write(1, ("\t".join(map(str, parts)) + "\n").encode())


def say_step(case: Case) -> None:
    """A step was reported done: the records as they are now, and the ledger's row, must be kept from now on."""
    for place in case.read().all(Place):
        say("place", place.id, place.note)
    head = case.chain_head()
    say("step", head.size, head.hash)


def edit(case: Case, chance: random.Random) -> None:
    """Some records in one step; sometimes taken back and done again."""
    with case.work("incident.place") as work:
        for _ in range(2):
            work.put(Place(id=f"p{chance.randrange(PLACES)}", name="部位", note=str(chance.getrandbits(32))))
    say_step(case)
    if chance.random() < 0.3:
        history.undo(case)
        say_step(case)
        history.redo(case)
        say_step(case)


def take_in(case: Case, files: Path, chance: random.Random, number: int) -> None:
    """A few new files: small ones, and one that takes a while to copy."""
    sources = [files / f"{os.getpid()}-{number}-{part}.txt" for part in range(3)]
    for source in sources:
        source.write_bytes(b"text " + chance.randbytes(8).hex().encode() * chance.choice((10, 1000, 100_000)))
    job = Job(case, direct_write(case), parse_here, lambda _: None)
    report = import_paths(job, sources, list(workbench().catalogue.importers()))
    say_step(case)
    for file in report.imported:
        say("file", file.id, file.sha256)
    for source in sources:
        source.unlink()


def parse_here(function: str, path: Path, **options: Any) -> Parsed:
    """The files are made here, so they need no sandbox."""
    parsed: Parsed = load(function)(str(path), **options)
    return parsed


def work_without_end(folder: Path, files: Path, seed: int) -> None:
    """Open the case and write until killed."""
    chance = random.Random(seed)
    case = workbench().open_case(folder, TEST_OFFICER)
    say("open", case.read().count(StoredFile))
    for number in count():
        take_in(case, files, chance, number)
        for _ in range(chance.randrange(4)):
            edit(case, chance)


def main() -> None:
    """Serve one request after another; a child's end is said when it is over."""
    workbench()
    say("ready")
    for line in sys.stdin:
        folder, files, seed = line.rstrip("\n").split("\t")
        child = os.fork()
        if child == 0:
            try:
                work_without_end(Path(folder), Path(files), int(seed))
            finally:
                os._exit(1)
        say("child", child)
        _, status = os.waitpid(child, 0)
        say("over", os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
