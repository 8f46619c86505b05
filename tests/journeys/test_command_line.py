"""The main job through the command line: what each command answers, to people and to programs."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import Embercase


def incident_of(embercase: Embercase, case: Path) -> dict[str, Any]:
    output = case.parent / "facts.json"
    assert embercase("facts", "export", case, "--output", output).code == 0
    (found,) = json.loads(output.read_text("utf-8"))["incident"]
    return dict(found)


@pytest.mark.parametrize(("given", "utc"), [
    ("2026-01-23", "2026-01-22T16:00:00Z"),
    ("2026-01-23T02:05:30", "2026-01-22T18:05:30Z"),
    ("2026-01-23T02:05:30+00:00", "2026-01-23T02:05:30Z"),
])
def test_a_new_case_knows_when_the_fire_was(embercase: Embercase, tmp_path: Path, given: str, utc: str) -> None:
    folder = tmp_path / "案件 一"
    made = embercase("new", folder, "--name", "清溪案", "--fire-date", given)
    assert made.code == 0 and made.data["name"] == "清溪案"
    incident = incident_of(embercase, folder)
    assert incident["id"] == "incident" and incident["name"] == "清溪案"
    assert (incident["fire_at"]["utc"], incident["fire_at"]["raw"]) == (utc, given)
    assert embercase("verify", folder).code == 0


def test_a_date_that_is_none_makes_no_case(embercase: Embercase, tmp_path: Path) -> None:
    answer = embercase("new", tmp_path / "案件", "--name", "清溪案", "--fire-date", "昨天")
    assert (answer.code, answer.error) == (3, "time.unreadable") and "昨天" in answer.err
    assert not (tmp_path / "案件").exists()
