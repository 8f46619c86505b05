"""Rule packs in plain words: what each key of their data is called, and how its values are said."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from workstation.domain.rule_layers import Steps, differences, has_entry, is_name, name_of_items
from workstation.domain.words import N_, Words
from workstation.services.catalogue import Catalogue

_CERTAINTY = {"verified": N_("Verified"), "to_verify": N_("To be verified")}
_SHOWN = 60
_LONGEST = {True: 40, False: 18}  # of an entry's title: at the end of a way, within it
_TITLES = ("title", "name", "text", "words", "duty", "purpose", "question")
_LANGUAGES = {"zh", "en"}
_CODE = re.compile(r"[a-z][a-z0-9_]*(?:[.:/\-][a-z0-9_\-]+)*", re.IGNORECASE)


class PackWords:
    """The data of one or several packs, in the language of ``words``.

    An entry is called by its own title, a reference by the title of the entry, page or check that it points at, and a
    key by the catalogues; what none of them knows speaks for itself.
    """

    def __init__(self, words: Words, data: Sequence[Any], catalogue: Catalogue | None = None) -> None:
        self._words = words
        self._titles = _titles_of(catalogue, words) if catalogue else {}
        self._names: dict[str, str] = {}
        self._ways: dict[Steps, str] = {}
        for one in data:
            for steps, code, title in _named(one, words.language):
                self._names.setdefault(code, title)
                self._ways.setdefault(steps, title)

    def way(self, steps: Steps) -> str:
        """The way to a value: 「等级 › 较大 › 死亡人数（人，含本数）」."""
        return " › ".join(
            self._step(steps[:length], last=length == len(steps)) for length in range(1, len(steps) + 1)
        )

    def _step(self, steps: Steps, *, last: bool) -> str:
        known = self._known(steps[-1])
        title = self._ways.get(steps, "")
        if title and not (known and self._words.language == "en"):
            return title if len(title) <= _LONGEST[last] else f"{title[:_LONGEST[last]]}…"
        return known or steps[-1]

    def value(self, steps: Steps, value: Any) -> str:
        """A value: 待核 and 工作日 instead of their codes, lists joined, nothing as 未规定."""
        words = self._words
        if value is None:
            return words("Not laid down")
        if isinstance(value, bool):
            return words("yes") if value else words("no")
        if isinstance(value, int | float):
            return f"{value:,}"
        if isinstance(value, list):
            joined = "、".join(self.value(steps, item) for item in value[:_SHOWN])
            return joined + (f" … ({len(value)})" if len(value) > _SHOWN else "") if value else words("(none)")
        if isinstance(value, dict):
            return str(value) if value else words("(none)")
        return self._code(steps, value) if _CODE.fullmatch(value) else str(value)

    def _code(self, steps: Steps, code: str) -> str:
        """What a code points at: an entry of the pack, a page, a check, a field of a record, or a word of the trade."""
        key = next((step for step in reversed(steps) if not step.isdigit()), "")
        return (
            self._text(f"rule.{key}.{code}") or self._names.get(code) or self._titles.get(code) or self._known(code)
            or (self._source(code) if key == "source" else None)
            or self._text(f"kind.{code}" if key == "table" else f"field.{code}")
            or self._known(code.partition(":")[2]) or self._titles.get(code.partition("/")[0]) or code
        )

    def _source(self, code: str) -> str | None:
        """Where a field of a form is filled from: a record and its field."""
        table, _, name = code.partition(".")
        field = self._text(f"field.{name}")
        record = self._text(f"rule.table.{table}") or self._text(f"kind.{table}") or self._known(table)
        return f"{record} · {field}" if field and record else None

    def _known(self, key: str) -> str | None:
        return self._text(f"rule.{key}")

    def _text(self, msgid: str) -> str | None:
        text = self._words(msgid)
        return None if text == msgid else text

    def compared(self, before: Any, after: Any, taken_out: Sequence[Steps] = ()) -> list[str]:
        """One sentence for each value that differs; an entry that is gone as a whole is one sentence."""
        words = self._words
        gone = [steps for steps in taken_out if has_entry(before, steps) and not has_entry(after, steps)]
        lines = [words("{where}: taken away as a whole", where=self.way(steps)) for steps in gone]
        for one in differences(before, after):
            where = self.way(one.steps)
            if one.added:
                lines.append(words("{where}: new, {after}", where=where, after=self.value(one.steps, one.after)))
            elif not one.removed:
                lines.append(words("{where}: {before} → {after}", where=where, before=self.value(one.steps, one.before),
                                   after=self.value(one.steps, one.after)))
            elif not any(one.steps[: len(steps)] == steps for steps in gone):
                lines.append(words("{where}: no longer there (was {before})", where=where,
                                   before=self.value(one.steps, one.before)))
        return lines


def certainty_words(certainty: str, words: Words) -> str:
    """已核 or 待核."""
    return words(_CERTAINTY[certainty])


def is_named_by(steps: Steps, value: Any) -> bool:
    """Whether a value is the code by which the way names its entry already: it says nothing new."""
    return len(steps) > 1 and steps[-1] != "name" and is_name(steps[-1]) and steps[-2] == str(value)


def _named(data: Any, language: str, above: Steps = ()) -> Iterator[tuple[Steps, str, str]]:
    """Every entry that bears a title: the way to it, its code, its title."""
    if isinstance(data, Mapping):
        texts = len(data) > 1 and all(isinstance(value, Mapping) and value.keys() == _LANGUAGES
                                      for value in data.values())
        for key, value in data.items():
            if texts:
                yield (*above, key), key, str(value[language])
            yield from _named(value, language, (*above, key))
    elif isinstance(data, list):
        name = name_of_items(data)
        for number, item in enumerate(data, 1):
            step = str(item[name]) if name else str(number)
            title = _title(item, language, step) if isinstance(item, Mapping) else ""
            if title:
                yield (*above, step), step, title
            yield from _named(item, language, (*above, step))


def _title(item: Mapping[str, Any], language: str, code: str) -> str:
    for key in _TITLES:
        value = item.get(key)
        if isinstance(value, Mapping) and value.keys() == _LANGUAGES:
            return str(value[language])
        if isinstance(value, str) and value and value != code:
            return value
    return ""


def _titles_of(catalogue: Catalogue, words: Words) -> dict[str, str]:
    """What pages, checks and sections are called, by their ids."""
    pairs: list[tuple[str, str]] = []
    for module in catalogue.modules:
        pairs += [(section.id, section.title) for section in module.sections]
        pairs += [(check.id, check.title) for check in module.checks]
        pairs += [(page.id, page.title) for page in module.pages]
    return {name: words(title) for name, title in pairs}
