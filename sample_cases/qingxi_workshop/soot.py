"""What the fire did to a surface point: heat, soot, char, clean burn, spalling.

A simple physical picture, not a simulation: a plume above the ignition point spreads as a V on the wall behind it
and as a disc on the ceiling; a smoke layer fills each room down to a lower edge; soot is burnt off again where it
was hottest (clean burn); whatever stood before a surface kept it clean (protected areas); flames and smoke that left
an opening marked the wall above it. All values are 0…1.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sample_cases.qingxi_workshop.scenario import Scenario
from sample_cases.qingxi_workshop.textures import Floats, library, values

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Burn:
    """What the fire did at each of n points."""

    heat: Floats
    soot: Floats
    clean: Floats
    spall: Floats


def step(low: float | Floats, high: float | Floats, value: Floats) -> Floats:
    """Smooth step from 0 at ``low`` to 1 at ``high``."""
    t = np.clip((value - low) / (high - low), 0.0, 1.0)
    return np.asarray(t * t * (3 - 2 * t), np.float32)


def burn_at(scenario: Scenario, points: Floats, normals: Floats, footprint: Floats | float) -> Burn:
    """The traces at points (n, 3) with outward normals (n, 3); ``footprint`` in metres."""
    noise = _wall_noise(points, normals, footprint)
    building = scenario.building
    x, y, z = points.T
    inside = (y > -0.005) & (x > -0.005) & (x < building.width_m + 0.005) & (y < building.depth_m + 0.005) & (z < 4.56)
    heat = _heat(scenario, x, y, z)
    soot = _layer_soot(scenario, x, y, z, noise)
    v_soot, clean = _plume_marks(scenario, points, normals, noise)
    soot = np.maximum(np.maximum(soot, v_soot), (0.95 + 0.10 * noise) * step(0.5, 0.9, normals[:, 2]))
    soot = soot * (1 - 0.85 * _protected(scenario, points, normals, noise))
    soot = soot * (1 - 0.9 * clean)
    outside = ~inside
    if outside.any():
        soot[outside] = _facade_soot(scenario, points[outside], noise[outside])
        clean[outside] = 0
        heat[outside] = 0.25 * soot[outside]
    spall = _spalling(scenario, points, normals, footprint) * inside
    return Burn(heat.astype(np.float32), np.clip(soot, 0, 1).astype(np.float32), clean, spall.astype(np.float32))


def _wall_noise(points: Floats, normals: Floats, footprint: Floats | float) -> Floats:
    """Cloudy unevenness between −1 and 1, drawn down on walls."""
    upright = np.abs(normals[:, 2]) < 0.6
    u = np.where(upright, points[:, 0] + points[:, 1], points[:, 0]) / 2.7
    v = np.where(upright, points[:, 2], points[:, 1]) / 2.7
    noise = values(library()["cloud"], u.astype(np.float32), v.astype(np.float32), np.asarray(footprint) / 2.7)
    return ((noise - 0.5) * 3.0).astype(np.float32)


def _heat(scenario: Scenario, x: Floats, y: Floats, z: Floats) -> Floats:
    """How hot it became: the burning stack and the hot layer that flowed from it."""
    x0, y0, z0 = scenario.fire.ignition
    away = np.hypot(x - x0 - 0.3, y - y0)
    stack = 1.05 * np.exp(-((away / 2.0) ** 2)) * np.where(z < z0 + 2.5, 1.0, 0.9)
    layer = step(-0.1, 2.0, z) * (0.95 - 0.055 * away)
    storage = (y > scenario.building.partition_y) & (z < scenario.building.mezzanine_m + 0.03)
    layer = np.where(storage, 0.72 * step(0.1, 1.9, z) * (1.15 - 0.05 * away), layer)
    upstairs = (y > scenario.building.partition_y - 0.05) & (z > scenario.building.mezzanine_m + 0.03)
    layer = np.where(upstairs, 0.40 + 0.55 * step(2.6, 3.6, z) * (1.0 - 0.05 * away), layer)
    kitchen = (x > scenario.building.kitchen_x) & (y > scenario.building.kitchen_y) & (z < 2.6)
    layer = np.where(kitchen, 0.3 * step(1.0, 2.2, z), layer)
    return np.asarray(np.clip(np.maximum(stack, np.maximum(layer, 0.17)), 0, 1), np.float32)


def _layer_soot(scenario: Scenario, x: Floats, y: Floats, z: Floats, noise: Floats) -> Floats:
    edge = np.full_like(z, scenario.room("F1-A").smoke_layer_m)
    edge += 0.35 * step(3.0, 0.0, y)
    deep = y > scenario.building.partition_y
    upstairs = deep & (z > scenario.building.mezzanine_m + 0.03)
    kitchen = deep & (x > scenario.building.kitchen_x) & (y > scenario.building.kitchen_y)
    edge = np.where(deep, scenario.room("F1-B").smoke_layer_m, edge)
    edge = np.where(kitchen, scenario.room("F1-C").smoke_layer_m, edge)
    edge = np.where(upstairs, scenario.room("M-A").smoke_layer_m, edge)
    height = z - edge - 0.10 * noise
    film = 0.46 + 0.17 * noise + 0.14 * step(-0.9, 0.0, height)
    layer = step(-0.12, 0.55, height) * (0.86 + 0.10 * step(0.4, 2.4, height)) + 0.05 * noise
    return np.asarray(np.maximum(film, layer), np.float32)


def _plume_marks(scenario: Scenario, points: Floats, normals: Floats, noise: Floats) -> tuple[Floats, Floats]:
    """The V on the wall behind the ignition point and the disc above it: soot, and where it burnt off again."""
    fire = scenario.fire
    x0, y0, z0 = fire.ignition
    x, y, z = points.T
    rise = z - z0
    across = np.abs(y - y0 + 0.06 * noise)
    half = fire.v_base_m + np.tan(np.radians(fire.v_half_angle_deg)) * np.maximum(rise, 0)
    half += 1.1 * step(3.2, 4.5, z)
    on_wall = (x < 0.14) & (np.abs(normals[:, 0]) > 0.5) & (y < scenario.building.partition_y)
    inside = step(0.16, -0.10, across - half + 0.13 * noise) * step(-0.35, 0.05, rise)
    middle = np.hypot(across / (0.55 * half), (rise - fire.clean_burn_m) / 1.25)
    clean = step(1.12, 0.62, middle + 0.28 * noise) * on_wall
    under = (z > scenario.building.ceiling_m - 0.6) & (normals[:, 2] < -0.5)
    away = np.hypot(x - x0, y - y0)
    disc = step(fire.char_radius_m, 0.6 * fire.char_radius_m, away + 0.5 * noise)
    burnt_off = step(1.35, 0.65, away + 0.35 * noise)
    soot = np.where(on_wall, 0.97 * inside, np.where(under, 0.86 + 0.12 * disc, 0.0))
    return soot.astype(np.float32), np.where(under, 0.75 * burnt_off, clean).astype(np.float32)


def _protected(scenario: Scenario, points: Floats, normals: Floats, noise: Floats) -> Floats:
    """1 where something stood before the surface."""
    kept = np.zeros(len(points), np.float32)
    for area in scenario.protected:
        axis = "xyz".index(area.axis)
        first, second = [points[:, i] for i in range(3) if i != axis]
        facing = (np.abs(points[:, axis] - area.at) < 0.02) & (np.abs(normals[:, axis]) > 0.5)
        edge = 0.02 + 0.015 * noise
        within = [
            step(low - edge, low + edge + 0.03, value) * step(high + edge, high - edge - 0.03, value)
            for value, low, high in ((first, area.low[0], area.high[0]), (second, area.low[1], area.high[1]))
        ]
        kept = np.maximum(kept, within[0] * within[1] * facing)
    return kept


def _facade_soot(scenario: Scenario, points: Floats, noise: Floats) -> Floats:
    """Smoke that left the openings, on the outer walls."""
    total = np.zeros(len(points), np.float32)
    for opening in scenario.openings:
        wall = next(wall for wall in scenario.walls if wall.name == opening.wall)
        if not wall.name.endswith("外墙") or opening.kind == "door":
            continue
        left = wall.start[0] + opening.at
        middle, half = left + opening.width / 2, opening.width / 2
        near = np.abs(points[:, 1] - wall.start[1]) < 1.6
        above = points[:, 2] - opening.height[1]
        across = np.abs(points[:, 0] - middle + 0.25 * noise)
        spread = half + 0.10 + 0.22 * np.clip(above, 0, 3) - 0.35 * np.clip(above - 1.5, 0, 9)
        column = step(0.60, -0.35, across - spread) * step(6.8, 0.9, above + 0.9 * noise) * step(-0.3, 0.1, above)
        low = max(opening.height[0], scenario.fire.neutral_plane_m if opening.kind == "shutter" else 0)
        jamb = step(0.5, 0.0, across - half) * step(low - 0.2, low + 1.2, points[:, 2]) * (above <= 0.1)
        total = np.maximum(total, (0.97 * column + 0.86 * jamb * (1 - column)) * near)
    return np.clip(total + 0.04 * noise + 0.03, 0, 1).astype(np.float32)


def _spalling(scenario: Scenario, points: Floats, normals: Floats, footprint: Floats | float) -> Floats:
    """1 where plaster burst off the wall behind the fire, or concrete off the ceiling above it."""
    fire = scenario.fire
    x0, y0, z0 = fire.ignition
    x, y, z = points.T
    on_wall = (x < 0.14) & (np.abs(normals[:, 0]) > 0.5)
    under = (z > scenario.building.ceiling_m - 0.05) & (normals[:, 2] < -0.5)
    wall_away = np.hypot(y - y0 - 0.12, (z - z0 - 1.5) * 0.75)
    ceiling_away = np.hypot(x - x0 - 0.7, y - y0)
    away = np.where(on_wall, wall_away, ceiling_away) / fire.spall_radius_m
    u = np.where(on_wall, y, x).astype(np.float32) / 1.9
    v = np.where(on_wall, z, y).astype(np.float32) / 1.9
    noise = values(library()["rough"], u, v, np.asarray(footprint) / 1.9)
    edge = 1.45 * np.exp(-(away**2) / 1.6) + (noise - 0.5) * 1.5
    return np.asarray(step(0.80, 0.86, edge) * (on_wall | under), np.float32)
