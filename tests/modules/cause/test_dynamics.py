"""The calculators against published worked examples where one is named, else against the printed equation by hand.

*Published*: the source prints inputs and this result, in its own rounding. *Published, recomputed*: so too, but the
printed page was not at hand; the figure was recomputed from the equation with the stated inputs and is the same.
*By hand*: the equation of the source, evaluated on paper. *By its balance*: what the equation was derived from,
integrated in small steps.
"""

import math
from collections.abc import Iterator
from pathlib import Path

import pytest

from modules.cause import operations
from modules.cause.module import MODULE
from modules.cause.records import Calculation
from modules.cause.rules.dynamics import CALCULATORS, points, run
from workstation.api import Block, Claim, Figure, Notice, Ref, UserError, Words
from workstation.api.testing import TEST_OFFICER, temporary_case
from workstation.services.rules import load_rules
from workstation.storage.case import Case

# SFPE Handbook, Estimating Temperatures in Compartment Fires (Walton, Thomas), worked example: 3 × 3 × 2.4 m, door
# 0.6 × 1.8 m, 16 mm gypsum plaster, 750 kW
ROOM = {
    "hrr_kw": 750.0, "length_m": 3.0, "width_m": 3.0, "height_m": 2.4, "vent_width_m": 0.6, "vent_height_m": 1.8,
    "k": 0.48e-3, "rho": 1440.0, "c": 0.84, "thickness_m": 0.016, "ambient_c": 22.0, "time_s": 600.0,
}


EXAMPLE_4_3 = {"hrr_kw": 1690.0, "diameter_m": 1.6, "convective": 0.7, "z_m": 6.0, "ambient_c": 20.0}
FT = 0.3048
LUBE_OIL = {"area_m2": 9 * FT**2, "burning": 0.039, "combustion_kj_kg": 46000.0, "k_beta": 0.7}
POOL_M = math.sqrt(4 * 9 * FT**2 / math.pi)


def out(code: str, **values: float) -> dict[str, float]:
    calculator = CALCULATORS[code]
    given = {one.code: one.default for one in calculator.inputs} | values
    return run(calculator, given).outputs


