"""The incident's parties, places, officers and events can be found; events can be cited."""

from collections.abc import Iterator

from modules.incident.queries import people
from workstation.api import N_, Event, Party, Place, Read, Ref, Search, SearchEntry


def parties(read: Read) -> Iterator[SearchEntry]:
    """Everyone whom the case concerns."""
    for party in read.all(Party, order=("name",)):
        yield SearchEntry(Ref("parties", party.id), party.name, party.role, party.credit_code or party.phone)


def places(read: Read) -> Iterator[SearchEntry]:
    """The parts of the scene."""
    for place in read.all(Place, order=("name",)):
        yield SearchEntry(Ref("places", place.id), place.name, detail=place.note)


def officers(read: Read) -> Iterator[SearchEntry]:
    """The officers of the case."""
    for officer in people(read):
        yield SearchEntry(Ref("officers", officer.id), officer.name, officer.certificate_no, officer.unit)


def events(read: Read) -> Iterator[SearchEntry]:
    """What happened."""
    for event in read.all(Event):
        yield SearchEntry(Ref("events", event.id), event.title, event.moment.text("%m-%d %H:%M"), event.source)


SEARCHES = (
    Search("incident.parties", N_("Parties"), "incident.parties", parties),
    Search("incident.places", N_("Places"), "incident.places", places),
    Search("incident.officers", N_("Officers"), "incident.officers", officers),
    Search("incident.events", N_("Events"), "incident.timeline", events, evidence=True),
)
