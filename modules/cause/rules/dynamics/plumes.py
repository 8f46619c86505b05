"""Growth of a fire, flame, plume and ceiling jet in the open."""

import math

from modules.cause.rules.dynamics.calculator import CP, ZERO_C, Calculator, Curve, G, Limit, Quantity, Values
from workstation.api import N_

_HRR = Quantity("hrr_kw", N_("Heat release rate"), "kW", 1000.0)
_DIAMETER = Quantity("diameter_m", N_("Diameter of the fire"), "m", 1.0)
_AMBIENT = Quantity("ambient_c", N_("Ambient temperature"), "℃", 20.0, -40.0, 60.0, least=-100.0)
_OPEN = N_("Fire in the open or below a ceiling that it does not reach; still air")
_STEADY = N_("Steady heat release, round source on the floor")


def _density(ambient_c: float) -> float:
    """Density of air in kg/m³ at one atmosphere: 353/T."""
    return 353.0 / (ambient_c + ZERO_C)


def _pool(v: Values) -> dict[str, float]:
    """Q = m″·ΔH_c·(1 − exp(−kβ·D))·A (Babrauskas; NUREG-1805 eq. 3-4): m″ kg/(m²·s), ΔH_c kJ/kg, kβ 1/m, A m²."""
    diameter = math.sqrt(4 * v["area_m2"] / math.pi)
    share = -math.expm1(-v["k_beta"] * diameter)
    return {"hrr_kw": v["burning"] * v["combustion_kj_kg"] * share * v["area_m2"], "diameter_m": diameter}


def _growth(v: Values) -> dict[str, float]:
    """Q = α·t² (NFPA 72, annex B; NUREG-1805 ch. 3): Q kW, α kW/s², t s. 1055 kW is the growth time's heat release."""
    return {"hrr_kw": v["alpha"] * v["time_s"] ** 2, "growth_s": (1055.0 / v["alpha"]) ** 0.5}


def _flame(v: Values) -> dict[str, float]:
    """L = 0.235·Q^(2/5) − 1.02·D (Heskestad; NUREG-1805 eq. 3-6): L, D m, Q kW. Mean height: half the time higher."""
    return {"height_m": 0.235 * v["hrr_kw"] ** 0.4 - 1.02 * v["diameter_m"]}


def _plume(v: Values) -> dict[str, float]:
    """Heskestad's plume (SFPE Handbook, Fire Plumes; NUREG-1805 eq. 9-2, 9-3): Q kW, z, D m, T K.

    z0 = 0.083·Q^(2/5) − 1.02·D; ΔT = 9.1·(Ta/(g·c²·ρ²))^(1/3)·Qc^(2/3)·(z − z0)^(−5/3);
    u = 3.4·(g/(c·ρ·Ta))^(1/3)·Qc^(1/3)·(z − z0)^(−1/3); m = 0.071·Qc^(1/3)·(z − z0)^(5/3) + 0.00192·Qc.
    """
    ambient, density = v["ambient_c"] + ZERO_C, _density(v["ambient_c"])
    convective = v["convective"] * v["hrr_kw"]
    origin = 0.083 * v["hrr_kw"] ** 0.4 - 1.02 * v["diameter_m"]
    above = v["z_m"] - origin
    if above <= 0:
        raise ValueError("below the virtual origin")
    rise = 9.1 * (ambient / (G * CP**2 * density**2)) ** (1 / 3) * convective ** (2 / 3) * above ** (-5 / 3)
    return {
        "origin_m": origin, "rise_k": rise, "plume_c": v["ambient_c"] + rise,
        "velocity_m_s": 3.4 * (G / (CP * density * ambient)) ** (1 / 3) * (convective / above) ** (1 / 3),
        "mass_kg_s": 0.071 * convective ** (1 / 3) * above ** (5 / 3) + 0.00192 * convective,
    }


def _jet(v: Values) -> dict[str, float]:
    """Alpert (1972; SFPE Handbook, Ceiling Jet Flows; NUREG-1805 eq. 11-2 to 11-5): Q kW, H, r m, ΔT K, u m/s.

    r/H ≤ 0.18: ΔT = 16.9·Q^(2/3)/H^(5/3); beyond: ΔT = 5.38·(Q/r)^(2/3)/H.
    r/H ≤ 0.15: u = 0.96·(Q/H)^(1/3); beyond: u = 0.195·Q^(1/3)·H^(1/2)/r^(5/6).
    """
    hrr, height, radius = v["hrr_kw"], v["ceiling_m"], v["radius_m"]
    if radius / height <= 0.18:
        rise = 16.9 * hrr ** (2 / 3) / height ** (5 / 3)
    else:
        rise = 5.38 * (hrr / radius) ** (2 / 3) / height
    if radius / height <= 0.15:
        velocity = 0.96 * (hrr / height) ** (1 / 3)
    else:
        velocity = 0.195 * hrr ** (1 / 3) * height**0.5 / radius ** (5 / 6)
    return {"rise_k": rise, "jet_c": v["ambient_c"] + rise, "velocity_m_s": velocity}


