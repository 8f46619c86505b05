"""The street in front of No. 12: its facade with shutter and sign, the neighbours, road, poles, cordon."""

from itertools import pairwise

import numpy as np

from sample_cases.qingxi_workshop import panels
from sample_cases.qingxi_workshop.scenario import Scenario
from sample_cases.qingxi_workshop.solids import Collector, box, joined, lump, quad, scattered, smooth_path, tube
from sample_cases.qingxi_workshop.surface import Material

FRONT_Y = -0.24
ROAD_Y = (-9.2, -3.2)
OPPOSITE_Y = -12.2
HOUSES = (
    (-6.95, "10号 荔溪日杂", (24, 74, 138)), (6.64, "14号 顺意五金", (122, 26, 24)),
    (-13.6, "8号 阿坚车行", (30, 98, 60)), (13.4, "16号 家家早餐", (150, 92, 18)),
)
_LOW, _TOP = 4.68, 10.4


def add_street(bodies: Collector, scenario: Scenario, rng: np.random.Generator, *, after: bool) -> None:
    """Everything outside; ``after`` is the morning after the fire, otherwise the shutter is closed."""
    bodies.add(box((-26, ROAD_Y[0], -0.30), (32, ROAD_Y[1], -0.16)), Material.ASPHALT)
    for y0, y1 in ((ROAD_Y[1], FRONT_Y), (OPPOSITE_Y, ROAD_Y[0])):
        bodies.add(box((-26, y0, -0.30), (32, y1, -0.02)), Material.PAVING)
    _upper_floors(bodies, scenario)
    for x, name, ground in HOUSES:
        _house(bodies, x, 6.4, name, ground)
    _opposite(bodies)
    _sign(bodies, after=after)
    _shutter(bodies, after=after)
    _fittings(bodies)
    _poles_and_trees(bodies, rng)
    if after:
        _cordon(bodies)
        _thrown_out(bodies, rng)


def _upper_floors(bodies: Collector, scenario: Scenario) -> None:
    width = scenario.building.width_m
    bodies.add(box((-0.24, FRONT_Y, _LOW), (width + 0.24, 14.24, _TOP)), Material.TILES)
    for x in (0.7, 3.7):
        for z in (5.5, 8.2):
            _window(bodies, x, z)


def _window(bodies: Collector, x: float, z: float) -> None:
    """A window with the barred cage that is usual here."""
    bodies.add(quad((x, FRONT_Y - 0.012, z), (2.0, 0, 0), (0, 0, 1.4)), Material.GLASS)
    frame = [box((x + s, FRONT_Y - 0.04, z), (x + s + 0.05, FRONT_Y - 0.01, z + 1.4)) for s in (0.0, 0.65, 1.3, 1.95)]
    frame += [box((x, FRONT_Y - 0.04, z + s), (x + 2.0, FRONT_Y - 0.01, z + s + 0.05)) for s in (0.0, 1.35)]
    bodies.add(joined(frame), Material.SHEET)
    y = FRONT_Y - 0.42
    bars = [tube([(x - 0.05 + s, y, z - 0.1), (x - 0.05 + s, y, z + 1.5)], 0.008, 5) for s in np.arange(0, 2.15, 0.105)]
    bars += [tube([(x - 0.05, y, h), (x + 2.05, y, h)], 0.012, 5) for h in (z - 0.1, z + 0.7, z + 1.5)]
    bars += [tube([(s, y, h), (s, FRONT_Y, h)], 0.012, 5) for s in (x - 0.05, x + 2.05) for h in (z - 0.1, z + 1.5)]
    bodies.add(joined(bars), Material.SHEET)


