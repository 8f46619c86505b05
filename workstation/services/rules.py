"""Loading the dated rule packs of resources/rules, and checking those that an office makes."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from workstation.domain.errors import UserError
from workstation.domain.resources import ROOT
from workstation.domain.rule_layers import has_entry
from workstation.domain.rules import RulePack, RulePacks, covers
from workstation.services.rules_sense import senseless
from workstation.services.rules_shape import shape_of
from workstation.services.rules_text import Place, WrongTextError, decoded, read_json

FOLDER = ROOT / "rules"
SCHEMA = "schema.json"


def load_rules(folder: Path = FOLDER) -> RulePacks:
    """Every pack below ``folder``. Raises ``UserError("rules.broken")`` with file, line and reason."""
    packs: list[RulePack] = []
    for path in sorted(path for path in folder.rglob("*.json") if path.name != SCHEMA):
        pack, _, _ = read_pack(path.read_bytes(), path.name)
        refuse_overlap(pack, packs)
        packs.append(pack)
    return RulePacks(packs)


def read_pack(content: bytes, name: str) -> tuple[RulePack, dict[str, Any], dict[Place, int]]:
    """A pack from the content of a file, the whole body and the lines of its values; the data is not looked into.

    Raises ``UserError("rules.broken")`` with file, line and, as its detail, the reason.
    """
    try:
        body, lines = read_json(decoded(content))
    except WrongTextError as error:
        raise broken(name, error.line, error.reason) from error
    for problem in _envelope().iter_errors(body):
        place, reason = _in_words(problem)
        raise broken(name, line_of(lines, place), reason)
    return _pack(name, body, lines), body, lines


def broken(name: str, line: int, reason: UserError) -> UserError:
    """The refusal of a pack."""
    return UserError("rules.broken", path=name, line=line).of([reason])


def line_of(lines: dict[Place, int], place: Place) -> int:
    """The line of a value, or of what it should stand in."""
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place, 1)


def digest_of(body: Any) -> str:
    """The SHA-256 of a pack's content, whatever its spaces and the order of its keys."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def check_pack(
    content: bytes, name: str, shipped: RulePacks, office: Sequence[RulePack] = (),
) -> tuple[RulePack, dict[str, Any]]:
    """An office's pack, held against the shape and the sense of the shipped packs of its kind.

    A pack of a region is looked at as it lies over the national one; it may take away what the shipped packs and
    those of the ``office`` have. Raises ``UserError("rules.broken")``.
    """
    pack, body, lines = read_pack(content, name)
    like = [one.data for one in shipped.packs if one.kind == pack.kind]
    if not like:
        kinds = "、".join(sorted({one.kind for one in shipped.packs}))
        raise broken(name, line_of(lines, ("kind",)), UserError("rules.fault.kind", value=pack.kind, known=kinds))
    for place, reason in _wrong_removals(pack, (*shipped.packs, *office)):
        raise broken(name, line_of(lines, place), reason)
    for place, reason in _faults(pack, like, shipped):
        raise broken(name, line_of(lines, ("data", *place)), reason)
    return pack, body


def _wrong_removals(pack: RulePack, known: Sequence[RulePack]) -> Iterator[tuple[Place, UserError]]:
    """Only a pack of a province or town takes out, and only an entry of a pack that it lies over."""
    below = [one for one in known if one.kind == pack.kind and one.id != pack.id and one.overlaps(pack)
             and covers(one.region, pack.region)]
    for number, steps in enumerate(pack.taken_out):
        place, way = ("taken_out", number), " › ".join(steps)
        if not pack.region:
            yield place, UserError("rules.fault.takes_nation", way=way)
        elif not any(has_entry(one.data, steps) for one in below):
            yield place, UserError("rules.fault.takes_nothing", way=way)


