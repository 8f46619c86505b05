"""Extractions and hand-overs on the time line."""

from collections.abc import Iterator

from modules.exhibits.queries import custody, valid_exhibits
from workstation.api import N_, Read, Ref, Timeline, TimelineItem


def items(read: Read) -> Iterator[TimelineItem]:
    """When each exhibit was taken and handed over."""
    events = custody(read)
    for exhibit in valid_exhibits(read):
        ref, name = Ref("exhibits", exhibit.id), f"{exhibit.number} {exhibit.name}"
        if exhibit.extracted_at is not None:
            yield TimelineItem(ref, name, exhibit.extracted_at, lane=N_("Extraction"))
        for event in events.get(exhibit.id, ()):
            yield TimelineItem(ref, f"{name}: {event.giver} → {event.receiver}", event.at, lane=N_("Custody"))


EXHIBIT_TIMELINE = Timeline("exhibits", N_("Exhibits"), items)
