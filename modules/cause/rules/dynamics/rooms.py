"""Fires in rooms: the hot layer, flashover, smoke filling, flow through openings, gas that is released."""

import math

from modules.cause.rules.dynamics.calculator import ZERO_C, Calculator, Curve, Limit, Quantity, Values
from workstation.api import N_

_HRR = Quantity("hrr_kw", N_("Heat release rate"), "kW", 1000.0)
_LENGTH = Quantity("length_m", N_("Length of the room"), "m", 5.0)
_WIDTH = Quantity("width_m", N_("Width of the room"), "m", 4.0)
_HEIGHT = Quantity("height_m", N_("Height of the room"), "m", 3.0)
_VENT_W = Quantity("vent_width_m", N_("Width of the opening"), "m", 0.9)
_VENT_H = Quantity("vent_height_m", N_("Height of the opening"), "m", 2.0)
_LINING = (
    Quantity("k", N_("Conductivity of the lining"), "kW/(m·K)", 0.0016),
    Quantity("rho", N_("Density"), "kg/m³", 2400.0), Quantity("c", N_("Specific heat"), "kJ/(kg·K)", 0.75),
    Quantity("thickness_m", N_("Thickness of the layer of material"), "m", 0.15),
)
_TIME = Quantity("time_s", N_("Time since ignition"), "s", 300.0)
_AMBIENT = Quantity("ambient_c", N_("Ambient temperature"), "℃", 20.0, -40.0, 60.0, least=-100.0)
_ONE_ZONE = N_("One opening in a wall; the hot layer has one temperature")


def _surface(v: Values) -> tuple[float, float, float]:
    """Area of the room's surfaces without the opening, area of the opening (m²), and A·√H of the opening (m^2.5)."""
    length, width, height = v["length_m"], v["width_m"], v["height_m"]
    vent = v["vent_width_m"] * v["vent_height_m"]
    return 2 * (length * width + length * height + width * height) - vent, vent, vent * v["vent_height_m"] ** 0.5


def _transfer(v: Values, time_s: float) -> tuple[float, float]:
    """t_p = (ρ·c/k)·(δ/2)² and h_k = √(k·ρ·c/t) before it, k/δ after it (NUREG-1805 eq. 2-3 to 2-5)."""
    penetration = v["rho"] * v["c"] / v["k"] * (v["thickness_m"] / 2) ** 2
    if time_s < penetration:
        return penetration, math.sqrt(v["k"] * v["rho"] * v["c"] / time_s)
    return penetration, v["k"] / v["thickness_m"]


def _layer(v: Values) -> dict[str, float]:
    """ΔT = 6.85·(Q²/((A_v·√H_v)·(A_T·h_k)))^(1/3) (McCaffrey, Quintiere, Harkleroad; NUREG-1805 eq. 2-1)."""
    surface, _, factor = _surface(v)
    penetration, transfer = _transfer(v, v["time_s"])
    rise = 6.85 * (v["hrr_kw"] ** 2 / (factor * surface * transfer)) ** (1 / 3)
    return {
        "surface_m2": surface, "penetration_s": penetration, "transfer": transfer, "rise_k": rise,
        "layer_c": v["ambient_c"] + rise,
    }


def _flashover(v: Values) -> dict[str, float]:
    """Heat release for flashover in kW (NUREG-1805 eq. 13-1 to 13-3): MQH 610·√(h_k·A_T·A_v·√H_v) with h_k = k/δ,
    Babrauskas 750·A_v·√H_v, Thomas 7.8·A_T + 378·A_v·√H_v."""
    surface, _, factor = _surface(v)
    return {
        "mqh_kw": 610 * math.sqrt(v["k"] / v["thickness_m"] * surface * factor), "babrauskas_kw": 750 * factor,
        "thomas_kw": 7.8 * surface + 378 * factor,
    }


def _filling(v: Values) -> dict[str, float]:
    """z = (2·k·Q^(1/3)·t/(3·A) + H^(−2/3))^(−3/2) (Yamana, Tanaka; NUREG-1805 eq. 2-10) with
    k = 0.21/ρ_g·(ρ_a²·g/(c_p·T_a))^(1/3) = 0.076/ρ_g (Zukoski's plume in air at 20 ℃; eq. 2-11, 2-12), ρ_g = 353/T_g.

    Also the time at which the smoke reaches the height ``reach_m``.
    """
    area = v["length_m"] * v["width_m"]
    rate = 2 * (0.076 * (v["layer_c"] + ZERO_C) / 353) * v["hrr_kw"] ** (1 / 3) / (3 * area)
    start = v["height_m"] ** (-2 / 3)
    reached = max(0.0, (v["reach_m"] ** (-2 / 3) - start) / rate)
    return {"interface_m": (rate * v["time_s"] + start) ** -1.5, "reached_s": reached}


def _vent(v: Values) -> dict[str, float]:
    """m ≈ 0.5·A·√H kg/s of air (Kawagoe); burning it releases 3.0 MJ/kg, so Q ≈ 1500·A·√H kW (SFPE Handbook;
    Karlsson, Quintiere, Enclosure Fire Dynamics, ch. 5)."""
    factor = v["vent_width_m"] * v["vent_height_m"] ** 1.5
    return {"factor": factor, "air_kg_s": 0.5 * factor, "limit_kw": 1500 * factor}