@pytest.mark.parametrize(("code", "inputs", "outputs", "tolerance"), [
    # published: NUREG-1805 (2004), spreadsheet of ch. 5, diesel in a dike of 2,545 ft²: Q = 472,403.60 kW
    ("pool_fire", {"area_m2": 236.44, "burning": 0.045, "combustion_kj_kg": 44400.0, "k_beta": 2.1},
     {"hrr_kw": 472_403.6}, 1e-4),
    # published: the same, lube oil and Douglas fir plywood on 9 ft²: Q = 771.52 kW and 719.75 kW
    ("pool_fire", LUBE_OIL, {"hrr_kw": 771.52}, 1e-5),
    ("pool_fire", LUBE_OIL | {"burning": 0.033, "combustion_kj_kg": 28000.0, "k_beta": 2.6}, {"hrr_kw": 719.75}, 1e-5),
    # published: NFPA 72, annex B: growth times of slow, medium, fast and ultra-fast fires to 1055 kW
    ("growth", {"alpha": 0.00293}, {"growth_s": 600.0}, 5e-3),
    ("growth", {"alpha": 0.01172}, {"growth_s": 300.0}, 5e-3),
    ("growth", {"alpha": 0.0469, "time_s": 150.0}, {"growth_s": 150.0, "hrr_kw": 1055.0}, 5e-3),
    ("growth", {"alpha": 0.1876}, {"growth_s": 75.0}, 5e-3),
    # published: SFPE Handbook, the worked example of ROOM: A_T = 45.72 m², t_p = 161.3 s, h_k = 0.03 at 600 s
    ("hot_layer", ROOM, {"surface_m2": 45.72, "penetration_s": 161.3, "transfer": 0.03}, 2e-3),
    # by hand: NUREG-1805 eq. 2-1 on the same room: 6.85·(750²/(1.449·45.72·0.03))^(1/3)
    ("hot_layer", ROOM, {"rise_k": 449.7}, 1e-3),
    # published: Karlsson, Quintiere, Enclosure Fire Dynamics (2000), examples 4.1 and 4.3, as the open collection
    # FireDynamics/HandCalculation gives them: 1690 kW on 1.6 m: flames of 2.96 m; at 6 m 17.19 kg/s and 140 K
    ("flame_height", {"hrr_kw": 1690.0, "diameter_m": 1.6}, {"height_m": 2.96}, 2e-3),
    ("plume", EXAMPLE_4_3, {"mass_kg_s": 17.19}, 1e-3),
    ("plume", EXAMPLE_4_3, {"rise_k": 140.0}, 5e-3),
    # published, recomputed: SFPE Handbook, Fire Plumes: u = 0.54·(ΔT·Qc)^(1/5) on the axis in ordinary air
    ("plume", EXAMPLE_4_3, {"velocity_m_s": 0.54 * (140.0 * 0.7 * 1690.0) ** 0.2}, 1e-2),
    # by hand: NUREG-1805 eq. 3-6: 0.235·1000^0.4 − 1.02
    ("flame_height", {"hrr_kw": 1000.0, "diameter_m": 1.0}, {"height_m": 2.7045}, 1e-4),
    # published, recomputed: SFPE Handbook, Ceiling Jet Flows: 1 MW straight below a ceiling of 10 m: 36.4 K; in a
    # corner (4·Q): 91.7 K
    ("ceiling_jet", {"hrr_kw": 1000.0, "ceiling_m": 10.0, "radius_m": 0.0}, {"rise_k": 36.4}, 1e-3),
    ("ceiling_jet", {"hrr_kw": 4000.0, "ceiling_m": 10.0, "radius_m": 0.0}, {"rise_k": 91.7}, 1e-3),
    # by hand: NUREG-1805 ch. 11, r/H = 2/3 and r = 0
    ("ceiling_jet", {"hrr_kw": 1000.0, "ceiling_m": 3.0, "radius_m": 2.0},
     {"rise_k": 5.38 * 500 ** (2 / 3) / 3, "velocity_m_s": 0.195 * 10 * 3**0.5 / 2 ** (5 / 6)}, 1e-9),
    ("ceiling_jet", {"hrr_kw": 1000.0, "ceiling_m": 3.0, "radius_m": 0.0},
     {"rise_k": 16.9 * 100 / 3 ** (5 / 3), "velocity_m_s": 0.96 * (1000 / 3) ** (1 / 3)}, 1e-9),
    # by hand: SFPE Handbook's short form for air at 20 ℃: ΔT = 25·Qc^(2/3)·(z − z₀)^(−5/3), u = 1.0·(Qc/(z − z₀))^(1/3)
    ("plume", {"hrr_kw": 1000.0, "diameter_m": 1.0, "z_m": 4.0},
     {"rise_k": 25 * 700 ** (2 / 3) * (4 - 0.2955) ** (-5 / 3), "velocity_m_s": (700 / 3.7045) ** (1 / 3)}, 0.05),
    # published, recomputed: NUREG-1805 ch. 13, worked problem: 20 × 25 × 12 ft, door 3 × 8 ft, concrete of 6 in
    ("flashover", {"length_m": 25 * FT, "width_m": 20 * FT, "height_m": 12 * FT, "vent_width_m": 3 * FT,
                   "vent_height_m": 8 * FT, "k": 0.0016, "thickness_m": 0.5 * FT},
     {"mqh_kw": 1612.0, "babrauskas_kw": 2611.0, "thomas_kw": 2806.0}, 5e-4),
    # by hand: NUREG-1805 ch. 13 on ROOM: A_v·√H_v = 1.449
    ("flashover", ROOM, {"thomas_kw": 7.8 * 45.72 + 378 * 1.44898, "babrauskas_kw": 750 * 1.44898,
                         "mqh_kw": 610 * math.sqrt(0.03 * 45.72 * 1.44898)}, 1e-4),
    # published, recomputed: NUREG-1805 ch. 5, worked problem: LUBE_OIL, target 10 ft from the edge: 1.45 and 3.05 kW/m²
    ("point_source", {"hrr_kw": 771.52, "radiative": 0.3, "distance_m": 10 * FT + POOL_M / 2},
     {"flux_kw_m2": 1.45}, 5e-3),
    ("solid_flame", {"diameter_m": POOL_M, "flame_m": 0.235 * 771.52**0.4 - 1.02 * POOL_M,
                     "distance_m": 10 * FT + POOL_M / 2}, {"flux_kw_m2": 3.05}, 5e-3),
    # by hand: NUREG-1805 eq. 5-1
    ("point_source", {"hrr_kw": 1000.0, "radiative": 0.3, "distance_m": 5.0}, {"flux_kw_m2": 3 / math.pi}, 1e-9),
    # published, recomputed: Çengel, Heat Transfer, thick wood (k = 1.26 W/(m·K), α = 1.1·10⁻⁵ m²/s) under 1250 W/m²:
    # from 20 to 149 ℃ in 20 minutes, by the same solution for a thick solid under a constant flux
    ("ignition_thick", {"inertia": 1.26e-3**2 / 1.1e-5, "ignition_c": 149.0, "initial_c": 20.0, "flux_kw_m2": 1.25},
     {"time_s": 1200.0}, 1e-2),
    # by hand: Quintiere's equations for PMMA (k·ρ·c = 1.02, 378 ℃) at 20 kW/m² and for a curtain
    ("ignition_thick", {"inertia": 1.02, "ignition_c": 378.0, "initial_c": 25.0, "flux_kw_m2": 20.0},
     {"time_s": math.pi / 4 * 1.02 * 17.65**2}, 1e-9),
    ("ignition_thin", {"rho": 300.0, "c": 1.4, "thickness_m": 0.001, "ignition_c": 370.0, "initial_c": 20.0,
                       "flux_kw_m2": 21.0}, {"time_s": 7.0}, 1e-9),
    # by hand: 0.5·A·√H and 1500·A·√H for a door of 0.9 × 2 m
    ("vent_flow", {"vent_width_m": 0.9, "vent_height_m": 2.0}, {"air_kg_s": 1.2728, "limit_kw": 3818.4}, 1e-4),
])
def test_against_the_source(
    code: str, inputs: dict[str, float], outputs: dict[str, float], tolerance: float
) -> None:
    given = {name: value for name, value in inputs.items() if name in {one.code for one in CALCULATORS[code].inputs}}
    found = out(code, **given)
    assert {name: found[name] for name in outputs} == pytest.approx(outputs, rel=tolerance)


