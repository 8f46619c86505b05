"""The incident and the named parts of its scene on the map."""

from collections.abc import Iterator

from modules.incident.queries import incident
from modules.incident.records import INCIDENT_ID
from workstation.api import N_, Layer, LayerItem, Place, Read, Ref


def items(read: Read) -> Iterator[LayerItem]:
    """Everything with a point."""
    known = incident(read)
    if known.point is not None:
        at = known.fire_at.utc if known.fire_at else None
        yield LayerItem(Ref("incident", INCIDENT_ID), known.name, known.point, at=at)
    for place in read.all(Place):
        if place.point is not None:
            yield LayerItem(Ref("places", place.id), place.name, place.point)


INCIDENT_LAYER = Layer("incident", N_("Incident and places"), items)
