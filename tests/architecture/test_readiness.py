"""The rules of readiness name checks, pages and tables that exist, and none of R1 to R25 is left out."""

from dataclasses import fields
from typing import Any

from workstation.app import workbench
from workstation.domain.rules import RulePack
from workstation.services.readiness_checks import OWN
from workstation.ui.pages import OWN_PAGES

BENCH = workbench()


def pack() -> RulePack:
    (found,) = [one for one in BENCH.rules.packs if one.kind == "readiness"]
    return found


def items() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pack().data["items"]
    return found


def test_every_rule_of_the_reference_is_there_once() -> None:
    codes = [item["code"] for item in items()]
    assert len(codes) == len(set(codes))
    assert {f"R{number}" for number in range(1, 26)} <= set(codes)
    assert {item["group"] for item in items()} == {group["id"] for group in pack().data["groups"]}


def test_checks_and_pages_that_are_named_exist() -> None:
    known = {check.id for check in BENCH.catalogue.checks()}
    for item in items():
        named = {name.partition("/")[0] for name in (*item.get("checks", ()), *item.get("replaces", ()))}
        assert named <= known, f"{item['code']} names checks that are gone: {sorted(named - known)}"
    pages = {page.id for _, page in BENCH.catalogue.pages()} | {page.id for _, page in OWN_PAGES}
    assert {item["page"] for item in items()} <= pages
    assert {name for item in items() for name in item.get("own", ())} == set(OWN)


def test_what_is_read_of_other_modules_by_name_is_there() -> None:
    wanted = {
        "forms": {"code", "state", "values", "pack_id", "approved_at", "issued_at"}, "form_services": {"served_at"},
        "responsibility": {"facts", "duty", "causation", "evidence", "duty_evidence", "causal_evidence", "status"},
    }

    def conditions(item: dict[str, Any]) -> list[dict[str, Any]]:
        when = item.get("when")
        return [] if when is None else when.get("any", [when])

    for condition in (one for item in items() for one in conditions(item)):
        wanted.setdefault(condition["table"], set()).update({condition["field"]} if "field" in condition else ())
    for name, names in wanted.items():
        table = BENCH.catalogue.registry.named(name)
        assert table is not None, name
        assert names <= {field.name for field in fields(table.record)}, name
