"""Writing exhibits: registering, handing over, checking the stock."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from modules.exhibits.queries import all_exhibits, valid_exhibits
from modules.exhibits.records import CustodyEvent, Exhibit, SealState, StockCheck
from modules.exhibits.rules import Scanned, next_number, normal_code, read_label
from workstation.api import Moment, UserError, Work, new_id


def register(work: Work, exhibit_id: str | None = None, **values: Any) -> Exhibit:
    """Enter an exhibit, or correct one; a number is given where none was."""
    known = work.find(Exhibit, exhibit_id) if exhibit_id else None
    number = str(values.pop("number", "") or (known.number if known else "")).strip()
    others = {exhibit.number for exhibit in all_exhibits(work) if exhibit.id != exhibit_id}
    if not str(values.get("name", known.name if known else "")).strip():
        raise UserError("exhibits.name_empty")
    if number in others:
        raise UserError("exhibits.number_taken", number=number)
    fresh = known or Exhibit(id=exhibit_id or new_id(), number="", name="")
    exhibit = replace(fresh, number=number or next_number(others), **values)
    work.put(exhibit)
    return exhibit


def withdraw(work: Work, exhibit_ids: Sequence[str], reason: str) -> None:
    """Take exhibits out of the evidence; they stay in the register with the reason."""
    if not reason.strip():
        raise UserError("exhibits.reason_empty")
    exhibits = work.get_many(Exhibit, exhibit_ids)
    work.put_many(replace(exhibit, withdrawn=reason.strip()) for exhibit in exhibits if not exhibit.withdrawn)


def hand_over(work: Work, event: CustodyEvent) -> CustodyEvent:
    """Add a hand-over. A broken seal needs a note; a correction names what it supersedes and why."""
    exhibit = work.get(Exhibit, event.exhibit_id)
    if not (event.giver.strip() and event.receiver.strip()):
        raise UserError("exhibits.hand_over_names", number=exhibit.number)
    if event.seal_state is SealState.BROKEN and not event.note.strip():
        raise UserError("exhibits.broken_seal_note", number=exhibit.number)
    if event.seal_state is SealState.RESEALED and not event.new_seal_number.strip():
        raise UserError("exhibits.resealed_number", number=exhibit.number)
    if event.supersedes:
        _check_correction(work, event)
    if work.find(CustodyEvent, event.id) is not None:
        raise UserError("exhibits.custody_fixed", number=exhibit.number)
    work.put(event)
    if event.new_seal_number.strip():
        work.put(replace(exhibit, seal_number=event.new_seal_number.strip()))
    return event


def _check_correction(work: Work, event: CustodyEvent) -> None:
    """A correction names its reason and an entry of the same exhibit that nothing else corrects."""
    if not event.reason.strip():
        raise UserError("exhibits.reason_empty")
    others = work.where(CustodyEvent, exhibit_id=event.exhibit_id)
    corrected = {other.supersedes for other in others}
    if event.supersedes in corrected or event.supersedes not in {other.id for other in others}:
        raise UserError("exhibits.corrected_already", number=work.get(Exhibit, event.exhibit_id).number)


def begin_stock_check(work: Work) -> StockCheck:
    """Begin to count: everything that was not withdrawn is expected. One count at a time."""
    if work.count(StockCheck, finished=False):
        raise UserError("exhibits.stock_open")
    check = StockCheck(
        at=Moment(utc=work.at), checked_by=work.officer.name,
        expected=tuple(exhibit.id for exhibit in valid_exhibits(work)),
    )
    work.put(check)
    return check


def scan(work: Work, check_id: str, code: str) -> Scanned:
    """Note a scanned code: an exhibit of this case (by label or number), or a foreign one."""
    check = work.get(StockCheck, check_id)
    if check.finished:
        raise UserError("exhibits.stock_finished")
    code = normal_code(code)
    known = all_exhibits(work)
    wanted = read_label(code, work.case.id)
    exhibit = next((item for item in known if item.id == wanted or normal_code(item.number) == code), None)
    if exhibit is None or exhibit.withdrawn:
        again = code in check.foreign
        check = replace(check, foreign=tuple(dict.fromkeys((*check.foreign, code))))
    else:
        again = exhibit.id in check.found
        check = replace(
            check, found=tuple(dict.fromkeys((*check.found, exhibit.id))),
            # what was registered after the count began belongs to the store too
            expected=tuple(dict.fromkeys((*check.expected, exhibit.id))),
        )
    work.put(check)
    return Scanned(code, exhibit, again)


def scan_all(work: Work, check_id: str, codes: Sequence[str]) -> list[Scanned]:
    """Note several codes in one step, as a photograph of a shelf gives them."""
    return [scan(work, check_id, code) for code in codes]


def finish_stock_check(work: Work, check_id: str, note: str = "") -> StockCheck:
    """Close the count; what was not found stays named in it."""
    check = work.get(StockCheck, check_id)
    if check.finished:
        raise UserError("exhibits.stock_finished")
    check = replace(check, finished=True, note=note)
    work.put(check)
    return check
