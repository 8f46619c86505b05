"""接报 and 立案: the facts of the call, the premises, the procedure."""

from modules.incident import operations
from modules.incident.records import Premises, Procedure
from sample_cases.qingxi_workshop.work.working import Working, moment, party_id, when, wording
from workstation.api import WGS84, GeoPoint


def work(case: Working) -> None:
    """The duty officer writes the call down; the head of the inspection chooses the procedure."""
    said, facts, site = wording("incident"), case.scenario.facts, case.scenario.site
    times = {name: moment(case.scenario.when(key)) for name, key in {
        "reported_at": "call", "dispatched_at": "dispatch", "arrived_at": "arrive", "water_at": "water",
        "controlled_at": "control", "extinguished_at": "out",
    }.items()}
    clerk = case.scenario.party("w_clerk")
    case.sign_in("chen")
    case.do(
        "incident.record", operations.record_incident, name=case.scenario.name,
        reporter=f"{clerk.name}({clerk.occupation})", reporter_phone=clerk.phone,
        address=facts.address, premises_use=facts.premises_use, forces=facts.forces,
        point=GeoPoint(x=site.longitude, y=site.latitude, frame=WGS84, height_m=site.height_m, accuracy_m=2.0),
        burned_area_m2=facts.burned_area_m2, production_fire=True, wide_impact=True, agency=facts.agency,
        superior_agency=facts.superior_agency, filed_on=case.scenario.when("call").date(),
        summary=said["summary"].strip(), note=said["note"].strip(), **times,
    )
    premises = Premises(
        name=said["premises"]["name"], use=facts.premises_use, structure=facts.structure, storeys=facts.storeys,
        floor_area_m2=facts.floor_area_m2, built_year=facts.built_year, protection=said["premises"]["protection"],
        note=said["premises"]["note"],
        owner_id=party_id("owner"), user_id=party_id("shop"),
    )
    case.do("incident.premises", operations.put_premises, premises)
    case.sign_in("zhou")
    chosen = said["procedure"]
    case.do("incident.procedure", operations.choose_procedure, Procedure.GENERAL, chosen["conditions"],
            chosen["reason"], at=when(chosen["at"]))
