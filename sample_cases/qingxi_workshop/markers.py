"""What inspectors put into a scene before they photograph it: number plates, rulers, arrows."""

import numpy as np

from sample_cases.qingxi_workshop import panels
from sample_cases.qingxi_workshop.scenario import Point
from sample_cases.qingxi_workshop.solids import Collector, box, joined, quad, rotation_x, rotation_z
from sample_cases.qingxi_workshop.surface import Material
from sample_cases.qingxi_workshop.textures import vector


def add_number_plate(bodies: Collector, number: str, at: Point, turn_deg: float, height_m: float = 0.13) -> None:
    """A folded yellow plate that stands at ``at`` and faces ``turn_deg`` (from −y, leftwards)."""
    turn, tilt = rotation_z(turn_deg), rotation_x(-14)
    width = height_m * 0.85
    corner = turn @ (tilt @ np.array([-width / 2, -0.02, 0], np.float32))
    along = turn @ np.array([width, 0, 0], np.float32)
    up = turn @ (tilt @ np.array([0, 0, height_m], np.float32))
    picture = panels.as_texture(panels.number_plate(number))
    bodies.add(quad(corner + vector(at), along, up), Material.IMAGE, picture)
    back = quad((-width / 2, 0.05, 0), (width, 0, 0), (0, -0.045, height_m))
    bodies.add(back.moved(at, turn_deg), Material.PLASTIC)


def add_ruler(bodies: Collector, at: Point, turn_deg: float, length_cm: int, *, upright: bool = False) -> None:
    """A ruler that lies at ``at`` along x turned by ``turn_deg``; ``upright`` stands along a wall whose face is +x."""
    length, width = length_cm / 100, 0.025 if length_cm <= 20 else 0.05
    picture = panels.as_texture(panels.ruler(length_cm))
    if upright:
        bodies.add(quad(at, (0, 0, length), (0, -width, 0)), Material.IMAGE, picture)
        return
    turn = rotation_z(turn_deg)
    bodies.add(quad(at, turn @ vector([length, 0, 0]), turn @ vector([0, width, 0])), Material.IMAGE, picture)


def add_label(bodies: Collector, lines: list[str], at: Point, width_m: float, turn_deg: float = 0.0) -> None:
    """A label that lies flat."""
    image = panels.label(lines)
    turn = rotation_z(turn_deg)
    up = turn @ vector([0, width_m * image.height / image.width, 0])
    bodies.add(quad(at, turn @ vector([width_m, 0, 0]), up), Material.IMAGE, panels.as_texture(image))


def add_excavation_grid(bodies: Collector, low: Point, high: Point) -> None:
    """White cords along the edges of an excavated square."""
    z = low[2] + 0.03
    cords = [
        box((low[0], y - 0.003, z), (high[0], y + 0.003, z + 0.005)) for y in (low[1], high[1])
    ]
    cords += [box((x - 0.003, low[1], z), (x + 0.003, high[1], z + 0.005)) for x in (low[0], high[0])]
    bodies.add(joined(cords), Material.TILES)
