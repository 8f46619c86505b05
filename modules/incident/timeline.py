"""The incident's own times and the events of the case on the time line."""

from collections.abc import Iterator

from modules.incident.queries import incident
from modules.incident.records import INCIDENT_ID
from workstation.api import N_, Event, Read, Ref, Timeline, TimelineItem

MILESTONES = {
    "fire_at": N_("Fire breaks out"), "reported_at": N_("Call received"), "dispatched_at": N_("Crew sent out"),
    "arrived_at": N_("Crew arrives"), "water_at": N_("First water"),
    "controlled_at": N_("Fire under control"), "extinguished_at": N_("Fire out"),
}


def milestones(read: Read) -> Iterator[TimelineItem]:
    """The times of the call and the response."""
    known = incident(read)
    for name, title in MILESTONES.items():
        moment = getattr(known, name)
        if moment is not None:
            yield TimelineItem(Ref("incident", INCIDENT_ID), title, moment, lane=N_("Incident"), part=name)


def events(read: Read) -> Iterator[TimelineItem]:
    """What happened, by source."""
    for event in read.all(Event):
        yield TimelineItem(Ref("events", event.id), event.title, event.moment, event.until, event.source)


TIMELINES = (
    Timeline("incident.milestones", N_("Incident"), milestones),
    Timeline("incident.events", N_("Events"), events),
)
