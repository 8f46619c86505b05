"""How one rule pack lies over another: a provincial pack gives only what it changes.

Objects are laid over each other key by key, and lists item by item where every item bears a name of its own
(``code``, ``level``, ``id`` or ``name``); any other list is replaced whole. What a layer leaves out stays; an entry is
taken away only where the layer says so (``taken_out``).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Steps = tuple[str, ...]

_NAMES = ("code", "level", "id", "name")
_NOTHING = object()


@dataclass(frozen=True)
class Difference:
    """One value that differs between two packs; ``before`` or ``after`` is none where there is no such value.

    ``steps`` is where it stands; the items of a list are named by their ``code``, ``level``, ``id`` or ``name``, or by
    number.
    """

    steps: Steps
    before: Any = None
    after: Any = None
    added: bool = False
    removed: bool = False


def laid_over(below: Any, above: Any) -> Any:
    """``above`` over ``below``; neither is changed."""
    if isinstance(below, Mapping) and isinstance(above, Mapping):
        laid = {key: laid_over(value, above[key]) if key in above else value for key, value in below.items()}
        return {**laid, **{key: value for key, value in above.items() if key not in below}}
    if isinstance(below, list) and isinstance(above, list):
        name = name_of_items([*below, *above])
        if name:
            return _merged(below, above, name)
    return above


def _merged(below: Sequence[Any], above: Sequence[Any], name: str) -> list[Any]:
    over = {str(item[name]): item for item in above}
    known = {str(item[name]) for item in below}
    merged = [laid_over(item, over[str(item[name])]) if str(item[name]) in over else item for item in below]
    return merged + [item for item in above if str(item[name]) not in known]


def name_of_items(items: Sequence[Any]) -> str:
    """The key whose values name the items of a list; empty when they have none."""
    if not items or not all(isinstance(item, Mapping) for item in items):
        return ""
    return next((key for key in _NAMES if all(isinstance(item.get(key), str | int) for item in items)), "")


def is_name(key: str) -> bool:
    """Whether the values of this key name the items of lists."""
    return key in _NAMES


def leaves(data: Any, above: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    """Every single value with the way to it; lists of plain values, and empty ones, count as one value."""
    if isinstance(data, Mapping) and data:
        for key, value in data.items():
            yield from leaves(value, (*above, str(key)))
    elif isinstance(data, list) and any(isinstance(item, Mapping | list) for item in data):
        for step, item in zip(_steps(data), data, strict=True):
            yield from leaves(item, (*above, step))
    else:
        yield above, data


def _steps(items: Sequence[Any]) -> list[str]:
    name = name_of_items(items)
    named = [str(item[name]) for item in items] if name else []
    return named if name and len(set(named)) == len(named) else [str(number) for number, _ in enumerate(items, 1)]


def differences(before: Any, after: Any) -> list[Difference]:
    """What differs, in the order of ``after``; what was taken away comes last."""
    old, new = dict(leaves(before)), dict(leaves(after))
    found = [
        Difference(steps, old.get(steps), value, added=steps not in old)
        for steps, value in new.items() if old.get(steps, _NOTHING) != value
    ]
    return found + [Difference(steps, value, removed=True) for steps, value in old.items() if steps not in new]


def value_at(data: Any, steps: Steps) -> Any:
    """The value at the end of the way. Raises ``KeyError`` where there is none."""
    for step in steps:
        data = data[step] if isinstance(data, Mapping) else data[_place(data, step)]
    return data


def with_value(data: Any, steps: Steps, value: Any) -> Any:
    """A copy of ``data`` in which the value at the end of the way is another; the way must exist but for its end."""
    if not steps:
        return value
    first, rest = steps[0], steps[1:]
    if isinstance(data, Mapping):
        return {**data, first: with_value(data.get(first, {}), rest, value)}
    place = _place(data, first)
    return [with_value(item, rest, value) if number == place else item for number, item in enumerate(data)]


def _place(data: Any, step: str) -> int:
    if not isinstance(data, list):
        raise KeyError(step)
    steps = _steps(data)
    if step not in steps:
        raise KeyError(step)
    return steps.index(step)


def patch(data: Any, steps: Steps, value: Any) -> Any:
    """The least that has to be laid over ``data`` so that the value at the end of the way is another.

    Items of a list that have no name of their own cannot be named in a layer: the whole list is given.
    """
    if not steps:
        return value
    first, rest = steps[0], steps[1:]
    if isinstance(data, Mapping):
        return {first: patch(data.get(first), rest, value)}
    name = name_of_items(data)
    if not name:
        return with_value(data, steps, value)
    item = data[_place(data, first)]
    changed = patch(item, rest, value)
    return [{name: item[name], **changed} if isinstance(changed, Mapping) else changed]


def entry_steps(data: Any, steps: Steps) -> Steps:
    """The way to the innermost entry of a list, or of an object of like objects, that holds a value; empty if none."""
    for length in range(len(steps) - 1, 0, -1):
        above = value_at(data, steps[: length - 1])
        if isinstance(above, list) or (isinstance(above, Mapping) and _like_objects(above)):
            return steps[:length]
    return ()


def has_entry(data: Any, steps: Steps) -> bool:
    """Whether the way leads to an entry that can be taken out: an item with a name, or one of like objects."""
    try:
        above = value_at(data, steps[:-1])
        value_at(data, steps)
    except (KeyError, TypeError, ValueError):
        return False
    if isinstance(above, list):
        return bool(name_of_items(above))
    return bool(steps[:-1]) and isinstance(above, Mapping) and _like_objects(above)


def without_entries(data: Any, ways: Sequence[Steps]) -> Any:
    """``data`` without the entries at the ends of these ways; one that is not there needs no taking out."""
    for steps in ways:
        if has_entry(data, steps):
            data = without_entry(data, steps)
    return data


def _like_objects(above: Mapping[str, Any]) -> bool:
    values = list(above.values())
    return all(isinstance(value, Mapping) and value.keys() == values[0].keys() for value in values)


def with_entry(data: Any, steps: Steps, name: str) -> Any:
    """A copy of ``data`` with one more entry, the same as that at the end of the way but for its name."""
    above, entry = value_at(data, steps[:-1]), value_at(data, steps)
    if isinstance(above, Mapping):
        return with_value(data, steps[:-1], {**above, name: entry})
    key = name_of_items(above)
    made = {**entry, key: type(entry[key])(name)} if key else entry
    place = _place(above, steps[-1]) + 1
    return with_value(data, steps[:-1], [*above[:place], made, *above[place:]])


def without_entry(data: Any, steps: Steps) -> Any:
    """A copy of ``data`` without the entry at the end of the way."""
    above = value_at(data, steps[:-1])
    if isinstance(above, Mapping):
        return with_value(data, steps[:-1], {key: value for key, value in above.items() if key != steps[-1]})
    place = _place(above, steps[-1])
    return with_value(data, steps[:-1], [item for number, item in enumerate(above) if number != place])
