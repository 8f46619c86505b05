"""Pictures of a scene: which points, drawn how; a picture is an array that Qt, a file or a report can take."""

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from modules.clouds.records import Colouring, Triple
from modules.clouds.rules.camera import Camera
from modules.clouds.rules.morton import Array
from modules.clouds.rules.palette import CLASSES, DEVIATIONS, HEIGHTS, SCANS, STRENGTHS
from modules.clouds.rules.scene import Part, Scene
from modules.clouds.rules.select import Selection, select
from modules.clouds.rules.splat import EMPTY, merge, shade, splat

_EVERYWHERE = np.array([[-np.inf] * 3, [np.inf] * 3])
_NOTHING = np.zeros((1, 3), np.uint16)
_MODES = {
    Colouring.RGB: 0, Colouring.INTENSITY: 1, Colouring.HEIGHT: 2, Colouring.NORMAL: 3, Colouring.CLASSIFICATION: 4,
    Colouring.SCAN: 5, Colouring.DEVIATION: 7,
}
_BY_TINT = 6
_RAMPS = {
    Colouring.INTENSITY: STRENGTHS, Colouring.CLASSIFICATION: CLASSES, Colouring.SCAN: SCANS,
    Colouring.DEVIATION: DEVIATIONS,
}
_FEWEST, _MOST_PIXELS = 100_000, 1_100_000
_NEEDS = {Colouring.INTENSITY: "intensity", Colouring.NORMAL: "normal", Colouring.SCAN: "scan"}


@dataclass(frozen=True)
class Look:
    """How points are shown. ``clip`` is a box in the scene's real coordinates; ``relief`` the strength of eye-dome
    lighting; ``opacity`` how much colours of classes, scans and deviations cover the points' own ones."""

    colouring: Colouring = Colouring.RGB
    clip: tuple[Triple, Triple] | None = None
    relief: float = 0.9
    background: int = 0xFF14171B
    largest_px: int = 3
    opacity: float = 1.0


@dataclass(frozen=True)
class Frame:
    """A picture (height, width) of uint32 0xFFRRGGBB, with what is needed to pick from it; ``complete`` when
    more points would not show more."""

    picture: Array
    nearest: Array
    camera: Camera
    points: int
    seconds: float
    complete: bool = True

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        height, width = self.picture.shape
        return int(width), int(height)

    def pick(self, x: float, y: float, within: int = 6) -> int | None:
        """The number in its scene of the point that is seen at a pixel, or of one within some pixels, if any."""
        width, height = self.size
        left, top = max(0, int(x) - within), max(0, int(y) - within)
        part = self.nearest[top : min(height, int(y) + within + 1), left : min(width, int(x) + within + 1)]
        rows, columns = np.nonzero(part != EMPTY)
        if not len(rows):
            return None
        away = (rows + top - int(y)) ** 2 + (columns + left - int(x)) ** 2
        if away.min() > within**2:
            return None
        keys = part[rows, columns][away == away.min()]
        return int(keys.min() & np.uint64(0xFFFFFFFF))


