"""What was typed and is not in the case yet: kept in the profile, so that a power cut costs seconds of typing.

The profile and not the case: the case may lie on a stick that was just pulled out.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson

from workstation.storage.durable import write_durably

_FOLDER = "drafts"
_MODE = 0o700  # what is typed concerns nobody else who uses this computer


@dataclass(frozen=True)
class Draft:
    """Texts of the forms of one page, as typed; ``subject`` is the record that they are about, empty for a new one.

    ``forms`` maps names of forms to raw texts by field; ``at`` is local time as hour and minute.
    """

    case_id: str
    page: str
    subject: str
    at: str
    forms: dict[str, dict[str, Any]]

    @property
    def key(self) -> tuple[str, str, str]:
        """What a later draft of the same replaces."""
        return self.case_id, self.page, self.subject


class Drafts:
    """The drafts of a profile; files are written by a thread of their own, in order."""

    def __init__(self, profile: Path) -> None:
        self._folder = profile / _FOLDER
        self._known: dict[tuple[str, str, str], Draft] = {}
        self._held: set[tuple[str, str, str]] = set()
        self._writer = ThreadPoolExecutor(1, "drafts")

    def open(self, case_id: str) -> None:
        """Read what is kept of a case; files that cannot be read are left where they are."""
        for path in sorted((self._folder / case_id).glob("*.json")):
            try:
                draft = Draft(**orjson.loads(path.read_bytes()))
            except (OSError, ValueError, TypeError):
                continue
            self._known.setdefault(draft.key, draft)

    def keep(self, draft: Draft) -> None:
        """Keep a draft; it replaces an earlier one of the same."""
        self._known[draft.key] = draft
        self._submit(lambda: _write(self._path(draft), orjson.dumps(asdict(draft))))

    def hold(self, draft: Draft) -> None:
        """Keep a draft that is being saved into the case: it is offered to nobody meanwhile."""
        self._held.add(draft.key)
        self.keep(draft)

    def release(self, draft: Draft) -> None:
        """The saving failed: the draft is offered again."""
        self._held.discard(draft.key)

    def drop(self, draft: Draft) -> None:
        """The draft is in the case now, or a person does not want it; one typed since is kept."""
        self._held.discard(draft.key)
        if self._known.get(draft.key, draft).forms == draft.forms:
            self._known.pop(draft.key, None)
            self._submit(lambda: self._path(draft).unlink(missing_ok=True))

    def forget(self, case_id: str, page: str, subject: str) -> None:
        """A person does not want what was typed."""
        draft = self._known.get((case_id, page, subject))
        if draft is not None:
            self.drop(draft)

    def of(self, case_id: str, page: str) -> list[Draft]:
        """What is offered to a page."""
        return [
            draft for key, draft in self._known.items() if key[:2] == (case_id, page) and key not in self._held
        ]

    def pages(self, case_id: str) -> list[str]:
        """The pages for which something is kept."""
        return list(dict.fromkeys(
            page for case, page, subject in self._known if case == case_id and (case, page, subject) not in self._held
        ))

    def close(self) -> None:
        """Wait until everything is written."""
        self._writer.shutdown()

    def _submit(self, act: Callable[[], None]) -> None:
        def quietly() -> None:
            try:
                act()
            except OSError:  # a profile that cannot be written keeps no drafts; typing goes on
                return

        self._writer.submit(quietly)

    def _path(self, draft: Draft) -> Path:
        return self._folder / draft.case_id / f"{draft.page}~{draft.subject}.json"


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=_MODE, parents=True, exist_ok=True)
    write_durably(path, content)
