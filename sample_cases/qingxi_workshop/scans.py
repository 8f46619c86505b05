"""Simulated laser scans: a scanner on a tripod casts rays all around; each cloud is in the scanner's own frame."""

import numpy as np

from sample_cases.qingxi_workshop.light import Lamp, Lighting, Shadows, leaving, lit_by
from sample_cases.qingxi_workshop.render import Bytes, surfaces
from sample_cases.qingxi_workshop.scenario import Scenario, Station
from sample_cases.qingxi_workshop.scene import Hits, Scene
from sample_cases.qingxi_workshop.solids import rotation_z
from sample_cases.qingxi_workshop.textures import Floats, dot

STEP_DEG = 0.45
_FLOOR_CONE_DEG = -62.0
_RANGE_NOISE_M = 0.0018
_FAR_M = 45.0
POINT = np.dtype([
    ("x", "<f4"), ("y", "<f4"), ("z", "<f4"), ("intensity", "<f4"), ("red", "u1"), ("green", "u1"), ("blue", "u1"),
])


def scanned(scenario: Scenario, scene: Scene, station: Station, scale: float) -> bytes:
    """The PLY file of one station: x, y, z in metres, intensity 0…1, colour; the station's pose in comments."""
    rng = np.random.default_rng([scenario.seed, sum(station.name.encode())])
    rays = _directions(STEP_DEG / scale)
    centre = np.asarray(station.position, np.float32)
    hits = scene.cast(centre, rays)
    kept = hits.found & (hits.distance < _FAR_M) & (hits.distance > 0.4)
    rays, met = rays[kept], Hits(hits.distance[kept], hits.face[kept], hits.bary[kept])
    spot, surface = surfaces(scenario, scene, met, centre, rays, np.radians(STEP_DEG / scale))
    flash = Lamp(station.position, (3.0, 2.95, 2.85), 0.0)
    light = Lighting((0.35, 0.355, 0.365), (flash,))
    lit = lit_by(scene, spot.points, spot.normals, flash)
    colour = leaving(spot, surface, -rays, light, Shadows(np.full(len(rays), 0.8, np.float32), (), (lit,)))
    slant = np.abs(dot(surface.normal, rays))
    reflected = surface.albedo.mean(1) * (0.25 + 0.75 * slant) / (1 + 0.004 * met.distance**2)
    away = met.distance + _RANGE_NOISE_M * rng.standard_normal(len(rays), np.float32) * (0.6 + 0.4 / (slant + 0.2))
    local = (rays * away[:, None]) @ rotation_z(station.heading_deg)
    return _ply(scenario, station, local, np.clip(reflected * 1.4, 0, 1), _bytes(colour))


def _directions(step_deg: float) -> Floats:
    """Unit directions over a full turn, from straight up down to the cone that the tripod hides."""
    elevation = np.radians(np.arange(_FLOOR_CONE_DEG, 90, step_deg))
    azimuth = np.radians(np.arange(0, 360, step_deg))
    a, e = np.meshgrid(azimuth, elevation)
    keep = (np.arange(a.size) % np.maximum(1, np.round(1 / np.cos(e).clip(0.05))).astype(int).ravel()) == 0
    rays = np.stack([np.cos(e) * np.cos(a), np.cos(e) * np.sin(a), np.sin(e)], -1).reshape(-1, 3)
    return np.asarray(rays[keep], np.float32)


def _bytes(colour: Floats) -> Bytes:
    shown = np.clip(colour * 1.6, 0, 1) ** (1 / 2.2)
    return np.asarray(shown * 255 + 0.5, np.uint8)


def _ply(scenario: Scenario, station: Station, local: Floats, intensity: Floats, colour: Bytes) -> bytes:
    points = np.zeros(len(local), POINT)
    for column, name in enumerate(("x", "y", "z")):
        points[name] = local[:, column]
    points["intensity"] = intensity
    for column, name in enumerate(("red", "green", "blue")):
        points[name] = colour[:, column]
    x, y, z = station.position
    head = [
        "ply", "format binary_little_endian 1.0", f"comment {scenario.id} DEMO DATA - generated, not a real case",
        f"comment station {station.name} scanned_at {station.at.isoformat()}",
        f"comment station_position_m {x:.3f} {y:.3f} {z:.3f}", f"comment station_heading_deg {station.heading_deg:.3f}",
        "comment frame station: x ahead, z up; site = Rz(heading) * point + position",
        f"element vertex {len(points)}", "property float x", "property float y", "property float z",
        "property float intensity", "property uchar red", "property uchar green", "property uchar blue", "end_header",
    ]
    return ("\n".join(head) + "\n").encode("ascii") + points.tobytes()
