"""Pictures of a scene: a ray through every pixel, the light that falls there, and what a camera makes of it."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from sample_cases.qingxi_workshop.light import (
    Lighting,
    Shadows,
    in_pieces,
    leaving,
    lit_by,
    shadows,
    softened,
    spread,
)
from sample_cases.qingxi_workshop.scenario import Point, Scenario
from sample_cases.qingxi_workshop.scene import Hits, Scene
from sample_cases.qingxi_workshop.surface import Spot, Surface, surface_at
from sample_cases.qingxi_workshop.textures import Floats, library, unit, vector

_STEPS, _BRIGHTEST = 4096, 8
_HIGHLIGHT = 0.62
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class View:
    """A pinhole camera; ``focal_mm`` is for a frame whose longer side is 36 mm."""

    eye: Point
    target: Point
    focal_mm: float
    width: int
    height: int

    @property
    def pixel_rad(self) -> float:
        """The angle of one pixel in the middle of the picture."""
        return 36.0 / self.focal_mm / max(self.width, self.height)

    def axes(self) -> tuple[Floats, Floats, Floats]:
        """Unit vectors ahead, to the right and up."""
        ahead = np.subtract(self.target, self.eye)
        ahead = ahead / np.linalg.norm(ahead)
        right = np.cross(ahead, (0.0, 0.0, 1.0) if abs(ahead[2]) < 0.999 else (0.0, 1.0, 0.0))
        right /= np.linalg.norm(right)
        return ahead, right, np.cross(right, ahead)

    def pixel(self, point: Point) -> tuple[float, float]:
        """Column and row, from the upper left corner, of a point before the camera."""
        away = np.subtract(point, self.eye)
        ahead, right, up = (float(away @ axis) for axis in self.axes())
        return self.width / 2 + right / ahead / self.pixel_rad, self.height / 2 - up / ahead / self.pixel_rad

    def directions(self) -> Floats:
        """Unit directions (height × width, 3), row by row."""
        ahead, right, up = (axis.astype(np.float32) for axis in self.axes())
        x = ((np.arange(self.width) + 0.5 - self.width / 2) * self.pixel_rad).astype(np.float32)
        y = ((self.height / 2 - np.arange(self.height) - 0.5) * self.pixel_rad).astype(np.float32)
        rays = ahead + x[None, :, None] * right + y[:, None, None] * up
        return unit(rays.reshape(-1, 3))


@dataclass(frozen=True)
class Seen:
    """What a view meets: which rays met something, their points and surfaces, and the distance of every pixel."""

    met: npt.NDArray[np.bool_]
    spot: Spot
    surface: Surface
    rays: Floats
    depth: Floats


def look(scenario: Scenario, scene: Scene, view: View, *, burnt: bool = True) -> Seen:
    """Cast the rays of a view and work out the surfaces that they meet."""
    rays = view.directions()
    eye = np.asarray(view.eye, np.float32)
    hits = scene.cast(eye, rays)
    met = hits.found
    depth = np.where(met, hits.distance, 1e6).reshape(view.height, view.width).astype(np.float32)
    inner, kept = rays[met], Hits(hits.distance[met], hits.face[met], hits.bary[met])
    spot, surface = surfaces(scenario, scene, kept, eye, inner, view.pixel_rad, burnt=burnt)
    return Seen(met, spot, surface, inner, depth)


def surfaces(
    scenario: Scenario, scene: Scene, hits: Hits, eye: Floats, rays: Floats, pixel_rad: float, *, burnt: bool = True
) -> tuple[Spot, Surface]:
    """Where rays (all of which met something) ended; worked out in pieces."""
    library()

    def piece(part: slice) -> tuple[Spot, Surface]:
        cut = Hits(hits.distance[part], hits.face[part], hits.bary[part])
        spot = scene.spot(cut, eye, rays[part], pixel_rad)
        return spot, surface_at(scenario, spot, burnt)

    spots, looks = zip(*in_pieces(len(rays), piece), strict=True)
    return (
        Spot(*(np.concatenate([getattr(spot, name) for spot in spots]) for name in (
            "points", "normals", "material", "body", "footprint"))),
        Surface(*(np.concatenate([getattr(one, name) for one in looks]) for name in ("albedo", "normal", "gloss"))),
    )


def linear(scene: Scene, view: View, seen: Seen, lighting: Lighting, seed: int) -> Floats:
    """The light that arrives at every pixel, (height, width, 3)."""
    shade = _shade(scene, seen, lighting, seed)
    rows = np.linspace(1, 0, view.height, dtype=np.float32)[:, None, None]
    sky = vector(lighting.sky) * (0.85 + 0.25 * rows) * np.ones((1, view.width, 1), np.float32)
    colour = sky.reshape(-1, 3).copy()
    colour[seen.met] = leaving(seen.spot, seen.surface, -seen.rays, lighting, shade)
    return colour.reshape(view.height, view.width, 3)


def _shade(scene: Scene, seen: Seen, lighting: Lighting, seed: int) -> Shadows:
    """Shadows of every point: soft light is worked out for every fourth pixel and spread, hard light for all."""
    met = seen.met.reshape(seen.depth.shape)
    coarse = met[::2, ::2]
    chosen = np.zeros_like(met)
    chosen[::2, ::2] = coarse
    inner = chosen.reshape(-1)[seen.met]
    few = shadows(scene, seen.spot.points[inner], seen.spot.normals[inner], lighting, seed)
    depth = seen.depth[::2, ::2]
    images = []
    for part in (few.around, *few.portals, *few.lamps):
        image = np.zeros(coarse.shape, np.float32)
        image[coarse] = part
        images.append(softened(image, coarse, depth))
    full = [image[met] for image in spread(images, seen.depth)]
    soft = iter(full[1 + len(few.portals) :])
    spot = seen.spot
    lamps = [
        next(soft) if lamp.size_m else lit_by(scene, spot.points, spot.normals, lamp) for lamp in lighting.lamps
    ]
    return Shadows(full[0], tuple(full[1 : 1 + len(few.portals)]), tuple(lamps))


def developed(
    light: Floats, aim: float, seed: int, *, grain: float = 0.011, soften: float = 0.55, fixed: float | None = None
) -> Bytes:
    """What a camera makes of it: exposure, lens falloff, blur, film curve and grain; sRGB bytes.

    The exposure brings the mean to ``aim``, but less where that would burn out the highlights.
    ``fixed`` is the mean that the exposure was set for (a recorder); without it that of the picture is taken.
    """
    height, width = light.shape[:2]
    grey = light @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    mean, highlight = float(np.exp(np.mean(np.log(grey[::2, ::2] + 1e-4)))), float(np.percentile(grey[::4, ::4], 90))
    middle = fixed or max(mean, aim / _HIGHLIGHT * highlight)
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :] * width / np.hypot(width, height)
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None] * height / np.hypot(width, height)
    falloff = 1 - 0.30 * (x * x + y * y)
    exposed = _blurred(light * (aim / middle * falloff)[..., None], soften)
    shown = _film()[np.minimum(exposed * _STEPS, _STEPS * _BRIGHTEST - 1).astype(np.int32)]
    rng = np.random.default_rng(seed)
    noise = grain * rng.standard_normal((height + 14, width + 22), np.float32)
    bright = noise[:height, :width]
    for channel in range(3):
        tint = noise[7 * (channel == 0) :, 11 * (channel == 2) :][:height, :width]
        shown[..., channel] += (1.25 - shown[..., channel]) * (bright + 0.5 * tint)
    return np.asarray(np.clip(shown, 0, 1) * 255 + 0.5, np.uint8)


@cache
def _film() -> Floats:
    """What a light of so many steps becomes on a screen: a film's curve (ACES, as fitted by Narkowicz) in sRGB."""
    light = np.arange(_STEPS * _BRIGHTEST, dtype=np.float32) / _STEPS
    film = np.clip((light * (2.51 * light + 0.03)) / (light * (2.43 * light + 0.59) + 0.14), 0, 1)
    power = 1.055 * np.maximum(film, 1e-6) ** (1 / 2.4) - 0.055
    return np.where(film <= 0.0031308, 12.92 * film, power).astype(np.float32)


def _blurred(image: Floats, sigma: float) -> Floats:
    """A small Gaussian blur: no lens is sharper than its sensor."""
    outer = np.float32(np.exp(-0.5 / sigma**2))
    for axis in (0, 1):
        whole = np.moveaxis(image, axis, 0)
        blurred = whole.copy()
        blurred[1:] += outer * whole[:-1]
        blurred[:-1] += outer * whole[1:]
        blurred[1:-1] /= 1 + 2 * outer
        blurred[[0, -1]] /= 1 + outer
        image = np.moveaxis(blurred, 0, axis)
    return image
