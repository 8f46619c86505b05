"""For the tests of modules and plugins: real cases in a temporary folder, no mocks."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from workstation.domain.party import Officer
from workstation.domain.rules import RulePacks
from workstation.services.catalogue import Catalogue
from workstation.services.imports import ImportReport, import_paths
from workstation.services.job import Job, direct_write
from workstation.services.module import Importer, Module
from workstation.services.sandbox import Sandbox
from workstation.services.workbench import Workbench
from workstation.storage.case import Case

TEST_OFFICER = Officer(id="officer-test", name="测试员", unit="测试大队", certificate_no="T-001", verified=True)


@contextmanager
def temporary_case(
    folder: Path, modules: Sequence[Module] = (), *, rules: RulePacks | None = None, name: str = "测试 案件"
) -> Iterator[Case]:
    """A new case with the given modules in ``folder``, closed at the end."""
    bench = Workbench(Catalogue(modules), rules or RulePacks(()))
    case = bench.create_case(folder / "现场 副本", name, TEST_OFFICER)
    try:
        yield case
    finally:
        case.close()


@contextmanager
def job_of(case: Case) -> Iterator[Job]:
    """A job that writes in the calling thread, with a sandbox of its own."""
    sandbox = Sandbox(1)
    try:
        yield Job(case, direct_write(case), sandbox.parse, lambda _: None)
    finally:
        sandbox.close()


def import_files(case: Case, paths: Sequence[Path], importers: Sequence[Importer]) -> ImportReport:
    """Take files in as the program does."""
    with job_of(case) as job:
        return import_paths(job, paths, importers)
