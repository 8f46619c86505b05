"""Reading acquisitions, their lists of files, and whether the originals still hold."""

from dataclasses import dataclass
from datetime import date, datetime

from modules.edata.records import AcquiredItem, Acquisition, Carrier, HashCheck, Method, WriteBlock
from workstation.api import BEIJING, N_, Officer, Place, Read, StoredFile, zone

CARRIER_WORDS: dict[Carrier, str] = {
    Carrier.FILE: N_("Files"), Carrier.FOLDER: N_("Folder"), Carrier.IMAGE: N_("Disk image"),
    Carrier.PHONE: N_("Mobile phone"), Carrier.RECORDER: N_("Video recorder"),
    Carrier.PANEL: N_("Alarm panel, meter or controller"), Carrier.ONLINE: N_("Online data"),
    Carrier.OTHER: N_("Other"),
}
METHOD_WORDS: dict[Method, str] = {
    Method.EXTRACTED: N_("Extracted on site"), Method.SEIZED: N_("Original carrier seized and sealed"),
    Method.ONLINE: N_("Extracted over the network"), Method.FROZEN: N_("Frozen"),
    Method.PROVIDED: N_("Handed in on request"), Method.PRINTED: N_("Printed or photographed"),
}
BLOCK_WORDS: dict[WriteBlock, str] = {
    WriteBlock.UNKNOWN: N_("(not recorded)"), WriteBlock.HARDWARE: N_("Hardware write blocker"),
    WriteBlock.SOFTWARE: N_("Mounted read-only by software"),
    WriteBlock.DEVICE_EXPORT: N_("Export by the device itself"),
    WriteBlock.NOT_NEEDED: N_("Not needed (files handed in)"), WriteBlock.NONE: N_("None"),
}


@dataclass(frozen=True)
class Item:
    """A line of the list with its file and the newest check of it; the file is none if it is gone from the case."""

    item: AcquiredItem
    file: StoredFile | None
    check: HashCheck | None = None

    @property
    def agrees(self) -> bool | None:
        """Whether the stated hash is the file's; none where nothing comparable was stated."""
        if self.file is None or self.item.stated_algorithm not in ("sha256", "sm3") or not self.item.stated_hash:
            return None
        own = self.file.sha256 if self.item.stated_algorithm == "sha256" else self.file.sm3
        return self.item.stated_hash == own


def all_acquisitions(read: Read) -> list[Acquisition]:
    """Every acquisition by number, withdrawn ones too."""
    return read.all(Acquisition, order=("number",))


def valid_acquisitions(read: Read) -> list[Acquisition]:
    """Every acquisition that was not withdrawn."""
    return read.where(Acquisition, order=("number",), withdrawn="")


def items(read: Read) -> dict[str, list[Item]]:
    """The lists of files by acquisition, each in the order of the files' names."""
    lines = read.all(AcquiredItem)
    files = {file.id: file for file in read.get_many(StoredFile, sorted({line.file_id for line in lines}))}
    checks = newest_checks(read)
    found: dict[str, list[Item]] = {}
    for line in lines:
        item = Item(line, files.get(line.file_id), checks.get(line.file_id))
        found.setdefault(line.acquisition_id, []).append(item)
    for rows in found.values():
        rows.sort(key=lambda row: (row.file.name if row.file else "", row.item.id))
    return found


def newest_checks(read: Read) -> dict[str, HashCheck]:
    """The newest check of each file that was hashed again."""
    return {check.file_id: check for check in sorted(read.all(HashCheck), key=lambda check: check.at.utc)}


def frozen_files(read: Read) -> set[str]:
    """The ids of files that are no longer what they were: nothing more is made of them."""
    return {file_id for file_id, check in newest_checks(read).items() if not check.holds}


def officer_names(read: Read) -> dict[str, str]:
    """The names of officers who have one of their own, by id."""
    officers = read.all(Officer, order=("name",))
    return {officer.id: officer.name for officer in officers if not officer.stand_in}


def place_names(read: Read) -> dict[str, str]:
    """The names of places by id."""
    return {place.id: place.name for place in read.all(Place)}


def case_day(read: Read) -> date:
    """The day on which the case was begun, for the choice of rules."""
    return datetime.fromisoformat(read.case.created_at).astimezone(zone(BEIJING)).date()
