"""What people say of places, on the map."""

from collections.abc import Iterator

from modules.interviews.queries import contrast
from workstation.api import N_, Layer, LayerItem, Read, Ref, Words


def items(read: Read) -> Iterator[LayerItem]:
    """Every statement about a place whose position is known; of several, who speaks is named first."""
    table = contrast(read, Words("zh"))
    for topic in table.topics:
        for statement in topic.statements:
            place = table.places.get(statement.place_id or "")
            if place is not None and place.point is not None:
                event = table.events.get(statement.event_id or "")
                label = f"{table.speaker(statement)}：{statement.claim or statement.quote}"
                at = event.moment.utc if event else None
                yield LayerItem(Ref("statements", statement.id), label, place.point, at=at)


STATEMENT_LAYER = Layer("interviews.statements", N_("Statements about places"), items)
