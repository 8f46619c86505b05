"""What stood in the workshop, as the fire left it: machines, tables, racks, goods, beds, vehicles, fittings."""

import numpy as np

from sample_cases.qingxi_workshop.scenario import Scenario
from sample_cases.qingxi_workshop.solids import (
    Collector,
    Mesh,
    box,
    grid,
    joined,
    lump,
    prism,
    quad,
    scattered,
    smooth_path,
    tube,
)
from sample_cases.qingxi_workshop.surface import Material


def add_furnishings(bodies: Collector, rng: np.random.Generator, scenario: Scenario) -> None:
    """Everything that stood in the rooms."""
    for y, turn in ((1.35, 3.0), (2.95, -2.0), (4.65, 6.0), (6.15, -9.0)):
        _sewing_machine(bodies, (5.72, y, 0.0), 90 + turn)
        _stool(bodies, (4.95 + 0.2 * rng.random(), y + 0.1, 0.0), rng)
    _cutting_table(bodies, (3.45, 2.75, 0.0))
    _machine_on_table(bodies, (2.05, 7.75, 0.0))
    for y in (9.0, 10.6, 12.2):
        _rack(bodies, (0.03, y, 0.0), 1.5, rng)
    _cartons(bodies, rng)
    _rolls(bodies, rng)
    _bicycle(bodies, (0.95, 1.25, 0.0))
    _switch_box(bodies, (0.0, 2.05, 1.45))
    _extinguisher(bodies, (6.22, 0.35, 0.0))
    _kitchen(bodies)
    for x, y in ((0.15, 12.6), (0.15, 10.4), (3.5, 12.9)):
        _bunk(bodies, (x, y, scenario.building.mezzanine_m + scenario.building.mezzanine_slab_m), rng)
    _window_bars(bodies)
    _foam_remains(bodies, rng)


def _legs(x0: float, y0: float, x1: float, y1: float, height: float, thick: float = 0.035) -> list[Mesh]:
    return [box((x, y, 0), (x + thick, y + thick, height)) for x in (x0, x1 - thick) for y in (y0, y1 - thick)]


def _sewing_machine(bodies: Collector, at: tuple[float, float, float], turn: float) -> None:
    frame = [*_legs(-0.5, -0.24, 0.5, 0.24, 0.72), box((-0.5, -0.02, 0.16), (0.5, 0.02, 0.20))]
    frame += [box((-0.5, y, 0.68), (0.5, y + 0.03, 0.72)) for y in (-0.24, 0.21)]
    frame.append(box((-0.18, -0.2, 0.06), (0.18, 0.1, 0.08)))
    bodies.add(joined(frame).moved(at, turn), Material.STEEL)
    bodies.add(box((-0.56, -0.27, 0.72), (0.56, 0.27, 0.752)).moved(at, turn), Material.WOOD)
    head = [
        box((-0.25, -0.085, 0.752), (0.27, 0.085, 0.79)), box((0.14, -0.06, 0.79), (0.27, 0.06, 1.02)),
        prism([(-0.26, 0.93), (-0.24, 1.03), (0.0, 1.065), (0.27, 1.055), (0.27, 0.97), (0.1, 0.95)], -0.052, 0.052),
        box((-0.26, -0.048, 0.855), (-0.165, 0.048, 1.0)), tube([(-0.21, 0, 0.79), (-0.21, 0, 0.87)], 0.006),
        tube([(0.27, 0, 1.0), (0.315, 0, 1.0)], 0.062, 16), tube([(0.05, 0.05, 1.06), (0.05, 0.05, 1.13)], 0.008),
    ]
    bodies.add(joined(head).moved(at, turn), Material.CAST_IRON)
    motor = [tube([(-0.05, 0.1, 0.56), (0.2, 0.1, 0.56)], 0.085, 14), box((0.0, 0.02, 0.6), (0.14, 0.16, 0.71))]
    motor.append(tube([(0.44, -0.2, 0.752), (0.44, -0.2, 1.35), (0.2, -0.1, 1.42)], 0.007))
    bodies.add(joined(motor).moved(at, turn), Material.STEEL)


