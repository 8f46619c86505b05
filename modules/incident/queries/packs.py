"""Which rule packs hold for the case, in which exact form, and whether that is what was used before."""

import json
from datetime import UTC, date, datetime

from modules.incident.queries.case import fire_day, incident
from modules.incident.records import INCIDENT_ID, Incident, RulesUsed, UsedPack
from workstation.api import Moment, Read, RulePack, RulePacks, UserError, pack_body


def newest_used(read: Read) -> RulesUsed | None:
    """What was recorded last."""
    found = read.all(RulesUsed)
    return max(found, key=lambda one: (one.recorded_at.utc, one.id)) if found else None


def used_history(read: Read) -> list[RulesUsed]:
    """Everything that was recorded, oldest first."""
    return sorted(read.all(RulesUsed), key=lambda one: (one.recorded_at.utc, one.id))


def in_force(rules: RulePacks, day: date, region: str) -> tuple[UsedPack, ...]:
    """The packs of every kind on that day, as they are now."""
    made = []
    for kind in sorted({pack.kind for pack in rules.packs}):
        try:
            made.append(_used(rules.on(kind, day, region)))
        except UserError:  # nothing was in force: there is nothing to record
            continue
    return tuple(made)


def to_record(read: Read, day: date | None = None, region: str | None = None) -> list[RulesUsed]:
    """What has to be recorded because the packs are others than last time; nothing if they are the same.

    ``day`` and ``region`` are given where they are about to change.
    """
    day, region = day or fire_day(read), incident(read).region if region is None else region
    packs, last = in_force(read.rules, day, region), newest_used(read)
    if not packs or (last is not None and (last.fire_day, last.region, last.packs) == (day, region, packs)):
        return []
    return [RulesUsed(recorded_at=Moment(utc=datetime.now(UTC)), fire_day=day, region=region, packs=packs)]


def on_opening(read: Read) -> list[RulesUsed]:
    """The same, once the incident has been written down: before, nobody knows whose rules hold."""
    return to_record(read) if read.find(Incident, INCIDENT_ID) is not None else []


def carried(read: Read) -> list[str]:
    """The packs of an office that travel in the case, each once in the form that was used last."""
    newest: dict[str, str] = {}
    for one in used_history(read):
        for used in one.packs:
            newest.update({str(json.loads(body)["id"]): body for body in used.bodies})
    return list(newest.values())


def changed(before: RulesUsed, after: RulesUsed) -> list[tuple[UsedPack | None, UsedPack | None]]:
    """The packs that differ between two records."""
    old, new = {one.kind: one for one in before.packs}, {one.kind: one for one in after.packs}
    return [(old.get(kind), new.get(kind)) for kind in {**old, **new} if old.get(kind) != new.get(kind)]


def _used(pack: RulePack) -> UsedPack:
    layers = pack.layers or (pack,)
    digest = pack.digest if len(layers) == 1 else "+".join(layer.digest[:16] for layer in layers)
    return UsedPack(
        pack.kind, pack.id, pack.title, digest, pack.certainty, pack.clause, tuple(layer.id for layer in layers),
        tuple(json.dumps(pack_body(layer), ensure_ascii=False) for layer in layers if layer.office),
    )
