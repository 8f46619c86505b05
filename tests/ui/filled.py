"""Something for every page of a case, written by the operations that the window uses."""

from datetime import date

from modules.cause import operations as cause
from modules.exhibits import operations as exhibits
from modules.incident import operations as incident
from modules.incident.records import CasualtyCount
from modules.rectification import operations as rectification
from modules.responsibility import operations as responsibility
from modules.responsibility.records import Link
from workstation.api import Claim, Event, Loss, Party, PartyKind, Place, beijing
from workstation.storage.case import Case


def fill(case: Case) -> None:
    """Enter facts, harm, people, places, a cause, an exhibit, a responsibility and a measure."""
    with case.work("incident.record") as work:
        incident.record_incident(
            work, name="清溪镇三合一工坊火灾", fire_at=beijing("2026-01-23T02:05:00"),
            reported_at=beijing("2026-01-23T02:14:00"), address="清溪镇第二工业区 17 号", agency="清溪大队",
        )
        incident.count_casualties(work, CasualtyCount(deaths=1, counted_at=beijing("2026-01-24")))
        incident.count_loss(work, Loss(direct_property_yuan=863_200.0, counted_at=beijing("2026-01-24")))
        incident.put_party(work, Party(name="陈国强", kind=PartyKind.PERSON, role="报警人"))
        incident.put_place(work, Place(name="一层车间"))
        incident.put_event(work, Event(title="发现冒烟", moment=beijing("2026-01-23T02:10:00")))
        cause.draft_claim(work, Claim(topic="cause.cause", text="电动自行车锂电池热失控"))
    with case.work("exhibits.register") as work:
        exhibits.register(work, name="锂电池残骸", container="金属罐")
    with case.work("responsibility.draft") as work:
        responsibility.draft(work, link=Link.USER, duty="保持疏散通道畅通")
    with case.work("rectification.measure") as work:
        rectification.put_measure(work, number="1", text="拆除违规隔断", deadline=date(2026, 6, 30))
