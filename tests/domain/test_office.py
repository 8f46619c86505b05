"""Who is the same across cases: codes decide, names only once a person has confirmed them."""

from hypothesis import given
from hypothesis import strategies as st

from workstation.domain.identifiers import credit_code_check
from workstation.domain.office import (
    EntryKind,
    MatchDecision,
    OfficeCase,
    OfficeEntry,
    Recurring,
    Sighting,
    gather,
    normal_name,
)

CODE = "91449981MADEM0046" + credit_code_check("91449981MADEM0046")
OTHER = "91449981MADEM0038" + credit_code_check("91449981MADEM0038")


def seen(case: str, name: str, code: str = "", kind: EntryKind = EntryKind.PARTY, **more: object) -> Sighting:
    return Sighting(OfficeCase(case, f"案件{case}", f"cases/{case}"), OfficeEntry(kind, name, code, **more))


def one(known: list[Recurring], name: str) -> Recurring:
    (found,) = [recurring for recurring in known if any(sighting.entry.name == name for sighting in recurring.seen)]
    return found


def test_names_are_compared_without_width_brackets_blanks_and_form_of_company() -> None:
    same = (
        "荔州市安泽（消防）技术服务有限公司", "荔州市安泽(消防)技术服务有限责任公司",
        " 荔州市安泽 消防 技术服务有限公司", "荔州市安泽【消防】技术服务有限公司。",
    )
    assert len({normal_name(name) for name in same}) == 1
    assert normal_name("ＡＢＣ电器") == normal_name("abc 电器")
    assert normal_name("荔州市安泽消防技术服务有限公司") != normal_name("荔州市安泽消防技术服务股份有限公司")


@given(st.text(max_size=40))
def test_comparing_twice_changes_nothing(name: str) -> None:
    assert normal_name(normal_name(name)) == normal_name(name)


def test_five_fires_of_one_code_are_one_firm_whatever_it_is_called() -> None:
    known = gather([seen(str(n), f"安泽消防{'公司' * (n % 2)}", CODE, service=n == 3) for n in range(5)], ())
    (firm,) = known
    assert (firm.fires, firm.code, firm.service, firm.maybe) == (5, CODE, True, ())


def test_a_wrong_check_character_is_no_code() -> None:
    wrong = CODE[:17] + ("A" if CODE[17] != "A" else "B")
    known = gather([seen("1", "甲公司", wrong), seen("2", "乙公司", wrong)], ())
    assert [firm.fires for firm in known] == [1, 1]


def test_a_name_is_only_proposed_until_somebody_says_so() -> None:
    entries = [seen("1", "安泽消防有限公司", CODE), seen("2", "安泽消防有限责任公司")]
    firm = one(gather(entries, ()), "安泽消防有限公司")
    assert firm.fires == 1 and [sightings[0].case.id for _, sightings in firm.maybe] == ["2"]
    key = firm.maybe[0][0]
    confirmed = gather(entries, [MatchDecision(min(firm.keys), key, True)])
    assert [known.fires for known in confirmed] == [2] and not confirmed[0].maybe
    rejected = gather(entries, [MatchDecision(min(firm.keys), key, False)])
    assert [(known.fires, known.maybe) for known in rejected] == [(1, ()), (1, ())]


def test_what_was_confirmed_holds_when_a_third_case_comes_and_that_one_is_asked_about() -> None:
    entries = [seen("1", "顺意五金店"), seen("2", "顺意五金店")]
    first = gather(entries, ())[0]
    said = [MatchDecision(min(first.keys), first.maybe[0][0], True)]
    known = gather([*entries, seen("3", "顺意 五金店")], said)
    assert sorted(firm.fires for firm in known) == [1, 2]
    assert all(len(firm.maybe) == 1 for firm in known)


def test_two_valid_codes_of_one_name_are_two_parties() -> None:
    known = gather([seen("1", "顺达公司", CODE), seen("2", "顺达公司", OTHER)], ())
    assert [(firm.fires, firm.maybe, firm.other_codes) for firm in known] == [(1, (), (OTHER,)), (1, (), (CODE,))] or [
        (firm.fires, firm.maybe, firm.other_codes) for firm in known] == [(1, (), (CODE,)), (1, (), (OTHER,))]


def test_a_decision_on_something_that_is_gone_does_no_harm() -> None:
    known = gather([seen("1", "甲公司")], [MatchDecision("party:9:乙", "party:1:甲公司", True)])
    assert [firm.fires for firm in known] == [1]


def test_causes_count_by_their_category_and_kinds_stay_apart() -> None:
    known = gather([
        seen("1", "电气／短路", kind=EntryKind.CAUSE), seen("2", "电气/短路", kind=EntryKind.CAUSE),
        seen("1", "移动插座", kind=EntryKind.PRODUCT), seen("2", "移动插座"),
    ], ())
    assert one(known, "电气/短路").fires == 2
    assert all(not firm.maybe for firm in known), "a product is no party of its name"
