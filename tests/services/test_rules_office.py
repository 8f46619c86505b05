"""Packs of an office: refused with line and reason, in force only as a named officer approved them."""

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from workstation.app import workbench
from workstation.domain.errors import UserError
from workstation.domain.rule_layers import leaves
from workstation.domain.rules import body_of
from workstation.domain.words import Words
from workstation.services.identity import Identities, SignedIn
from workstation.services.rules import FOLDER, load_rules
from workstation.services.rules_office import OfficeRules, PackState
from workstation.services.rules_words import PackWords, is_named_by
from workstation.services.sealed import KeyCost

DAY = date(2026, 3, 1)
CHEAP = KeyCost(1, 64, 1)
GUANGDONG: dict[str, Any] = {
    "id": "gd-procedure-2026", "kind": "procedure", "title": "广东省简易程序数额", "region": "广东省",
    "in_force_from": "2026-01-01", "clause": "粤消规〔2026〕1号", "certainty": "to_verify",
    "data": {"slight_loss_yuan": 50000},
}


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "配置 副本"


@pytest.fixture
def office(profile: Path) -> OfficeRules:
    return OfficeRules(profile, load_rules())


@pytest.fixture
def officer(profile: Path) -> SignedIn:
    people = Identities(profile, CHEAP)
    return people.sign_in(people.create("法制员", "法制科", "F-01", "a passphrase").id, "a passphrase")


