"""Light that falls on surfaces: from all around, from lamps, and through openings; with shadows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from sample_cases.qingxi_workshop.scenario import Point
from sample_cases.qingxi_workshop.scene import Scene
from sample_cases.qingxi_workshop.surface import Spot, Surface
from sample_cases.qingxi_workshop.textures import Floats, Mask, dot, unit, vector

Colour = tuple[float, float, float]
T = TypeVar("T")
_PIECE = 40_000
_LIFT_M = 0.003
_AROUND, _PER_OPENING, _PER_LAMP = 4, 2, 1
_BLUR = (-2, -1, 0, 1, 2)


@dataclass(frozen=True)
class Lamp:
    """A lamp that shines all around, weaker with the square of the distance; ``size_m`` softens its shadows."""

    at: Point
    power: Colour
    size_m: float = 0.05


@dataclass(frozen=True)
class Portal:
    """A rectangle through which daylight comes in, brightest along ``facing``."""

    corner: Point
    along: Point
    up: Point
    facing: Point
    power: Colour


@dataclass(frozen=True)
class Lighting:
    """All light of one moment.

    ``reach_m`` is how far things shade each other from the light all around, ``upward`` how much of that light
    comes from above (an open sky), ``exposure`` the brightness that the camera aims at.
    """

    ambient: Colour
    lamps: tuple[Lamp, ...] = ()
    portals: tuple[Portal, ...] = ()
    sky: Colour = (0.80, 0.86, 0.92)
    reach_m: float = 1.6
    upward: float = 0.0
    exposure: float = 0.19


@dataclass(frozen=True)
class Shadows:
    """How much of each light reaches each of n points (0…1): of that all around, of each portal, of each lamp."""

    around: Floats
    portals: tuple[Floats, ...]
    lamps: tuple[Floats, ...] = ()


def shadows(scene: Scene, points: Floats, normals: Floats, lighting: Lighting, seed: int) -> Shadows:
    """Cast the shadow rays to all soft light, at random places of each source; lamps without size are left out."""
    parts = in_pieces(
        len(points), lambda part: _shadows(scene, points[part], normals[part], lighting, [seed, part.start])
    )
    around, portals, lamps = zip(*((one.around, one.portals, one.lamps) for one in parts), strict=True)
    return Shadows(
        np.concatenate(around), tuple(np.concatenate(one) for one in zip(*portals, strict=True)),
        tuple(np.concatenate(one) for one in zip(*lamps, strict=True)),
    )


def in_pieces(count: int, work: Callable[[slice], T]) -> list[T]:
    """Do ``work`` for consecutive pieces of ``count`` things, each small enough for a processor's cache."""
    return [work(slice(start, start + _PIECE)) for start in range(0, count, _PIECE)]


def lit_by(scene: Scene, points: Floats, normals: Floats, lamp: Lamp) -> Floats:
    """Which points a lamp without size reaches (1 or 0)."""

    def piece(part: slice) -> Floats:
        start = points[part] + normals[part] * _LIFT_M
        return (~scene.hidden(start, vector(lamp.at) - start, 0.999)).astype(np.float32)

    return np.concatenate(in_pieces(len(points), piece))


def _shadows(scene: Scene, points: Floats, normals: Floats, lighting: Lighting, seed: list[int]) -> Shadows:
    rng = np.random.default_rng(seed)
    start = points + normals * _LIFT_M
    around = np.zeros(len(start), np.float32)
    for _ in range(_AROUND):
        ball: Floats = rng.standard_normal((len(start), 3), np.float32)
        way = normals + np.float32(0.92) * unit(ball)
        way[:, 2] += lighting.upward
        around += ~scene.hidden(start, unit(way), lighting.reach_m)
    portals = []
    for portal in lighting.portals:
        lit = np.zeros(len(start), np.float32)
        for _ in range(_PER_OPENING):
            share = rng.random((len(start), 2), np.float32)
            place = vector(portal.corner) + share @ np.stack([vector(portal.along), vector(portal.up)])
            lit += ~scene.hidden(start, (place - start).astype(np.float32), 0.995)
        portals.append(lit / np.float32(_PER_OPENING))
    lamps = []
    for lamp in lighting.lamps:
        if not lamp.size_m:
            continue
        lit = np.zeros(len(start), np.float32)
        for _ in range(_PER_LAMP):
            way = vector(lamp.at) + lamp.size_m * rng.standard_normal(start.shape, np.float32) - start
            lit += ~scene.hidden(start, way.astype(np.float32), 0.999)
        lamps.append(lit / np.float32(_PER_LAMP))
    return Shadows(around / np.float32(_AROUND), tuple(portals), tuple(lamps))


