"""``embercase rules``: from a file to a pack in force, and what a case makes of it."""

import json
from pathlib import Path

import pytest

from tests.journeys.conftest import Embercase
from workstation.services.identity import Identities
from workstation.services.sealed import KeyCost

PACK = {
    "id": "gd-procedure-2026", "kind": "procedure", "title": "广东省简易程序数额", "region": "广东省",
    "in_force_from": "2026-01-01", "clause": "粤消规〔2026〕1号", "certainty": "to_verify",
    "data": {"slight_loss_yuan": 50000},
}


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    path = tmp_path / "现场 副本.json"
    path.write_text(json.dumps(PACK, ensure_ascii=False), "utf-8")
    return path


def test_a_pack_is_checked_taken_in_approved_and_shown(
    embercase: Embercase, tmp_path: Path, pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = tmp_path / "profile"
    people = Identities(profile, KeyCost(1, 64, 1))
    people.create("张伟", "一大队", "X-1", "a passphrase")
    people.create("张伟", "法制科", "F-1", "a passphrase")
    monkeypatch.setenv("EMBERCASE_PASSPHRASE", "a passphrase")
    assert embercase("rules", "check", pack).code == 0
    assert embercase("rules", "import", pack).data == {"id": PACK["id"], "state": "draft"}
    approve = ("rules", "approve", PACK["id"], "--reason", "粤消规〔2026〕1号")
    assert embercase(*approve).error == "work.sign_in"
    assert embercase(*approve, "--officer", "张伟").error == "identity.ambiguous"
    assert embercase(*approve, "--officer", "F-1").code == 0
    shown = embercase("rules", "show", "procedure", "--on", "2026-03-01", "--region", "广东").data
    assert (shown["data"]["slight_loss_yuan"], shown["layers"]) == (50000, ["procedure-2012", PACK["id"]])
    listed = embercase("rules", "list", "--kind", "procedure").data["packs"]
    assert [one["state"] for one in listed] == ["shipped", "approved"] and listed[1]["approved"]["by"] == "张伟"
    target = tmp_path / "导出 包.json"
    assert embercase("rules", "export", PACK["id"], "--output", target).code == 0
    assert json.loads(target.read_text("utf-8"))["data"] == PACK["data"]


def test_a_broken_pack_is_refused_with_its_line(embercase: Embercase, pack: Path) -> None:
    pack.write_text('{\n"id": "x",\n"id": "y"}', "utf-8")
    answer = embercase("rules", "check", pack)
    assert (answer.code, answer.error) == (3, "rules.broken") and "第 3 行" in answer.data["error"]["message"]


@pytest.mark.parametrize(("call", "error"), [
    (("show", "nothing"), "rules.unknown"), (("show", "grades", "--on", "yesterday"), "rules.bad_day"),
    (("show", "grades", "--on", "1999-01-01"), "rules.none_in_force"), (("check", "nowhere.json"), "rules.unknown"),
    (("export", "nothing", "--output", "x.json"), "rules.unknown"),
])
def test_what_is_not_there_is_told(embercase: Embercase, call: tuple[str, ...], error: str) -> None:
    assert embercase("rules", *call).error == error


def test_a_pack_put_into_place_by_hand_is_listed_as_refused(embercase: Embercase, tmp_path: Path, pack: Path) -> None:
    profile = tmp_path / "profile"
    place = profile / "rules" / "approved"
    place.mkdir(parents=True)
    pack.rename(place / f"{PACK['id']}.json")
    answer = embercase("rules", "list")
    assert answer.code == 1
    assert [one["error"]["code"] for one in answer.data["packs"] if one["state"] == "refused"] == ["rules.not_approved"]
