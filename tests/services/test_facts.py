"""Case facts come in whole or not at all, and go out as they came."""

import dataclasses
import json
import types
import typing
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.architecture.tree import PROJECT
from workstation.api import PluginRecord, Record, UserError, Words
from workstation.api.testing import temporary_case
from workstation.app import MODULES, workbench
from workstation.domain.time import Moment
from workstation.services import facts
from workstation.services.facts import Brought
from workstation.services.facts_reading import read_document
from workstation.services.facts_schema import exchanged, schema
from workstation.services.rules import load_rules
from workstation.storage.case import Case

SCHEMA = PROJECT / "docs" / "case-facts.schema.json"
EXAMPLE = PROJECT / "docs" / "case-facts.example.json"
REGISTRY = workbench().catalogue.registry
REFRESH = ".venv/bin/python -m workstation facts schema --output docs/case-facts.schema.json"


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with temporary_case(tmp_path, MODULES, rules=load_rules()) as made:
        yield made


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """A case into which nothing must ever come."""
    with temporary_case(tmp_path_factory.mktemp("untouched"), MODULES) as made:
        yield made


def bring_in(case: Case, document: dict[str, Any]) -> Brought:
    with case.work("facts.import") as work:
        return facts.import_facts(work, document, "文件.json")


def without_case(document: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key != "case"}


def document(**lists: Any) -> dict[str, Any]:
    return {"format": "embercase-case-facts", "version": 1, **lists}


# ---- the published schema and its example


def test_the_published_schema_is_that_of_the_code() -> None:
    published = json.loads(SCHEMA.read_text("utf-8"))
    assert published == schema(REGISTRY), f"the records have changed: run {REFRESH}"
    Draft202012Validator.check_schema(published)


def test_every_list_and_field_of_the_schema_is_explained_in_both_languages() -> None:
    kinds = schema(REGISTRY)["$defs"]
    silent = [name for name, part in kinds.items() if " · " not in part["title"] or "\n" not in part["description"]]
    silent += [
        f"{name}.{field}" for name, part in kinds.items() for field, told in part["properties"].items()
        if " · " not in told["title"] and "\n" not in told.get("description", "")
    ]
    assert not silent, f"give kind.TABLE, fact.TABLE and field.NAME (or fact.TABLE.NAME) their words: {silent}"


def test_the_example_uses_every_list_that_carries_a_case_and_follows_the_schema() -> None:
    example = json.loads(EXAMPLE.read_text("utf-8"))
    assert not list(Draft202012Validator(json.loads(SCHEMA.read_text("utf-8"))).iter_errors(example))
    needed = {"incident", "parties", "events", "cause", "responsibility", "measures", "officers", "places", "clocks"}
    assert needed <= example.keys()


def test_the_example_comes_in_and_goes_out_without_loss(case: Case, tmp_path: Path) -> None:
    example = read_document(EXAMPLE)
    brought = bring_in(case, example)
    assert brought.added == sum(brought.records.values()) and not brought.replaced
    taken = facts.export_facts(case.read())
    for key, table in exchanged(REGISTRY):
        out = {plain["id"]: plain for plain in taken.get(key, ())}
        for plain in example.get(key, ()):
            record = table.load(plain)
            assert out[record.id] == table.plain(record), f"{key} {record.id}"
    with temporary_case(tmp_path / "second", MODULES) as other:
        bring_in(other, taken)
        assert without_case(facts.export_facts(other.read())) == without_case(taken)


# ---- any record, there and back

TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
IDS = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=8)
MOMENTS = st.builds(
    Moment, utc=st.datetimes(datetime(2, 1, 2), datetime(9998, 1, 1), timezones=st.just(UTC)),
    zone=st.sampled_from(["Asia/Shanghai", "UTC", "America/Lima"]), raw=TEXT, clock_id=st.none() | IDS,
    uncertainty_s=st.floats(0, 1e300),
)
JSON = st.recursive(st.none() | st.booleans() | st.integers(-99, 99) | TEXT, lambda part: st.lists(part, max_size=2))
SCALARS: dict[Any, Any] = {
    str: TEXT, bool: st.booleans(), int: st.integers(-(2**53) + 1, 2**53 - 1),
    float: st.floats(allow_nan=False, allow_infinity=False), Decimal: st.decimals(0, 1, places=4), date: st.dates(),
    Moment: MOMENTS, Any: JSON,
}


def values(hint: Any) -> Any:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return st.one_of(st.none(), *(values(part) for part in arguments if part is not types.NoneType))
    if origin is tuple:
        return st.lists(values(arguments[0]), max_size=2).map(tuple)
    if origin is dict:
        return st.dictionaries(TEXT, values(arguments[1]), max_size=2)
    if hint in SCALARS:
        return SCALARS[hint]
    if issubclass(hint, StrEnum):
        return st.sampled_from(list(hint))
    return made(hint)