def _stool(bodies: Collector, at: tuple[float, float, float], rng: np.random.Generator) -> None:
    legs = [tube([(0.16 * np.cos(a), 0.16 * np.sin(a), 0), (0.11 * np.cos(a), 0.11 * np.sin(a), 0.45)], 0.011)
            for a in np.arange(4) * np.pi / 2 + 0.7]
    ring = [(0.13 * np.cos(a), 0.13 * np.sin(a), 0.2) for a in np.linspace(0, 2 * np.pi, 16)]
    seat = tube([(0, 0, 0.44), (0, 0, 0.46)], 0.15, 16)
    whole = joined([*legs, tube(ring, 0.007, 5), seat])
    if rng.random() < 0.5:
        whole = whole.moved((0, 0, 0), 0, 78).moved((0, 0, 0.16), 360 * rng.random())
    bodies.add(whole.moved(at, 360 * rng.random()), Material.STEEL)


def _cutting_table(bodies: Collector, at: tuple[float, float, float]) -> None:
    legs = _legs(-0.62, -1.25, 0.62, 1.25, 0.78, 0.05)
    legs += [box((x, -1.25, 0.25), (x + 0.04, 1.25, 0.29)) for x in (-0.62, 0.58)]
    legs += [box((-0.62, y, 0.74), (0.62, y + 0.05, 0.78)) for y in (-1.25, -0.02, 1.2)]
    bodies.add(joined(legs).moved(at), Material.STEEL)
    bodies.add(box((-0.68, -1.3, 0.78), (0.68, 1.3, 0.81)).moved(at), Material.WOOD)
    rng = np.random.default_rng(11)
    for i in range(9):
        x, y = rng.uniform(-0.45, 0.45), rng.uniform(-1.1, 1.1)
        w, d, h = rng.uniform(0.14, 0.32), rng.uniform(0.14, 0.36), rng.uniform(0.02, 0.10)
        parts = [box((-w / 2, -d / 2, k * h / 4), (w / 2 - 0.02 * rng.random(), d / 2, (k + 1) * h / 4 - 0.002)).moved(
            (0, 0, 0), rng.uniform(-9, 9)) for k in range(4)]
        material = Material.FABRIC if i % 3 else Material.CARDBOARD
        bodies.add(joined(parts).moved((at[0] + x, at[1] + y, 0.81), rng.uniform(0, 90)), material)


def _machine_on_table(bodies: Collector, at: tuple[float, float, float]) -> None:
    """A hot-melt glue machine on a small table: a rival cause."""
    bodies.add(joined([*_legs(-0.4, -0.3, 0.4, 0.3, 0.75), box((-0.42, -0.32, 0.75), (0.42, 0.32, 0.77))]).moved(at, 2),
               Material.STEEL)
    machine = [box((-0.24, -0.2, 0.77), (0.24, 0.2, 1.02)), tube([(-0.1, 0, 1.02), (-0.1, 0, 1.12)], 0.09, 18)]
    machine += [box((0.08, -0.21, 0.82), (0.2, -0.2, 0.95)), tube([(0.15, 0.05, 1.02), (0.15, 0.05, 1.2)], 0.012)]
    bodies.add(joined(machine).moved(at, 2), Material.SHEET)
    hose = [(0.24, 0.0, 0.9), (0.5, 0.05, 0.95), (0.6, -0.2, 0.6), (0.5, -0.4, 0.15), (0.7, -0.5, 0.06)]
    bodies.add(tube(smooth_path(hose, 8), 0.014).moved(at, 2), Material.RUBBER)