def softened(value: Floats, seen: Mask, depth: Floats) -> Floats:
    """Average an image (height, width) over neighbours of about the same depth, which takes the grain out."""
    for axis in (0, 1):
        total, weights = np.zeros_like(value), np.full_like(value, 1e-6)
        for shift in _BLUR:
            weight = (np.abs(np.roll(depth, shift, axis) - depth) < 0.015 * depth) & np.roll(seen, shift, axis)
            total += weight * np.roll(value, shift, axis)
            weights += weight
        value = total / weights
    return value


def spread(coarse: list[Floats], depth: Floats) -> list[Floats]:
    """Images of every second pixel of every second row brought to all pixels, from those of about the same depth."""
    rows, columns = depth.shape
    totals, weights = [np.zeros_like(depth) for _ in coarse], np.full_like(depth, 1e-6)

    def enlarged(image: Floats, down: int, right: int) -> Floats:
        return np.roll(image, (-down, -right), (0, 1)).repeat(2, 0).repeat(2, 1)[:rows, :columns]

    for down in (0, 1):
        for right in (0, 1):
            share = np.outer([1.0 - down, 0.5], [1.0 - right, 0.5]).astype(np.float32)
            near = np.abs(enlarged(depth[::2, ::2], down, right) - depth) < 0.02 * depth
            weight = np.tile(share, (rows // 2 + 1, columns // 2 + 1))[:rows, :columns] * np.where(near, 1.0, 0.004)
            weight = weight.astype(np.float32)
            weights += weight
            for total, image in zip(totals, coarse, strict=True):
                total += weight * enlarged(image, down, right)
    return [total / weights for total in totals]


def leaving(spot: Spot, surface: Surface, towards: Floats, lighting: Lighting, shade: Shadows) -> Floats:
    """The light (n, 3) that leaves each point to the viewer, who is ``towards``."""

    def piece(part: slice) -> Floats:
        portals, lamps = (tuple(one[part] for one in group) for group in (shade.portals, shade.lamps))
        cut = Shadows(shade.around[part], portals, lamps)
        patch = Surface(surface.albedo[part], surface.normal[part], surface.gloss[part])
        light, shine = _received(spot.points[part], patch, towards[part], lighting, cut)
        return patch.albedo * light + shine

    return np.concatenate(in_pieces(len(towards), piece))


def _received(
    points: Floats, surface: Surface, towards: Floats, lighting: Lighting, shade: Shadows
) -> tuple[Floats, Floats]:
    """Light on each point (n, 3), and what a glossy surface throws to the viewer."""
    tilt = 0.75 + 0.25 * surface.normal[:, 2]
    light = vector(lighting.ambient) * (0.10 + 0.90 * shade.around * tilt)[:, None]
    shine = np.zeros_like(light)
    for portal, reaching in zip(lighting.portals, shade.portals, strict=True):
        middle = vector(portal.corner) + (vector(portal.along) + vector(portal.up)) / 2
        area = float(np.linalg.norm(np.cross(portal.along, portal.up)))
        way = middle - points
        far = np.sqrt(dot(way, way))
        way /= far[:, None]
        outgoing = np.clip(-(way @ vector(portal.facing)), 0.0, 1.0)
        falling = np.clip(0.35 + 0.65 * dot(surface.normal, way), 0.0, 1.0)
        strength = area * outgoing * falling * reaching / (far**2 + 0.4 * area)
        light += vector(portal.power) * strength[:, None]
    for lamp, reaching in zip(lighting.lamps, shade.lamps, strict=True):
        way = vector(lamp.at) - points
        far2 = dot(way, way) + np.float32(0.02)
        way /= np.sqrt(far2)[:, None]
        fall = np.clip(dot(surface.normal, way), 0.0, 1.0) * reaching / far2
        light += vector(lamp.power) * fall[:, None]
        half = unit(way + towards)
        glint = np.clip(dot(surface.normal, half), 0.0, 1.0) ** 40
        shine += vector(lamp.power) * (0.9 * surface.gloss * glint * reaching / far2)[:, None]
    return light.astype(np.float32), shine.astype(np.float32)
