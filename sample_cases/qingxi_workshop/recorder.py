"""The recorder's clip: a camera under the eaves across the street sees the closed shutter while the fire begins."""

import io
from datetime import timedelta

import numpy as np
from PIL import Image, ImageDraw

from sample_cases.qingxi_workshop import panels
from sample_cases.qingxi_workshop.avi import avi
from sample_cases.qingxi_workshop.light import Lamp, Lighting
from sample_cases.qingxi_workshop.photographs import marked
from sample_cases.qingxi_workshop.render import Bytes, View, developed, linear, look
from sample_cases.qingxi_workshop.scenario import Scenario
from sample_cases.qingxi_workshop.scene import Scene
from sample_cases.qingxi_workshop.soot import step
from sample_cases.qingxi_workshop.textures import Floats, library, values

SIZE = (704, 528)
SECONDS, PER_SECOND = 14, 5
BEFORE_FLICKER_S = 6
_NIGHT = Lighting(
    (0.020, 0.022, 0.030), tuple(Lamp((x, -5.4, 7.1), (9.0, 7.4, 4.6), 0.05) for x in (-9.0, 12.5)),
    sky=(0.004, 0.005, 0.009), reach_m=6.0, upward=0.5,
)
_GLOW = Lighting(
    (0.0, 0.0, 0.0),
    (Lamp((1.7, -0.34, 0.05), (0.8, 0.30, 0.07), 0.0), Lamp((1.6, -0.34, 3.1), (0.5, 0.19, 0.05), 0.0)),
    sky=(0.0, 0.0, 0.0),
)


def clip(scenario: Scenario, scene: Scene, scale: float) -> bytes:
    """The AVI file: some seconds before the first flicker that is seen through the shutter, and some after."""
    width, height = (round(side * scale) // 2 * 2 for side in SIZE)
    recorder = scenario.device("NVR-1")
    view = View(recorder.position, recorder.target or (0.0, 0.0, 0.0), 27.0, width, height)
    seen = look(scenario, scene, view, burnt=False)
    still = linear(scene, view, seen, _NIGHT, scenario.seed)
    glow = linear(scene, view, seen, _GLOW, scenario.seed)
    slits = _slits(seen.depth, view)
    begin = scenario.when("flicker") - timedelta(seconds=BEFORE_FLICKER_S)
    frames = []
    for number in range(round(SECONDS * PER_SECOND * max(scale, 0.3))):
        at = number / PER_SECOND
        strength = _flicker(at - BEFORE_FLICKER_S)
        light = still + strength * (glow + slits)
        picture = developed(_hazy(light, at), 0.085, scenario.seed + number, grain=0.035, soften=0.75, fixed=0.030)
        shown = scenario.shown(begin + timedelta(seconds=at), "NVR-1")
        frames.append(_frame(picture, f"{shown:%Y-%m-%d %H:%M:%S}", "CH01 门前廊道"))
    return avi(frames, width, height, PER_SECOND, f"{recorder.name}({scenario.notice})")


def _flicker(since: float) -> float:
    """How bright the fire behind the shutter is, so many seconds after the first flicker."""
    if since < 0:
        return 0.0
    wave = 0.55 + 0.25 * np.sin(11.3 * since) + 0.20 * np.sin(23.9 * since + 1.1)
    return float(wave * min(1.0, 0.25 + 0.12 * since))


def _slits(depth: Floats, view: View) -> Floats:
    """Light that shows directly through the gap under the shutter and at its upper edge."""
    rays = view.directions().reshape(view.height, view.width, 3)
    points = np.asarray(view.eye, np.float32) + rays * np.minimum(depth, 100.0)[..., None]
    x, y, z = np.moveaxis(points, -1, 0)
    near = (np.abs(y + 0.2) < 0.25) & (x > 0.52) & (x < 4.5)
    west = np.exp(-(((x - 1.7) / 1.0) ** 2))
    low = step(0.14, 0.03, z) * near
    high = step(3.02, 3.16, z) * step(3.26, 3.20, z) * near
    return np.asarray(((low + 0.8 * high) * west)[..., None] * np.array([0.9, 0.38, 0.10], np.float32), np.float32)


def _hazy(light: Floats, at: float) -> Floats:
    """A little haze that drifts below the street lamps."""
    height, width = light.shape[:2]
    x = np.arange(width, dtype=np.float32)[None, :] / width + 0.012 * at
    y = np.arange(height, dtype=np.float32)[:, None] / height
    u, v = np.broadcast_arrays(x, y)
    cloud = values(library()["cloud"], u.astype(np.float32).ravel(), v.astype(np.float32).ravel(), 0.004)
    return light + 0.0016 * cloud.reshape(height, width, 1)


def _frame(picture: Bytes, time: str, channel: str) -> bytes:
    image = Image.fromarray(picture)
    draw = ImageDraw.Draw(image)
    size = max(10, image.height // 24)
    for text, place, anchor in ((time, (8, 6), "la"), (channel, (8, image.height - 8), "ls")):
        font = panels.font(size, bold=True)
        draw.text(place, text, (255, 255, 255), font, anchor, stroke_width=1, stroke_fill=(0, 0, 0))
    marked(image)
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=80)
    return stream.getvalue()
