"""``Desk``: a case worked by a program, with the very operations of the window, by officers who sign in.

Sample cases are worked at a desk. Everything runs in the calling thread, which is the case's.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from workstation.app import App
from workstation.domain.party import Officer
from workstation.domain.redaction import RedactionKind, Region
from workstation.domain.time import Moment
from workstation.domain.words import Words
from workstation.services.dossier import Exported, Request, export_document
from workstation.services.facts import Brought, import_facts
from workstation.services.facts_reading import read_document
from workstation.services.identity import Identities, SignedIn
from workstation.services.imports import ImportReport, import_paths
from workstation.services.job import Job, Task
from workstation.services.package import Packaged, check_package, write_package
from workstation.services.redaction import deciding
from workstation.services.sealed import KeyCost
from workstation.storage.case import Case
from workstation.storage.read import Read
from workstation.storage.work import Work

T = TypeVar("T")


class Desk:
    """An open case and the officers who take turns at it; made by ``open_desk``."""

    def __init__(self, program: App, case: Case, task: Task, words: Words, identities: Identities) -> None:
        self.task = task
        self.words = words
        self._program = program
        self._case = case
        self._identities = identities
        self._signed_in: SignedIn = program.identities.machine()
        self._known: dict[str, SignedIn] = {}

    @property
    def folder(self) -> Path:
        """The folder of the case."""
        return self._case.info.folder

    def read(self) -> Read:
        """The case as it stands."""
        return self._case.read()

    def sign_in(self, name: str, unit: str, certificate_no: str, passphrase: str) -> Officer:
        """From now on this officer acts, proven by the passphrase; an officer without a key gets one."""
        if name not in self._known:
            known = next((one for one in self._identities.officers() if one.name == name), None)
            officer = known or self._identities.create(name, unit, certificate_no, passphrase)
            self._known[name] = self._identities.sign_in(officer.id, passphrase)
        self._signed_in = self._known[name]
        self._case.act_as(self._signed_in.officer)
        return self._signed_in.officer

    def do(
        self, operation: str, fn: Callable[[Work], T], *, undoable: bool = True, reason: str = ""
    ) -> T:
        """One step in the ledger."""
        self.task.check()
        with self._case.work(operation, undoable=undoable, reason=reason) as work:
            return fn(work)

    def job(self) -> Job:
        """The task as a job on this case, for what needs one."""
        return self.task.on_case(self._case, self._program.parse)

    def take_in(self, paths: Sequence[Path]) -> ImportReport:
        """Take files and folders in, with every importer there is."""
        return import_paths(self.job(), paths, list(self._program.workbench.catalogue.importers()))

    def bring_in_facts(self, path: Path) -> Brought:
        """Bring a case-facts file in, as one step. Raises ``UserError`` as the import does."""
        document = read_document(path)
        return self.do("facts.import", lambda work: import_facts(work, document, str(path)))

    def redact(self, texts: Sequence[tuple[str, str]], reason: str = "") -> None:
        """Decide as the officer who acts that a redacted copy leaves these out: (kind, text) each."""
        wanted = [(RedactionKind(kind), text) for kind, text in texts]
        self.do("redaction.redact", lambda work: deciding.redact(work, wanted, self.words, reason=reason))

    def blot(self, sha256: str, areas: Sequence[tuple[float, float, float, float]], reason: str = "") -> None:
        """Decide that a redacted copy paints areas of a picture over: shares from the left and the top."""
        regions = [Region(*area, reason) for area in areas]
        self.do("redaction.picture", lambda work: deciding.decide_picture(work, sha256, regions=regions))

    def export(self, document: str, output: Path, language: str = "zh") -> Exported:
        """Write a document of the case, signed by the officer who acts."""
        return export_document(self.job(), Request(output, document, language), self._signed_in)

    def package(self, output: Path, language: str = "zh") -> Packaged:
        """Write the sealed package, signed by the officer who acts."""
        return write_package(self.job(), output, self._signed_in, Words(language))


def verify_package(folder: Path, language: str) -> str:
    """What the package's own checker says of it, in its own process. Raises ``package.not_intact``."""
    return check_package(folder, language)


@contextmanager
def open_desk(
    program: App, folder: Path, task: Task, words: Words, *, keys: Path, name: str = "",
    fire_at: Moment | None = None, cost: KeyCost | None = None,
) -> Iterator[Desk]:
    """A desk on a new case called ``name``, or without a name on the case that is in ``folder``.

    ``keys`` is the folder of the officers' keys (a profile), ``cost`` what a guess at their passphrases costs.
    """
    machine = program.identities.machine().officer
    bench = program.workbench
    case = bench.create_case(folder, name, machine, fire_at=fire_at) if name else bench.open_case(folder, machine)
    try:
        yield Desk(program, case, task, words, Identities(keys, cost))
    finally:
        case.close()
