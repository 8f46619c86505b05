"""Targets in a cloud near a click: spheres (标靶球) and boards with two dark and two light fields (棋盘标靶)."""

from dataclasses import dataclass

import numpy as np

from modules.clouds.records import Triple
from modules.clouds.rules.morton import Array
from modules.clouds.rules.near import brightness, points_around
from modules.clouds.rules.planes import robust_plane
from modules.clouds.rules.pyramid import Pyramid
from modules.clouds.rules.registration import Sphere, fit_sphere
from workstation.api import UserError

_DRAWS = 400
_FEWEST = 12
_MOST = 6000
_CONTRAST = 0.45  # of the greatest possible: less is no board of four fields


@dataclass(frozen=True)
class Found:
    """A target: its middle, the root mean square of what does not fit in units of the file, and on how many points it
    rests."""

    centre: Triple
    rms: float
    points: int


def sphere_near(pyramid: Pyramid, click: Triple, radius: float) -> Found:
    """The sphere of a known radius that is seen where somebody clicked on it.

    Raises ``UserError("clouds.no_sphere")``.
    """
    points = pyramid.coordinates(_fewer(points_around(pyramid, click, 2.6 * radius)))
    if len(points) < _FEWEST:
        raise UserError("clouds.no_sphere")
    near, slack = _agreeing(points, np.array(click), radius), radius * 0.04
    for _ in range(4):
        if int(near.sum()) < _FEWEST:
            raise UserError("clouds.no_sphere")
        sphere: Sphere = fit_sphere(points[near], radius)
        off = np.abs(np.linalg.norm(points - np.array(sphere.centre), axis=1) - radius)
        slack = min(radius * 0.08, max(1e-5 * radius, 3 * sphere.rms))
        near = off <= slack
    if np.linalg.norm(np.array(sphere.centre) - np.array(click)) > 1.5 * radius or not _curved(points[near], radius):
        raise UserError("clouds.no_sphere")
    return Found(sphere.centre, sphere.rms, int(near.sum()))


def _agreeing(points: Array, click: Array, radius: float) -> Array:
    """Which points lie on the sphere that most agree on, among those through four points that were drawn."""
    rng = np.random.default_rng(5)
    near = np.flatnonzero(np.linalg.norm(points - click, axis=1) < radius * 1.4)
    best = np.zeros(len(points), bool)
    if len(near) < _FEWEST:
        return best
    for _ in range(_DRAWS):
        drawn = points[rng.choice(near, 4, replace=False)]
        system = 2 * (drawn[1:] - drawn[0])
        if abs(np.linalg.det(system)) < 1e-6 * radius**3:
            continue
        centre = np.linalg.solve(system, (drawn[1:] ** 2).sum(axis=1) - (drawn[0] ** 2).sum())
        if abs(float(np.linalg.norm(drawn[0] - centre)) - radius) > 0.25 * radius:
            continue
        agree = np.abs(np.linalg.norm(points - centre, axis=1) - radius) < 0.06 * radius
        if agree.sum() > best.sum():
            best = agree
    return best


def _curved(points: Array, radius: float) -> bool:
    """Whether points show enough of a sphere: a flat patch would fit one of any size."""
    extents = np.linalg.svd(points - points.mean(axis=0), compute_uv=False) / np.sqrt(max(1, len(points)))
    return bool(extents[2] > 0.06 * radius)


def board_near(pyramid: Pyramid, click: Triple, side: float) -> Found:
    """The middle of a square board of four fields, ``side`` long, near a click: where the dark and light fields meet.

    Raises ``UserError("clouds.no_board")``.
    """
    index = _fewer(points_around(pyramid, click, side * 0.75))
    if len(index) < 4 * _FEWEST:
        raise UserError("clouds.no_board")
    points, bright = pyramid.coordinates(index), brightness(pyramid, index)
    plane = robust_plane(points, slack=0.02 * side)
    on = np.abs(plane.distances(points)) < max(3 * plane.rms, 0.005 * side)
    across, up = plane.axes()
    flat = np.stack([(points[on] - plane.point) @ across, (points[on] - plane.point) @ up], axis=1)
    start = np.array([(np.array(click) - plane.point) @ across, (np.array(click) - plane.point) @ up])
    spread = np.clip(bright[on], *np.percentile(bright[on], (5, 95)))
    level = (spread - spread.min()) / max(1e-9, float(np.ptp(spread))) * 2 - 1
    middle, contrast = _saddle(flat, level, start, side)
    if contrast < _CONTRAST:
        raise UserError("clouds.no_board")
    x, y, z = (float(value) for value in plane.point + across * middle[0] + up * middle[1])
    return Found((x, y, z), plane.rms, int(on.sum()))


def _saddle(flat: Array, level: Array, start: Array, side: float) -> tuple[Array, float]:
    """The place and the contrast (0 … 1) at which a pattern of four fields lies best."""
    from scipy.optimize import minimize

    def contrast(values: Array, soft: float) -> float:
        local = flat - values[:2]
        inside = (local**2).sum(axis=1) < (0.45 * side) ** 2
        if inside.sum() < _FEWEST:
            return 0.0
        c, s = np.cos(values[2]), np.sin(values[2])
        a, b = local[inside] @ np.array([c, s]), local[inside] @ np.array([-s, c])
        least = np.bincount(2 * (a > 0) + (b > 0), minlength=4).min() / len(a)  # of the four fields
        pattern, shown = np.tanh(a / soft) * np.tanh(b / soft), level[inside]
        if pattern.std() == 0 or shown.std() == 0:
            return 0.0
        return abs(float(np.corrcoef(pattern, shown)[0, 1])) * min(1.0, 6 * float(least))

    grid = np.linspace(-0.4, 0.4, 9) * side
    soft = 0.05 * side
    starts = [
        np.array([start[0] + dx, start[1] + dy, angle])
        for dx in grid for dy in grid for angle in np.radians((0, 22.5, 45, 67.5))
    ]
    best = max(starts, key=lambda values: contrast(values, soft))
    for width in (soft, 0.02 * side):
        simplex = best + np.vstack([np.zeros(3), np.diag([0.05 * side, 0.05 * side, 0.15])])
        found = minimize(lambda values, width=width: -contrast(values, width), best, method="Nelder-Mead",
                         options={"initial_simplex": simplex, "xatol": 1e-5 * side, "fatol": 1e-7})
        best = found.x
    return best[:2], contrast(best, 0.02 * side)


def _fewer(index: Array) -> Array:
    """At most some thousands of points, every so many."""
    return index[:: max(1, len(index) // _MOST)]