def _house(bodies: Collector, x: float, width: float, name: str, ground: panels.Rgb) -> None:
    bodies.add(box((x + 0.05, FRONT_Y, 0), (x + width + 0.25, 9, 3.3)), Material.PLASTER)
    bodies.add(box((x + 0.05, FRONT_Y, 3.3), (x + width + 0.25, 9, _TOP - 0.6)), Material.TILES)
    slats = [box((x + 0.7, FRONT_Y - 0.03, 0.1 * i), (x + 4.9, FRONT_Y - 0.005, 0.1 * i + 0.085)) for i in range(31)]
    bodies.add(joined(slats), Material.SHEET)
    bodies.add(box((x + 5.4, FRONT_Y - 0.03, 0), (x + 6.2, FRONT_Y - 0.005, 2.1)), Material.STEEL)
    picture = panels.as_texture(panels.sign(name, 1024, 200, ground, panels.WHITE))
    bodies.add(quad((x + 0.5, FRONT_Y - 0.09, 3.3), (5.2, 0, 0), (0, 0, 1.0)), Material.IMAGE, picture)
    bodies.add(box((x + 0.5, FRONT_Y - 0.08, 3.3), (x + 5.7, FRONT_Y, 4.3)), Material.SHEET)
    for z in (5.3, 7.7):
        for s in (0.8, 3.9):
            _window(bodies, x + s, z)
    for z in (5.2, 7.5):
        unit = box((x + 3.05, FRONT_Y - 0.36, z), (x + 3.75, FRONT_Y - 0.06, z + 0.52))
        bodies.add(unit, Material.PLASTIC)


def _opposite(bodies: Collector) -> None:
    bodies.add(box((-26, OPPOSITE_Y - 6, -0.1), (32, OPPOSITE_Y, 8.5)), Material.TILES)
    for x in np.arange(-24.0, 30.0, 6.4):
        slats = [box((x, OPPOSITE_Y, 0.1 * i), (x + 4.4, OPPOSITE_Y + 0.02, 0.1 * i + 0.085)) for i in range(30)]
        bodies.add(joined(slats), Material.SHEET)
        bodies.add(quad((x + 4.4, OPPOSITE_Y + 0.03, 3.7), (-4.6, 0, 0), (0, 0, 0.9)), Material.IMAGE,
                   panels.as_texture(panels.sign("荔溪兴业街", 640, 130, (40, 60, 90), panels.WHITE)))
    bodies.add(box((-26, OPPOSITE_Y, 3.40), (32, OPPOSITE_Y + 1.5, 3.50)), Material.CONCRETE)
    posts = [box((x, OPPOSITE_Y + 1.35, -0.02), (x + 0.14, OPPOSITE_Y + 1.49, 3.40)) for x in np.arange(-24.4, 31, 6.4)]
    bodies.add_all(posts, Material.CONCRETE)


def _sign(bodies: Collector, *, after: bool) -> None:
    board = panels.sign("永顺箱包加工店", 1100, 190, (176, 34, 28), (248, 226, 120))
    bodies.add(quad((0.3, FRONT_Y - 0.10, 3.36), (5.6, 0, 0), (0, 0, 0.96)), Material.IMAGE,
               panels.as_texture(board, sooty=after))
    bodies.add(box((0.3, FRONT_Y - 0.09, 3.36), (5.9, FRONT_Y, 4.32)), Material.STEEL)


def _shutter(bodies: Collector, *, after: bool) -> None:
    rails = [box((x, FRONT_Y - 0.05, 0), (x + 0.06, FRONT_Y + 0.06, 3.2)) for x in (0.46, 4.50)]
    bodies.add_all(rails, Material.STEEL)
    lowest = 2.25 if after else 0.035
    slats = []
    for i, z in enumerate(np.arange(lowest, 3.2, 0.10)):
        bulge = 0.05 * np.sin(i * 1.3) * after
        slats.append(box((0.51, FRONT_Y + 0.02 + bulge, z), (4.51, FRONT_Y + 0.04 + bulge, z + 0.092)))
    bodies.add_all(slats, Material.SHEET)
    if after:
        torn = [box((-0.7, -0.012, 0.1 * i), (0.7, 0.012, 0.1 * i + 0.085)) for i in range(9)]
        bodies.add(joined(torn).moved((0, 0, 0), 0, 78).moved((1.3, -1.15, 0.03), 12), Material.SHEET)
    door = box((0, -0.02, 0.0), (0.9, 0.02, 2.1))
    bodies.add(door.moved((5.0, -0.12, 0), -102 if after else 0), Material.STEEL)


