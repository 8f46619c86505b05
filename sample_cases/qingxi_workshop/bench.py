"""Exhibits on the examination bench: what was taken out, beside a ruler and its label."""

from collections.abc import Callable

import numpy as np

from sample_cases.qingxi_workshop import panels
from sample_cases.qingxi_workshop.markers import add_label, add_ruler
from sample_cases.qingxi_workshop.solids import (
    Collector,
    Mesh,
    ball,
    box,
    joined,
    lump,
    quad,
    scattered,
    smooth_path,
    tube,
)
from sample_cases.qingxi_workshop.surface import Material
from sample_cases.qingxi_workshop.textures import vector

Rng = np.random.Generator
_WIDE = ("foam", "jar", "battery")


def bench(subject: str, lines: list[str], rng: Rng, *, with_ruler: bool = True) -> Collector:
    """The bench with one subject; ``lines`` go onto the label (none without lines)."""
    bodies = Collector()
    bodies.add(box((-0.7, -0.5, -0.03), (0.7, 0.6, 0.0)), Material.BENCH)
    bodies.add(quad((-0.9, 0.55, -0.03), (1.8, 0, 0), (0, 0, 1.2)), Material.BENCH)
    _SUBJECTS[subject](bodies, rng)
    if subject == "clock":
        return bodies
    if with_ruler:
        add_ruler(bodies, (-0.10, -0.085, 0.002), 0.0, 20)
    if lines:
        add_label(bodies, lines, (0.075 if subject in _WIDE else 0.035, 0.055, 0.001), 0.075, -6)
    return bodies


def add_melted_cord(bodies: Collector, rng: Rng, at: tuple[float, float, float] = (0, 0, 0), turn: float = 0.0) -> None:
    """Two stranded cores of a cord whose insulation burnt off, each with a bead where the arc melted it."""
    copper: list[Mesh] = []
    for side in (-1, 1):
        y = 0.012 * side
        for strand in range(7):
            dy, dz = 0.0012 * np.cos(strand * 1.05), 0.0012 * np.sin(strand * 1.05)
            knots = [
                (-0.095, y + dy, 0.004 + dz), (-0.05, y * 0.6 + dy * 1.6, 0.005 + dz),
                (-0.01, y * 1.2 + dy, 0.004 + dz), (0.030 + 0.004 * side, y * 0.7 + dy * 0.7, 0.005 + dz * 0.7),
            ]
            copper.append(tube(smooth_path(knots, 8), 0.00055, 6))
        bead = ball(12, 18)
        end = (0.0315 + 0.004 * side, y * 0.7, 0.0052)
        points = bead.points * vector([0.0034, 0.0030, 0.0029]) + vector(end)
        copper.append(Mesh(points.astype(np.float32), bead.normals, bead.uv, bead.faces))
        for _ in range(3):
            spread = vector(end) + rng.normal(size=3).astype(np.float32) * vector([0.006, 0.004, 0.0])
            small = ball(6, 9)
            copper.append(Mesh(small.points * np.float32(0.0009) + spread, small.normals, small.uv, small.faces))
    bodies.add(joined(copper).moved(at, turn), Material.COPPER)
    rest = [tube([(-0.125, 0.012 * s, 0.005), (-0.088, 0.012 * s, 0.005)], [0.0042, 0.0034], 10) for s in (-1, 1)]
    bodies.add(joined(rest).moved(at, turn), Material.CABLE)


def add_socket(bodies: Collector, rng: Rng, at: tuple[float, float, float] = (0, 0, 0), turn: float = 0.0) -> None:
    """What is left of the multiple socket: its melted case and the brass strips."""
    case = lump(rng, 12, 20, 0.10)
    flat = Mesh((case.points * vector([0.105, 0.032, 0.012]) + vector([0, 0, 0.010])).astype(np.float32),
                case.normals, case.uv, case.faces)
    bodies.add(flat.moved(at, turn), Material.FOAM)
    strips = [box((-0.09, y, 0.017), (0.085, y + 0.007, 0.0205)) for y in (-0.016, 0.002, 0.014)]
    strips += [box((x, -0.02, 0.0185), (x + 0.004, 0.024, 0.026)) for x in (-0.07, -0.02, 0.03, 0.07)]
    bodies.add(joined(strips).moved(at, turn), Material.COPPER)


def _cord(bodies: Collector, rng: Rng) -> None:
    add_melted_cord(bodies, rng, (0.0, -0.03, 0.0))


def _socket(bodies: Collector, rng: Rng) -> None:
    add_socket(bodies, rng, (-0.03, -0.01, 0.0), 8)


