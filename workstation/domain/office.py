"""What an office knows across its cases: who and what appears in several fires. Names, codes and roles only."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from workstation.domain.identifiers import is_credit_code

_SIGNS = re.compile(r"[\s\W_]+")


class EntryKind(StrEnum):
    """What an entry names."""

    PARTY = "party"
    PRODUCT = "product"
    CAUSE = "cause"


@dataclass(frozen=True)
class OfficeEntry:
    """One name of one case. ``code`` is the 统一社会信用代码; ``service`` marks fire service firms (技术服务机构)."""

    kind: EntryKind
    name: str
    code: str = ""
    roles: tuple[str, ...] = ()
    service: bool = False


@dataclass(frozen=True)
class OfficeCase:
    """A case that was opened: its title and where it lay then; ``at`` is when it was read, in ISO UTC."""

    id: str
    title: str
    path: str
    at: str = ""


@dataclass(frozen=True)
class Sighting:
    """An entry in its case. ``key`` tells it apart: the code where it is valid, else the name in that case."""

    case: OfficeCase
    entry: OfficeEntry

    @property
    def normal(self) -> str:
        """The name as it is compared."""
        return normal_name(self.entry.name)

    @property
    def key(self) -> str:
        """What is the same without asking anybody: a valid code, or a cause of the same name."""
        if self.entry.kind is EntryKind.CAUSE:
            return f"cause:{self.normal}"
        if is_credit_code(self.entry.code):
            return f"code:{self.entry.code}"
        return f"{self.entry.kind}:{self.case.id}:{self.normal}"


@dataclass(frozen=True)
class MatchDecision:
    """What a person said of two keys: ``same`` or not."""

    left: str
    right: str
    same: bool
    officer: str = ""
    at: str = ""

    @property
    def pair(self) -> frozenset[str]:
        """The two keys, in no order."""
        return frozenset((self.left, self.right))


@dataclass(frozen=True)
class Recurring:
    """One party, product or cause with everywhere it was seen; ``maybe`` are others of its name, for a person to
    confirm; ``other_codes`` have its name under another valid code, which is another party; ``keys`` are its own."""

    seen: tuple[Sighting, ...]
    maybe: tuple[tuple[str, tuple[Sighting, ...]], ...] = ()
    other_codes: tuple[str, ...] = ()
    keys: frozenset[str] = field(default_factory=frozenset)

    @property
    def fires(self) -> int:
        """In how many cases it was seen."""
        return len({one.case.id for one in self.seen})

    @property
    def name(self) -> str:
        """Its longest name."""
        return max((one.entry.name for one in self.seen), key=len)

    @property
    def code(self) -> str:
        """Its code, valid or not; empty where none was written down."""
        codes = {one.entry.code for one in self.seen if one.entry.code}
        return min(codes, key=lambda code: (not is_credit_code(code), code), default="")

    @property
    def kind(self) -> EntryKind:
        """What it is."""
        return self.seen[0].entry.kind

    @property
    def service(self) -> bool:
        """Whether it is a fire service firm in any case."""
        return any(one.entry.service for one in self.seen)

    @property
    def roles(self) -> tuple[str, ...]:
        """Its roles, each once."""
        return tuple(dict.fromkeys(role for one in self.seen for role in one.entry.roles if role))


def normal_name(name: str) -> str:
    """A name as it is compared: without width, blanks, brackets and signs, 有限责任公司 as 有限公司."""
    text = _SIGNS.sub("", unicodedata.normalize("NFKC", name).casefold())
    return text.replace("有限责任公司", "有限公司")


def gather(seen: Sequence[Sighting], matches: Iterable[MatchDecision]) -> list[Recurring]:
    """Who and what is known, the most often seen first. Codes decide by themselves, names only once a person has
    confirmed them; what was rejected stays apart."""
    said = {match.pair: match.same for match in matches}
    groups = _Groups(one.key for one in seen)
    for pair, same in said.items():
        if same and pair <= groups.keys:
            groups.join(*pair)
    by_root: dict[str, list[Sighting]] = {}
    for one in seen:
        by_root.setdefault(groups.root(one.key), []).append(one)
    of_name: dict[tuple[EntryKind, str], set[str]] = {}
    for root, members in by_root.items():
        for one in members:
            of_name.setdefault((one.entry.kind, one.normal), set()).add(root)
    known = [_known(root, by_root, of_name, said) for root in by_root]
    return sorted(known, key=lambda one: (-one.fires, one.name))


def _known(
    root: str, by_root: dict[str, list[Sighting]], of_name: dict[tuple[EntryKind, str], set[str]],
    said: dict[frozenset[str], bool],
) -> Recurring:
    members = by_root[root]
    own = {one.key for one in members}
    codes = {key for key in own if key.startswith("code:")}
    maybe: list[tuple[str, tuple[Sighting, ...]]] = []
    others: set[str] = set()
    roots = {other for one in members for other in of_name[one.entry.kind, one.normal]} - {root}
    for other in sorted(roots):
        theirs = {one.key for one in by_root[other]}
        their_codes = {key for key in theirs if key.startswith("code:")}
        if codes and their_codes:
            others |= {key.removeprefix("code:") for key in their_codes}
        elif not any(said.get(frozenset((left, right))) is False for left in own for right in theirs):
            maybe.append((min(theirs), tuple(by_root[other])))
    return Recurring(tuple(members), tuple(maybe), tuple(sorted(others)), frozenset(own))


class _Groups:
    """Keys that are the same (disjoint sets)."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._parent = {key: key for key in keys}

    @property
    def keys(self) -> set[str]:
        """Every key."""
        return set(self._parent)

    def root(self, key: str) -> str:
        """The key that stands for the group."""
        while self._parent[key] != key:
            key = self._parent[key]
        return key

    def join(self, left: str, right: str) -> None:
        """Make one group of two."""
        first, second = sorted((self.root(left), self.root(right)))
        self._parent[second] = first
