"""Names that stand for names: 张某某, 李某甲, or 甲某, 乙某; the same person has the same one throughout."""

import re
from collections.abc import Collection, Iterable

from workstation.domain.redaction import RedactionKind
from workstation.domain.words import N_, Words

STEMS = "甲乙丙丁戊己庚辛壬癸"
_DOUBLE = frozenset((
    "欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯", "端木", "南宫",
    "长孙", "宇文",
))
_BODIES = (
    "有限责任公司", "股份有限公司", "有限公司", "合作社", "经营部", "商行", "公司", "工坊", "工厂", "作坊", "学校",
    "医院", "酒店", "市场", "门市", "中心", "厂", "店", "局", "所", "队", "院",
)
_ASIDE = re.compile(r"[（(][^（()）]*[)）]$")
_NUMBERED = {
    RedactionKind.ID_NUMBER: N_("[ID number {number}]"), RedactionKind.PHONE: N_("[telephone {number}]"),
    RedactionKind.ADDRESS: N_("[address {number}]"), RedactionKind.OTHER: N_("[removed {number}]"),
}


def pseudonym(kind: RedactionKind, text: str, taken: Collection[str], words: Words, style: str = "surname") -> str:
    """A replacement that nobody else has. ``style`` of persons: ``surname`` keeps it, ``order`` tells nothing."""
    if kind in _NUMBERED:
        return _first_free((words(_NUMBERED[kind], number=number) for number in range(1, len(taken) + 2)), taken)
    if kind is RedactionKind.ORGANISATION:
        bare = _ASIDE.sub("", text)
        body = next((body for body in _BODIES if bare.endswith(body)), "单位")
        return _first_free((f"某{body}", *(f"某{body}{stem}" for stem in _stems(len(taken) + 1))), taken)
    if style == "order" or not _is_chinese(text):
        return _first_free((f"{stem}某" for stem in _stems(len(taken) + 1)), taken)
    surname = text[:2] if text[:2] in _DOUBLE and len(text) > 2 else text[:1]
    first = surname + "某" * max(1, min(len(text) - len(surname), 2))
    return _first_free((first, *(f"{surname}某{stem}" for stem in _stems(len(taken) + 1))), taken)


def _stems(count: int) -> list[str]:
    """甲 … 癸, then 甲2 … 癸2 and so on."""
    rounds = count // len(STEMS) + 1
    return [stem + (str(number) if number > 1 else "") for number in range(1, rounds + 1) for stem in STEMS]


def _first_free(candidates: Iterable[str], taken: Collection[str]) -> str:
    return next(one for one in candidates if one not in taken)


def _is_chinese(text: str) -> bool:
    return bool(text) and all("\u3400" <= character <= "\u9fff" or character == "·" for character in text)