def _rack(bodies: Collector, at: tuple[float, float, float], length: float, rng: np.random.Generator) -> None:
    depth, height = 0.52, 2.1
    frame = []
    for x in (0.0, depth):
        for y in (0.0, length):
            lean = 0.05 * rng.normal(size=2)
            path = [(x, y, 0), (x + lean[0] * 0.4, y + lean[1] * 0.3, 1.0), (x + lean[0], y + lean[1], height)]
            frame.append(tube(smooth_path(path, 5), 0.026, 4))
    bodies.add(joined(frame).moved(at), Material.STEEL)
    for level in (0.15, 0.78, 1.4, 2.0):
        sag = (0.04 + 0.10 * rng.random()) * (level > 0.5)
        ys = np.linspace(0, length, 13, dtype=np.float32)
        xs = np.array([0, depth], np.float32)
        uneven = 0.03 * rng.normal(size=(13, 1)) * sag
        bend = level - sag * np.sin(np.pi * ys / length)[:, None] * np.ones((1, 2)) + uneven
        bodies.add(grid(xs, ys, bend.astype(np.float32)).moved(at), Material.SHEET)
        for _ in range(3):
            x, y = at[0] + depth / 2, at[1] + rng.uniform(0.2, length - 0.2)
            places = np.column_stack([x + 0.12 * rng.normal(size=14), y + 0.14 * rng.normal(size=14),
                                      level - sag * 0.6 + 0.03 + 0.07 * rng.random(14)])
            sizes = rng.uniform(0.04, 0.13, (14, 3)) * [1.2, 1.2, 0.5]
            bodies.add(scattered(lump(rng, roughness=0.25), places.astype(np.float32), sizes.astype(np.float32), rng),
                       Material.FABRIC if rng.random() < 0.6 else Material.FOAM)


def _cartons(bodies: Collector, rng: np.random.Generator) -> None:
    """Stacks of cartons, the upper ones eaten by the fire."""
    stacks = ((2.9, 9.1, 3), (3.45, 9.15, 2), (2.95, 9.75, 2), (3.5, 13.3, 4), (2.9, 13.35, 3), (2.3, 13.4, 2))
    for x, y, count in stacks:
        z = 0.0
        for i in range(count):
            turn = rng.uniform(-6, 6)
            height = 0.36 * (1.0 if i < count - 1 else rng.uniform(0.35, 0.8))
            w, d = 0.5, 0.38
            sides = [box((-w / 2, -d / 2, 0), (w / 2, -d / 2 + 0.008, height * rng.uniform(0.7, 1))),
                     box((-w / 2, d / 2 - 0.008, 0), (w / 2, d / 2, height * rng.uniform(0.7, 1))),
                     box((-w / 2, -d / 2, 0), (-w / 2 + 0.008, d / 2, height * rng.uniform(0.7, 1))),
                     box((w / 2 - 0.008, -d / 2, 0), (w / 2, d / 2, height * rng.uniform(0.7, 1)))]
            top = height * 0.65 if i == count - 1 else height - 0.01
            bodies.add(joined(sides).moved((x, y, z), turn), Material.CARDBOARD)
            bodies.add(box((-w / 2, -d / 2, 0), (w / 2, d / 2, top)).moved((x, y, z), turn),
                       Material.CARDBOARD if i < count - 1 else Material.FABRIC)
            z += height


def _rolls(bodies: Collector, rng: np.random.Generator) -> None:
    """Rolls of cloth leaning against the wall and lying."""
    for i in range(9):
        x, y = 6.0 + 0.12 * rng.random(), 7.15 + 0.145 * i
        top = (x + 0.28 * rng.random(), y + 0.1 * rng.normal(), 1.25 + 0.3 * rng.random())
        path = np.linspace((x - 0.25, y, 0.02), top, 14)
        radius = 0.062 * (1 + 0.10 * rng.normal(size=14)) * np.linspace(1.05, 0.62 + 0.3 * rng.random(), 14)
        bodies.add(tube(path, radius, 14), Material.FABRIC)
    for i in range(5):
        path = np.linspace((1.45 + 0.05 * rng.normal(), 9.3 + 0.17 * i, 0.12), (2.75, 9.4 + 0.17 * i, 0.13), 12)
        bodies.add(tube(path, 0.085 * (1 + 0.06 * rng.normal(size=12)), 14), Material.FABRIC)