class Renderer:
    """Draws scenes; buffers and threads are kept from picture to picture. ``close`` ends the threads."""

    def __init__(self, threads: int = 0) -> None:
        self._threads = threads or max(1, min(8, os.cpu_count() or 1))
        self._pool = ThreadPoolExecutor(self._threads, "splat")
        self._buffers = np.empty((0, 0), np.uint64)

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown()

    def draw(self, scene: Scene, camera: Camera, width: int, height: int, look: Look, budget: int) -> Frame:
        """A picture with at most about ``budget`` points."""
        began = time.perf_counter()
        box = _EVERYWHERE if look.clip is None else np.array(look.clip) - scene.origin
        chosen = select(scene, camera, width, height, budget, box, largest_px=look.largest_px)
        nearest, logs = self._splat(scene, chosen, camera, width, height, box, look.clip is not None)
        picture = np.full(width * height, look.background, np.uint32)
        for number, _, _ in chosen.runs:
            self._shade(scene, number, nearest, logs, width, height, look, picture)
        return Frame(
            picture.reshape(height, width), nearest.reshape(height, width).copy(), camera, chosen.points,
            time.perf_counter() - began, chosen.complete,
        )

    def _splat(
        self, scene: Scene, chosen: Selection, camera: Camera, width: int, height: int, box: Array, boxed: bool
    ) -> tuple[Array, Array]:
        pixel = camera.pixel_size(height)
        axes = camera.axes()
        reach = np.linalg.norm(scene.centre[scene.roots], axis=1) + scene.radius[scene.roots]
        eye = camera.eye(2 * float(reach.max()) + float(np.linalg.norm(camera.target)))
        ways = [_ways(part, turn, shift, axes, eye, pixel)
                for part, turn, shift in zip(scene.parts, scene.turns, scene.shifts, strict=True)]
        if self._buffers.shape != (self._threads, width * height):
            self._buffers = np.empty((self._threads, width * height), np.uint64)
        effort = np.cumsum(chosen.count * chosen.size)
        whole = float(effort[-1]) if len(effort) else 0.0
        share = np.searchsorted(effort, np.linspace(0, whole, self._threads + 1)[1:-1])
        borders = [0, *share.tolist(), len(chosen.count)]

        def one(number: int) -> None:
            buffer = self._buffers[number]
            buffer.fill(EMPTY)
            for at, start, stop in chosen.runs:
                part = slice(max(start, borders[number]), min(stop, borders[number + 1]))
                if part.stop <= part.start:
                    continue
                turn, shift, world, home = ways[at]
                splat(
                    scene.parts[at].pyramid.columns["position"], chosen.first[part], chosen.count[part],
                    chosen.size[part], turn, shift, camera.parallel, box, boxed, world, home, int(scene.bases[at]),
                    width, height, buffer,
                )

        self._in_parts(one)
        logs = np.empty(width * height, np.float32)
        flat = 2.0 / camera.distance if camera.parallel else 0.0
        cuts = np.linspace(0, width * height, self._threads + 1).astype(np.int64)
        self._in_parts(lambda number: merge(self._buffers, cuts[number], cuts[number + 1], flat, logs))
        return self._buffers[0], logs

    def _shade(
        self, scene: Scene, number: int, nearest: Array, logs: Array, width: int, height: int, look: Look,
        picture: Array,
    ) -> None:
        part = scene.parts[number]
        mode, extra = _mode(scene, part, look)
        world, home = _world(part, scene.turns[number], scene.shifts[number])
        turn = scene.turns[number] if mode == _MODES[Colouring.NORMAL] else world
        low, high = scene.range_of(look.colouring)
        rows = np.linspace(0, height, self._threads + 1).astype(np.int64)
        reach = max(1, round(height / 720))
        self._in_parts(lambda at: shade(
            nearest, logs, width, height, rows[at], rows[at + 1], int(scene.bases[number]), part.pyramid.total, mode,
            part.pyramid.columns["look"], extra, part.pyramid.columns["position"], np.ascontiguousarray(turn),
            float(home[2]), _RAMPS.get(look.colouring, HEIGHTS), low, 1.0 / max(1e-9, high - low), look.opacity,
            part.tint, part.share, look.relief * 8.0 if look.relief else 0.0, reach, picture,
        ))

    def _in_parts(self, work: Callable[[int], None]) -> None:
        if self._threads == 1:
            work(0)
            return
        for future in [self._pool.submit(work, number) for number in range(self._threads)]:
            future.result()


def _world(part: Part, turn: Array, shift: Array) -> tuple[Array, Array]:
    """What turns whole numbers of a part into real units relative to the scene's origin."""
    world = np.ascontiguousarray(turn * part.pyramid.scale)
    home: Array = shift - world @ part.pyramid.middle
    return world, home


def _ways(
    part: Part, turn: Array, shift: Array, axes: Array, eye: Array, pixel: float
) -> tuple[Array, Array, Array, Array]:
    """What turns whole numbers of a part into right, up (in pixels) and forward, and into the scene."""
    world, home = _world(part, turn, shift)
    matrix, moved = axes @ world, axes @ (home - eye)
    matrix[:2] /= pixel
    moved[:2] /= pixel
    return np.ascontiguousarray(matrix), moved, world, home


def _mode(scene: Scene, part: Part, look: Look) -> tuple[int, Array]:
    """How a part is coloured, and the column that is needed for it; by its own colours where that is missing."""
    colouring, pyramid = look.colouring, part.pyramid
    if colouring is Colouring.SCAN and len(scene.parts) > 1:
        return _BY_TINT, _NOTHING
    if colouring is Colouring.DEVIATION and part.values is not None:
        return _MODES[colouring], part.values.reshape(-1, 1)
    needed = _NEEDS.get(colouring, "look")
    if colouring is Colouring.DEVIATION or needed not in pyramid.columns:
        return 0, _NOTHING
    if needed == "look":
        return _MODES[colouring], _NOTHING
    extra = pyramid.columns[needed]
    return _MODES[colouring], extra.reshape(-1, 1) if extra.ndim == 1 else extra


class Pace:
    """How many points a picture may have so that it is ready in time, and which share of the pixels of a side when
    even few points take too long; learns from how long pictures take."""

    def __init__(self, aim_s: float = 0.04, budget: int = 600_000) -> None:
        self._aim_s = aim_s
        self.budget = budget
        self._share = 1.0

    def size(self, width: int, height: int) -> tuple[int, int]:
        """The size in which a picture is drawn while the hand moves; it is shown enlarged."""
        share = self._share * min(1.0, (_MOST_PIXELS / max(1, width * height)) ** 0.5)
        return max(2, round(width * share)), max(2, round(height * share))

    def took(self, frame: Frame) -> None:
        """A picture took so long with so many points."""
        if frame.complete and frame.seconds < self._aim_s:
            return  # there was no more to draw
        if self.budget <= _FEWEST and frame.seconds > 1.2 * self._aim_s:
            self._share = max(0.4, self._share * 0.85)
        elif self._share < 1.0 and frame.seconds < 0.8 * self._aim_s:
            self._share = min(1.0, self._share * 1.1)
        wanted = self.budget * min(1.5, max(0.4, self._aim_s / max(1e-4, frame.seconds)))
        self.budget = int(min(8_000_000, max(_FEWEST, 0.5 * self.budget + 0.5 * wanted)))
