"""When electronic data was secured, on the time line."""

from collections.abc import Iterator

from modules.edata.queries import valid_acquisitions
from workstation.api import N_, Read, Ref, Timeline, TimelineItem


def items(read: Read) -> Iterator[TimelineItem]:
    """Each acquisition, from its beginning to its end."""
    for one in valid_acquisitions(read):
        if one.begun is not None:
            title = f"{one.number} {one.title}"
            yield TimelineItem(Ref("acquisitions", one.id), title, one.begun, one.ended, N_("Acquisition"))


EDATA_TIMELINE = Timeline("edata", N_("Electronic data"), items)