def _bicycle(bodies: Collector, at: tuple[float, float, float]) -> None:
    """An electric bicycle near the door, burnt from above only: a rival cause."""
    wheels, spokes = [], []
    for y in (-0.58, 0.58):
        ring = [(0, y + 0.25 * np.cos(a), 0.26 + 0.25 * np.sin(a)) for a in np.linspace(0, 2 * np.pi, 28)]
        wheels.append(tube(ring, 0.026, 7))
        spokes.append(tube([(-0.05, y, 0.26), (0.05, y, 0.26)], 0.045, 10))
        spokes += [tube([(0, y, 0.26), (0, y + 0.25 * np.cos(a), 0.26 + 0.25 * np.sin(a))], 0.008, 5)
                   for a in np.arange(5) * 1.257]
    frame = [
        tube(smooth_path([(0, -0.58, 0.26), (0, -0.40, 0.62), (0, -0.35, 0.98)]), 0.018),
        tube(smooth_path([(0, -0.40, 0.55), (0, -0.15, 0.28), (0, 0.25, 0.28), (0, 0.35, 0.62)]), 0.028),
        tube([(0, 0.25, 0.30), (0, 0.58, 0.26)], 0.022), tube([(0, 0.35, 0.6), (0, 0.62, 0.60)], 0.014),
        tube([(-0.28, -0.30, 1.02), (0, -0.36, 1.0), (0.28, -0.30, 1.02)], 0.012),
        box((-0.09, -0.12, 0.24), (0.09, 0.24, 0.36)), box((-0.08, 0.3, 0.36), (0.08, 0.42, 0.58)),
    ]
    seat = [prism([(-0.1, 0.70), (0.1, 0.70), (0.07, 0.78), (-0.07, 0.78)], 0.18, 0.62)]
    bodies.add(joined(wheels).moved(at, -8), Material.RUBBER)
    bodies.add(joined([*frame, *spokes]).moved(at, -8), Material.STEEL)
    bodies.add(joined(seat).moved(at, -8), Material.PLASTIC)
    bodies.add(box((-0.10, -0.42, 0.55), (0.10, -0.34, 0.92)).moved(at, -8), Material.PLASTIC)


def _switch_box(bodies: Collector, corner: tuple[float, float, float]) -> None:
    x, y, z = corner
    case = [box((x, y, z), (x + 0.012, y + 0.42, z + 0.52)), box((x, y, z), (x + 0.14, y + 0.01, z + 0.52))]
    case += [box((x, y + 0.41, z), (x + 0.14, y + 0.42, z + 0.52)), box((x, y, z), (x + 0.14, y + 0.42, z + 0.012)),
             box((x, y, z + 0.508), (x + 0.14, y + 0.42, z + 0.52))]
    bodies.add(joined(case), Material.STEEL)
    bodies.add(box((0, -0.006, 0), (0.40, 0.006, 0.5)).moved((x + 0.14, y + 0.42, z + 0.01), 35), Material.STEEL)
    rows = [y + 0.055 * i for i in range(6)]
    breakers = [box((x + 0.03, at + 0.05, z + 0.24), (x + 0.095, at + 0.10, z + 0.34)) for at in rows]
    breakers.append(box((x + 0.03, y + 0.10, z + 0.38), (x + 0.10, y + 0.22, z + 0.48)))
    bodies.add(joined(breakers), Material.PLASTIC)
    levers = [box((x + 0.095, at + 0.065, z + 0.26), (x + 0.115, at + 0.085, z + 0.285)) for at in rows]
    bodies.add(joined(levers), Material.RUBBER)
    rng = np.random.default_rng(3)
    wires = []
    for i in range(10):
        start = (x + 0.06, y + 0.07 + 0.03 * i, z + 0.23)
        knots = [start, (x + 0.09, y + 0.06 + 0.03 * i + 0.02 * rng.normal(), z + 0.12), (x + 0.05, y + 0.2, z + 0.02)]
        wires.append(tube(smooth_path(knots, 6), 0.0028, 5))
    bodies.add(joined(wires), Material.CABLE)


def _extinguisher(bodies: Collector, at: tuple[float, float, float]) -> None:
    for shift in (0.0, -0.2):
        x, y, z = at[0], at[1] + shift, at[2]
        profile = np.array([(0, 0.07), (0.02, 0.08), (0.36, 0.08), (0.42, 0.06), (0.45, 0.025), (0.48, 0.02)])
        path = np.column_stack([np.full(6, x), np.full(6, y), z + 0.02 + profile[:, 0]])
        bodies.add(tube(path, profile[:, 1], 20), Material.PAINTED)
        top = [box((x - 0.015, y - 0.07, z + 0.5), (x + 0.015, y + 0.05, z + 0.54)),
               tube(smooth_path([(x, y + 0.05, z + 0.5), (x, y + 0.13, z + 0.42), (x, y + 0.1, z + 0.12)]), 0.011)]
        bodies.add(joined(top), Material.RUBBER)