def test_the_view_factor_falls_to_that_of_a_small_far_target() -> None:
    found = out("solid_flame", diameter_m=1.0, flame_m=2.0, distance_m=200.0)
    assert found["factor"] == pytest.approx(1.0 * 2.0 / (math.pi * 200.0**2), rel=0.01), "area seen / (π·R²)"
    near = out("solid_flame", diameter_m=2.0, flame_m=4000.0, distance_m=4.0)
    # a cylinder without end: 1/(2S) for an upright target, asin(1/S)/π for a level one on the ground
    assert near["factor"] == pytest.approx(math.hypot(1 / 8, math.asin(1 / 4) / math.pi), rel=0.02)


@pytest.mark.parametrize(("inertia", "ignition_c", "critical", "b"), [
    (1.02, 378.0, 15.0, 0.05),  # PMMA type G, 12.7 mm
    (0.46, 390.0, 16.0, 0.07),  # plain plywood, 6.35 mm
])
def test_thick_solids_ignite_as_quintiere_and_harkleroad_measured_them(
    inertia: float, ignition_c: float, critical: float, b: float
) -> None:
    """Published: kρc, T_ig and the critical flux of their table, as NUREG-1805 ch. 6 and others print them. Their own
    t = (q_crit/(b·q))² must agree within the one digit to which b is printed (b: from memory)."""
    found = out("ignition_thick", inertia=inertia, ignition_c=ignition_c, initial_c=25.0, flux_kw_m2=30.0)["time_s"]
    quick, slow = ((critical / (digit * 30.0)) ** 2 for digit in (b + 0.005, b - 0.005))
    assert quick < found < slow


def test_smoke_fills_a_room_as_zukoskis_plume_feeds_the_layer() -> None:
    """By its balance: A·dz/dt = −m/ρ_g with m = 0.21·(ρ²·g/(c_p·T))^(1/3)·Q^(1/3)·z^(5/3), in steps of 0.01 s."""
    hrr, area, height, layer_c = 1000.0, 50.0, 3.0, 150.0
    z, step = height, 0.01
    for _ in range(3000):
        plume = 0.21 * (1.2**2 * 9.81 / 293.0) ** (1 / 3) * hrr ** (1 / 3) * z ** (5 / 3)
        z -= step * plume / (353.0 / (layer_c + 273.15)) / area
    found = out("smoke_filling", hrr_kw=hrr, length_m=10.0, width_m=5.0, height_m=height, layer_c=layer_c, time_s=30.0)
    assert found["interface_m"] == pytest.approx(z, rel=5e-3)


def test_gas_gathers_as_its_balance_says() -> None:
    """By its balance: V·dC/dt = G − (G + V′)·C, in steps of 0.1 s; no published worked example was at hand."""
    share, step, release, air, volume = 0.0, 0.1, 0.002, 0.5 * 40.0 / 3600, 40.0
    for _ in range(9000):
        share += step * (release - (release + air) * share) / volume
    found = out("gas_release", volume_m3=volume, release_m3_s=release, air_changes_h=0.5, time_s=900.0)
    assert found["share_pct"] == pytest.approx(100 * share, rel=1e-4)


