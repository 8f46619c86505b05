"""Electronic data can be found and cited."""

from collections.abc import Iterator

from modules.edata.queries import valid_acquisitions
from modules.edata.queries.acquisitions import CARRIER_WORDS
from modules.edata.queries.images import valid_images
from modules.edata.queries.logs import KIND_WORDS, valid_logs
from modules.edata.queries.media import derived_items, valid_recordings
from workstation.api import N_, Read, Ref, Search, SearchEntry


def acquisitions(read: Read) -> Iterator[SearchEntry]:
    """Every acquisition that counts."""
    for one in valid_acquisitions(read):
        yield SearchEntry(Ref("acquisitions", one.id), one.title, one.number, CARRIER_WORDS[one.carrier])


def logs(read: Read) -> Iterator[SearchEntry]:
    """Every log that counts."""
    for log in valid_logs(read):
        yield SearchEntry(Ref("logs", log.id), log.title, log.number, KIND_WORDS[log.kind])


def recordings(read: Read) -> Iterator[SearchEntry]:
    """Every recording that counts."""
    for one in valid_recordings(read):
        yield SearchEntry(Ref("recordings", one.id), one.title, one.number, one.camera)


def images(read: Read) -> Iterator[SearchEntry]:
    """Every disk image that counts."""
    for one in valid_images(read):
        yield SearchEntry(Ref("disk_images", one.id), one.title, one.number)


def derived(read: Read) -> Iterator[SearchEntry]:
    """Frames and files that were made of originals."""
    for item in derived_items(read):
        yield SearchEntry(Ref("derived_items", item.id), item.title, item.number, item.shown or item.path)


SEARCHES = (
    Search("edata.recordings", N_("Video recordings"), "edata.player", recordings, evidence=True),
    Search("edata.images", N_("Disk images"), "edata.images", images, evidence=True),
    Search("edata.derived", N_("Derived items"), "edata.player", derived, evidence=True),
    Search("edata.acquisitions", N_("Electronic data"), "edata", acquisitions, evidence=True),
    Search("edata.logs", N_("Logs"), "edata.logs", logs, evidence=True),
)
