"""Electronic data can be found and cited."""

from collections.abc import Iterator

from modules.edata.queries import valid_acquisitions
from modules.edata.queries.acquisitions import CARRIER_WORDS
from modules.edata.queries.logs import KIND_WORDS, valid_logs
from workstation.api import N_, Read, Ref, Search, SearchEntry


def acquisitions(read: Read) -> Iterator[SearchEntry]:
    """Every acquisition that counts."""
    for one in valid_acquisitions(read):
        yield SearchEntry(Ref("acquisitions", one.id), one.title, one.number, CARRIER_WORDS[one.carrier])


def logs(read: Read) -> Iterator[SearchEntry]:
    """Every log that counts."""
    for log in valid_logs(read):
        yield SearchEntry(Ref("logs", log.id), log.title, log.number, KIND_WORDS[log.kind])


SEARCHES = (
    Search("edata.acquisitions", N_("Electronic data"), "edata", acquisitions, evidence=True),
    Search("edata.logs", N_("Logs"), "edata.logs", logs, evidence=True),
)
