"""The time of ignition, which nobody saw: named as sought, and bounded by what devices recorded before and after it."""

from modules.chronology import operations
from modules.chronology.records import RelationKind, SoughtTime, TimePoint, TimeRelation
from sample_cases.qingxi_workshop.work.working import Working, wording
from workstation.api import Event, Ref

FIRE = Ref("sought_times", "time-of-ignition")


def work(case: Working) -> None:
    """The officer who keeps the record states what came before what, and by which source."""
    case.sign_in("lin")
    said = wording("times")
    sought = SoughtTime(id=FIRE.id, title=said["title"], note=said["note"])
    case.do("chronology.sought", operations.put_sought, sought)
    for item in said["relations"]:
        relation = TimeRelation(
            first=_point(case, item["first"]), second=_point(case, item["second"]), kind=RelationKind(item["kind"]),
            at_most_s=item.get("at_most_s"), source=item["source"], refs=case.evidence(item["files"]),
        )
        case.do("chronology.relation", operations.put_relation, relation)


def _point(case: Working, key: str) -> TimePoint:
    if key == "fire":
        return TimePoint(ref=FIRE)
    title = next(item.title for item in case.scenario.timeline if item.key == key)
    (event,) = case.read().where(Event, title=title)
    return TimePoint(ref=Ref("events", event.id))