@st.composite
def made(draw: Any, kind: Any, only_id: str | None = None) -> Any:
    hints = typing.get_type_hints(kind)
    given = {field.name: draw(values(hints[field.name])) for field in dataclasses.fields(kind)}
    if issubclass(kind, Record):
        given["id"] = only_id or draw(IDS)
    try:
        return kind(**given)
    except (UserError, ValueError):
        return None


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Case, Case]]:
    folder = tmp_path_factory.mktemp("pair")
    with temporary_case(folder / "a", MODULES) as first, temporary_case(folder / "b", MODULES) as second:
        yield first, second


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_a_case_holds_goes_out_and_comes_in_equal(data: st.DataObject, pair: tuple[Case, Case]) -> None:
    first, second = pair
    tables = data.draw(st.lists(st.sampled_from([table for _, table in exchanged(REGISTRY)]), min_size=1, max_size=4))
    drawn = [(table, data.draw(made(table.record, table.only_id))) for table in tables]
    with first.work("facts.import") as work:
        for table, record in drawn:
            # only what points at itself is refused, by the window too
            own = {name: None for name, target in table.points_at.items() if target == table.name}
            if record is not None:
                work.put(dataclasses.replace(record, **own))
    taken = facts.export_facts(first.read())
    assert not list(Draft202012Validator(schema(REGISTRY)).iter_errors(taken))
    bring_in(second, json.loads(json.dumps(taken)))
    assert without_case(facts.export_facts(second.read())) == without_case(taken)


# ---- twice, and what is new


def test_the_same_document_twice_changes_nothing(case: Case) -> None:
    party = {"id": "p", "kind": "organisation", "name": "某医院"}
    moment = {"utc": "2023-04-18T12:57:00+08:00"}
    given = document(parties=[party], events=[{"title": "报警", "moment": moment}])
    assert bring_in(case, given) == Brought({"parties": 1, "events": 1}, added=2)
    size = case.chain_head().size
    assert bring_in(case, given) == Brought({"parties": 1, "events": 1}, unchanged=2)
    assert case.chain_head().size == size, "nothing was done, so the ledger says nothing"
    given["parties"][0]["name"] = "另一名称"
    assert bring_in(case, given) == Brought({"parties": 1, "events": 1}, replaced=1, unchanged=1)


def test_what_lies_outside_the_document_is_kept_and_named(case: Case) -> None:
    outside = [{"kind": "documents", "id": "d7"}, {"kind": "photos", "id": "ph1"}]
    given = document(
        cause=[{"id": "c", "topic": "cause.cause", "text": "电气故障", "supports": outside}], outside=outside
    )
    bring_in(case, given)
    assert facts.export_facts(case.read())["outside"] == outside


def test_the_one_incident_needs_no_id(case: Case) -> None:
    bring_in(case, document(incident=[{"name": "某火灾"}]))
    assert facts.export_facts(case.read())["incident"][0]["id"] == "incident"


# ---- what is wrong is named with its place, and nothing comes in

GOOD = {"id": "e", "title": "报警", "moment": {"utc": "2023-04-18T12:57:00+08:00"}}
PARTY = {"id": "p", "kind": "organisation", "name": "某医院"}
LINK = {"link": "user", "status": "published", "source": "公报"}


