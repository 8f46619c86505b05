"""How surfaces look: colour, relief and gloss of every material, before and after the fire."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from sample_cases.qingxi_workshop.scenario import Scenario
from sample_cases.qingxi_workshop.soot import Burn, burn_at, step
from sample_cases.qingxi_workshop.textures import Floats, library, look_up, unit, values

SOOT = np.array([0.020, 0.018, 0.017], np.float32)


class Material(IntEnum):
    """What a body is made of."""

    PLASTER = 0
    CONCRETE = 1
    FLOOR = 2
    WOOD = 3
    STEEL = 4
    FABRIC = 5
    FOAM = 6
    CARDBOARD = 7
    PLASTIC = 8
    COPPER = 9
    RUBBER = 10
    GLASS = 11
    ASPHALT = 12
    PAVING = 13
    TILES = 14
    DEBRIS = 15
    SHEET = 16
    CAST_IRON = 17
    BENCH = 18
    IMAGE = 19
    PAINTED = 20
    LEAVES = 21
    CABLE = 22


@dataclass(frozen=True)
class Look:
    """Colour of the sound material, its unevenness, relief (m), texture and its repeat (m), gloss, what fire does."""

    colour: tuple[float, float, float]
    mottle: float
    relief: float
    texture: str
    repeat: float
    gloss: float
    burns: float = 0.0
    rusts: float = 0.0


LOOKS = {
    Material.PLASTER: Look((0.66, 0.63, 0.56), 0.10, 0.0030, "rough", 1.3, 0.02),
    Material.CONCRETE: Look((0.46, 0.45, 0.42), 0.18, 0.0035, "rough", 1.1, 0.02),
    Material.FLOOR: Look((0.33, 0.32, 0.30), 0.25, 0.0015, "rough", 1.7, 0.10),
    Material.WOOD: Look((0.40, 0.25, 0.13), 0.25, 0.0012, "streak", 0.8, 0.04, burns=0.30),
    Material.STEEL: Look((0.30, 0.33, 0.34), 0.10, 0.0012, "rough", 0.7, 0.25, rusts=0.45),
    Material.FABRIC: Look((0.30, 0.26, 0.30), 0.35, 0.0030, "weave", 0.25, 0.0, burns=0.22),
    Material.FOAM: Look((0.035, 0.032, 0.030), 0.5, 0.0120, "char", 0.55, 0.22),
    Material.CARDBOARD: Look((0.45, 0.32, 0.19), 0.15, 0.0010, "streak", 0.6, 0.0, burns=0.33),
    Material.PLASTIC: Look((0.62, 0.62, 0.58), 0.08, 0.0008, "cloud", 0.4, 0.15, burns=0.45),
    Material.COPPER: Look((0.58, 0.25, 0.12), 0.45, 0.00012, "rough", 0.02, 0.55),
    Material.RUBBER: Look((0.035, 0.035, 0.037), 0.2, 0.0006, "rough", 0.3, 0.12),
    Material.GLASS: Look((0.07, 0.085, 0.085), 0.3, 0.0002, "cloud", 1.5, 0.7),
    Material.ASPHALT: Look((0.115, 0.113, 0.110), 0.30, 0.0030, "grain", 0.6, 0.03),
    Material.PAVING: Look((0.40, 0.36, 0.32), 0.20, 0.0015, "rough", 1.2, 0.05),
    Material.TILES: Look((0.66, 0.62, 0.55), 0.12, 0.0004, "cloud", 1.7, 0.18),
    Material.DEBRIS: Look((0.075, 0.068, 0.060), 0.9, 0.0060, "rough", 0.30, 0.05),
    Material.SHEET: Look((0.45, 0.47, 0.48), 0.10, 0.0008, "streak", 1.3, 0.30, rusts=0.40),
    Material.CAST_IRON: Look((0.30, 0.31, 0.28), 0.12, 0.0008, "rough", 0.5, 0.2, rusts=0.45),
    Material.BENCH: Look((0.33, 0.35, 0.38), 0.06, 0.0002, "grain", 0.10, 0.03),
    Material.IMAGE: Look((0.5, 0.5, 0.5), 0.02, 0.0001, "grain", 0.2, 0.05),
    Material.PAINTED: Look((0.42, 0.10, 0.08), 0.08, 0.0006, "rough", 0.5, 0.30, rusts=0.6),
    Material.LEAVES: Look((0.07, 0.14, 0.045), 0.5, 0.0100, "char", 0.5, 0.05),
    Material.CABLE: Look((0.05, 0.05, 0.05), 0.4, 0.0006, "rough", 0.05, 0.08),
}


@dataclass(frozen=True)
class Surface:
    """``albedo`` (n, 3), shading ``normal`` (n, 3) with relief, and ``gloss`` (n)."""

    albedo: Floats
    normal: Floats
    gloss: Floats


@dataclass(frozen=True)
class Spot:
    """Points on surfaces: positions and normals (n, 3), material and body numbers (n), pixel size there (n, m)."""

    points: Floats
    normals: Floats
    material: npt.NDArray[np.integer]
    body: npt.NDArray[np.integer]
    footprint: Floats
    painted: Floats | None = None


def surface_at(scenario: Scenario, spot: Spot, burnt: bool = True) -> Surface:
    """The look of the points; ``burnt`` False leaves the fire out (objects on a clean bench)."""
    n = len(spot.points)
    albedo = np.zeros((n, 3), np.float32)
    normal = spot.normals.copy()
    gloss = np.zeros(n, np.float32)
    nothing = np.zeros(n, np.float32)
    burn = Burn(nothing, nothing, nothing, nothing)
    if burnt:
        burn = burn_at(scenario, spot.points, spot.normals, spot.footprint)
    for code in np.unique(spot.material):
        at = np.nonzero(spot.material == code)[0]
        part = Spot(
            spot.points[at], spot.normals[at], spot.material[at], spot.body[at], spot.footprint[at],
            None if spot.painted is None else spot.painted[at],
        )
        traces = Burn(burn.heat[at], burn.soot[at], burn.clean[at], burn.spall[at])
        albedo[at], normal[at], gloss[at] = _one_material(Material(code), part, traces)
    return Surface(albedo, normal, gloss)


def _one_material(material: Material, spot: Spot, burn: Burn) -> tuple[Floats, Floats, Floats]:
    look = LOOKS[material]
    u, v, axis = _planar(spot.points, spot.normals)
    lib = library()
    shift = (spot.body % 61).astype(np.float32) * 0.137
    cloud = values(lib["cloud"], u / 3.3 + shift, v / 3.3, spot.footprint / 3.3) - 0.5
    fine_at = look_up(lib[look.texture], u / look.repeat + shift, v / look.repeat, spot.footprint / look.repeat)
    texture = lib[look.texture]
    fine = fine_at.read(texture.value) - 0.5
    relief_u = fine_at.read(texture.slope_u) * (look.relief / look.repeat)
    relief_v = fine_at.read(texture.slope_v) * (look.relief / look.repeat)
    colour = np.asarray(look.colour, np.float32)
    base: Floats = colour * (1 + look.mottle * (2.2 * fine + 1.4 * cloud)[:, None])
    base = _pattern(material, base, spot, u, v, cloud)
    gloss = np.full(len(u), look.gloss, np.float32)
    burnt_at = look_up(lib["char"], u / 0.9 + shift, v / 0.9, spot.footprint / 0.9)
    if look.burns:
        charred = step(look.burns, look.burns + 0.16, burn.heat + 0.35 * cloud + 0.10 * fine)
        cells = burnt_at.read(lib["char"].value)
        ash = step(0.25, 0.5, burn.heat * (0.55 + 0.5 * cloud) + 0.25 * fine - 0.05)
        char = 0.016 + 0.040 * cells[:, None] * np.array([1.0, 0.98, 0.96], np.float32) + 0.10 * (ash * cells)[:, None]
        scorched = base * np.array([0.45, 0.36, 0.28], np.float32)
        base = _mix(base, scorched, step(look.burns - 0.18, look.burns, burn.heat + 0.3 * cloud))
        base = _mix(base, char.astype(np.float32), charred)
        deep = charred * 0.006 / 0.9
        relief_u = relief_u + burnt_at.read(lib["char"].slope_u) * deep
        relief_v = relief_v + burnt_at.read(lib["char"].slope_v) * deep
        gloss = gloss * (1 - charred) + 0.06 * charred
    soot = burn.soot
    if look.rusts:
        base, gloss, soot = _rust(look, base, gloss, soot, burn, fine, cloud)
    if material in (Material.PLASTER, Material.CONCRETE):
        base, soot, relief_u, relief_v = _masonry(material, base, burn, u, v, spot, relief_u, relief_v)
    streak = values(lib["streak"], u / 1.6, v / 1.6, spot.footprint / 1.6) - 0.5
    upright = np.where(axis < 2, 1.0, 0.35).astype(np.float32)
    cover = np.clip(soot * (1 + 0.30 * streak * upright + 0.25 * fine), 0, 1) ** 1.15
    if material in (Material.DEBRIS, Material.FOAM, Material.LEAVES):
        cover = cover * 0.35
    if material is Material.IMAGE and spot.painted is not None:
        cover = np.where(spot.painted[:, 3] < 0, cover, 0.0)
    albedo = _mix(np.clip(base, 0.004, 0.92), np.broadcast_to(SOOT * 1.2, base.shape), cover)
    gloss = gloss * (1 - 0.7 * cover)
    return albedo, _bumped(spot.normals, axis, relief_u, relief_v), gloss.astype(np.float32)


def _mix(a: Floats, b: Floats, share: Floats) -> Floats:
    return (a + (b - a) * share[:, None]).astype(np.float32)


def _planar(points: Floats, normals: Floats) -> tuple[Floats, Floats, npt.NDArray[np.integer]]:
    axis = np.argmax(np.abs(normals), axis=1)
    u = np.where(axis == 0, points[:, 1], points[:, 0])
    v = np.where(axis == 2, points[:, 1], points[:, 2])
    return u.astype(np.float32), v.astype(np.float32), axis


def _bumped(normals: Floats, axis: npt.NDArray[np.integer], relief_u: Floats, relief_v: Floats) -> Floats:
    bumped = normals.copy()
    rows = np.arange(len(normals))
    bumped[rows, np.where(axis == 0, 1, 0)] -= np.clip(relief_u, -0.9, 0.9)
    bumped[rows, np.where(axis == 2, 1, 2)] -= np.clip(relief_v, -0.9, 0.9)
    return unit(bumped)


def _rust(
    look: Look, base: Floats, gloss: Floats, soot: Floats, burn: Burn, fine: Floats, cloud: Floats
) -> tuple[Floats, Floats, Floats]:
    """Paint burns off steel, which then shows brown and pale oxide; less heat leaves it sooty and blistered."""
    burnt = step(look.rusts, look.rusts + 0.22, burn.heat + 0.4 * cloud + 0.3 * fine)
    oxide = np.array([0.200, 0.098, 0.055], np.float32) * (1 + 1.6 * fine[:, None])
    pale = np.array([0.30, 0.285, 0.27], np.float32) * (1 + 0.8 * fine[:, None])
    share = step(-0.10, 0.22, cloud * 1.3 + fine + 0.25 * (burn.heat - 0.7))
    return (
        _mix(base, _mix(oxide, pale, share), burnt), (gloss * (1 - 0.7 * burnt)).astype(np.float32),
        (soot * (1 - 0.72 * burnt)).astype(np.float32),
    )


def _masonry(
    material: Material, base: Floats, burn: Burn, u: Floats, v: Floats, spot: Spot, relief_u: Floats, relief_v: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Clean burn, cracks, and brick or rough concrete where the surface burst off."""
    lib = library()
    calcined = np.array([0.50, 0.41, 0.33], np.float32)
    base = _mix(base, calcined * (0.55 + base[:, :1]), burn.clean * 0.9)
    crack = values(lib["crack"], u / 2.3, v / 2.3, spot.footprint / 2.3)
    line = step(0.045, 0.012, crack) * step(0.55, 0.85, burn.heat)
    base = base * (1 - 0.75 * line[:, None])
    if material is Material.PLASTER:
        bare, joint = bricks(u, v, spot)
    else:
        rough = values(lib["grain"], u / 0.5, v / 0.5, spot.footprint / 0.5) - 0.5
        bare = np.array([0.34, 0.30, 0.26], np.float32) * (1 + 1.6 * rough[:, None])
        joint = rough
    base = _mix(base, bare, burn.spall)
    deep = look_up(lib["grain"], u / 0.45, v / 0.45, spot.footprint / 0.45)
    strength = burn.spall * (0.010 / 0.45)
    relief_u = relief_u + deep.read(lib["grain"].slope_u) * strength + joint * 0
    relief_v = relief_v + deep.read(lib["grain"].slope_v) * strength
    return base, burn.soot * (1 - 0.75 * burn.spall), relief_u, relief_v


