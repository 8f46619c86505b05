"""The shop house after the fire: walls with openings, columns, beams, mezzanine, stairs, debris on the floor."""

import numpy as np

from sample_cases.qingxi_workshop.scenario import Opening, Scenario, Wall
from sample_cases.qingxi_workshop.solids import Collector, Mesh, box, grid, joined, lump, scattered, smooth_path, tube
from sample_cases.qingxi_workshop.surface import Material
from sample_cases.qingxi_workshop.textures import Floats, library, values

Span = tuple[float, float, float, float]   # from, to (along the wall), low, high


def add_shell(bodies: Collector, scenario: Scenario) -> None:
    """Walls, ceiling, columns, beams, floor slab."""
    building = scenario.building
    for wall in scenario.walls:
        openings = [opening for opening in scenario.openings if opening.wall == wall.name]
        bodies.add_all([_wall_box(wall, span) for span in wall_spans(wall, openings)], Material.PLASTER)
    width, depth, top = building.width_m, building.depth_m, building.ceiling_m
    bodies.add(box((-0.24, -0.24, top), (width + 0.24, depth + 0.24, top + 0.18)), Material.CONCRETE)
    bodies.add(box((-0.24, -0.24, -0.15), (width + 0.24, depth + 0.24, 0.0)), Material.FLOOR)
    for y in (4.45, 8.55, 12.4):
        beam = box((0, y, top - 0.40), (width, y + 0.25, top))
        columns = [box((x, y - 0.03, 0), (x + 0.12, y + 0.28, top)) for x in (0.0, width - 0.12)]
        bodies.add_all([beam, *columns], Material.CONCRETE)


def wall_spans(wall: Wall, openings: list[Opening]) -> list[Span]:
    """The solid rectangles of a wall between and above its openings."""
    length = float(np.hypot(wall.end[0] - wall.start[0], wall.end[1] - wall.start[1]))
    low, high = wall.height
    spans: list[Span] = []
    at = 0.0
    for opening in sorted(openings, key=lambda item: item.at):
        spans.append((at, opening.at, low, high))
        sill, head = opening.height
        if sill > low:
            spans.append((opening.at, opening.at + opening.width, low, sill))
        if head < high:
            spans.append((opening.at, opening.at + opening.width, head, high))
        at = opening.at + opening.width
    spans.append((at, length, low, high))
    return [span for span in spans if span[1] - span[0] > 1e-6]


def _wall_box(wall: Wall, span: Span) -> Mesh:
    start, end, low, high = span
    half = wall.thickness / 2
    x, y = wall.start
    if abs(wall.end[1] - wall.start[1]) < 1e-9:
        return box((x + start, y - half, low), (x + end, y + half, high))
    return box((x - half, y + start, low), (x + half, y + end, high))


def add_mezzanine(bodies: Collector, scenario: Scenario, rng: np.random.Generator) -> None:
    """Steel joists, what is left of the boards, the stud frame of the bedroom wall, and the stairs."""
    b = scenario.building
    low, high = b.mezzanine_m, b.mezzanine_m + b.mezzanine_slab_m
    x0, _, x1, y1 = b.stair
    joists = []
    for x in np.arange(0.03, b.width_m, 0.62):
        start = y1 if x0 - 0.1 < x < x1 else b.partition_y
        joists.append(box((x, start, low), (x + 0.05, b.depth_m, low + 0.09)))
    joists.append(box((0, b.partition_y, low), (b.width_m, b.partition_y + 0.06, low + 0.10)))
    joists.append(box((x0 - 0.06, b.partition_y, low), (x0, y1, low + 0.10)))
    joists.append(box((x0, y1, low), (x1, y1 + 0.06, low + 0.1)))
    bodies.add_all(joists, Material.STEEL)
    boards = []
    for x in np.arange(0.0, b.width_m - 0.01, 1.24):
        for y in np.arange(b.partition_y + 0.06, b.depth_m - 0.01, 0.62):
            right, back = min(x + 1.23, b.width_m), min(y + 0.612, b.depth_m)
            if (right > x0 and y < y1) or (y < 9.9 and x < 1.0) or (y < 9.2 and 2.0 < x < 3.0):
                continue
            sag = float(rng.random()) * 0.012
            boards.append(box((x, y, low + 0.09 - sag), (right, back, high - sag)))
    bodies.add_all(boards, Material.WOOD)
    front, top = b.partition_y, b.ceiling_m
    studs = [box((x, front, high), (x + 0.05, front + 0.05, top)) for x in np.arange(0, 5.3, 0.62)]
    studs += [box((0, front, z), (5.3, front + 0.04, z + 0.04)) for z in (high + 0.9, high + 1.6)]
    studs += [box((b.bedroom_x, y, high), (b.bedroom_x + 0.05, y + 0.05, b.ceiling_m)) for y in np.arange(8.7, 14, 0.6)]
    bodies.add_all(studs, Material.STEEL)
    panels = [box((4.03, 8.61, high), (5.3, 8.64, high + 1.5)), box((3.12, 11.2, high), (3.14, 13.9, high + 1.55))]
    panels.append(box((2.5, 8.61, high), (3.1, 8.64, high + 0.45)))
    bodies.add_all(panels, Material.WOOD)
    _stairs(bodies, scenario)


