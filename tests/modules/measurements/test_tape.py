"""Corrections of tapes against a worked example, and set-ups in tables."""

from pathlib import Path

import pytest

from modules.measurements.importers.table import Mapping, parse_table
from modules.measurements.records import Reading, ReadingKind
from modules.measurements.rules.reading import evaluate
from modules.measurements.rules.tape import tape_correction
from workstation.api import AccuracyMeaning, Instrument, InstrumentKind, UserError

STEEL = Instrument(
    name="30 m 钢尺", kind=InstrumentKind.TAPE, length_a_mm=0.3, length_b_ppm=200, meaning=AccuracyMeaning.LIMIT,
    tape_expansion_ppm=11.6, tape_standard_n=50.0, tape_stiffness_kn=400.0, tape_weight_g_per_m=20.0,
)


def taped(length_m: float, **values: float) -> Reading:
    return Reading(kind=ReadingKind.DISTANCE, values=(length_m,), **values)


def test_heat_tension_and_sag_are_those_of_the_formulas() -> None:
    found = tape_correction(STEEL, taped(30.0, temperature_c=35.0, tension_n=70.0, free_span_m=30.0), 30.0)
    assert found is not None
    assert found.temperature_m == pytest.approx(11.6e-6 * 30 * 15)
    assert found.tension_m == pytest.approx(30 * 20 / 400_000)
    weight = 0.020 * 9.80665
    assert found.sag_m == pytest.approx(-(weight**2) * 30**3 / (24 * 70**2))
    judged = evaluate(taped(30.0, temperature_c=35.0, tension_n=70.0, free_span_m=30.0), STEEL)
    assert judged.mean == pytest.approx(30.0 + found.total_m) and judged.u is not None
    assert judged.u > (evaluate(taped(30.0), STEEL).u or 0)  # the conditions are not known exactly either


def test_supports_halve_and_more_what_sags() -> None:
    free = tape_correction(STEEL, taped(30.0, tension_n=50.0, free_span_m=30.0), 30.0)
    held = tape_correction(STEEL, taped(30.0, tension_n=50.0, free_span_m=15.0), 30.0)
    assert free is not None and held is not None and held.sag_m == pytest.approx(free.sag_m / 4)
    rest = tape_correction(STEEL, taped(31.0, tension_n=50.0, free_span_m=15.0), 31.0)
    assert rest is not None and rest.sag_m == pytest.approx(held.sag_m * (2 * 15**3 + 1) / (2 * 15**3))


def test_nothing_is_corrected_that_is_not_told() -> None:
    assert tape_correction(STEEL, taped(30.0), 30.0) is None
    laser = Instrument(name="激光", kind=InstrumentKind.RANGEFINDER, tape_expansion_ppm=11.6)
    assert evaluate(taped(30.0, temperature_c=40.0), laser).mean == 30.0
    for bad in ({"tension_n": 0.0}, {"temperature_c": 400.0}, {"free_span_m": -1.0}):
        with pytest.raises(UserError, match=r"measurements\.bad_conditions"):
            taped(30.0, **bad)


def test_set_ups_stand_in_lines_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "测站 表.csv"
    lines = ("点,水平角,斜距,镜高", "ST,A,1.52", "P1,10.5,12.301,1.3", "P2,95.25,8.2,", "ST,B", "P1,200,6.5,1.3")
    path.write_text("\n".join(lines), "utf-8")
    mapping = Mapping(columns={"to": 0, "direction": 1, "slope": 2, "target_height": 3}, setup="st",
                      instrument_height_m=1.6, target_height_m=1.4)  # fmt: skip
    readings = parse_table(str(path), "", mapping.plain()).data["readings"]
    assert [(r["start"], r["end"], r["round"]) for r in readings[::2]] == [
        ("A", "P1", "2"), ("A", "P2", "2"), ("B", "P1", "3"),
    ]
    assert [r["instrument_height_m"] for r in readings[::2]] == [1.52, 1.52, 1.6]
    assert [r["target_height_m"] for r in readings[::2]] == [1.3, 1.4, 1.3]


def test_one_station_for_a_table_without_such_a_column(tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_text("点,平距\nP1,12.301\n", "utf-8")
    columns = {"to": 0, "distance": 1}
    with pytest.raises(UserError, match=r"measurements\.needs_mapping"):
        parse_table(str(path), "", Mapping(columns=columns).plain())
    (reading,) = parse_table(str(path), "", Mapping(columns=columns, station="S1").plain()).data["readings"]
    assert (reading["start"], reading["end"]) == ("S1", "P1")
