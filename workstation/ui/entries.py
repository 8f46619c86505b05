"""Everything that can be found in the open case, read once and again only after something changed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workstation.domain.initials import initials
from workstation.domain.record import Ref
from workstation.storage.read import Read

if TYPE_CHECKING:
    from workstation.ui.shell import Shell


@dataclass(frozen=True)
class Found:
    """One record as it is called; ``haystack`` is what is searched, in the language of the window."""

    ref: Ref
    page: str
    title: str
    number: str
    detail: str
    kind: str
    """What kind of record it is, in words."""
    evidence: bool
    haystack: str
    letters: str

    @property
    def name(self) -> str:
        """Number and title."""
        return f"{self.number} {self.title}".strip()


@dataclass(frozen=True)
class Known:
    """All that was found, in the order of the modules."""

    all: tuple[Found, ...] = ()
    by_ref: Mapping[Ref, Found] = field(default_factory=dict)


class Entries:
    """``ask`` gives what is known at once if nothing changed since it was read, else when it has been read."""

    def __init__(self, shell: "Shell") -> None:
        self._shell = shell
        self._known: Known | None = None
        self._waiting: list[Callable[[Known], None]] = []
        self._turn = 0
        shell.changed.connect(self.renew)
        shell.case_changed.connect(self.renew)

    def renew(self, _: object = None) -> None:
        """What is known may be old."""
        self._known = None
        self._turn += 1
        if self._shell.case is None:
            self._waiting.clear()

    def ask(self, then: Callable[[Known], None]) -> None:
        """Hear what can be found."""
        if self._known is not None:
            then(self._known)
            return
        self._waiting.append(then)
        if len(self._waiting) == 1:
            turn = self._turn
            self._shell.query(self._load, lambda known: self._arrive(known, turn), self._waiting.clear)

    def name(self, refs: Iterable[Ref], then: Callable[[Known], None]) -> None:
        """Hear what these records are called, without reading all others."""
        if self._known is not None:
            then(self._known)
            return
        asked = tuple(refs)
        self._shell.query(lambda read: self._load(read.only(asked)), then)

    def _load(self, read: Read) -> Known:
        words, found = self._shell.words, []
        for search, entry in self._shell.catalogue.entries(read):
            kind, detail = words(search.title), words(entry.detail)
            text = f"{entry.number} {entry.title} {kind} {detail}".casefold()
            found.append(Found(
                entry.ref, search.page, entry.title, entry.number, detail, kind, search.evidence, text,
                initials(f"{entry.number} {entry.title}".casefold()),
            ))
        return Known(tuple(found), {one.ref: one for one in found})

    def _arrive(self, known: Known, turn: int) -> None:
        if turn == self._turn:
            self._known = known
        waiting, self._waiting = self._waiting, []
        for then in waiting:
            self._shell.tell(then, known)