def _stairs(bodies: Collector, scenario: Scenario) -> None:
    x0, y0, x1, y1 = scenario.building.stair
    top = scenario.building.mezzanine_m + scenario.building.mezzanine_slab_m
    count = 12
    treads = []
    for i in range(count):
        y, z = y0 + (y1 - y0) * i / count, top * (i + 1) / (count + 1)
        treads.append(box((x0 + 0.12, y, z - 0.012), (x1 - 0.05, y + 0.25, z)))
    stringers = [tube([(x, y0 - 0.1, 0), (x, y1, top)], 0.05, 4) for x in (x0 + 0.1, x1 - 0.06)]
    rail = [tube([(x0 + 0.1, y0, 0.95), (x0 + 0.1, y1, top + 0.95)], 0.02)]
    rail += [tube([(x0 + 0.1, y, z), (x0 + 0.1, y, z + 0.95)], 0.012) for y, z in ((y0, 0), (10.2, 1.3), (y1, top))]
    bodies.add_all([*treads, *stringers, *rail], Material.STEEL)


def debris_depth(scenario: Scenario, x: Floats, y: Floats, dug: bool) -> Floats:
    """Depth of debris on the ground floor, metres; ``dug`` leaves the excavated square at the ignition point bare."""
    lib = library()
    rough = values(lib["rough"], x / 1.9, y / 1.9, 0.004)
    cloud = values(lib["cloud"], x / 4.7, y / 4.7, 0.004)
    fine = values(lib["grain"], x / 0.8, y / 0.8, 0.004)
    x0, y0, _ = scenario.fire.ignition
    stack = 0.24 * np.exp(-(((x - 0.45) / 0.62) ** 4) - ((y - 5.95) / 1.25) ** 4)
    storage = 0.13 * (y > 8.72) * (x < 4.15)
    deep = 0.020 + 0.05 * np.clip(cloud - 0.35, 0, 1) + stack + storage * (0.5 + cloud)
    walkway = np.exp(-(((x - 2.25) / 0.55) ** 2)) * (y < 8.0)
    depth = deep * (0.35 + 1.5 * rough) + 0.035 * (fine - 0.5) * (0.3 + 4 * deep)
    depth = depth * (1 - 0.75 * walkway) - 0.006
    if dug:
        hole = np.maximum(np.abs(x - x0 - 0.15) / 0.55, np.abs(y - y0) / 0.62) + 0.25 * (rough - 0.5)
        depth = depth * np.clip((hole - 0.9) / 0.18, 0.0, 1.0) - 0.004 * (hole < 1)
    return np.asarray(depth, np.float32)


