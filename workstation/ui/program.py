"""What the window needs of the running program, and what the shell asks of the window itself."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from workstation.domain.record import Ref
from workstation.services.identity import Identities
from workstation.services.office import Office
from workstation.services.rules_office import OfficeRules
from workstation.services.sample import Sample
from workstation.services.workbench import Workbench


class Program(Protocol):
    """What the window needs of the running program."""

    workbench: Workbench
    identities: Identities
    office: Office
    office_rules: OfficeRules
    profile: Path
    samples: tuple[Sample, ...]

    def parse(self, function: str, path: Path, **options: Any) -> Any:
        """Run a parser in the sandbox."""


class Stage(Protocol):
    """What the shell asks of the window itself."""

    def show_page(self, page_id: str, ref: Ref | None) -> None: ...

    def inspect_record(self, ref: Ref | None) -> None: ...

    def show_notice(
        self, text: str, level: str, acts: Sequence[tuple[str, Callable[[], object]]] = ()
    ) -> None: ...

    def show_fault(self, error: BaseException) -> None: ...

    def rebuild(self) -> None: ...

    def leave_page(self) -> None: ...

    def open_case(self, folder: Path) -> None: ...