@pytest.mark.parametrize(("lists", "code", "place"), [
    ({"events": [GOOD, {"title": "x"}]}, "facts.field_missing", "$.events[1]"),
    ({"events": [{**GOOD, "titel": "x"}]}, "facts.field_unknown", "$.events[0]"),
    ({"event": [GOOD]}, "facts.field_unknown", "$"),
    ({"events": GOOD}, "facts.wrong_type", "$.events"),
    ({"events": [{**GOOD, "title": 3}]}, "facts.wrong_type", "$.events[0].title"),
    ({"events": [{**GOOD, "until": "晚上"}]}, "facts.wrong_type", "$.events[0].until"),
    ({"events": [{**GOOD, "until": {"utc": 3}}]}, "facts.wrong_type", "$.events[0].until.utc"),
    ({"events": [{**GOOD, "until": {}}]}, "facts.field_missing", "$.events[0].until"),
    ({"events": [{**GOOD, "moment": {"utc": "2023-04-18 12:57"}}]}, "facts.not_a_time", "$.events[0].moment.utc"),
    ({"events": [{**GOOD, "moment": {"utc": "2023-04-18T12:57:00"}}]}, "facts.not_a_time", "$.events[0].moment.utc"),
    ({"events": [{**GOOD, "moment": {"utc": "2023-02-30T12:57:00Z"}}]}, "facts.refused", "$.events[0].moment.utc"),
    ({"events": [{**GOOD, "moment": {"utc": "0001-01-01T00:00:00+08:00"}}]}, "facts.refused", "$.events[0].moment.utc"),
    ({"events": [{**GOOD, "moment": {"utc": "9999-12-31T23:00:00Z"}}]}, "facts.refused", "$.events[0].moment"),
    ({"events": [{**GOOD, "moment": {"utc": "2023-04-18T12:57:00Z", "zone": "北京"}}]}, "facts.refused",
     "$.events[0].moment.zone"),
    ({"events": [{**GOOD, "moment": {"utc": "2023-04-18T12:57:00Z", "uncertainty_s": -1}}]}, "facts.refused",
     "$.events[0].moment"),
    ({"events": [{**GOOD, "moment": {"utc": "2023-04-18T12:57:00Z", "clock_id": "k"}}]}, "facts.leads_nowhere",
     "$.events[0].moment.clock_id"),
    ({"events": [{**GOOD, "place_id": "hall"}]}, "facts.leads_nowhere", "$.events[0].place_id"),
    ({"events": [{**GOOD, "refs": [{"kind": "parties", "id": "q"}]}], "parties": [PARTY]}, "facts.leads_nowhere",
     "$.events[0].refs[0]"),
    ({"events": [{**GOOD, "refs": [{"kind": "cause", "id": "q"}]}]}, "facts.kind_unknown", "$.events[0].refs[0]"),
    ({"events": [GOOD, {**GOOD, "title": "y"}]}, "facts.id_twice", "$.events[1].id"),
    ({"events": [{"title": "x", "moment": GOOD["moment"]}] * 2}, "facts.said_twice", "$.events[1]"),
    ({"events": [{**GOOD, "id": ""}]}, "facts.bad_value", "$.events[0].id"),
    ({"events": [{**GOOD, "id": "a\nb"}]}, "facts.refused", "$.events[0]"),
    ({"parties": [{**PARTY, "kind": "firm"}]}, "facts.not_a_choice", "$.parties[0].kind"),
    ({"responsibility": [{**LINK, "subject_id": "p"}]}, "facts.leads_nowhere", "$.responsibility[0].subject_id"),
    ({"responsibility": [{**LINK, "source": ""}]}, "facts.refused", "$.responsibility[0]"),
    ({"responsibility": [{"link": "user", "status": "established"}]}, "facts.refused", "$.responsibility[0]"),
    ({"cause": [{"topic": "cause.cause", "text": "x", "status": "excluded", "decided_by": "nobody",
                 "decided_at": GOOD["moment"]}]}, "facts.leads_nowhere", "$.cause[0].decided_by"),
    ({"places": [{"id": "a", "name": "a", "parent_id": "b"}, {"id": "b", "name": "b", "parent_id": "a"}]},
     "facts.circle", "$.places[0].parent_id"),
    ({"premises": [{"name": "楼", "storeys": 10**30}]}, "facts.number_too_large", "$.premises[0].storeys"),
    ({"premises": [{"name": "楼", "storeys": 2**60}]}, "facts.bad_value", "$.premises[0].storeys"),
    ({"premises": [{"name": "楼", "storeys": 3.0}]}, "facts.refused", "$.premises[0].storeys"),
    ({"premises": [{"built_year": float("inf")}]}, "facts.number_too_large", "$.premises[0].built_year"),
    ({"losses": [{"direct_property_yuan": 10**400}]}, "facts.number_too_large", "$.losses[0].direct_property_yuan"),
    ({"losses": [{"households": -1, "counted_at": GOOD["moment"]}]}, "facts.refused", "$.losses[0]"),
    ({"measures": [{"number": "1", "text": "x", "deadline": "明年"}]}, "facts.not_a_day", "$.measures[0].deadline"),
    ({"incident": [{"name": "a"}, {"name": "b"}]}, "facts.bad_value", "$.incident"),
    ({"incident": [{"id": "7", "name": "a"}]}, "facts.not_a_choice", "$.incident[0].id"),
    ({"version": "1"}, "facts.not_a_choice", "$.version"),
])
def test_a_wrong_document_is_named_by_place_and_nothing_comes_in(
    untouched: Case, lists: dict[str, Any], code: str, place: str
) -> None:
    case = untouched
    before = facts.export_facts(case.read()), case.chain_head()
    with pytest.raises(UserError) as caught:
        bring_in(case, document(**{"clocks": [{"id": "fine", "name": "好的"}], **lists}))
    assert caught.value.code == "facts.invalid"
    assert (code, place) in {(detail.code, detail.values["place"]) for detail in caught.value.details}
    for language in ("zh", "en"):
        assert place in Words(language).error(caught.value)
    assert (facts.export_facts(case.read()), case.chain_head()) == before


