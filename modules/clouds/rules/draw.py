"""Pictures of a scene: which points, drawn how; a picture is an array that Qt, a file or a report can take."""

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from modules.clouds.records import Colouring, Triple
from modules.clouds.rules.camera import Camera
from modules.clouds.rules.clipping import Clip
from modules.clouds.rules.morton import Array
from modules.clouds.rules.palette import CLASSES, DEVIATIONS, HEIGHTS, SCANS, STRENGTHS
from modules.clouds.rules.scene import Part, Scene
from modules.clouds.rules.select import Selection, select
from modules.clouds.rules.splat import EMPTY, depths, merge, shade, splat

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
_REST_S = 0.5
_FEWEST, _MOST_PIXELS = 100_000, 1_100_000
_NEEDS = {Colouring.INTENSITY: "intensity", Colouring.NORMAL: "normal", Colouring.SCAN: "scan"}


@dataclass(frozen=True)
class Look:
    """How points are shown. ``clip`` is a box in the scene's real coordinates, turned by ``clip_turn_deg`` as ``Clip``
    says; ``relief`` the strength of eye-dome lighting;
    ``opacity`` how much colours of classes, scans and deviations cover the points' own ones."""

    colouring: Colouring = Colouring.RGB
    clip: tuple[Triple, Triple] | None = None
    relief: float = 0.9
    background: int = 0xFF14171B
    largest_px: int = 3
    opacity: float = 1.0
    clip_turn_deg: float = 0.0

    @property
    def kept(self) -> Clip | None:
        """The clipping box with its turn."""
        return None if self.clip is None else Clip(self.clip, self.clip_turn_deg)


@dataclass(frozen=True)
class Frame:
    """A picture (height, width) of uint32 0xFFRRGGBB, with what is needed to pick from it; ``complete`` when
    more points would not show more. ``aim_s`` is how long it might have taken."""

    picture: Array
    nearest: Array
    camera: Camera
    points: int
    seconds: float
    complete: bool = True
    aim_s: float = 0.04

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


@dataclass(frozen=True)
class Task:
    """What is to be put into a picture. ``ways`` (one a part) turn whole numbers of a part into right, up (in pixels;
    in perspective at a depth of 1) and forward: (3, 3) and (3,); then into the scene: again both. ``box`` (2, 3) is
    relative to the scene's origin, none for no box; what is turned into the scene is turned on into its axes."""

    scene: Scene
    chosen: Selection
    ways: list[tuple[Array, Array, Array, Array]]
    parallel: bool
    box: Array | None
    width: int
    height: int


class Splatter(Protocol):
    """Finds the nearest point of every pixel. ``aim_s`` is the time that a picture may take while the hand moves."""

    aim_s: float

    def splat(self, task: Task) -> Array:
        """(height * width,) of uint64: the depth as the bits of a float32 above the number in the scene, or ``EMPTY``.
        It holds until the next call."""

    def close(self) -> None:
        """Let go of everything."""


class ProcessorSplatter:
    """The processor alone, in several threads; buffers are kept from picture to picture."""

    aim_s = 0.04

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads, "splat")
        self._buffers = np.empty((0, 0), np.uint64)

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown()

    def splat(self, task: Task) -> Array:
        """The nearest point of every pixel."""
        size, chosen = task.width * task.height, task.chosen
        if self._buffers.shape != (self._threads, size):
            self._buffers = np.empty((self._threads, size), np.uint64)
        effort = np.cumsum(chosen.count * chosen.size)
        whole = float(effort[-1]) if len(effort) else 0.0
        share = np.searchsorted(effort, np.linspace(0, whole, self._threads + 1)[1:-1])
        borders = [0, *share.tolist(), len(chosen.count)]
        box = _EVERYWHERE if task.box is None else task.box

        def one(number: int) -> None:
            buffer = self._buffers[number]
            buffer.fill(EMPTY)
            for at, start, stop in chosen.runs:
                part = slice(max(start, borders[number]), min(stop, borders[number + 1]))
                if part.stop <= part.start:
                    continue
                turn, shift, world, home = task.ways[at]
                splat(
                    task.scene.parts[at].pyramid.columns["position"], chosen.first[part], chosen.count[part],
                    chosen.size[part], turn, shift, task.parallel, box, task.box is not None, world, home,
                    int(task.scene.bases[at]), task.width, task.height, buffer,
                )

        in_parts(self._pool, self._threads, one)
        cuts = np.linspace(0, size, self._threads + 1).astype(np.int64)
        in_parts(self._pool, self._threads, lambda at: merge(self._buffers, cuts[at], cuts[at + 1]))
        nearest: Array = self._buffers[0]
        return nearest


def in_parts(pool: ThreadPoolExecutor, threads: int, work: Callable[[int], None]) -> None:
    """Do each of so many parts of a work in a thread of its own."""
    if threads == 1:
        work(0)
        return
    for future in [pool.submit(work, number) for number in range(threads)]:
        future.result()


