"""A demonstration of a simulation: a room of two zones, calculated in steps, written as CFAST writes compartments.

It is no run of CFAST and no evidence: a plain balance of mass and heat (Zukoski's plume, a constant share of heat lost
to the walls, oxygen used up, flow through the gap above the shutter after Kawagoe), in order to show where results of
simulations stand in a case.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sample_cases.qingxi_workshop.scenario import Scenario

_STEP_S, _EVERY_S, _END_S = 0.25, 5, 300
_GROWTH = 0.0469  # kW/s², a fast fire
_LOST = 0.75  # share of the heat that radiation and walls take
_GAP_M, _GAP_AT_M = (3.6, 0.30), 3.2  # above the closed shutter; how high
_G, _CP, _AMBIENT_K, _DENSITY = 9.81, 1.0, 292.15, 1.208
_HEAT_OF_AIR = 3000.0  # kJ released by each kilogram of air used up
_HEIGHT_M = 4.5  # of the workshop
_LEAST_AIR = 0.35  # share of the air below which the fire goes down


@dataclass(frozen=True)
class Moment:
    """The room so many seconds after flaming ignition."""

    time_s: int
    upper_c: float
    lower_c: float
    layer_m: float
    hrr_kw: float
    air_share: float


def burn(length_m: float, width_m: float, height_m: float) -> Iterator[Moment]:
    """The room every five seconds for five minutes: what comes after, one opening and two zones no longer tell."""
    area, (gap_w, gap_h) = length_m * width_m, _GAP_M
    air = whole = area * height_m * _DENSITY
    breathing = 0.5 * gap_w * gap_h**1.5
    mass, upper_k, time = 0.02 * whole, _AMBIENT_K, 0.0
    while time <= _END_S:
        layer = max(0.1, height_m - mass * upper_k / (_DENSITY * _AMBIENT_K) / area)
        wanted, fed = _GROWTH * time**2, min(1.0, max(0.0, (air / whole - _LEAST_AIR) / 0.15))
        hrr = min(wanted, max(wanted * fed, breathing * _HEAT_OF_AIR))
        if time % _EVERY_S == 0:
            yield Moment(round(time), upper_k - 273.15, _AMBIENT_K - 273.15, layer, hrr, air / whole)
        plume = 0.21 * (_DENSITY**2 * _G / (_CP * _AMBIENT_K) * hrr) ** (1 / 3) * layer ** (5 / 3)
        heat = (1 - _LOST) * hrr
        upper_k += _STEP_S * (heat - plume * _CP * (upper_k - _AMBIENT_K)) / (mass * _CP)
        pushed_out = heat / (_CP * upper_k) if layer < _GAP_AT_M else 0.0  # by expansion, once smoke is at the gap
        mass += _STEP_S * (plume - pushed_out)
        mass = min(mass, (height_m - 0.1) * area * _DENSITY * _AMBIENT_K / upper_k)
        air += _STEP_S * (breathing * (1 - air / whole) - hrr / _HEAT_OF_AIR)
        time += _STEP_S


def compartments(scenario: Scenario) -> bytes:
    """The table: four rows of titles as CFAST 7 writes them, then the numbers."""
    building = scenario.building
    name = f"Workshop ({scenario.notice})"
    titles = (
        ("Time", "ULT_1", "LLT_1", "HGT_1", "HRR_1", "ULO2_1"),
        ("Simulation Time", "Upper Layer Temperature", "Lower Layer Temperature", "Layer Height", "HRR",
         "Share of air left"),
        ("Time", *[name] * 5), ("s", "C", "C", "m", "kW", "1"),
    )
    rows = [",".join(row) for row in titles]
    rows += [
        f"{at.time_s},{at.upper_c:.2f},{at.lower_c:.2f},{at.layer_m:.3f},{at.hrr_kw:.1f},{at.air_share:.4f}"
        for at in burn(building.depth_m, building.width_m, _HEIGHT_M)
    ]
    return "\n".join([*rows, ""]).encode()