def _breaker(bodies: Collector, rng: Rng) -> None:
    bodies.add(joined([box((-0.05, -0.04, 0), (-0.014, 0.04, 0.062)), box((-0.05, -0.022, 0), (-0.014, 0.022, 0.074))]),
               Material.PLASTIC)
    bodies.add(box((-0.04, -0.016, 0.074), (-0.024, -0.006, 0.088)), Material.RUBBER)
    wires = []
    for y in (-0.045, 0.045):
        knots = [(-0.032, y, 0.03), (-0.032, y * 1.6, 0.02), (-0.02 + 0.03 * rng.random(), y * 2.2, 0.004)]
        wires.append(tube(smooth_path(knots, 8), 0.0028, 7))
    bodies.add(joined(wires), Material.CABLE)


def _foam(bodies: Collector, rng: Rng) -> None:
    tray = [box((-0.16, -0.07, 0), (0.05, 0.09, 0.003))]
    tray += [box((-0.16, y, 0), (0.05, y + 0.003, 0.02)) for y in (-0.07, 0.087)]
    tray += [box((x, -0.07, 0), (x + 0.003, 0.09, 0.02)) for x in (-0.16, 0.047)]
    bodies.add(joined(tray), Material.SHEET)
    flat = rng.normal(-0.055, 0.035, 40), rng.normal(0.01, 0.026, 40)
    places = np.column_stack([*flat, 0.008 + 0.024 * rng.random(40)])
    sizes = rng.uniform(0.008, 0.026, (40, 3)) * [1, 1, 0.6]
    bodies.add(scattered(lump(rng, 8, 10), places.astype(np.float32), sizes.astype(np.float32), rng), Material.FOAM)


def _jar(bodies: Collector, rng: Rng) -> None:
    """A sealed tin with residue for the search for accelerants."""
    path = [(-0.05, 0.0, z) for z in (0.0, 0.001, 0.11, 0.112, 0.118, 0.13)]
    bodies.add(tube(path, [0.03, 0.052, 0.052, 0.050, 0.044, 0.044], 32), Material.SHEET)
    seal = panels.as_texture(panels.sign("封 演示数据 封", 360, 90, (238, 234, 220), (176, 34, 28), note=""))
    bodies.add(quad((-0.105, -0.0535, 0.045), (0.11, 0, 0), (0, 0, 0.030)), Material.IMAGE, seal)
    bodies.add(joined([tube(smooth_path([(0.05, -0.02, 0.002), (0.09, 0.0, 0.002), (0.12, -0.03, 0.002)]), 0.0012)]),
               Material.RUBBER)
    places = np.column_stack([rng.normal(0.03, 0.006, 6), rng.normal(-0.05, 0.006, 6), np.full(6, 0.003)])
    sizes = np.full((6, 3), 0.003, np.float32)
    bodies.add(scattered(lump(rng), places.astype(np.float32), sizes, rng), Material.DEBRIS)


def _battery(bodies: Collector, rng: Rng) -> None:
    bodies.add(box((-0.12, -0.05, 0), (0.05, 0.05, 0.09)), Material.RUBBER)
    bodies.add(box((-0.115, -0.045, 0.09), (0.045, 0.045, 0.1)), Material.PLASTIC)
    posts = [tube([(x, 0.02, 0.1), (x, 0.02, 0.112)], 0.006, 12) for x in (-0.09, 0.02)]
    bodies.add(joined(posts), Material.COPPER)
    wires = []
    for x in (-0.09, 0.02):
        knots = [(x, 0.02, 0.112), (x + 0.01, -0.03, 0.12), (x - 0.01 + 0.02 * rng.random(), -0.09, 0.01)]
        wires.append(tube(smooth_path(knots, 8), 0.003, 7))
    bodies.add(joined(wires), Material.CABLE)


def _clock(bodies: Collector, _: Rng) -> None:
    bodies.add(box((-0.045, -0.075, 0), (0.045, 0.095, 0.009)), Material.RUBBER)


_SUBJECTS: dict[str, Callable[[Collector, Rng], None]] = {
    "cord": _cord, "socket": _socket, "breaker": _breaker, "foam": _foam, "jar": _jar, "battery": _battery,
    "clock": _clock,
}


def add_clock_screen(bodies: Collector, time: str, date: str, device: str) -> None:
    """The telephone's screen with the reference time."""
    picture = panels.as_texture(panels.telephone(time, date, device))
    bodies.add(quad((-0.042, -0.072, 0.0095), (0.084, 0, 0), (0, 0.164, 0)), Material.IMAGE, picture)