def bricks(u: Floats, v: Floats, spot: Spot) -> tuple[Floats, Floats]:
    """Colour of a brick wall (240 × 53 mm bricks) and 1 in its joints."""
    row = np.floor(v / 0.063)
    shifted = u / 0.25 + 0.5 * (row % 2)
    brick = np.floor(shifted)
    in_u, in_v = (shifted - brick) * 0.25, v - row * 0.063
    edge = np.minimum(np.minimum(in_u, 0.25 - in_u), np.minimum(in_v, 0.063 - in_v))
    joint = step(0.007, 0.003, edge)
    tint = np.sin(brick * 12.9898 + row * 78.233) * 43758.5453
    tint = tint - np.floor(tint) - 0.5
    grain = values(library()["grain"], u / 0.4, v / 0.4, spot.footprint / 0.4) - 0.5
    clay = np.array([0.36, 0.165, 0.105], np.float32) * (1 + 0.45 * tint + 0.8 * grain)[:, None]
    mortar = np.array([0.40, 0.37, 0.33], np.float32) * (1 + 0.8 * grain)[:, None]
    return _mix(clay.astype(np.float32), mortar.astype(np.float32), joint), joint


def _pattern(material: Material, base: Floats, spot: Spot, u: Floats, v: Floats, cloud: Floats) -> Floats:
    """Patterns that some materials have: tiles, paving, cloth dyes, debris of many kinds."""
    lib = library()
    if material is Material.IMAGE and spot.painted is not None:
        return (spot.painted[:, :3] * (1 + 0.06 * cloud[:, None])).astype(np.float32)
    if material in (Material.TILES, Material.PAVING):
        size_u, size_v = (0.095, 0.045) if material is Material.TILES else (0.40, 0.20)
        gap = 0.004 if material is Material.TILES else 0.008
        row = np.floor(v / size_v)
        cell = u / size_u + 0.5 * (row % 2) * (material is Material.PAVING)
        in_u, in_v = (cell - np.floor(cell)) * size_u, v - row * size_v
        edge = np.minimum(np.minimum(in_u, size_u - in_u), np.minimum(in_v, size_v - in_v))
        share = step(gap, gap * 0.4, edge) * np.clip(size_v / (4 * spot.footprint), 0, 1)
        tint = np.sin(np.floor(cell) * 12.9898 + row * 78.233) * 43758.5453
        tint = tint - np.floor(tint) - 0.5
        return _mix(base * (1 + 0.16 * tint[:, None]), base * 0.45, share)
    if material in (Material.FABRIC, Material.CARDBOARD, Material.PAINTED):
        hue = np.stack([np.sin(spot.body * 1.7 + k * 2.1) for k in range(3)], -1) * 0.5
        strength = 0.75 if material is Material.FABRIC else 0.10
        return (base * (1 + strength * hue)).astype(np.float32)
    if material is Material.DEBRIS:
        kind = values(lib["grain"], u / 0.9, v / 0.9, spot.footprint / 0.9)
        patch = values(lib["rough"], u / 2.1, v / 2.1, spot.footprint / 2.1)
        ash = np.array([0.24, 0.225, 0.205], np.float32)
        clay = np.array([0.20, 0.120, 0.075], np.float32)
        base = _mix(base, np.broadcast_to(ash, base.shape), 0.75 * step(0.60, 0.80, kind * 0.6 + patch * 0.5))
        return _mix(base, np.broadcast_to(clay, base.shape), 0.6 * step(0.62, 0.76, 1.05 - patch + 0.2 * cloud))
    return base