class Renderer:
    """Draws scenes: a splatter finds what is seen, then each pixel is coloured once. ``close`` ends the threads."""

    def __init__(self, threads: int = 0, splatter: Splatter | None = None) -> None:
        self._threads = threads or max(1, min(8, os.cpu_count() or 1))
        self._pool = ThreadPoolExecutor(self._threads, "splat")
        self._splatter = splatter or ProcessorSplatter(self._threads)

    def close(self) -> None:
        """End the threads."""
        self._splatter.close()
        self._pool.shutdown()

    def draw(self, scene: Scene, camera: Camera, width: int, height: int, look: Look, budget: int) -> Frame:
        """A picture with at most about ``budget`` points."""
        began = time.perf_counter()
        clip = look.kept
        box = None if clip is None else np.array(clip.box) - scene.origin
        around = _EVERYWHERE if clip is None else np.array(clip.around()) - scene.origin
        chosen = select(scene, camera, width, height, budget, around, largest_px=look.largest_px)
        ways = _ways(scene, camera, height)
        if clip is not None and clip.turn_deg:
            own = clip.own.about(scene.origin)
            ways = [(turn, shift, np.ascontiguousarray(own.rotation @ world), own.apply(home))
                    for turn, shift, world, home in ways]
        task = Task(scene, chosen, ways, camera.parallel, box, width, height)
        nearest = self._splatter.splat(task)
        logs = self._logs(nearest, 2.0 / camera.distance if camera.parallel else 0.0)
        picture = np.full(width * height, look.background, np.uint32)
        for number, _, _ in chosen.runs:
            self._shade(scene, number, nearest, logs, width, height, look, picture)
        return Frame(
            picture.reshape(height, width), nearest.reshape(height, width).copy(), camera, chosen.points,
            time.perf_counter() - began, chosen.complete, self._splatter.aim_s,
        )

    def _logs(self, nearest: Array, flat: float) -> Array:
        logs = np.empty(len(nearest), np.float32)
        cuts = np.linspace(0, len(nearest), self._threads + 1).astype(np.int64)
        in_parts(self._pool, self._threads, lambda at: depths(nearest, cuts[at], cuts[at + 1], flat, logs))
        return logs

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
        in_parts(self._pool, self._threads, lambda at: shade(
            nearest, logs, width, height, rows[at], rows[at + 1], int(scene.bases[number]), part.pyramid.total, mode,
            part.pyramid.columns["look"], extra, part.pyramid.columns["position"], np.ascontiguousarray(turn),
            float(home[2]), _RAMPS.get(look.colouring, HEIGHTS), low, 1.0 / max(1e-9, high - low), look.opacity,
            part.tint, part.share, look.relief * 8.0 if look.relief else 0.0, reach, picture,
        ))


def _world(part: Part, turn: Array, shift: Array) -> tuple[Array, Array]:
    """What turns whole numbers of a part into real units relative to the scene's origin."""
    world = np.ascontiguousarray(turn * part.pyramid.scale)
    home: Array = shift - world @ part.pyramid.middle
    return world, home


def _ways(scene: Scene, camera: Camera, height: int) -> list[tuple[Array, Array, Array, Array]]:
    """What turns whole numbers of each part into what ``Task`` says."""
    pixel, axes = camera.pixel_size(height), camera.axes()
    reach = np.linalg.norm(scene.centre[scene.roots], axis=1) + scene.radius[scene.roots]
    eye = camera.eye(2 * float(reach.max()) + float(np.linalg.norm(camera.target)))
    ways = []
    for part, turn, shift in zip(scene.parts, scene.turns, scene.shifts, strict=True):
        world, home = _world(part, turn, shift)
        matrix, moved = axes @ world, axes @ (home - eye)
        matrix[:2] /= pixel
        moved[:2] /= pixel
        ways.append((np.ascontiguousarray(matrix), moved, world, home))
    return ways


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

    def __init__(self, budget: int = 600_000) -> None:
        self.budget = budget
        self._share = 1.0

    def size(self, width: int, height: int) -> tuple[int, int]:
        """The size in which a picture is drawn while the hand moves; it is shown enlarged."""
        share = self._share * min(1.0, (_MOST_PIXELS / max(1, width * height)) ** 0.5)
        return max(2, round(width * share)), max(2, round(height * share))

    def finer(self, frame: Frame, budget: int) -> int:
        """The budget of the next picture at rest: four times as many points, or at once what half a second can draw:
        each step draws everything anew."""
        return max(4 * budget, int(_REST_S * frame.points / max(1e-3, frame.seconds)))

    def took(self, frame: Frame) -> None:
        """A picture took so long with so many points."""
        aim_s = frame.aim_s
        if frame.complete and frame.seconds < aim_s:
            return  # there was no more to draw
        if self.budget <= _FEWEST and frame.seconds > 1.2 * aim_s:
            self._share = max(0.4, self._share * 0.85)
        elif self._share < 1.0 and frame.seconds < 0.8 * aim_s:
            self._share = min(1.0, self._share * 1.1)
        wanted = self.budget * min(1.5, max(0.4, aim_s / max(1e-4, frame.seconds)))
        self.budget = int(min(8_000_000, max(_FEWEST, 0.5 * self.budget + 0.5 * wanted)))