PLUMES = (
    Calculator(
        "growth", N_("Growth by t²"),
        (Quantity("alpha", N_("Growth factor α"), "kW/s²", 0.0469, 0.0026, 0.19),
         Quantity("time_s", N_("Time since ignition"), "s", 120.0)),
        (_HRR, Quantity("growth_s", N_("Time to 1055 kW"), "s")), _growth, "Q = α·t²", "NFPA 72; NUREG-1805 ch. 3",
        (N_("Established flaming from the beginning: the time of smouldering before is not in it"),
         N_("Slow 0.00293, medium 0.01172, fast 0.0469, ultra-fast 0.1876 kW/s²")),
        curve=Curve("time_s", "hrr_kw"),
    ),
    Calculator(
        "pool_fire", N_("Heat release of a pool fire"),
        (Quantity("area_m2", N_("Area of the pool"), "m²", 1.0),
         Quantity("burning", N_("Mass burning rate of a large pool"), "kg/(m²·s)", 0.055),
         Quantity("combustion_kj_kg", N_("Effective heat of combustion"), "kJ/kg", 43700.0),
         Quantity("k_beta", N_("Empirical constant kβ"), "1/m", 2.1)),
        (_HRR, _DIAMETER), _pool, "Q = m″·ΔH_c·(1 − exp(−kβ·D))·A", "Babrauskas; NUREG-1805 ch. 3",
        (N_("Whole surface alight, enough air, deep enough to burn steadily"),
         N_("Petrol 0.055, diesel 0.045, kerosene 0.039 kg/(m²·s)")),
        (Limit(N_("diameter above 0.2 m"), lambda v: v["diameter_m"] > 0.2),), Curve("area_m2", "hrr_kw"),
    ),
    Calculator(
        "flame_height", N_("Flame height (Heskestad)"), (_HRR, _DIAMETER),
        (Quantity("height_m", N_("Mean flame height"), "m"),), _flame, "L = 0.235·Q^(2/5) − 1.02·D",
        "SFPE Handbook (Heskestad); NUREG-1805 eq. 3-6", (_OPEN, _STEADY),
        (Limit(N_("7 < Q^(2/5)/D < 700 kW^(2/5)/m"), lambda v: 7 < v["hrr_kw"] ** 0.4 / v["diameter_m"] < 700),
         Limit(N_("the flame is higher than its base"), lambda v: v["height_m"] > 0)),
        Curve("hrr_kw", "height_m"),
    ),
    Calculator(
        "plume", N_("Fire plume (Heskestad)"),
        (_HRR, _DIAMETER, Quantity("convective", N_("Convective fraction"), "", 0.7, 0.5, 0.8),
         Quantity("z_m", N_("Height above the fuel"), "m", 3.0), _AMBIENT),
        (Quantity("origin_m", N_("Virtual origin"), "m"), Quantity("rise_k", N_("Temperature rise"), "K"),
         Quantity("plume_c", N_("Temperature on the axis"), "℃"), Quantity("velocity_m_s", N_("Velocity"), "m/s"),
         Quantity("mass_kg_s", N_("Mass flow"), "kg/s")),
        _plume, "ΔT = 9.1·(Ta/(g·c²·ρ²))^(1/3)·Qc^(2/3)·(z − z0)^(−5/3)",
        "SFPE Handbook (Heskestad); NUREG-1805 ch. 9", (_OPEN, _STEADY),
        (Limit(N_("above the flame tips"), lambda v: v["z_m"] > 0.235 * v["hrr_kw"] ** 0.4 - 1.02 * v["diameter_m"]),),
        Curve("z_m", "plume_c", 0.6, 2.0),
    ),
    Calculator(
        "ceiling_jet", N_("Ceiling jet (Alpert)"),
        (_HRR, Quantity("ceiling_m", N_("Height of the ceiling above the fuel"), "m", 3.0, 1.0, 20.0),
         Quantity("radius_m", N_("Distance from the axis"), "m", 2.0, least=0.0), _AMBIENT),
        (Quantity("rise_k", N_("Temperature rise"), "K"), Quantity("jet_c", N_("Highest temperature"), "℃"),
         Quantity("velocity_m_s", N_("Velocity"), "m/s")),
        _jet, "ΔT = 5.38·(Q/r)^(2/3)/H", "SFPE Handbook (Alpert); NUREG-1805 ch. 11",
        (N_("Flat ceiling without an obstacle; no layer of hot gas yet"), _STEADY),
        (Limit(N_("no layer of hot gas: r/H up to about 4"), lambda v: v["radius_m"] / v["ceiling_m"] <= 4),),
        Curve("radius_m", "jet_c", 0.1, 3.0),
    ),
)
