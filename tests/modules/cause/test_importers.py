"""Tables of results of FDS and CFAST: recognised by content, read with what is broken counted, never evidence."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from modules.cause import operations
from modules.cause.importers import RESULTS_IMPORTER, parse_results, recognise
from modules.cause.module import MODULE
from modules.cause.records import Simulation
from workstation.api import Claim, Figure, Notice, Problem, Ref, UserError, Words
from workstation.api.testing import import_files, temporary_case
from workstation.services.rules import load_rules
from workstation.storage.case import Case

FDS = 's,kW,kW\n"Time","HRR","Q_RADI"\n' + "".join(f"{t}.0,{t * t * 0.0469:.4e},-1.0\n" for t in range(1000))
ZONE = "s,C,m\nTime,ULT_1,HGT_1\n0,20,2.4\n60,150.5,1.9\n120,300,1.2\n"
FULL = (
    "Time,ULT_1,LLT_1\nSimulation Time,Upper Layer Temperature,Lower Layer Temperature\nTime,Comp 1,Comp 1\ns,C,C\n"
    "0,20,20\n10,80,25\n"
)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with temporary_case(tmp_path, [MODULE], rules=load_rules()) as made:
        yield made


def written(folder: Path, text: str, name: str = "现场 副本_hrr.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text(text, encoding)
    return path


@pytest.mark.parametrize(("text", "tool", "names"), [
    (FDS, "FDS", ["HRR", "Q_RADI"]), (ZONE, "CFAST", ["ULT_1", "HGT_1"]),
    (FULL, "CFAST", ["ULT_1 Upper Layer Temperature Comp 1", "LLT_1 Lower Layer Temperature Comp 1"]),
])
def test_each_kind_of_table_is_read(tmp_path: Path, text: str, tool: str, names: list[str]) -> None:
    assert recognise(text.encode()[:4096])
    data = parse_results(str(written(tmp_path, text))).data
    assert (data["tool"], [one["name"] for one in data["series"]], data["bad_rows"]) == (tool, names, 0)


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "时间,电流\n02:11,3\n", "s\nTime\n", ""])
def test_other_tables_are_left_to_others(text: str) -> None:
    assert not recognise(text.encode())
    assert not RESULTS_IMPORTER.suffixes, "a suffix would claim every CSV that nobody recognises"


def test_extremes_come_from_every_row_and_points_are_few(tmp_path: Path) -> None:
    data = parse_results(str(written(tmp_path, FDS))).data
    hrr = data["series"][0]
    assert (data["rows"], len(data["times_s"]), len(hrr["values"])) == (1000, 400, 400)
    assert (hrr["highest_at_s"], hrr["unit"]) == (999.0, "kW") and hrr["highest"] == pytest.approx(46806, rel=1e-3)
    assert (data["times_s"][0], data["times_s"][-1]) == (0.0, 999.0)


def test_what_is_cut_off_or_no_number_is_counted(tmp_path: Path) -> None:
    broken = FDS[: FDS.rindex("998.0") + 3] + "\nnan,1,2\n1e99,1,2\n"
    data = parse_results(str(written(tmp_path, broken))).data
    assert (data["rows"], data["bad_rows"]) == (998, 3)


@pytest.mark.parametrize(("text", "code"), [
    ("s,kW\nTime,HRR\n0,1\n", "simulation_empty"),
    ("s," + "kW," * 300 + "kW\n" + "Time," * 302 + "\n", "simulation_wide"),
])
def test_what_holds_nothing_is_said(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(UserError, match=code):
        parse_results(str(written(tmp_path, text)))


def test_results_are_taken_in_shown_and_never_cited(case: Case, tmp_path: Path) -> None:
    folder = tmp_path / "结果"
    folder.mkdir()
    written(folder, FDS)
    written(folder, "s,kW\nTime,HRR\n0,", "坏.csv")
    report = import_files(case, [folder], [RESULTS_IMPORTER])
    assert len(report.problems) == 1
    (run,) = case.read().all(Simulation)
    assert (run.tool, run.title, run.rows) == ("FDS", "现场 副本_hrr", 1000)
    assert [problem.code for problem in case.read().all(Problem)] == ["cause.simulation_empty"]
    (search,) = [one for one in MODULE.searches if one.id == "cause.simulations"]
    assert [entry.title for entry in search.entries(case.read())] == ["现场 副本_hrr"] and not search.evidence
    section = next(one for one in MODULE.sections if one.id == "cause.simulations")
    blocks = list(section.build(case.read(), Words("zh"), ""))
    assert any(isinstance(block, Notice) and "模拟，非证据" in str(block.text) for block in blocks)
    drawn = [block for block in blocks if isinstance(block, Figure)]
    assert ["HRR" in block.caption and "模拟，非证据" in block.caption for block in drawn] == [True, False]
    with pytest.raises(UserError, match="simulation_no_evidence"), case.work("cause.claim") as work:
        operations.draft_claim(
            work, Claim(topic="cause.cause", text="模拟所示", supports=(Ref("simulations", run.id),)))
