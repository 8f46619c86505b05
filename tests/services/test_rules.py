"""The pack in force on the day is used; a broken pack is refused with its line."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from workstation.domain.errors import UserError
from workstation.services.rules import FOLDER, load_rules


def test_the_pack_of_the_day_is_used() -> None:
    rules = load_rules()
    assert rules.on("grades", date(2025, 4, 30)).id == "grades-2007"
    assert rules.on("grades", date(2025, 5, 1)).id == "grades-2025"
    with pytest.raises(UserError, match="none_in_force"):
        rules.on("grades", date(1999, 1, 1))


def test_a_region_goes_before_the_nation(tmp_path: Path) -> None:
    body = json.loads((FOLDER / "procedure.json").read_text("utf-8"))
    (tmp_path / "a.json").write_text(json.dumps(body))
    (tmp_path / "b.json").write_text(json.dumps({**body, "id": "gd", "region": "广东"}))
    rules = load_rules(tmp_path)
    assert rules.on("procedure", date(2026, 1, 1), "广东").id == "gd"
    assert rules.on("procedure", date(2026, 1, 1), "云南").id == "procedure-2012"


@pytest.mark.parametrize(("harm", "line"), [
    (lambda text: text.replace('"certainty": "to_verify"', '"certainty": "sure"'), 8),
    (lambda text: text[:80], 5),
    (lambda text: text.replace("2012-11-01", "2012-13-01"), 5),
])
def test_a_broken_pack_is_refused_with_its_line(tmp_path: Path, harm: Callable[[str], str], line: int) -> None:
    path = tmp_path / "坏 包.json"
    shutil.copy(FOLDER / "procedure.json", path)
    path.write_text(harm(path.read_text("utf-8")), "utf-8")
    with pytest.raises(UserError, match="broken") as caught:
        load_rules(tmp_path)
    assert caught.value.values["path"] == "坏 包.json" and int(caught.value.values["line"]) == line


def test_two_packs_for_one_day_are_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        shutil.copy(FOLDER / "procedure.json", tmp_path / f"{name}.json")
    with pytest.raises(UserError, match="overlap"):
        load_rules(tmp_path)
