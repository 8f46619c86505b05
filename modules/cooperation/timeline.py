"""What was done together with others, on the time line."""

from collections.abc import Iterator

from modules.cooperation.queries import contacts, meetings, notices, transfers
from workstation.api import N_, Read, Ref, Timeline, TimelineItem

_LANE = N_("Cooperation")


def items(read: Read) -> Iterator[TimelineItem]:
    """Notices, meetings, contacts, and the handing over of transfers."""
    for notice in notices(read):
        yield TimelineItem(Ref("police_notices", notice.id), N_("Police notified"), notice.at, lane=_LANE)
    for meeting in meetings(read):
        yield TimelineItem(Ref("joint_meetings", meeting.id), meeting.topic, meeting.at, lane=_LANE)
    for contact in contacts(read):
        yield TimelineItem(Ref("prosecutor_contacts", contact.id), contact.matter, contact.at, lane=_LANE)
    for transfer in transfers(read):
        if transfer.sent_at is not None:
            yield TimelineItem(Ref("transfers", transfer.id), N_("Case handed to the police"), transfer.sent_at,
                               lane=_LANE)


COOPERATION_TIMELINE = Timeline("cooperation", N_("Cooperation"), items)
