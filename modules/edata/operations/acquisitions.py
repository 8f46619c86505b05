"""Writing acquisitions and their lists of files."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from modules.edata.queries import all_acquisitions
from modules.edata.records import AcquiredItem, Acquisition, HashCheck
from modules.edata.rules.numbers import next_number
from workstation.api import Moment, StoredFile, UserError, Work, new_id

_LETTER = "E"


def register(work: Work, acquisition_id: str | None = None, **values: Any) -> Acquisition:
    """Enter an acquisition, or correct one; a number is given where none was."""
    known = work.find(Acquisition, acquisition_id) if acquisition_id else None
    number = str(values.pop("number", "") or (known.number if known else "")).strip()
    others = {other.number for other in all_acquisitions(work) if other.id != acquisition_id}
    if not str(values.get("title", known.title if known else "")).strip():
        raise UserError("edata.title_empty")
    if number in others:
        raise UserError("edata.number_taken", number=number)
    base = known or Acquisition(id=acquisition_id or new_id(), number="", title="")
    made = replace(base, number=number or next_number(_LETTER, others), **values)
    work.put(made)
    return made


def withdraw(work: Work, acquisition_ids: Sequence[str], reason: str) -> None:
    """Take acquisitions out of the evidence; they stay in the register with the reason."""
    if not reason.strip():
        raise UserError("edata.reason_empty")
    found = work.get_many(Acquisition, acquisition_ids)
    work.put_many(replace(one, withdrawn=reason.strip()) for one in found if not one.withdrawn)


def add_files(work: Work, acquisition_id: str, file_ids: Iterable[str], category: str = "") -> list[AcquiredItem]:
    """Put files of the vault on the list of an acquisition; those that are on it already are left out."""
    work.get(Acquisition, acquisition_id)
    present = {item.file_id for item in work.where(AcquiredItem, acquisition_id=acquisition_id)}
    made = [
        AcquiredItem(acquisition_id=acquisition_id, file_id=work.get(StoredFile, file_id).id, category=category)
        for file_id in dict.fromkeys(file_ids) if file_id not in present
    ]
    work.put_many(made)
    return made


def describe_item(
    work: Work, item_id: str, *, category: str = "", stated_algorithm: str = "", stated_hash: str = "", note: str = ""
) -> AcquiredItem:
    """Say what a file is, and which hash its holder or the tool stated."""
    digits = "".join(stated_hash.split()).replace(":", "").lower()
    item = replace(
        work.get(AcquiredItem, item_id), category=category, stated_hash=digits,
        stated_algorithm=stated_algorithm if digits else "", note=note,
    )
    work.put(item)
    return item


def remove_item(work: Work, item_id: str) -> None:
    """Take a file off a list; the original stays in the vault."""
    work.remove(AcquiredItem, item_id)


def record_hash(work: Work, file_id: str, found: str, reason: str = "") -> HashCheck:
    """Write down what an original hashed to now."""
    check = HashCheck(
        file_id=file_id, at=Moment(utc=work.at), checked_by=work.officer.name,
        expected=work.get(StoredFile, file_id).sha256, found=found, reason=reason,
    )
    work.put(check)
    return check
