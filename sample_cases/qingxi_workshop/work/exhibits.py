"""Exhibits: the register, who had each of them when, and a count of the store."""

from datetime import timedelta
from typing import Any

from modules.exhibits import operations
from modules.exhibits.records import Category, CustodyEvent, SealState
from modules.exhibits.rules import label_code
from sample_cases.qingxi_workshop.scenario import Exhibit
from sample_cases.qingxi_workshop.work.working import Working, exhibit_id, moment, place_id, when, wording

_SEALING = timedelta(minutes=4)
_OUTSIDE = {"W-008": "shop9", "W-009": "stairs"}


def work(case: Working) -> None:
    """Enter what was taken, the hand-overs, and count the store."""
    officers = {known.key: case.sign_in(known.key) for known in case.scenario.officers}
    case.sign_in("lin")
    for exhibit in case.scenario.exhibits:
        _register(case, exhibit, [officers[key] for key in exhibit.extractors])
    for exhibit in case.scenario.exhibits:
        if exhibit.control:
            case.do("exhibits.register", operations.register, exhibit_id(exhibit.number),
                    control_sample_id=exhibit_id(exhibit.control))
    said = wording("exhibits")
    for exhibit in case.scenario.exhibits:
        _store(case, exhibit, said["store"])
    for step in said["hand_overs"]:
        for number in step["exhibits"]:
            _hand_over(case, number, step)
    _count(case, said["count"])


def _register(case: Working, exhibit: Exhibit, extractors: list[str]) -> None:
    room = exhibit.room or _OUTSIDE[exhibit.number]
    case.do(
        "exhibits.register", operations.register, exhibit_id(exhibit.number), number=exhibit.number, name=exhibit.name,
        category=Category(exhibit.category), amount=float(exhibit.amount), unit=exhibit.unit,
        features=exhibit.features, place_id=place_id(room), position=exhibit.position_text, method=exhibit.method,
        container=exhibit.container, seal_number=exhibit.seal, extracted_at=moment(exhibit.extracted_at),
        sealed_at=moment(exhibit.extracted_at + _SEALING), extractors=tuple(extractors), witness=exhibit.witness,
        position_measured=True, photos_before=case.evidence(exhibit.before), photos_after=case.evidence(exhibit.after),
        storage=exhibit.storage,
    )


def _store(case: Working, exhibit: Exhibit, store: dict[str, Any]) -> None:
    """The first hand-over of each: from one who took it to the keeper of the store."""
    giver = case.scenario.officer(exhibit.extractors[0]).name
    _put(case, CustodyEvent(
        exhibit_id=exhibit_id(exhibit.number), giver=giver, receiver=store["keeper"], at=when(store["at"]),
        place=exhibit.storage, purpose=store["purpose"], giver_signed=True, receiver_signed=True,
    ))


def _hand_over(case: Working, number: str, step: dict[str, Any]) -> None:
    seal = SealState(step.get("seal", "intact"))
    _put(case, CustodyEvent(
        exhibit_id=exhibit_id(number), giver=step["giver"], receiver=step["receiver"], at=when(step["at"]),
        place=step["place"], purpose=step["purpose"], seal_state=seal,
        new_seal_number=step["new_seal"].format(number=number[-3:]) if seal is SealState.RESEALED else "",
        giver_signed=True, receiver_signed=step.get("receiver_signed", True), note=step.get("note", ""),
    ))


def _put(case: Working, event: CustodyEvent) -> None:
    case.do("exhibits.hand_over", operations.hand_over, event)


def _count(case: Working, note: str) -> None:
    """清点: every label on the shelf is scanned."""
    case.sign_in("chen")
    check = case.do("exhibits.stock_begin", operations.begin_stock_check)
    codes = [label_code(case.read().case.id, exhibit_id(exhibit.number)) for exhibit in case.scenario.exhibits]
    case.do("exhibits.scan", operations.scan_all, check.id, codes)
    case.do("exhibits.stock_finish", operations.finish_stock_check, check.id, note)
