"""Notices, meetings, contacts and transfers can be found; all but transfers can be cited."""

from collections.abc import Iterator

from modules.cooperation.records import Meeting, PoliceNotice, ProsecutorContact, Transfer
from workstation.api import N_, Read, Ref, Search, SearchEntry


def notices(read: Read) -> Iterator[SearchEntry]:
    """What the police were told."""
    for one in read.all(PoliceNotice):
        yield SearchEntry(Ref("police_notices", one.id), one.to, one.at.text("%m-%d %H:%M"), one.message)


def meetings(read: Read) -> Iterator[SearchEntry]:
    """Joint meetings."""
    for one in read.all(Meeting):
        yield SearchEntry(Ref("joint_meetings", one.id), one.topic, one.at.text("%Y-%m-%d"), one.agreed)


def contacts(read: Read) -> Iterator[SearchEntry]:
    """Contacts with the prosecutor's office."""
    for one in read.all(ProsecutorContact):
        yield SearchEntry(Ref("prosecutor_contacts", one.id), one.matter, one.at.text("%Y-%m-%d"), one.office)


def transfers(read: Read) -> Iterator[SearchEntry]:
    """Transfers."""
    for one in read.all(Transfer):
        yield SearchEntry(Ref("transfers", one.id), one.offence_name, one.proposed_at.text("%Y-%m-%d"), one.to)


SEARCHES = (
    Search("cooperation.notices", N_("Notices to the police"), "cooperation", notices, evidence=True),
    Search("cooperation.meetings", N_("Joint meetings"), "cooperation", meetings, evidence=True),
    Search("cooperation.contacts", N_("Contacts with the prosecutor"), "cooperation", contacts, evidence=True),
    Search("cooperation.transfers", N_("Transfers"), "cooperation.transfers", transfers),
)
