"""Words in the language of the reader: gettext catalogues in Chinese and English.

Lower layers return codes and values; only the window, the command line and the typesetter turn them
into sentences, each in its own language (the window's may differ from the dossier's).
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from workstation.domain.errors import UserError
from workstation.domain.evidence import Problem
from workstation.domain.finding import Finding
from workstation.domain.resources import ROOT

LANGUAGES = ("zh", "en")
LOCALE = ROOT / "locale"
REASONS = "reasons"  # the catalogue of what readers and the system give as a reason
_folders = [LOCALE]


def N_(msgid: str) -> str:
    """Mark a literal for translation where it stands as data; the words are looked up when shown."""
    return msgid


class Words:
    """Looks up texts in one language; cheap to make, safe to share between threads."""

    def __init__(self, language: str = "zh") -> None:
        if language not in LANGUAGES:
            raise UserError("words.unknown_language", language=language, known=", ".join(LANGUAGES))
        self.language = language
        self._texts = _translations(language)

    def __call__(self, msgid: str, **values: object) -> str:
        """The text of ``msgid`` with ``values`` filled in; an unknown msgid speaks for itself."""
        text = self._texts.get(msgid, msgid)
        return text.format(**values) if values else text

    def joined(self, parts: Iterable[str]) -> str:
        """Parts of a sentence one after another, set apart as the language does; empty ones are left out."""
        return self("; ").join(part for part in parts if part)

    def error(self, error: UserError) -> str:
        """The sentence of a known error, and below it those of what it sums up."""
        sentence = self(f"error.{error.code}", **self._told(error.values))
        return "\n".join([sentence, *(f"  {self.error(detail)}" for detail in error.details)])

    def problem(self, problem: Problem) -> str:
        """The sentence of a stored problem: that of the known error which it records."""
        return self(f"error.{problem.code}", **self._told(problem.values))

    def finding(self, finding: Finding) -> str:
        """The sentence of what a check found."""
        return self(f"finding.{finding.code}", **finding.values)

    def reason(self, text: str) -> str:
        """What a reader, a library or the system gave as its reason, in words; one that no catalogue knows stays as
        it is. A reason is matched whole, its figures by the places of the catalogue's msgid."""
        for pattern, told in _reasons(self.language):
            if found := pattern.fullmatch(text):
                return told.format(**found.groupdict())
        return text

    def _told(self, values: Mapping[str, str]) -> dict[str, str]:
        """The values of an error as people read them: a reason in words, a field of a record by its title."""
        told = dict(values)
        if "reason" in told:
            told["reason"] = self.reason(told["reason"])
        if f"field.{told.get('field')}" in self._texts:
            told["field"] = self(f"field.{told['field']}")
        return told

    def __reduce__(self) -> tuple[type["Words"], tuple[str]]:
        return Words, (self.language,)


@lru_cache(maxsize=len(LANGUAGES))
def _translations(language: str) -> dict[str, str]:
    texts: dict[str, str] = {}
    for path in (path for folder in _folders for path in sorted((folder / language).glob("*.po"))):
        for message in load_po(path):
            if isinstance(message.id, str) and message.id and message.string:
                texts.setdefault(message.id, str(message.string))
    return texts


@lru_cache(maxsize=len(LANGUAGES))
def _reasons(language: str) -> list[tuple[re.Pattern[str], str]]:
    files = [folder / language / f"{REASONS}.po" for folder in _folders]
    return [
        (re.compile(_pattern(message.id), re.DOTALL), str(message.string))
        for path in files if path.is_file() for message in load_po(path)
        if isinstance(message.id, str) and message.id and message.string
    ]


def _pattern(msgid: str) -> str:
    parts = (re.escape(text) + (f"(?P<{name}>.+?)" if name else "") for text, name, _, _ in Formatter().parse(msgid))
    return "".join(parts)


def add_catalogues(folder: Path) -> None:
    """Also take the words of ``folder/LANGUAGE/*.po``, those of a plugin; the workstation's own go first.

    Called while the program is put together, before any ``Words`` is made.
    """
    if folder not in _folders:
        _folders.append(folder)
        _translations.cache_clear()
        _reasons.cache_clear()


def load_po(path: Path) -> Catalog:
    """One catalogue file, read strictly: a broken entry is an error that names the file."""
    with path.open("rb") as stream:
        return read_po(stream, abort_invalid=True)
