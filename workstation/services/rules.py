"""Loading the dated rule packs of resources/rules: each checked against the schema, a broken one refused."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from workstation.domain.errors import UserError
from workstation.domain.resources import ROOT
from workstation.domain.rules import RulePack, RulePacks

FOLDER = ROOT / "rules"
SCHEMA = "schema.json"


def load_rules(folder: Path = FOLDER) -> RulePacks:
    """Every pack below ``folder``. Raises ``UserError("rules.broken")`` with file, line and reason."""
    validator = Draft202012Validator(json.loads((FOLDER / SCHEMA).read_text("utf-8")))
    paths = sorted(path for path in folder.rglob("*.json") if path.name != SCHEMA)
    packs = [_load(path, validator) for path in paths]
    for number, pack in enumerate(packs):
        for other in packs[:number]:
            _refuse_overlap(pack, other)
    return RulePacks(packs)


def _load(path: Path, validator: Draft202012Validator) -> RulePack:
    text = path.read_text("utf-8")
    try:
        body = json.loads(text)
    except ValueError as error:
        raise UserError("rules.broken", path=path.name, line=getattr(error, "lineno", 1), reason=error) from error
    for problem in validator.iter_errors(body):
        last = str(problem.absolute_path[-1]) if problem.absolute_path else ""
        raise UserError("rules.broken", path=path.name, line=_line(text, last), reason=problem.message[:300])
    return _pack(path, body)


def _pack(path: Path, body: dict[str, Any]) -> RulePack:
    try:
        start = date.fromisoformat(body["in_force_from"])
        end = date.fromisoformat(body["in_force_to"]) if body.get("in_force_to") else None
    except ValueError as error:
        raise UserError("rules.broken", path=path.name, line=1, reason=error) from error
    return RulePack(
        id=body["id"], kind=body["kind"], title=body["title"], in_force_from=start, in_force_to=end,
        region=body.get("region", ""), clause=body["clause"], certainty=body["certainty"], data=body["data"],
    )


def _refuse_overlap(pack: RulePack, other: RulePack) -> None:
    if (pack.kind, pack.region) != (other.kind, other.region):
        return
    if pack.in_force_from <= (other.in_force_to or date.max) and other.in_force_from <= (pack.in_force_to or date.max):
        raise UserError("rules.overlap", first=other.id, second=pack.id)


def _line(text: str, key: str) -> int:
    """The line where a key first stands; 1 when it stands nowhere."""
    position = text.find(f'"{key}"')
    return text.count("\n", 0, position) + 1 if position >= 0 else 1