def add_debris(bodies: Collector, scenario: Scenario, rng: np.random.Generator, dug: bool, detail: float) -> None:
    """The layer of debris, lumps and charred sticks on it, fallen wires."""
    b = scenario.building
    spacing = 0.018 / detail
    xs = np.arange(0.0, b.width_m + spacing, spacing, dtype=np.float32)
    ys = np.arange(0.0, b.depth_m + spacing, spacing, dtype=np.float32)
    gx, gy = np.meshgrid(xs, ys)
    depth = debris_depth(scenario, gx.ravel(), gy.ravel(), dug).reshape(gx.shape)
    bodies.add(grid(xs, ys, depth), Material.DEBRIS)
    for material, number, smallest, largest in (
        (Material.DEBRIS, 1500, 0.012, 0.055), (Material.WOOD, 500, 0.012, 0.05), (Material.CONCRETE, 260, 0.012, 0.05),
        (Material.FOAM, 420, 0.02, 0.075),
    ):
        count = int(number * detail)
        for _ in range(5):
            x, y = _places(rng, count // 5, b.width_m, b.depth_m, foam=material == Material.FOAM)
            lying = debris_depth(scenario, x, y, dug)
            keep = lying > 0.004
            size = (smallest + (largest - smallest) * rng.random(len(x)) ** 3).astype(np.float32)
            places = np.stack([x, y, np.maximum(lying, 0) + 0.2 * size], -1)[keep]
            sizes = (size[:, None] * (0.55 + 0.6 * rng.random((len(x), 3))))[keep].astype(np.float32)
            if len(places):
                bodies.add(scattered(lump(rng), places, sizes, rng), material)
    bodies.add_all([_stick(rng, scenario, dug) for _ in range(int(120 * detail))], Material.DEBRIS)
    bodies.add_all([_stick(rng, scenario, dug) for _ in range(int(30 * detail) + 1)], Material.WOOD)
    bodies.add_all([_fallen_wire(rng, scenario, dug) for _ in range(int(46 * detail) + 2)], Material.CABLE)
    sheets = []
    for _ in range(int(60 * detail)):
        x, y = _places(rng, 1, b.width_m, b.depth_m, foam=False)
        z = max(0.0, float(debris_depth(scenario, x, y, dug)[0]))
        w, d = 0.06 + 0.22 * rng.random(2)
        flake = box((-w / 2, -d / 2, 0), (w / 2, d / 2, 0.006))
        sheets.append(flake.moved((x[0], y[0], z + 0.02), 360 * rng.random(), 24 * rng.random() - 12))
    bodies.add_all(sheets, Material.PLASTER)


def _places(
    rng: np.random.Generator, count: int, width: float, depth: float, foam: bool
) -> tuple[Floats, Floats]:
    if foam:
        x = np.abs(rng.normal(0.35, 0.5, count))
        y = rng.normal(5.95, 0.9, count)
    else:
        x = rng.random(count) * width
        y = rng.random(count) ** 0.8 * depth
    return np.clip(x, 0.05, width - 0.05).astype(np.float32), np.clip(y, 0.1, depth - 0.1).astype(np.float32)


def _stick(rng: np.random.Generator, scenario: Scenario, dug: bool) -> Mesh:
    x, y = _places(rng, 1, scenario.building.width_m, scenario.building.depth_m, foam=False)
    z = max(0.0, float(debris_depth(scenario, x, y, dug)[0]))
    length, thick = 0.10 + 0.55 * rng.random() ** 2, 0.008 + 0.016 * rng.random()
    knots = np.linspace(-length / 2, length / 2, 7)
    wobble = rng.normal(size=(7, 2)) * 0.006
    path = np.stack([knots, wobble[:, 0], wobble[:, 1]], -1)
    body = tube(path, thick * (0.55 + 0.5 * rng.random(7)), 6)
    return body.moved((x[0], y[0], z + thick * 0.8), 360 * rng.random(), 0)


def _fallen_wire(rng: np.random.Generator, scenario: Scenario, dug: bool) -> Mesh:
    x, y = _places(rng, 1, scenario.building.width_m, scenario.building.depth_m, foam=False)
    steps = np.cumsum(rng.normal(size=(7, 2)) * 0.16, axis=0) + np.array([x[0], y[0]])
    steps = np.clip(steps, [0.05, 0.1], [scenario.building.width_m - 0.05, scenario.building.depth_m - 0.1])
    lying = debris_depth(scenario, steps[:, 0].astype(np.float32), steps[:, 1].astype(np.float32), dug)
    z = np.maximum(lying, 0) + 0.012 + 0.02 * rng.random(7)
    return tube(smooth_path(np.column_stack([steps, z])), 0.0022 + 0.002 * rng.random(), 5)


def add_hanging(bodies: Collector, scenario: Scenario, rng: np.random.Generator) -> None:
    """Wires, lamp housings and conduits that hang from the ceiling and walls."""
    b = scenario.building
    wires = []
    for _ in range(26):
        x, y = rng.random() * b.width_m, rng.random() * b.partition_y
        drop = 0.3 + 1.1 * rng.random()
        knots = [(x, y, b.ceiling_m), (x + 0.05, y + 0.1, b.ceiling_m - 0.4 * drop)]
        knots += [(x + 0.2 * rng.normal(), y + 0.2 * rng.normal(), b.ceiling_m - drop)]
        wires.append(tube(smooth_path(knots, 8), 0.003, 5))
    for x in (0.9, 3.1, 5.2):
        ends = [(x, 0.5, 4.02), (x + 0.1, 2.3, 3.85), (x, 4.3, 4.03)]
        wires.append(tube(smooth_path(ends, 10), 0.004, 5))
    bodies.add_all(wires, Material.CABLE)
    lamps = []
    for x, y, low_end, turn in ((1.6, 2.4, 0.9, 8), (4.6, 2.2, 0.0, 0), (1.7, 6.4, 1.25, -14), (4.7, 6.3, 0.55, 5)):
        lamp = joined([box((-0.6, -0.05, -0.03), (0.6, 0.05, 0.03)), box((-0.6, -0.02, -0.05), (0.6, 0.02, -0.03))])
        angle = np.degrees(np.arcsin(min(0.95, low_end / 1.2)))
        tilted = lamp.moved((0, 0, 0), 90).moved((0, 0, 0), 0, angle)
        lamps.append(tilted.moved((x, y, b.ceiling_m - 0.35 - low_end / 2), turn))
        lamps.append(tube([(x, y - 0.3, b.ceiling_m), (x, y - 0.3, b.ceiling_m - 0.35)], 0.004, 5))
    bodies.add_all(lamps, Material.SHEET)
    conduit = [(0.02, 2.2, 2.0), (0.02, 2.2, 2.72), (0.02, 3.4, 2.70), (0.03, 4.3, 2.66)]
    bodies.add(tube(smooth_path(conduit, 8), 0.011, 6), Material.PLASTIC)
    sagging = [(0.14, 4.4, 2.6), (0.16, 4.8, 2.1), (0.12, 5.2, 1.1), (0.06, 5.35, 0.35)]
    bodies.add(tube(smooth_path(sagging, 8), 0.004, 6), Material.CABLE)