def _faults(pack: RulePack, like: list[dict[str, Any]], shipped: RulePacks) -> Iterator[tuple[Place, UserError]]:
    validator = Draft202012Validator(shape_of(pack.kind, like), format_checker=_FORMATS)
    data = pack.data
    if pack.region:
        part = _without_needs(validator.schema)
        yield from map(_in_words, Draft202012Validator(part, format_checker=_FORMATS).iter_errors(data))
        below = [one for one in shipped.packs
                 if one.kind == pack.kind and covers(one.region, "") and one.overlaps(pack)]
        if not below:
            yield (), UserError("rules.fault.nothing_below", kind=pack.kind)
            return
        data = pack.over(below[-1]).data
    yield from map(_in_words, validator.iter_errors(data))
    yield from senseless(pack.kind, data)


def _without_needs(schema: Any) -> Any:
    """The same shape for a part: nothing must be given."""
    if isinstance(schema, dict):
        return {key: _without_needs(value) for key, value in schema.items() if key not in ("required", "minItems")}
    return [_without_needs(item) for item in schema] if isinstance(schema, list) else schema


def _pack(name: str, body: dict[str, Any], lines: dict[Place, int]) -> RulePack:
    start = date.fromisoformat(body["in_force_from"])
    end = date.fromisoformat(body["in_force_to"]) if body.get("in_force_to") else None
    if end is not None and end < start:
        raise broken(name, line_of(lines, ("in_force_to",)), UserError("rules.fault.dates", start=start, end=end))
    return RulePack(
        id=body["id"], kind=body["kind"], title=body["title"], in_force_from=start, in_force_to=end,
        region=body.get("region", ""), clause=body["clause"], certainty=body["certainty"], data=body["data"],
        note=body.get("note", ""), digest=digest_of(body),
        taken_out=tuple(tuple(steps) for steps in body.get("taken_out", ())),
    )


def refuse_overlap(pack: RulePack, others: Iterable[RulePack]) -> None:
    """Raises ``UserError("rules.overlap")`` if another pack of kind and region is in force on some day of this one."""
    for other in others:
        if (pack.kind, pack.region) == (other.kind, other.region) and pack.overlaps(other):
            raise UserError("rules.overlap", first=other.id, second=pack.id)


@lru_cache(maxsize=1)
def _envelope() -> Draft202012Validator:
    return Draft202012Validator(json.loads((FOLDER / SCHEMA).read_text("utf-8")), format_checker=_FORMATS)


_FORMATS = Draft202012Validator.FORMAT_CHECKER


def _in_words(problem: ValidationError) -> tuple[Place, UserError]:
    """Where it is wrong, and why, as a code with values."""
    place: Place = tuple(problem.absolute_path)
    where = " › ".join(str(step + 1) if isinstance(step, int) else step for step in place) or "{ }"
    value = str(problem.instance)[:80]
    rule = str(problem.validator)
    asked: Any = problem.validator_value
    whole: Any = problem.instance
    schema: Any = problem.schema
    if rule == "required":
        missing = next((key for key in asked if key not in whole), "")
        return place, UserError("rules.fault.required", where=where, key=missing)
    if rule == "additionalProperties":
        extra = next(key for key in whole if key not in schema.get("properties", {}))
        return (*place, extra), UserError("rules.fault.unknown_key", where=where, key=extra)
    deeper = [one for one in problem.context or () if one.validator != "type"]
    if deeper:  # it has one of the types that are allowed, and is wrong otherwise
        return _in_words(deeper[0])
    if rule in ("type", "anyOf"):
        wanted = asked if isinstance(asked, str) else "/".join(
            str(one.get("type", "")) if isinstance(one, dict) else str(one) for one in asked
        )
        return place, UserError("rules.fault.type", where=where, value=value, wanted=wanted)
    if rule == "enum":
        return place, UserError("rules.fault.enum", where=where, value=value, known=", ".join(map(str, asked)))
    if rule == "minimum":
        return place, UserError("rules.fault.minimum", value=value, least=asked)
    if rule in ("minLength", "minItems"):
        return place, UserError("rules.fault.empty", where=where)
    return place, UserError("rules.fault.format", where=where, value=value, wanted=str(asked))
