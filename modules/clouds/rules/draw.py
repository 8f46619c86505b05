"""Pictures of a pyramid: which points, drawn how; a picture is an array that Qt, a file or a report can take."""

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from modules.clouds.records import Colouring, Triple
from modules.clouds.rules.camera import Camera
from modules.clouds.rules.morton import Array
from modules.clouds.rules.palette import CLASSES, HEIGHTS, SCANS, STRENGTHS
from modules.clouds.rules.pyramid import Pyramid
from modules.clouds.rules.select import Selection, select
from modules.clouds.rules.splat import EMPTY, merge, shade, splat

_EVERYWHERE = np.array([[-np.inf] * 3, [np.inf] * 3])
_NOTHING = np.zeros((1, 3), np.uint16)
_MODES = {
    Colouring.RGB: 0, Colouring.INTENSITY: 1, Colouring.HEIGHT: 2, Colouring.NORMAL: 3, Colouring.CLASSIFICATION: 4,
    Colouring.SCAN: 5,
}
_FEWEST, _MOST_PIXELS = 100_000, 1_100_000
_NEEDS = {Colouring.INTENSITY: "intensity", Colouring.NORMAL: "normal", Colouring.SCAN: "scan"}


@dataclass(frozen=True)
class Look:
    """How points are shown. ``clip`` is a box in real coordinates; ``relief`` the strength of eye-dome lighting."""

    colouring: Colouring = Colouring.RGB
    clip: tuple[Triple, Triple] | None = None
    relief: float = 0.9
    background: int = 0xFF14171B
    largest_px: int = 3


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
        """The index of the point that is seen at a pixel, or the nearest to it within some pixels; none on nothing."""
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
    """Draws one pyramid; buffers and threads are kept from picture to picture. ``close`` ends the threads."""

    def __init__(self, pyramid: Pyramid, threads: int = 0) -> None:
        self.pyramid = pyramid
        self._threads = threads or max(1, min(8, os.cpu_count() or 1))
        self._pool = ThreadPoolExecutor(self._threads, "splat")
        self._buffers = np.empty((0, 0), np.uint64)

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown()

    def draw(self, camera: Camera, width: int, height: int, look: Look, budget: int) -> Frame:
        """A picture with at most about ``budget`` points."""
        began = time.perf_counter()
        box = self._box(look)
        chosen = select(self.pyramid, camera, width, height, budget, box, largest_px=look.largest_px)
        nearest, logs = self._splat(chosen, camera, width, height, box, look.clip is not None)
        picture = np.empty(width * height, np.uint32)
        self._shade(nearest, logs, width, height, look, picture)
        return Frame(
            picture.reshape(height, width), nearest.reshape(height, width).copy(), camera, chosen.points,
            time.perf_counter() - began, chosen.complete,
        )

    def _box(self, look: Look) -> Array:
        if look.clip is None:
            return _EVERYWHERE
        box: Array = np.array(look.clip) - self.pyramid.origin
        return box

    def _splat(
        self, chosen: Selection, camera: Camera, width: int, height: int, box: Array, boxed: bool
    ) -> tuple[Array, Array]:
        pyramid, pixel = self.pyramid, camera.pixel_size(height)
        axes = camera.axes()
        depth = float(np.linalg.norm(pyramid.half[0])) * 2 + float(np.linalg.norm(camera.target))
        turn = axes * pyramid.scale  # whole numbers to right, up, forward
        shift = -(turn @ pyramid.middle) - axes @ camera.eye(depth)
        for row in (0, 1):
            turn[row] /= pixel
            shift[row] /= pixel
        if self._buffers.shape != (self._threads, width * height):
            self._buffers = np.empty((self._threads, width * height), np.uint64)
        effort = np.cumsum(chosen.count * chosen.size)
        whole = float(effort[-1]) if len(effort) else 0.0
        share = np.searchsorted(effort, np.linspace(0, whole, self._threads + 1)[1:-1])
        borders = [0, *share.tolist(), len(chosen.count)]

        def one(number: int) -> None:
            buffer = self._buffers[number]
            buffer.fill(EMPTY)
            part = slice(borders[number], borders[number + 1])
            splat(
                pyramid.columns["position"], chosen.first[part], chosen.count[part], chosen.size[part], turn, shift,
                camera.parallel, box, boxed, pyramid.scale, pyramid.middle, width, height, buffer,
            )

        self._in_parts(one)
        logs = np.empty(width * height, np.float32)
        flat = 2.0 / camera.distance if camera.parallel else 0.0
        cuts = np.linspace(0, width * height, self._threads + 1).astype(np.int64)
        self._in_parts(lambda number: merge(self._buffers, cuts[number], cuts[number + 1], flat, logs))
        return self._buffers[0], logs

    def _shade(self, nearest: Array, logs: Array, width: int, height: int, look: Look, picture: Array) -> None:
        pyramid, colouring = self.pyramid, look.colouring
        column = _NEEDS.get(colouring, "look")
        if column not in pyramid.columns:
            colouring, column = Colouring.RGB, "look"
        extra = pyramid.columns[column] if column != "look" else _NOTHING
        extra = extra.reshape(-1, 1) if extra.ndim == 1 else extra
        ramp = {Colouring.INTENSITY: STRENGTHS, Colouring.CLASSIFICATION: CLASSES, Colouring.SCAN: SCANS}.get(
            colouring, HEIGHTS
        )
        low, high = pyramid.range_of(colouring)
        rows = np.linspace(0, height, self._threads + 1).astype(np.int64)
        reach = max(1, round(height / 720))
        self._in_parts(lambda number: shade(
            nearest, logs, width, height, rows[number], rows[number + 1], _MODES[colouring], pyramid.columns["look"],
            extra, pyramid.columns["position"], ramp, low, 1.0 / max(1e-9, high - low), look.background,
            look.relief * 8.0 if look.relief else 0.0, reach, picture,
        ))

    def _in_parts(self, work: Callable[[int], None]) -> None:
        if self._threads == 1:
            work(0)
            return
        for future in [self._pool.submit(work, number) for number in range(self._threads)]:
            future.result()


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
