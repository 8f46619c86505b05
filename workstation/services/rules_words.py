"""Rule packs in plain words: what each key of their data is called, and how its values are said."""

from collections.abc import Sequence
from typing import Any

from workstation.domain.rule_layers import Difference, Steps
from workstation.domain.words import N_, Words

_CERTAINTY = {"verified": N_("Verified"), "to_verify": N_("To be verified")}
_SHOWN = 60


def key_words(key: str, words: Words) -> str:
    """What a key is called; one that the catalogues do not know speaks for itself."""
    text = words(f"rule.{key}")
    return key if text == f"rule.{key}" else text


def steps_words(steps: Steps, words: Words) -> str:
    """The way to a value: 「等级 › 较大 › 死亡人数（人，含本数）」."""
    return " › ".join(key_words(step, words) for step in steps)


def value_words(value: Any, words: Words) -> str:
    """A value: 待核 and 工作日 instead of their codes, lists joined, nothing as 未规定."""
    if value is None:
        return words("Not laid down")
    if isinstance(value, bool):
        return words("yes") if value else words("no")
    if isinstance(value, int | float):
        return f"{value:,}"
    if isinstance(value, list):
        joined = "、".join(value_words(item, words) for item in value[:_SHOWN])
        return joined + (f" … ({len(value)})" if len(value) > _SHOWN else "") if value else words("(none)")
    if isinstance(value, dict):
        return words("(none)") if not value else str(value)
    text = words(f"rule.{value}")
    return str(value) if text == f"rule.{value}" else text


def certainty_words(certainty: str, words: Words) -> str:
    """已核 or 待核."""
    return words(_CERTAINTY[certainty])


def difference_words(found: Sequence[Difference], words: Words) -> list[str]:
    """One sentence for each value that differs."""
    lines = []
    for one in found:
        where = steps_words(one.steps, words)
        if one.added:
            lines.append(words("{where}: new, {after}", where=where, after=value_words(one.after, words)))
        elif one.removed:
            lines.append(words("{where}: no longer there (was {before})", where=where,
                               before=value_words(one.before, words)))
        else:
            lines.append(words("{where}: {before} → {after}", where=where, before=value_words(one.before, words),
                               after=value_words(one.after, words)))
    return lines