def _gas(v: Values) -> dict[str, float]:
    """Well-mixed room: C = G/(G + V′)·(1 − exp(−(G + V′)·t/V)), G released and V′ fresh gas in m³/s (mass balance)."""
    flow = v["release_m3_s"] + v["air_changes_h"] * v["volume_m3"] / 3600
    most = v["release_m3_s"] / flow
    share = most * -math.expm1(-flow * v["time_s"] / v["volume_m3"])
    lower = v["lel_pct"] / 100
    reached = -math.log1p(-lower / most) * v["volume_m3"] / flow if lower < most else -1.0
    return {"share_pct": 100 * share, "of_lel_pct": 100 * share / lower, "most_pct": 100 * most, "lel_s": reached}


_ROOM = (_LENGTH, _WIDTH, _HEIGHT, _VENT_W, _VENT_H)
_PRE = Limit(N_("before flashover: ΔT up to 600 K"), lambda v: v["rise_k"] <= 600)

ROOMS = (
    Calculator(
        "hot_layer", N_("Hot layer (MQH)"), (_HRR, *_ROOM, *_LINING, _TIME, _AMBIENT),
        (Quantity("surface_m2", N_("Surface of the room"), "m²"),
         Quantity("penetration_s", N_("Thermal penetration time"), "s"),
         Quantity("transfer", N_("Heat transfer coefficient"), "kW/(m²·K)"),
         Quantity("rise_k", N_("Temperature rise"), "K"), Quantity("layer_c", N_("Temperature of the layer"), "℃")),
        _layer, "ΔT = 6.85·(Q²/(A_v·√H_v·A_T·h_k))^(1/3)", "SFPE Handbook (Walton, Thomas); NUREG-1805 ch. 2",
        (_ONE_ZONE, N_("Fire away from walls and corners, fuel-controlled")),
        (_PRE, Limit(N_("enough air: Q up to 1500·A·√H"),
                     lambda v: v["hrr_kw"] <= 1500 * v["vent_width_m"] * v["vent_height_m"] ** 1.5)),
        Curve("hrr_kw", "layer_c"),
    ),
    Calculator(
        "flashover", N_("Flashover (MQH, Babrauskas, Thomas)"), (*_ROOM, _LINING[0], _LINING[3]),
        (Quantity("mqh_kw", N_("MQH"), "kW"), Quantity("babrauskas_kw", N_("Babrauskas"), "kW"),
         Quantity("thomas_kw", N_("Thomas"), "kW")),
        _flashover, "Q = 7.8·A_T + 378·A_v·√H_v", "NUREG-1805 ch. 13", (_ONE_ZONE, N_("Ceiling layer at 500 to 600 ℃")),
        (Limit(N_("floor area up to 500 m²"), lambda v: v["length_m"] * v["width_m"] <= 500),),
        Curve("vent_width_m", "thomas_kw"),
    ),
    Calculator(
        "smoke_filling", N_("Smoke filling"),
        (_HRR, _LENGTH, _WIDTH, _HEIGHT, Quantity("layer_c", N_("Temperature of the layer"), "℃", 100.0), _TIME,
         Quantity("reach_m", N_("Height that is asked about"), "m", 1.5)),
        (Quantity("interface_m", N_("Height of the smoke's lower edge"), "m"),
         Quantity("reached_s", N_("Time until the smoke is that low"), "s")),
        _filling, "z = (2·k·Q^(1/3)·t/(3·A) + H^(−2/3))^(−3/2)", "Yamana, Tanaka (1985); NUREG-1805 ch. 2",
        (N_("Closed room without outflow above, steady fire on the floor"),),
        (Limit(N_("height asked about below the ceiling"), lambda v: v["reach_m"] < v["height_m"]),),
        Curve("time_s", "interface_m"),
    ),
    Calculator(
        "vent_flow", N_("Flow through an opening"), (_VENT_W, _VENT_H),
        (Quantity("factor", N_("A·√H"), "m^2.5"), Quantity("air_kg_s", N_("Air that flows in"), "kg/s"),
         Quantity("limit_kw", N_("Heat release that this air allows"), "kW")),
        _vent, "m ≈ 0.5·A·√H", "Kawagoe (1958); SFPE Handbook", (N_("After flashover, one opening to the open air"),),
        curve=Curve("vent_width_m", "limit_kw"),
    ),
    Calculator(
        "gas_release", N_("Concentration of released gas"),
        (Quantity("volume_m3", N_("Volume of the room"), "m³", 50.0),
         Quantity("release_m3_s", N_("Released gas"), "m³/s", 0.001),
         Quantity("air_changes_h", N_("Air changes"), "1/h", 0.5, 0.0, 20.0, least=0.0),
         Quantity("lel_pct", N_("Lower explosive limit"), "%", 5.0, 0.5, 20.0),
         Quantity("time_s", N_("Time since the release began"), "s", 600.0)),
        (Quantity("share_pct", N_("Concentration"), "%"), Quantity("of_lel_pct", N_("Share of the limit"), "% LEL"),
         Quantity("most_pct", N_("Final concentration"), "%"),
         Quantity("lel_s", N_("Time until the limit (−1: never)"), "s")),
        _gas, "C = G/(G + V′)·(1 − exp(−(G + V′)·t/V))", "Mass balance of a well-mixed room",
        (N_("Gas mixes at once through the whole room: layers of light or heavy gas are richer"),
         N_("Constant release; lower explosive limit in air at room temperature")),
        curve=Curve("time_s", "share_pct", 0.02, 4.0),
    ),
)