def _fittings(bodies: Collector) -> None:
    bodies.add(box((4.72, FRONT_Y - 0.16, 1.45), (4.94, FRONT_Y, 2.0)), Material.PLASTIC)
    bodies.add(tube([(4.83, FRONT_Y - 0.05, 2.0), (4.83, FRONT_Y - 0.05, 9.9)], 0.022, 8), Material.PLASTIC)
    bodies.add(tube([(6.45, FRONT_Y - 0.07, 0.0), (6.45, FRONT_Y - 0.07, 10.3)], 0.055, 10), Material.PLASTIC)
    wires = []
    for i, z in enumerate((4.50, 4.58, 4.64)):
        knots = [(x, FRONT_Y - 0.12, z - 0.07 * abs(np.sin(x * 0.9 + i))) for x in np.arange(-14, 21, 1.4)]
        wires.append(tube(smooth_path(knots, 4), 0.011, 5))
    bodies.add_all(wires, Material.CABLE)
    number = panels.as_texture(panels.sign("12号", 200, 130, (20, 60, 150), panels.WHITE, note=""))
    bodies.add(quad((6.02, FRONT_Y - 0.008, 2.35), (0.34, 0, 0), (0, 0, 0.22)), Material.IMAGE, number)


def _poles_and_trees(bodies: Collector, rng: np.random.Generator) -> None:
    for x in (-9.0, 12.5):
        arm = smooth_path([(x, -3.45, 6.4), (x, -3.8, 7.0), (x, -5.2, 7.2)], 8)
        bodies.add(joined([tube([(x, -3.45, -0.1), (x, -3.45, 6.4)], 0.07, 12), tube(arm, 0.035)]), Material.SHEET)
        bodies.add(box((x - 0.12, -5.7, 7.14), (x + 0.12, -5.1, 7.24)), Material.PLASTIC)
    for x in (-4.2, 9.4, 17.0):
        bodies.add(tube([(x, -2.7, -0.1), (x + 0.05, -2.68, 1.6), (x - 0.04, -2.72, 3.2)], [0.11, 0.09, 0.06], 10),
                   Material.WOOD)
        flat = x + rng.normal(0, 0.62, 900), -2.7 + rng.normal(0, 0.5, 900)
        crown = np.column_stack([*flat, rng.normal(4.1, 0.55, 900)])
        sizes = rng.uniform(0.04, 0.14, (900, 3)) * [1.0, 1.0, 0.4]
        bodies.add(scattered(lump(rng, 5, 6, 0.5), crown.astype(np.float32), sizes.astype(np.float32), rng),
                   Material.LEAVES)


def _cordon(bodies: Collector) -> None:
    corners = [(-1.6, -0.35), (-1.4, -2.7), (6.9, -2.8), (7.0, -0.35)]
    picture = panels.as_texture(panels.tape())
    for start, end in pairwise(corners):
        pieces = max(1, round(float(np.hypot(end[0] - start[0], end[1] - start[1])) / 2.25))
        knots = np.linspace(start, end, pieces + 1)
        for (xa, ya), (xb, yb) in pairwise(knots):
            bodies.add(quad((xa, ya, 0.86), (xb - xa, yb - ya, 0), (0, 0, 0.09)), Material.IMAGE, picture)
    posts = [tube([(x, y, 0), (x, y, 1.0)], 0.02, 8) for x, y in corners[1:3]]
    feet = [tube([(x, y, -0.02), (x, y, 0.05)], 0.16, 14) for x, y in corners[1:3]]
    bodies.add_all([*posts, *feet], Material.PAINTED)


def _thrown_out(bodies: Collector, rng: np.random.Generator) -> None:
    """What the fire brigade threw out before the shop, and a hose."""
    count = 130
    places = np.column_stack([rng.normal(5.5, 0.5, count), rng.normal(-1.3, 0.32, count), 0.16 * rng.random(count)])
    sizes = rng.uniform(0.05, 0.17, (count, 3)) * [1.3, 1.1, 0.5]
    for material, part in ((Material.FOAM, slice(0, 60)), (Material.DEBRIS, slice(60, None))):
        bodies.add(scattered(lump(rng), places[part].astype(np.float32), sizes[part].astype(np.float32), rng), material)
    hose = [(2.2, 0.6, 0.03), (2.0, -0.8, 0.03), (2.6, -2.2, 0.03), (1.8, -3.6, -0.12), (3.6, -4.6, -0.12),
            (6.5, -4.3, -0.12), (10.0, -4.6, -0.12)]
    bodies.add(tube(smooth_path(hose, 12), 0.034, 8), Material.RUBBER)

