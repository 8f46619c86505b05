"""What may not stand in a text for the public (公开稿): personal data, found by form and by the names of the case."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from workstation.api import is_resident_id

_CARD = re.compile(r"(?<!\d)\d{15}(?:\d{2}[\dXx])?(?![\dXx])")
_PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)|(?<!\d)0\d{2,3}[- ]\d{7,8}(?!\d)")
_BANK = re.compile(r"(?<!\d)\d{16,19}(?![\dXx])")


class Private(StrEnum):
    """What kind of thing may not be published."""

    NAME = "name"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    ACCOUNT = "account"
    ADDRESS = "address"


@dataclass(frozen=True)
class Leak:
    """Something private in a text: where it stands and what it is."""

    kind: Private
    text: str
    start: int


def leaks(text: str, names: Iterable[str], addresses: Iterable[str] = ()) -> list[Leak]:
    """Everything in ``text`` that is private by its form, or is the name or address of a natural person of the case."""
    found = {(leak.start, leak.text): leak for leak in _by_form(text)}
    for kind, known in ((Private.NAME, names), (Private.ADDRESS, addresses)):
        for one in sorted(set(known), key=len, reverse=True):
            for match in re.finditer(re.escape(one), text) if len(one) > 1 else ():
                found.setdefault((match.start(), one), Leak(kind, one, match.start()))
    return sorted(found.values(), key=lambda leak: leak.start)


def _by_form(text: str) -> Iterator[Leak]:
    for match in _CARD.finditer(text):
        card = match.group()
        kind = Private.ID_NUMBER if len(card) == 15 or is_resident_id(card) else Private.ACCOUNT
        yield Leak(kind, card, match.start())
    for match in _PHONE.finditer(text):
        yield Leak(Private.PHONE, match.group(), match.start())
    for match in _BANK.finditer(text):
        if not _CARD.fullmatch(match.group()):
            yield Leak(Private.ACCOUNT, match.group(), match.start())


def veiled(text: str, names: Iterable[str]) -> str:
    """The text with names of natural persons as the public may read them: 黄荔生 becomes 黄某某."""
    for name in sorted(set(names), key=len, reverse=True):
        if len(name) > 1:
            text = text.replace(name, veiled_name(name))
    return text


def veiled_name(name: str) -> str:
    """The family name with 某 for each further character; initials where it is written in letters."""
    if name.isascii():
        return " ".join(f"{part[0]}." for part in name.split() if part)
    return name[0] + "某" * (len(name) - 1)
