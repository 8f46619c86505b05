"""Replaces text and pictures in the blocks of a document, before anything is laid out: what is not there, nobody finds.

A name is also found where spaces or line breaks stand between its characters, a number where it is grouped.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from itertools import accumulate, groupby
from pathlib import PurePath
from typing import Any, TypeVar

from workstation.domain.drawing import Label, Picture
from workstation.domain.words import N_, Words
from workstation.services.redaction.plan import BLOTTED, LEFT_OUT, PICTURES, PictureRule, RedactionPlan
from workstation.typeset.blocks import Block, Entry, Photo, Text
from workstation.typeset.tracing import traced

T = TypeVar("T")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_DERIVED = re.compile(r"([0-9a-f]{64})(-[0-9a-z-]+)?\.jpg")
# names of places in the document and of files, and words of the layout: nothing that is printed
_KEPT = {"anchor", "anchors", "target", "path", "colour", "fill", "style", "align", "level", "kind", "field", "dash",
         "key"}


class Redactor:
    """Applies a plan; ``removed`` counts per (kind, replacement).

    With ``tracing`` each replacement bears the mark of its place in ``plan.keys``, so that layout tells its pages.
    """

    def __init__(self, plan: RedactionPlan, words: Words, *, tracing: bool = False) -> None:
        self.removed: Counter[tuple[str, str]] = Counter()
        self._words, self._plan = words, plan
        self._rules = {squeezed(rule.text): rule for rule in plan.terms}
        self._pattern = any_of([rule.text for rule in plan.terms])
        self._traces = {key: number for number, key in enumerate(plan.keys, 1)} if tracing else {}
        self._pictures = {rule.sha256: rule for rule in plan.pictures}

    def text(self, text: str) -> str:
        """The text with every term replaced, in one pass: a replacement is not replaced again."""
        return self._pattern.sub(self._replacement, text) if self._pattern else text

    def blocks(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """Every block, redacted. What an entry says stands in the list of contents only: it is not counted."""
        for block in blocks:
            before = self.removed.copy()
            yield self.value(block)
            if isinstance(block, Entry):
                self.removed = before

    def value(self, value: T) -> T:
        """Anything made of dataclasses, tuples and texts, redacted."""
        made: T = self._through(value)
        return made

    def _replacement(self, match: re.Match[str]) -> str:
        rule = self._rules[squeezed(match[0])]
        trace = self._note((rule.kind.value, rule.replacement))
        return traced(rule.replacement, trace) if trace else rule.replacement

    def _note(self, key: tuple[str, str], count: int = 1) -> int:
        """Count it; the number of its mark."""
        self.removed[key] += count
        return self._traces.get(key, 0)

    def _through(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, tuple):
            return self._tuple(value)
        if isinstance(value, Photo):
            value = self._photo(value)
        if isinstance(value, Picture):
            return self._underlay(value)
        if is_dataclass(value) and not isinstance(value, type):
            changed = {
                part.name: new for part in fields(value) if part.init and part.name not in _KEPT
                and (new := self._through(old := getattr(value, part.name))) is not old
            }
            return replace(value, **changed) if changed else value
        return value

    def _tuple(self, values: tuple[Any, ...]) -> tuple[Any, ...]:
        broken = self._mended(values)
        new = tuple(self._through(one) for one in broken)
        same = len(new) == len(values) and all(one is other for one, other in zip(new, values, strict=True))
        return values if same else new

    def _mended(self, values: tuple[Any, ...]) -> tuple[Any, ...]:
        """A name that a drawing has broken into lines, each a mark of its own, is replaced in the first of them."""
        if self._pattern is None or sum(isinstance(one, Text | Label) for one in values) < 2:
            return values
        made, place = list(values), 0
        for is_text, run in groupby(values, lambda one: isinstance(one, Text | Label)):
            marks = list(run)
            if is_text and len(marks) > 1:
                made[place : place + len(marks)] = self._joined(marks)
            place += len(marks)
        return tuple(made)

    def _joined(self, marks: list[Any]) -> list[Any]:
        assert self._pattern is not None
        texts = [str(mark.text) for mark in marks]
        for match in reversed(list(self._pattern.finditer("".join(texts)))):
            ends = list(accumulate(len(text) for text in texts))
            first = next(number for number, end in enumerate(ends) if match.start() < end)
            last = next(number for number, end in enumerate(ends) if match.end() <= end)
            if first < last:
                before = texts[first][: match.start() - (ends[first] - len(texts[first]))]
                after = texts[last][match.end() - (ends[last] - len(texts[last])) :]
                texts[first : last + 1] = [before + self._replacement(match), *[""] * (last - first - 1), after]
        pairs = zip(marks, texts, strict=True)
        return [mark if mark.text == text else replace(mark, text=text) for mark, text in pairs]

    def _photo(self, photo: Photo) -> Photo:
        digest = original_of(photo.path)
        if not digest:
            return photo
        rule = self._pictures.get(digest)
        reason = self._reason(rule)
        if reason:
            return replace(photo, path="", withheld=reason, marks=(), trace=self._note((PICTURES, LEFT_OUT)))
        if rule is not None and rule.areas:
            return replace(photo, blotted=rule.areas, trace=self._note((PICTURES, BLOTTED), len(rule.areas)))
        return photo

    def _reason(self, rule: PictureRule | None) -> str:
        """Why an original is left out, if it is."""
        if rule is None:
            return "" if self._plan.show_unseen else self._words(N_("Nobody has looked at this picture yet."))
        if rule.left_out:
            return rule.reason or self._words(N_("Left out to protect those who can be seen in it."))
        return ""

    def _underlay(self, picture: Picture) -> Picture:
        """A picture within a drawing. Areas are drawn on the original: one that was drawn anew, to scale or from a
        page, is left out instead, for nobody knows where they lie in it."""
        digest = original_of(picture.path)
        rule = self._pictures.get(digest)
        areas = rule.areas if rule else ()
        as_it_is = PurePath(picture.path).stem == digest
        if digest and (self._reason(rule) or (areas and not as_it_is)):
            return replace(picture, path="", trace=self._note((PICTURES, LEFT_OUT)))
        if digest and areas:
            return replace(picture, blotted=areas, trace=self._note((PICTURES, BLOTTED), len(areas)))
        return picture


def original_of(path: str) -> str:
    """The SHA-256 that a path in the vault stands for, or one of a picture derived from an original (beside the case,
    in a folder named by its first two digits); nothing for a picture that the program made."""
    name = PurePath(path).name
    if _SHA256.fullmatch(name):
        return name
    derived = _DERIVED.fullmatch(name)
    return derived[1] if derived and PurePath(path).parent.name == name[:2] else ""


def squeezed(text: str) -> str:
    """A term as it is compared: without spaces and hyphens, in capitals."""
    return re.sub(r"[\s\u3000-]", "", text).upper()


def any_of(texts: Sequence[str]) -> re.Pattern[str] | None:
    """Finds any of the texts, longer ones first."""
    parts = [_pattern(text) for text in sorted(set(texts), key=lambda text: (-len(text), text)) if squeezed(text)]
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None


def _pattern(text: str) -> str:
    gap = r"[\s\u3000]*" if any(character >= "\u2e80" for character in text) else r"[\s\u3000-]*"
    inner = gap.join(re.escape(character) for character in text if squeezed(character))
    first, last = squeezed(text)[0], squeezed(text)[-1]
    before = r"(?<![0-9A-Za-z])" if first.isascii() and first.isalnum() else ""
    after = r"(?![0-9A-Za-z])" if last.isascii() and last.isalnum() else ""
    return f"{before}{inner}{after}"
