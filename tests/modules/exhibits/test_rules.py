"""Numbers, codes, minimum amounts by the rule pack, and chains of custody with their faults."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.exhibits.records import Category, CustodyEvent, Exhibit, SealState
from modules.exhibits.rules import (
    AmountFault,
    GapKind,
    below_minimum,
    chain_gaps,
    holder_of,
    label_code,
    next_giver,
    next_number,
    normal_code,
    read_label,
    valid_events,
)
from workstation.api import Moment, RulePack, UserError, beijing
from workstation.services.rules import load_rules

START = beijing("2026-01-26T09:00:00")
TAKEN = Exhibit(id="e1", number="W-001", name="导线熔痕", extracted_at=beijing("2026-01-23T10:00:00"))


@pytest.fixture(scope="module")
def sampling() -> RulePack:
    return load_rules().on("sampling", date(2026, 1, 23))


def hand_over(giver: str, receiver: str, day: int = 0, **values: object) -> CustodyEvent:
    facts = {"giver_signed": True, "receiver_signed": True, "place": "物证室", **values}
    return CustodyEvent(
        exhibit_id="e1", giver=giver, receiver=receiver, at=Moment(utc=START.utc + timedelta(days=day)),
        **facts,
    )


def kinds(events: list[CustodyEvent], first: tuple[str, ...] = ("李建国", "王晓明")) -> list[GapKind]:
    return [gap.kind for gap in chain_gaps(TAKEN, events, first)]


@given(st.sets(st.integers(1, 1200).map(lambda number: f"W-{number:03}")), st.sets(st.text(max_size=8)))
def test_a_new_number_is_free_and_the_next(ours: set[str], others: set[str]) -> None:
    number = next_number(ours | others)
    assert number not in ours
    assert all(int(taken[2:]) < int(number[2:]) for taken in ours)


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_only_a_label_of_this_case_is_read_as_one(text: str) -> None:
    code = label_code("c24edac0723e", "abc123")
    assert read_label(code, "c24edac0723e") == "abc123"
    assert read_label(code, "ffffffff0000") is None
    assert read_label(text, "c24edac0723e") is None or text.strip().startswith("EC:c24edac0:")


@pytest.mark.parametrize(("typed", "meant"), [
    (" w-003\n", "W-003"), ("W-003", "W-003"), ("EC:ab12:0f3e", "EC:ab12:0f3e"), ("6901234567892", "6901234567892"),
])
def test_codes_are_understood_as_they_are_typed(typed: str, meant: str) -> None:
    assert normal_code(typed) == meant


@pytest.mark.parametrize(("category", "amount", "unit", "fault"), [
    (Category.ASH, 250, "g", None), (Category.ASH, 249.9, "g", AmountFault.BELOW),
    (Category.ASH, 0.25, "kg", None), (Category.ASH, 0.2, "公斤", AmountFault.BELOW), (Category.ASH, 250, "克", None),
    (Category.SOOT, 100, "mg", None), (Category.SOOT, 99, "毫克", AmountFault.BELOW),
    (Category.HAIR, 1, "g", None), (Category.HAIR, 0.9, "G", AmountFault.BELOW),
    (Category.CLOTHES, 200, "g", None), (Category.CLOTHES, 199, "g", AmountFault.BELOW),
    (Category.GAS, 500, "mL", None), (Category.GAS, 0.4, "L", AmountFault.BELOW), (Category.GAS, 0.5, "升", None),
    (Category.ASH, 300, "袋", AmountFault.OTHER_UNIT), (Category.GAS, 600, "g", AmountFault.OTHER_UNIT),
    (Category.ASH, 300, "", AmountFault.OTHER_UNIT), (Category.ASH, None, "g", AmountFault.UNKNOWN),
    (Category.DEVICE, 1, "台", None), (Category.NAILS, None, "", None), (Category.MELT_MARK, 1, "根", None),
])
def test_minimum_amounts_of_gb_t_20162(
    sampling: RulePack, category: Category, amount: float | None, unit: str, fault: AmountFault | None
) -> None:
    exhibit = Exhibit(number="W-001", name="x", category=category, amount=amount, unit=unit)
    found = below_minimum(exhibit, sampling)
    assert (found.fault if found else None) is fault


def test_a_negative_amount_is_refused() -> None:
    with pytest.raises(UserError, match="negative_amount"):
        Exhibit(number="W-001", name="x", amount=-1)


def test_a_chain_without_fault() -> None:
    events = [hand_over("王晓明", "陈芳"), hand_over("陈芳", "王晓明", 14), hand_over("王晓明", "保管员 刘洋", 15)]
    assert kinds(list(reversed(events))) == []
    assert holder_of(TAKEN, events) == "保管员 刘洋"
    assert next_giver(events, ("李建国",), "李建国") == "保管员 刘洋"


@pytest.mark.parametrize(("events", "found"), [
    ([hand_over("赵某", "陈芳")], [GapKind.WRONG_GIVER]),
    ([hand_over("李建国", "陈芳"), hand_over("李建国", "刘洋", 1)], [GapKind.WRONG_GIVER]),
    ([hand_over("李建国", "陈芳", seal_state=SealState.BROKEN)], [GapKind.SEAL_BROKEN]),
    ([hand_over("李建国", "陈芳", receiver_signed=False)], [GapKind.NOT_SIGNED]),
    ([hand_over("李建国", "陈芳", giver_signed=False)], [GapKind.NOT_SIGNED]),
    ([hand_over("李建国", "陈芳", -4)], [GapKind.BEFORE_EXTRACTION]),
    ([hand_over("李建国", "陈芳", place=""), hand_over("陈芳", "刘洋", 31)], [GapKind.LONG]),
    ([hand_over("李建国", "陈芳", place=""), hand_over("陈芳", "刘洋", 30)], []),
    ([hand_over("李建国", "陈芳"), hand_over("陈芳", "刘洋", 300)], []),
    ([hand_over("李建国", "陈芳", seal_state=SealState.RESEALED, new_seal_number="QX-9")], []),
])
def test_each_fault_of_a_chain_is_found(events: list[CustodyEvent], found: list[GapKind]) -> None:
    assert kinds(events) == found


def test_without_known_extractors_anyone_may_give_first() -> None:
    assert kinds([hand_over("赵某", "陈芳")], first=()) == []


def test_a_correction_takes_the_place_of_what_it_corrects() -> None:
    wrong = hand_over("赵某", "陈芳")
    right = hand_over("李建国", "陈芳", supersedes=wrong.id, reason="交出人姓名写错")
    assert kinds([wrong, right]) == []
    assert valid_events([wrong, right]) == [right]


@given(st.permutations(range(4)), st.lists(st.text("0123456789abcdef", min_size=8, max_size=8), min_size=4, max_size=4,
                                           unique=True))
def test_hand_overs_of_one_minute_stand_in_their_own_order(order: list[int], ids: list[str]) -> None:
    people = ["李建国", "陈芳", "刘洋", "周敏", "吴刚"]
    events = [hand_over(people[step], people[step + 1], id=ids[step]) for step in range(4)]
    mixed = [events[place] for place in order]
    assert [event.giver for event in valid_events(mixed)] == people[:4]
    assert kinds(mixed) == []


def test_who_gives_next_is_an_extractor_never_a_cupboard() -> None:
    assert next_giver([], ("李建国", "王晓明"), "王晓明") == "王晓明"
    assert next_giver([], ("李建国", "王晓明"), "别人") == "李建国"
    assert next_giver([], (), "别人") == "别人"
