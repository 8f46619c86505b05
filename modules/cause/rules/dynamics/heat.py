"""Radiation of flames, and the time until a solid ignites."""

import math

from modules.cause.rules.dynamics.calculator import Calculator, Curve, Limit, Quantity, Values
from workstation.api import N_

_FLUX = Quantity("flux_kw_m2", N_("Heat flux"), "kW/m²", 20.0, 5.0, 100.0)
_IGNITION = Quantity("ignition_c", N_("Ignition temperature of the surface"), "℃", 350.0)
_INITIAL = Quantity("initial_c", N_("Initial temperature"), "℃", 20.0, least=-100.0)
_INERT = N_("Inert until it ignites, piloted ignition, constant flux, no heat lost by the surface")


def _point(v: Values) -> dict[str, float]:
    """q″ = χ_r·Q/(4·π·R²) (NUREG-1805 eq. 5-1): q″ kW/m², Q kW, R m from the middle of the flame."""
    return {"flux_kw_m2": v["radiative"] * v["hrr_kw"] / (4 * math.pi * v["distance_m"] ** 2)}


def _cylinder(v: Values) -> dict[str, float]:
    """q″ = E·F12 of a vertical cylinder for a target at ground level, no wind (Shokri, Beyler; NUREG-1805 eq. 5-4 to
    5-10): E = 58·10^(−0.00823·D) kW/m², F12 = √(F_H² + F_V²), S = 2·L/D, h = 2·H/D; L m from the middle of the pool."""
    diameter, away = v["diameter_m"], v["distance_m"]
    s, h = 2 * away / diameter, 2 * v["flame_m"] / diameter
    if s <= 1:
        raise ValueError("within the flame")
    power = 58 * 10 ** (-0.00823 * diameter)
    a, b = (h * h + s * s + 1) / (2 * s), (1 + s * s) / (2 * s)
    slope_a = math.atan(math.sqrt((a + 1) * (s - 1) / ((a - 1) * (s + 1))))
    slope_b = math.atan(math.sqrt((b + 1) * (s - 1) / ((b - 1) * (s + 1))))
    flat = (b - 1 / s) / (math.pi * math.sqrt(b * b - 1)) * slope_b
    flat -= (a - 1 / s) / (math.pi * math.sqrt(a * a - 1)) * slope_a
    upright = math.atan(h / math.sqrt(s * s - 1)) / (math.pi * s)
    upright -= h / (math.pi * s) * math.atan(math.sqrt((s - 1) / (s + 1)))
    upright += a * h / (math.pi * s * math.sqrt(a * a - 1)) * slope_a
    factor = math.hypot(flat, upright)
    return {"power_kw_m2": power, "factor": factor, "flux_kw_m2": power * factor}


def _thick(v: Values) -> dict[str, float]:
    """t = (π/4)·k·ρ·c·((T_ig − T0)/q″)² (Quintiere; SFPE Handbook, Flaming Ignition of Solids): k·ρ·c in
    (kW/(m²·K))²·s, T in ℃, q″ kW/m²."""
    if v["ignition_c"] <= v["initial_c"]:
        raise ValueError("hotter than it ignites")
    time = math.pi / 4 * v["inertia"] * ((v["ignition_c"] - v["initial_c"]) / v["flux_kw_m2"]) ** 2
    return {"time_s": time}


def _thin(v: Values) -> dict[str, float]:
    """t = ρ·c·l·(T_ig − T0)/q″ (Quintiere; SFPE Handbook, Flaming Ignition of Solids): ρ kg/m³, c kJ/(kg·K), l m."""
    if v["ignition_c"] <= v["initial_c"]:
        raise ValueError("hotter than it ignites")
    mass = v["rho"] * v["c"] * v["thickness_m"]
    return {"time_s": mass * (v["ignition_c"] - v["initial_c"]) / v["flux_kw_m2"]}


HEAT = (
    Calculator(
        "point_source", N_("Radiation: point source"),
        (Quantity("hrr_kw", N_("Heat release rate"), "kW", 1000.0),
         Quantity("radiative", N_("Radiative fraction"), "", 0.3, 0.1, 0.6),
         Quantity("distance_m", N_("Distance from the middle of the flame"), "m", 5.0)),
        (_FLUX,), _point, "q″ = χ_r·Q/(4·π·R²)", "NUREG-1805 eq. 5-1",
        (N_("All radiation comes from one point: too high close to the fire"), N_("Target turned towards the fire")),
        (Limit(N_("q″ up to 5 kW/m², where this model is sound"), lambda v: v["flux_kw_m2"] <= 5),),
        Curve("distance_m", "flux_kw_m2", 0.4, 3.0),
    ),
    Calculator(
        "solid_flame", N_("Radiation: solid flame"),
        (Quantity("diameter_m", N_("Diameter of the fire"), "m", 2.0, 1.0, 50.0),
         Quantity("flame_m", N_("Flame height"), "m", 4.0),
         Quantity("distance_m", N_("Distance from the middle of the pool"), "m", 6.0)),
        (Quantity("power_kw_m2", N_("Emissive power"), "kW/m²"), Quantity("factor", N_("View factor"), ""), _FLUX),
        _cylinder, "q″ = E·F12", "Shokri, Beyler (1989); NUREG-1805 ch. 5",
        (N_("Pool fire as an upright cylinder, target on the ground, no wind"),),
        (Limit(N_("q″ above 5 kW/m², where this model is sound"), lambda v: v["flux_kw_m2"] >= 5),),
        Curve("distance_m", "flux_kw_m2", 0.3, 3.0),
    ),
    Calculator(
        "ignition_thick", N_("Ignition of a thick solid"),
        (Quantity("inertia", N_("Thermal inertia k·ρ·c"), "(kW/(m²·K))²·s", 0.25), _IGNITION, _INITIAL, _FLUX),
        (Quantity("time_s", N_("Time until ignition"), "s"),), _thick, "t = (π/4)·k·ρ·c·((T_ig − T0)/q″)²",
        "SFPE Handbook; Quintiere, Fundamentals of Fire Phenomena", (_INERT, N_("Thicker than heat goes in that time")),
        curve=Curve("flux_kw_m2", "time_s", 0.4, 3.0),
    ),
    Calculator(
        "ignition_thin", N_("Ignition of a thin solid"),
        (Quantity("rho", N_("Density"), "kg/m³", 30.0), Quantity("c", N_("Specific heat"), "kJ/(kg·K)", 1.4),
         Quantity("thickness_m", N_("Thickness of the layer of material"), "m", 0.001, None, 0.002),
         _IGNITION, _INITIAL, _FLUX),
        (Quantity("time_s", N_("Time until ignition"), "s"),), _thin, "t = ρ·c·l·(T_ig − T0)/q″",
        "SFPE Handbook; Quintiere, Fundamentals of Fire Phenomena",
        (_INERT, N_("One temperature through its thickness")),
        curve=Curve("flux_kw_m2", "time_s", 0.4, 3.0),
    ),
)