def test_every_flaw_is_told_at_once(untouched: Case) -> None:
    with pytest.raises(UserError) as caught:
        bring_in(untouched, document(events=[{"title": "x"}, {"moment": {}}], parties=[{**PARTY, "tel": "1"}]))
    assert caught.value.values["count"] == "4" and len(caught.value.details) == 4


@pytest.mark.parametrize(("wrong", "code"), [
    ({"format": "something"}, "facts.other_format"), ({"version": 2}, "facts.newer_version"),
])
def test_another_format_or_version_is_said(untouched: Case, wrong: dict[str, Any], code: str) -> None:
    with pytest.raises(UserError) as caught:
        bring_in(untouched, {**document(), **wrong})
    assert caught.value.code == code


BOM = b"\xef\xbb\xbf"
TEXT_OF = json.dumps(document(parties=[PARTY]), ensure_ascii=False)


def write(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


@pytest.mark.parametrize(("make", "code", "named"), [
    (lambda _: None, "facts.unreadable", ""),
    (lambda path: path.mkdir(), "facts.unreadable", ""),
    (write(b""), "facts.not_json", "1"),
    (write(b"{\n  'format': 1}"), "facts.not_json", "2"),
    (write(b'{"version": NaN}'), "facts.not_json", "NaN"),
    (write(b'{"version": ' + b"9" * 5000 + b"}"), "facts.not_json", ""),
    (write(b"[]"), "facts.other_format", "list"),
    (write(b"\x89PNG\r\n\x1a\n\x00\xff\xff\x00"), "facts.not_utf8", "0"),
    (write("{\"某市丰台区医院火灾\"}".encode("gbk")), "facts.not_utf8", "GBK"),
    (write(TEXT_OF.encode("utf-16")), "facts.not_utf8", "UTF-16"),
    (write(b"[" * 100_000), "facts.not_json", ""),
])
def test_a_file_that_is_no_document_is_said(
    tmp_path: Path, make: Callable[[Path], object], code: str, named: str
) -> None:
    path = tmp_path / "现场 副本.json"
    make(path)
    with pytest.raises(UserError) as caught:
        read_document(path)
    assert caught.value.code == code and caught.value.values["path"] == str(path)
    assert named in Words("zh").error(caught.value)


@pytest.mark.parametrize(("text", "code", "place"), [
    ('"parties": [{"name": 1, "name": 2}]', "facts.key_twice", "$.parties[0]"),
    ('"parties": [], "parties": []', "facts.key_twice", "$"),
    ('"events": [{"note": "\\ud83d"}]', "facts.not_text", "$.events[0].note"),
    ('"plugin_records": ' + "[" * 90 + "]" * 90, "facts.too_deep", "$.plugin_records[0][0]"),
    ('"plugin_records": [{"plugin": "p", "collection": "c", "body": {"n": 1e999}}]', "facts.number_too_large",
     "$.plugin_records[0].body.n"),
    ('"plugin_records": [{"plugin": "p", "collection": "c", "body": {"n": -1' + "0" * 30 + '}}]',
     "facts.number_too_large", "$.plugin_records[0].body.n"),
])
def test_what_json_allows_and_no_case_can_hold_is_named(
    untouched: Case, tmp_path: Path, text: str, code: str, place: str
) -> None:
    path = tmp_path / "a.json"
    path.write_text(f'{{"format": "embercase-case-facts", "version": 1, {text}}}')
    with pytest.raises(UserError) as caught:
        bring_in(untouched, read_document(path))
    (detail,) = caught.value.details
    assert detail.code == code and detail.values["place"].startswith(place)


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(BOM + TEXT_OF.encode())
    assert read_document(path)["parties"] == [PARTY]


def test_a_file_that_is_far_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    with path.open("wb") as stream:
        stream.truncate(1 << 30)
    with pytest.raises(UserError, match="too_large"):
        read_document(path)


def test_free_json_of_a_plugin_is_not_taken_for_references(case: Case) -> None:
    body = {"kind": "parties", "id": "nobody", "deep": [{"utc": 1, "clock_id": "x"}]}
    bring_in(case, document(plugin_records=[{"id": "r", "plugin": "p", "collection": "c", "body": body}]))
    assert case.read().get(PluginRecord, "r").body == body