def _kitchen(bodies: Collector) -> None:
    bodies.add(box((4.4, 13.4, 0), (6.35, 13.98, 0.78)), Material.TILES)
    bodies.add(box((4.9, 13.5, 0.78), (5.6, 13.9, 0.86)), Material.SHEET)
    rings = [tube([(x, 13.7, 0.86), (x, 13.7, 0.9)], 0.08, 16) for x in (5.08, 5.42)]
    bodies.add(joined(rings), Material.CAST_IRON)
    bodies.add(tube([(4.7, 13.1, 0.03), (4.7, 13.1, 0.06), (4.7, 13.1, 0.42), (4.7, 13.1, 0.5), (4.7, 13.1, 0.6)],
                    [0.1, 0.15, 0.15, 0.1, 0.03], 22), Material.PAINTED)


def _bunk(bodies: Collector, at: tuple[float, float, float], rng: np.random.Generator) -> None:
    w, d = 1.9, 0.95
    posts = [tube([(x, y, 0), (x, y, 1.55)], 0.019, 6) for x in (0, w) for y in (0, d)]
    rails = []
    for z in (0.38, 1.3):
        rails += [tube([(0, y, z), (w / 2, y, z - 0.05 * rng.random()), (w, y, z)], 0.016, 6) for y in (0, d)]
        rails += [tube([(x, 0, z), (x, d, z)], 0.016, 6) for x in (0, w)]
        rails += [tube(smooth_path([(x, 0, z), (x, d / 2, z - 0.03 - 0.08 * rng.random()), (x, d, z)], 3), 0.007, 5)
                  for x in np.arange(0.15, w, 0.19)]
    bodies.add(joined([*posts, *rails]).moved(at), Material.STEEL)
    flat = rng.uniform(0.1, w - 0.1, 60), rng.uniform(0.1, d - 0.1, 60)
    places = np.column_stack([*flat, 0.36 + 0.06 * rng.random(60)])
    sizes = rng.uniform(0.05, 0.17, (60, 3)) * [1.3, 1.1, 0.35]
    bodies.add(scattered(lump(rng, roughness=0.2), (places + np.array(at)).astype(np.float32), sizes.astype(np.float32),
                         rng), Material.FABRIC)


def _window_bars(bodies: Collector) -> None:
    """The fixed bars of the north window: nobody could leave there."""
    bars = [tube([(x, 14.30, 3.2), (x, 14.30, 4.2)], 0.009, 8) for x in np.arange(0.95, 2.40, 0.11)]
    bars += [tube([(0.9, 14.30, z), (2.42, 14.30, z)], 0.011, 8) for z in (3.28, 3.7, 4.12)]
    bodies.add(joined(bars), Material.STEEL)
    frame = [box((0.9, 14.05, 3.25), (2.4, 14.10, 3.29)), box((0.9, 14.05, 4.11), (2.4, 14.10, 4.15))]
    frame += [box((x, 14.05, 3.25), (x + 0.04, 14.10, 4.15)) for x in (0.9, 1.63, 2.36)]
    bodies.add(joined(frame), Material.SHEET)
    shard = quad((1.69, 14.075, 3.29), (0.3, 0, 0), (0.1, 0, 0.35))
    bodies.add(shard, Material.GLASS)


def _foam_remains(bodies: Collector, rng: np.random.Generator) -> None:
    """The part of the foam stack that stood away from the fire, melted to a slope; and a heap of cloth offcuts."""
    for y, height in ((7.55, 0.35), (4.62, 0.5)):
        count = 42
        places = np.column_stack([rng.uniform(0.1, 0.85, count), y + 0.22 * rng.normal(size=count),
                                  rng.uniform(0.0, height, count)])
        sizes = rng.uniform(0.09, 0.22, (count, 3)) * [1.2, 1.0, 0.45]
        bodies.add(scattered(lump(rng, 8, 10, 0.22), places.astype(np.float32), sizes.astype(np.float32), rng),
                   Material.FOAM)