def _text(body: dict[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, indent=1)


def _approve(office: OfficeRules, officer: SignedIn, body: dict[str, Any]) -> None:
    office.draft(_text(body), officer, pack_id=body["id"])
    office.approve(body["id"], officer, "经支队法制审核")


def test_a_province_lays_only_what_it_changes_over_the_nation(office: OfficeRules, officer: SignedIn) -> None:
    _approve(office, officer, GUANGDONG)
    rules = office.in_force()
    own, other = rules.on("procedure", DAY, "广东"), rules.on("procedure", DAY, "云南省")
    assert own.data["slight_loss_yuan"] == 50000 and other.data["slight_loss_yuan"] is None
    assert own.data["conditions"] == other.data["conditions"]
    assert own.source_of(("slight_loss_yuan",)).id == "gd-procedure-2026"
    assert own.source_of(("conditions", "no_arson", "text")).id == "procedure-2012"
    assert rules.on("procedure", DAY, "广东省 东莞市").id == "gd-procedure-2026"
    assert rules.on("procedure", date(2025, 12, 31), "广东").id == "procedure-2012"


def test_items_with_a_code_are_laid_over_one_by_one(office: OfficeRules, officer: SignedIn) -> None:
    clocks = {**GUANGDONG, "id": "gd-clocks", "kind": "clocks", "data": {
        "clocks": [{"code": "inquiry_report", "length": 45}],
    }}
    _approve(office, officer, clocks)
    merged = office.in_force().on("clocks", DAY, "广东")
    lengths = {clock["code"]: clock["length"] for clock in merged.data["clocks"]}
    assert lengths["inquiry_report"] == 45 and lengths["determination"] == 30
    assert merged.source_of(("clocks", "inquiry_report", "length")).id == "gd-clocks"
    assert merged.source_of(("clocks", "inquiry_report", "start")).id == "clocks-2012"


def test_a_draft_counts_only_once_a_named_officer_approved_it(office: OfficeRules, officer: SignedIn) -> None:
    machine = Identities(office.folder.parent).machine()
    made = office.draft(_text(GUANGDONG), machine, pack_id=GUANGDONG["id"])
    assert made.state is PackState.DRAFT and office.in_force().on("procedure", DAY, "广东").id == "procedure-2012"
    with pytest.raises(UserError, match="sign_in"):
        office.approve(made.id, machine, "理由")
    with pytest.raises(UserError, match="reason_missing"):
        office.approve(made.id, officer, " ")
    office.approve(made.id, officer, "粤消规〔2026〕1号")
    entry = office.journal.entries()[-1]
    assert (entry.officer.name, entry.reason, entry.changed) == ("法制员", "粤消规〔2026〕1号", 1)
    assert entry.body["data"] == GUANGDONG["data"]
    office.withdraw(made.id, officer, "文件废止")
    assert office.in_force().on("procedure", DAY, "广东").id == "procedure-2012"
    assert [one.state for one in office.packs() if one.id == made.id] == [PackState.DRAFT]


def test_an_approved_file_that_is_changed_is_refused_and_the_shipped_one_used(
    office: OfficeRules, officer: SignedIn,
) -> None:
    _approve(office, officer, GUANGDONG)
    path = office.folder / "approved" / "gd-procedure-2026.json"
    path.write_text(path.read_text("utf-8").replace("50000", "500000"), "utf-8")
    rules = office.in_force()
    assert rules.on("procedure", DAY, "广东").id == "procedure-2012"
    assert [one.reason.code for one in rules.refused] == ["rules.changed_since"]


def test_a_journal_that_was_edited_puts_every_pack_of_the_office_out_of_use(
    office: OfficeRules, officer: SignedIn,
) -> None:
    _approve(office, officer, GUANGDONG)
    journal = office.folder / "journal.jsonl"
    journal.write_text(journal.read_text("utf-8").replace("经支队法制审核", "经总队法制审核"), "utf-8")
    rules = office.in_force()
    assert rules.on("procedure", DAY, "广东").id == "procedure-2012"
    assert [one.reason.code for one in rules.refused] == ["rules.journal_broken"]


def test_an_approval_written_by_hand_counts_for_nothing(office: OfficeRules) -> None:
    folder = office.folder / "approved"
    folder.mkdir(parents=True)
    (folder / "gd-procedure-2026.json").write_text(_text(GUANGDONG), "utf-8")
    assert [one.reason.code for one in office.in_force().refused] == ["rules.not_approved"]


@pytest.mark.parametrize(("harm", "line", "reason"), [
    (lambda text: text.replace("50000", "-1"), 10, "rules.fault.minimum"),
    (lambda text: text.replace("50000", '"五万"'), 10, "rules.fault.type"),
    (lambda text: text.replace("slight_loss_yuan", "slight_los_yuan"), 10, "rules.fault.unknown_key"),
    (lambda text: text.replace('"procedure"', '"procedur"'), 3, "rules.fault.kind"),
    (lambda text: text.replace("2026-01-01", "2026-02-30"), 6, "rules.fault.format"),
    (lambda text: text.replace('"to_verify"', '"sure"'), 8, "rules.fault.enum"),
    (lambda text: text.replace('"region"', '"title"'), 5, "rules.key_twice"),
    (lambda text: text.replace('"title": "广东省简易程序数额",', ""), 1, "rules.fault.required"),
    (lambda text: text[:90], 5, "rules.not_json"),
    (lambda text: text.replace("50000", "NaN"), 10, "rules.not_json"),
    (lambda text: text.replace("50000", "[" * 5000), 10, "rules.too_deep"),
    (lambda text: text.replace("gd-procedure-2026", "procedure-2012"), 1, "rules.fault.id_shipped"),
    (lambda text: text.replace("gd-procedure-2026", "../../x"), 1, "rules.fault.id"),
])
def test_a_broken_pack_is_refused_with_line_and_reason(
    office: OfficeRules, officer: SignedIn, tmp_path: Path, harm: Callable[[str], str], line: int, reason: str,
) -> None:
    path = tmp_path / "现场 副本.json"
    path.write_text(harm(_text(GUANGDONG)), "utf-8")
    with pytest.raises(UserError, match=r"rules\.broken") as caught:
        office.take_in(path, officer)
    assert (int(caught.value.values["line"]), [one.code for one in caught.value.details]) == (line, [reason])
    for language in ("zh", "en"):
        sentence = Words(language).error(caught.value)
        assert "现场 副本.json" in sentence and "error." not in sentence and "{" not in sentence.replace("{ }", "")
    assert not office.folder.exists()


@pytest.mark.parametrize(("kind", "change", "reason"), [
    ("grades", lambda data: data["grades"][1].update(deaths=30), "rules.fault.order"),
    ("grades", lambda data: data["grades"][3].update(deaths=1), "rules.fault.lowest"),
    ("grades", lambda data: data.update(grades=[]), "rules.fault.empty"),
    ("grades", lambda data: data["grades"][0].pop("deaths"), "rules.fault.required"),
    ("clocks", lambda data: data["clocks"][5].update(start="act:asked"), "rules.fault.unknown_act"),
    ("clocks", lambda data: data["clocks"][0].update(unit="weeks"), "rules.fault.enum"),
    ("clocks", lambda data: data["clocks"][0].update(length=0), "rules.fault.minimum"),
    ("clocks", lambda data: data["extensions"].update(nothing=data["extensions"]["determination"]),
     "rules.fault.unknown_clock"),
    ("holidays", lambda data: data["years"]["2026"]["days_off"].append("2026-10-03"), "rules.fault.weekday"),
    ("holidays", lambda data: data["years"]["2026"]["working_weekends"].append("2026-10-09"), "rules.fault.weekend"),
    ("holidays", lambda data: data["years"]["2026"]["days_off"].append("2027-01-01"), "rules.fault.other_year"),
])
def test_a_pack_that_contradicts_itself_is_refused(
    office: OfficeRules, kind: str, change: Callable[[dict[str, Any]], object], reason: str,
) -> None:
    body = json.loads(json.dumps(body_of(office.shipped.on(kind, DAY))))
    change(body["data"])
    with pytest.raises(UserError) as caught:
        office.check(_text({**body, "id": "own"}).encode(), "own.json")
    assert [one.code for one in caught.value.details] == [reason]


def test_a_year_of_holidays_may_be_added(office: OfficeRules) -> None:
    body = json.loads(json.dumps(body_of(office.shipped.on("holidays", DAY))))
    body["data"]["years"]["2027"] = {"days_off": ["2027-01-01"], "working_weekends": ["2027-01-03"]}
    assert office.check(_text({**body, "id": "holidays-2027"}).encode(), "h.json").kind == "holidays"


def test_fifty_megabytes_are_told_before_a_byte_is_read(office: OfficeRules, officer: SignedIn, tmp_path: Path) -> None:
    path = tmp_path / "big.json"
    with path.open("wb") as stream:
        stream.truncate(50_000_000)
    with pytest.raises(UserError) as caught:
        office.take_in(path, officer)
    assert [one.code for one in caught.value.details] == ["rules.too_large"]
    assert caught.value.details[0].values["size_mb"] == "50.0"


def test_two_packs_of_the_office_for_one_day_are_refused(office: OfficeRules, officer: SignedIn) -> None:
    _approve(office, officer, GUANGDONG)
    second = {**GUANGDONG, "id": "gd-second", "in_force_from": "2026-06-01"}
    office.draft(_text(second), officer, pack_id="gd-second")
    with pytest.raises(UserError, match="overlap"):
        office.approve("gd-second", officer, "理由")
    assert office.in_force().on("procedure", date(2026, 7, 1), "广东").id == "gd-procedure-2026"


def test_dates_the_wrong_way_round_are_refused(office: OfficeRules) -> None:
    with pytest.raises(UserError) as caught:
        office.check(_text({**GUANGDONG, "in_force_to": "2025-01-01"}).encode(), "x.json")
    assert [one.code for one in caught.value.details] == ["rules.fault.dates"]


def test_every_shipped_pack_has_the_shape_that_is_asked_of_an_office() -> None:
    shipped = load_rules()
    office = OfficeRules(Path("nowhere"), shipped)
    for pack in shipped.packs:
        office.check(_text({**body_of(pack), "id": "own"}).encode(), pack.id)
    assert len(shipped.packs) == len([path for path in FOLDER.rglob("*.json") if path.name != "schema.json"])


def test_two_officers_with_one_name_are_told_apart(profile: Path) -> None:
    people = Identities(profile, CHEAP)
    first = people.create("张伟", "一大队", "X-1", "a passphrase")
    people.create("张伟", "二大队", "X-2", "a passphrase")
    assert people.find("X-1") == first == people.find(first.id)
    with pytest.raises(UserError, match="ambiguous") as caught:
        people.find("张伟")
    assert "X-1 (一大队)、X-2 (二大队)" in Words("zh").error(caught.value)


def _offences(pack_id: str, region: str, *taken: str, **data: Any) -> dict[str, Any]:
    return {**GUANGDONG, "id": pack_id, "kind": "offences", "region": region, "data": data,
            "taken_out": [["offences", code] for code in taken]}


def _codes(office: OfficeRules, region: str) -> list[str]:
    return [one["code"] for one in office.in_force().on("offences", DAY, region).data["offences"]]


def test_a_layer_takes_an_entry_away_only_where_it_says_so(office: OfficeRules, officer: SignedIn) -> None:
    _approve(office, officer, _offences("gd-offences", "广东", "dereliction"))
    assert "dereliction" not in _codes(office, "广东省东莞市") and "arson" in _codes(office, "广东")
    assert "dereliction" in _codes(office, "云南") and "dereliction" in _codes(office, "")
    _approve(office, officer, _offences("dg-offences", "广东东莞", "arson"))
    assert "arson" not in _codes(office, "广东东莞") and "dereliction" not in _codes(office, "广东东莞")
    assert office.journal.entries()[-1].body["taken_out"] == [["offences", "arson"]]


@pytest.mark.parametrize(("body", "code", "line"), [
    (_offences("gd-o", "广东", "arsonn"), "rules.fault.takes_nothing", 11),
    ({**GUANGDONG, "data": {}, "taken_out": [["slight_loss_yuan"]]}, "rules.fault.takes_nothing", 11),
    (_offences("cn-o", "", "arson"), "rules.fault.takes_nation", 11),
    ({**GUANGDONG, "taken_out": "conditions"}, "rules.fault.type", 12),
    ({**GUANGDONG, "taken_out": [["conditions", 3]]}, "rules.fault.type", 15),
])
def test_what_cannot_be_taken_away_is_refused_with_its_line(
    office: OfficeRules, body: dict[str, Any], code: str, line: int,
) -> None:
    with pytest.raises(UserError) as refused:
        office.check(_text(body).encode(), "删去.json")
    assert refused.value.details[0].code == code and refused.value.values["line"] == str(line), refused.value.values


def test_a_removal_is_compared_in_one_sentence(office: OfficeRules) -> None:
    pack = office.check(_text(_offences("gd-o", "广东", "dereliction")).encode(), "a.json")
    below = office.like(pack)
    assert below is not None
    after = pack.over(below).data
    said = PackWords(Words("zh"), (after, below.data)).compared(below.data, after, pack.taken_out)
    assert said == ["罪名 › 滥用职权罪、玩忽职守罪：整项删去"]


def test_no_pack_shows_a_code_in_plain_words() -> None:
    raw = re.compile(r"[A-Za-z][A-Za-z0-9]*[_.:/-][A-Za-z0-9_.:/-]*|[a-z]{4,}")
    words, catalogue, shown = Words("zh"), workbench().catalogue, []
    for pack in load_rules().packs:
        said = PackWords(words, (pack.data,), catalogue)
        for steps, value in leaves(pack.data):
            if steps[-1] == "en" or is_named_by(steps, value):
                continue
            told = [*said.way(steps).split(" › "), *said.value(steps, value).split("、")]
            shown += [(pack.id, steps, text) for text in told if raw.fullmatch(text)]
    assert not shown


def test_packs_that_came_with_a_case_are_approved_or_declined_by_name(
    office: OfficeRules, officer: SignedIn, profile: Path,
) -> None:
    other = {**GUANGDONG, "id": "dg-procedure", "region": "广东东莞"}
    carried = [json.dumps(GUANGDONG), json.dumps(other), json.dumps({**GUANGDONG, "id": "wrong", "data": {"x": 1}})]
    offered = {one.id: one for one in office.offered(carried)}
    assert {one.state for one in offered.values()} == {PackState.OFFERED} and len(offered) == 3
    assert offered["wrong"].error is not None and office.in_force().on("procedure", DAY, "广东").id == "procedure-2012"
    machine = Identities(profile, CHEAP).machine()
    for act in (office.accept, office.decline):
        with pytest.raises(UserError, match="sign_in"):
            act(offered["dg-procedure"], machine, "理由")
    office.accept(offered[GUANGDONG["id"]], officer, "与东莞支队核对一致")
    office.decline(offered["dg-procedure"], officer, "本辖区不适用")
    assert office.in_force().on("procedure", DAY, "广东东莞").id == GUANGDONG["id"]
    again = office.offered(carried)
    assert [(one.id, one.state) for one in again] == [
        ("dg-procedure", PackState.DECLINED), ("wrong", PackState.OFFERED)]
    office.accept(again[0], officer, "重新研究后采用")
    assert [one.id for one in office.offered(carried)] == ["wrong"]


def test_a_draft_is_not_lost_to_a_pack_of_its_id_that_came_with_a_case(
    office: OfficeRules, officer: SignedIn,
) -> None:
    offered = office.offered([json.dumps(GUANGDONG)])[0]
    office.draft(_text({**GUANGDONG, "note": "本单位的草案"}), officer, pack_id=GUANGDONG["id"])
    with pytest.raises(UserError, match="draft_there"):
        office.accept(offered, officer, "理由")
    assert "本单位的草案" in office.text(GUANGDONG["id"], PackState.DRAFT)
