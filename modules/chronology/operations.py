"""Writing what is said of times; to set a statement aside is a named officer's act."""

from modules.chronology.queries import chronology
from modules.chronology.records import ResponseTarget, SetAside, SoughtTime, TimePoint, TimeRelation
from modules.chronology.rules.statements import Statement
from workstation.api import Moment, Ref, UserError, Work


def put_relation(work: Work, relation: TimeRelation) -> TimeRelation:
    """Enter a relation or correct it; both of its times must be in the case."""
    titles = chronology(work).titles()
    for point in (relation.first, relation.second):
        if TimePoint(ref=point.ref, part=point.part) not in titles:
            raise UserError("chronology.no_such_time", kind=point.ref.kind, id=point.ref.id)
    work.put(relation)
    return relation


def put_sought(work: Work, sought: SoughtTime) -> SoughtTime:
    """Name a time that is to be narrowed down."""
    if not sought.title.strip():
        raise UserError("chronology.title_empty")
    work.put(sought)
    return sought


def remove_relation(work: Work, relation_id: str) -> None:
    """Take a relation out, with what was decided of it."""
    work.remove(TimeRelation, relation_id)
    _forget(work, Ref("time_relations", relation_id))


def remove_sought(work: Work, sought_id: str) -> None:
    """Take a sought time out, with the relations that name it."""
    work.remove(SoughtTime, sought_id)
    ref = Ref("sought_times", sought_id)
    for relation in work.all(TimeRelation):
        if ref in (relation.first.ref, relation.second.ref):
            remove_relation(work, relation.id)


def set_aside(work: Work, statement: Statement, reason: str) -> SetAside:
    """Do not follow a statement any further; the statement itself stays."""
    if not reason.strip():
        raise UserError("chronology.reason_empty")
    decision = SetAside(
        ref=statement.ref, part=statement.part, reason=reason.strip(), decided_by=work.decider.id,
        decided_at=Moment(utc=work.at),
    )
    work.put(decision)
    return decision


def follow_again(work: Work, set_aside_id: str) -> None:
    """Follow a statement again that was set aside."""
    work.decider  # noqa: B018 - asks for a named officer
    work.remove(SetAside, set_aside_id)


def set_target(work: Work, interval: str, at_most_s: float | None, basis: str) -> ResponseTarget:
    """Ask another length of an interval of the response than the rule pack does, in this case."""
    _remove_target(work, interval)
    target = ResponseTarget(interval=interval, at_most_s=at_most_s, basis=basis.strip())
    work.put(target)
    return target


def follow_pack(work: Work, interval: str) -> None:
    """Ask again what the rule pack asks."""
    _remove_target(work, interval)


def _remove_target(work: Work, interval: str) -> None:
    for known in work.all(ResponseTarget):
        if known.interval == interval:
            work.remove(ResponseTarget, known.id)


def _forget(work: Work, ref: Ref) -> None:
    for decision in work.all(SetAside):
        if decision.ref == ref:
            work.remove(SetAside, decision.id)
