"""Who investigates, and whom the case concerns."""

from dataclasses import asdict

from modules.incident import operations
from sample_cases.qingxi_workshop.work.working import Working, party_id
from workstation.api import Officer, Party, PartyKind


def officers(case: Working) -> None:
    """Every officer signs in once, so that the case knows their keys, and takes a role."""
    began = case.scenario.when("scene_open").date()
    for known in case.scenario.officers:
        officer_id = case.sign_in(known.key)
        officer = case.read().get(Officer, officer_id)
        case.do("incident.assign", operations.assign, officer, known.role, began)


def parties(case: Working) -> None:
    """People and organisations."""
    case.sign_in("chen")
    for known in case.scenario.parties:
        values = {name: value for name, value in asdict(known).items() if name not in ("key", "kind")}
        party = Party(id=party_id(known.key), kind=PartyKind(known.kind), **values)
        case.do("incident.party", operations.put_party, party)