def test_smoke_and_gas_keep_their_balance() -> None:
    full = {"hrr_kw": 500.0, "length_m": 6.4, "width_m": 8.6, "height_m": 4.5, "layer_c": 100.0, "reach_m": 2.0}
    reached = out("smoke_filling", **full, time_s=1.0)["reached_s"]
    assert out("smoke_filling", **full, time_s=reached)["interface_m"] == pytest.approx(2.0)
    room = {"volume_m3": 50.0, "release_m3_s": 0.01, "air_changes_h": 0.0, "lel_pct": 5.0}
    found = out("gas_release", **room, time_s=1.0)
    assert found["share_pct"] == pytest.approx(100 * 0.01 / 50, rel=1e-3), "at first what was released is all there"
    assert out("gas_release", **room, time_s=found["lel_s"])["of_lel_pct"] == pytest.approx(100)
    aired = out("gas_release", **{**room, "air_changes_h": 20.0}, time_s=1e6)
    assert aired["share_pct"] == pytest.approx(aired["most_pct"]) and aired["lel_s"] == -1


@pytest.mark.parametrize("code", list(CALCULATORS))
def test_every_calculator_is_whole(code: str) -> None:
    calculator = CALCULATORS[code]
    values = {one.code: one.default for one in calculator.inputs}
    result = run(calculator, values)
    assert set(result.outputs) == {one.code for one in calculator.outputs}
    assert calculator.compute.__doc__ and calculator.source and calculator.assumptions
    xs, ys = points(calculator, values)
    assert len(xs) == len(ys) > 50
    for one in calculator.inputs:
        with pytest.raises(UserError, match="input_missing"):
            run(calculator, {name: value for name, value in values.items() if name != one.code})
        for bad in (math.nan, math.inf, -1e9):
            with pytest.raises(UserError, match="input_senseless"):
                run(calculator, {**values, one.code: bad})


def test_what_is_outside_the_validity_is_named() -> None:
    far = {one.code: one.default for one in CALCULATORS["ceiling_jet"].inputs} | {"ceiling_m": 50.0, "radius_m": 500.0}
    result = run(CALCULATORS["ceiling_jet"], far)
    assert [one.code for one in result.outside] == ["ceiling_m"] and len(result.broken) == 1 and not result.valid


@pytest.mark.parametrize(("code", "values"), [
    ("solid_flame", {"distance_m": 0.5}), ("ignition_thick", {"ignition_c": 10.0, "initial_c": 20.0}),
    ("plume", {"z_m": 0.01, "hrr_kw": 1e5}),
])
def test_where_there_is_no_result_it_is_said(code: str, values: dict[str, float]) -> None:
    with pytest.raises(UserError, match="no_result"):
        out(code, **values)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with temporary_case(tmp_path, [MODULE], rules=load_rules()) as made:
        yield made


def keep(case: Case, **values: object) -> Calculation:
    inputs = {one.code: one.default for one in CALCULATORS["flame_height"].inputs}
    with case.work("cause.calculate") as work:
        return operations.calculate(
            work, method="flame_height", title="能否达到顶棚", inputs=inputs, assumptions="海绵堆垛", **values)


def test_a_calculation_is_kept_cited_and_printed(case: Case) -> None:
    made = keep(case)
    assert (made.number, made.valid, made.calculated_by) == ("K-001", True, TEST_OFFICER.id)
    assert made.equation.startswith("L = 0.235") and "NUREG-1805" in made.basis
    section = next(one for one in MODULE.sections if one.id == "cause.calculations")
    blocks: list[Block] = list(section.build(case.read(), Words("zh"), ""))
    assert any(isinstance(block, Figure) for block in blocks) and "海绵堆垛" in str(blocks)
    assert not any(isinstance(block, Notice) and block.level == "warning" for block in blocks)
    ref = Ref("calculations", made.id)
    with case.work("cause.claim") as work:
        operations.draft_claim(work, Claim(id="h", topic="cause.cause", text="假设", supports=(ref,)))
    with pytest.raises(UserError, match="evidence_in_use"), case.work("cause.remove_calculation") as work:
        operations.remove_calculation(work, made.id)
    assert keep(case).number == "K-002"
    with pytest.raises(UserError, match="untitled"), case.work("cause.calculate") as work:
        operations.calculate(work, method="growth", title=" ", inputs={})
