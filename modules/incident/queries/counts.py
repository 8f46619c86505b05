"""How the case stood after each count, and what followed from the change."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from modules.incident.queries.case import fire_day, grade_decision, incident, pack, procedure, standing
from modules.incident.records import CasualtyCount, Matter, Procedure, ProcedureDecision
from modules.incident.rules.clocks import day_of
from modules.incident.rules.consequences import Consequence, Known, Standing, consequences
from modules.incident.rules.grades import compute_grade, compute_jurisdiction, graded_level
from workstation.api import Loss, ProcedureAct, Read, RulePack, UserError


@dataclass(frozen=True)
class Step:
    """One count in the history: what stood before and after it, and what follows."""

    before: Standing | None
    after: Standing
    follows: tuple[Consequence, ...]

    @property
    def open(self) -> tuple[Consequence, ...]:
        """What nobody has acted on yet."""
        return tuple(one for one in self.follows if not one.done)


def history(read: Read) -> list[Step]:
    """Every count of casualties or losses, oldest first, with what followed. Raises ``UserError`` without packs."""
    made = _Maker(read)
    counts: list[CasualtyCount | Loss] = [*read.all(CasualtyCount), *read.all(Loss)]
    steps: list[Step] = []
    casualties: CasualtyCount | None = None
    loss: Loss | None = None
    known = officers_acts(read)
    for count in sorted(counts, key=lambda one: (one.counted_at.utc, one.id)):
        if isinstance(count, CasualtyCount):
            casualties = count
        else:
            loss = count
        before = steps[-1].after if steps else None
        after = made.standing(count, casualties, loss)
        steps.append(Step(before, after, tuple(consequences(before, after, known, made.days))))
    return steps


def officers_acts(read: Read) -> Known:
    """What officers have done and set so far."""
    level, jurisdiction = standing(read, Matter.LEVEL), standing(read, Matter.JURISDICTION)
    chosen: ProcedureDecision | None = procedure(read)
    decided = [grade_decision(read, scale) for scale in ("grades", "grades-493")]
    return Known(
        acts=frozenset(act.code for act in read.all(ProcedureAct)),
        grades=frozenset((one.scale, one.grade) for one in decided if one),
        jurisdiction=jurisdiction.code if jurisdiction else "", level=level.code if level else "",
        simple=chosen is not None and chosen.procedure is Procedure.SIMPLE,
    )


def choices(read: Read, matter: Matter) -> tuple[tuple[str, str], ...]:
    """What an officer may set: code and name."""
    if matter is Matter.LEVEL:
        graded = sorted(pack(read, "procedure").data["graded"], key=lambda one: int(one["level"]))
        return tuple((str(one["level"]), f"{one['level']} {one['name']}") for one in graded)
    data = pack(read, "jurisdiction").data
    levels = [data["municipality"], data["levels"][-1]] if incident(read).municipality else data["levels"]
    return tuple((str(one["code"]), str(one["name"])) for one in levels)


class _Maker:
    """Computes standings with the packs of the day of the fire, which are looked up once."""

    def __init__(self, read: Read) -> None:
        self.known = incident(read)
        self.grades, self.jurisdiction = pack(read, "grades"), pack(read, "jurisdiction")
        self.procedure = pack(read, "procedure")
        self.production: RulePack | None = pack(read, "grades-493") if self.known.production_fire else None
        self.days = int(self.grades.data["count_days"])
        self.last_day = fire_day(read) + timedelta(days=self.days)
        self.simple = officers_acts(read).simple
        levels = [*self.jurisdiction.data["levels"], self.jurisdiction.data["municipality"]]
        order = ["county", "city", "municipality", "province"]
        self.ranks = {level["code"]: order.index(level["code"]) if level["code"] in order else 0 for level in levels}

    def standing(self, count: CasualtyCount | Loss, casualties: CasualtyCount | None, loss: Loss | None) -> Standing:
        """What the counts known at that time make of the case."""
        grade = compute_grade(self.grades, casualties, loss)
        level = graded_level(self.procedure, self.known, grade, casualties, simple=self.simple)
        led: dict[str, Any] = compute_jurisdiction(
            self.jurisdiction, casualties, loss, municipality=self.known.municipality
        )
        name = next((one["name"] for one in self.procedure.data["graded"] if one["level"] == level), "")
        return Standing(
            at=count.counted_at, casualties=casualties, loss=loss, grade=grade,
            production_grade=compute_grade(self.production, casualties, loss) if self.production else None,
            jurisdiction=led, rank=self.ranks.get(led["code"], 0), level=level, level_name=str(name),
            simple_possible=simple_possible(self.procedure, casualties, loss),
            counted=day_of(count.counted_at) <= self.last_day, source=count.source,
        )


def simple_possible(rules: RulePack, casualties: CasualtyCount | None, loss: Loss | None) -> bool:
    """Whether the counts alone leave the simple procedure open (第十二条); the other conditions are the officer's."""
    limit = rules.data["slight_loss_yuan"]
    lost = loss.direct_property_yuan if loss else None
    if casualties and casualties.harmed:
        return False
    return limit is None or lost is None or lost < limit


def open_consequences(read: Read) -> list[Consequence]:
    """Everything that followed from a change of the counts and that nobody has acted on; newest first."""
    try:
        steps = history(read)
    except UserError:
        return []
    found: dict[str, Consequence] = {}
    for step in reversed(steps):
        for one in step.open:
            found.setdefault(one.finding.code, one)
    return list(found.values())
