"""The sandbox's side of videos: what one is, its frames with their exact times, what its light does.

A reader stays open between calls, so that playing does not begin anew each time, and closes after a pause, so that a
case on a stick can be pulled out. Frames are known by their presentation time; what a container claims of its length
is not believed.
"""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workstation.api import Parsed, UserError

_PAUSE_S = 4.0
_CLOSE_MS = 3000.0  # so near ahead is read on instead of sought
_SAME_MS = 0.6
_BACK_MS = (0.0, 400.0, 2000.0, 10_000.0, 60_000.0)
_COUNTED = 4000  # frames that are counted one by one to see whether a video is whole
_ANALYSED_PX = 160
_MOST_PIXELS = 8192 * 8192
_END_SHARE = 0.995
Picture = NDArray[np.uint8]


class _Reader:
    """A video that is open at some frame."""

    def __init__(self, path: str, name: str) -> None:
        import cv2

        self._cv, self.path, self.name = cv2, path, name
        self._capture = cv2.VideoCapture(path, cv2.CAP_FFMPEG)
        self.width = int(self._capture.get(cv2.CAP_PROP_FRAME_WIDTH))
        self.height = int(self._capture.get(cv2.CAP_PROP_FRAME_HEIGHT))
        if not self._capture.isOpened() or not 0 < self.width * self.height <= _MOST_PIXELS:
            self._capture.release()
            raise UserError("edata.video_unreadable", name=name)
        self.per_second = float(self._capture.get(cv2.CAP_PROP_FPS)) or 25.0
        self._last = -1.0

    def close(self) -> None:
        """Let go of the file."""
        self._capture.release()

    def fact(self, name: str) -> float:
        """A property of the container by its name in OpenCV."""
        return float(self._capture.get(getattr(self._cv, name)))

    def grab(self) -> float | None:
        """The time of the next frame in milliseconds; none at the end of what can be read."""
        if not self._capture.grab():
            return None
        at = float(self._capture.get(self._cv.CAP_PROP_POS_MSEC))
        if at <= self._last:  # streams without times count their frames
            at = self._last + 1000 / self.per_second
        self._last = at
        return round(at, 3)

    def picture(self) -> Picture | None:
        """The frame that was grabbed last, blue green red."""
        good, picture = self._capture.retrieve()
        return np.asarray(picture, np.uint8) if good else None

    def go(self, at_ms: float) -> float | None:
        """Grab the first frame that is not before ``at_ms``; returns its time, none if there is none."""
        if self._last < 0 or not _SAME_MS < at_ms - self._last <= _CLOSE_MS:
            self._seek(at_ms)
        while (at := self.grab()) is not None:
            if at >= at_ms - _SAME_MS:
                return at
        return None

    def _seek(self, at_ms: float) -> None:
        """Stand before the frame that is wanted: containers seek to some frame near it, so further back if need be."""
        for back in (*_BACK_MS, at_ms):
            target = max(0.0, at_ms - back)
            self._last = -1.0
            self._capture.set(self._cv.CAP_PROP_POS_MSEC, target)
            first = self.grab() if target else None
            if target == 0.0 or (first is not None and first < at_ms - _SAME_MS):
                if target == 0.0:
                    self._reopen()
                return
        self._reopen()

    def _reopen(self) -> None:
        self._capture.release()
        self._capture.open(self.path, self._cv.CAP_FFMPEG)
        self._last = -1.0


class _Shelf:
    """The one reader that stays open, until nothing was asked of it for a while."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reader: _Reader | None = None
        self._timer: threading.Timer | None = None

    def take(self, path: str, name: str) -> _Reader:
        """The reader of a file; ``put_back`` it."""
        self._lock.acquire()
        try:
            if self._timer is not None:
                self._timer.cancel()
            if self._reader is None or self._reader.path != path:
                self._drop()
                self._reader = _Reader(path, name)
            return self._reader
        except BaseException:
            self._lock.release()
            raise

    def put_back(self) -> None:
        """Close it after a pause, if nobody takes it before."""
        self._timer = threading.Timer(_PAUSE_S, self._expire)
        self._timer.daemon = True
        self._timer.start()
        self._lock.release()

    def _expire(self) -> None:
        with self._lock:
            self._drop()

    def _drop(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None


_SHELF = _Shelf()


def is_video(head: bytes) -> bool:
    """Whether the first bytes are a container of moving pictures: AVI, MP4, Matroska, MPEG, FLV, ASF, recorders'."""
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return True
    if head[4:8] == b"ftyp":
        return head[8:12] not in (b"heic", b"heix", b"mif1", b"msf1", b"avif", b"M4A ", b"crx ")
    if head[:1] == b"G" and len(head) > 377 and head[188:189] == head[376:377] == b"G":
        return True
    return head.startswith((
        b"\x1aE\xdf\xa3", b"\0\0\1\xba", b"\0\0\1\xb3", b"FLV\1", b"0&\xb2u\x8ef\xcf\x11", b"DHAV", b"IMKH",
    ))


def probe(path: str, name: str, **_: Any) -> Parsed:
    """What the video is, how long it says it is, and up to where it can be read. Raises ``edata.video_unreadable``."""
    with Path(path).open("rb") as stream:
        if not is_video(stream.read(4096)):
            raise UserError("edata.video_unreadable", name=name)
    reader = _Reader(path, name)
    try:
        claimed = max(reader.fact("CAP_PROP_FRAME_COUNT"), 0.0)
        first = reader.grab()
        if first is None or reader.picture() is None:
            raise UserError("edata.video_unreadable", name=name)
        step = 1000 / reader.per_second
        promised = first + max(claimed - 1, 0) * step
        readable = _last_frame(reader, first, promised, step)
        code = int(reader.fact("CAP_PROP_FOURCC"))
    finally:
        reader.close()
    return Parsed({
        "width": reader.width, "height": reader.height, "per_second": round(reader.per_second, 4),
        "codec": bytes(code >> shift & 0xFF for shift in (0, 8, 16, 24)).decode("latin-1").strip("\0 "),
        "promised_ms": round(promised, 3), "readable_ms": round(readable, 3),
        "cut": readable + 2 * step < promised * _END_SHARE,
    })


def _last_frame(reader: _Reader, first: float, promised: float, step: float) -> float:
    """The time of the last frame that can be read: counted in a short video, otherwise narrowed down by seeking."""
    last = first
    if promised <= _COUNTED * step:
        while (at := reader.grab()) is not None:
            last = at
        return last
    good, bad = first, promised + step
    at = reader.go(promised - 2 * step)
    while at is None and bad - good > 1000.0:
        middle = (good + bad) / 2
        found = reader.go(middle)
        good, bad = (max(found, middle), bad) if found is not None else (good, middle)
    last = at if at is not None else reader.go(good) or good
    while (at := reader.grab()) is not None:
        last = at
    return last


def frames(
    path: str, name: str, start_ms: float, end_ms: float, most: int, width: int, *, newest: bool = False
) -> Parsed:
    """Frames from ``start_ms`` to ``end_ms`` as JPEG no wider than ``width``: the first ``most``, or the newest.

    ``times`` are their exact times in milliseconds; ``end`` says that no more can be read.
    """
    reader = _SHELF.take(path, name)
    try:
        kept: list[tuple[float, bytes]] = []
        ended = True
        for at in _times(reader, start_ms):
            if at > end_ms:
                ended = False
                break
            picture = reader.picture()
            if picture is not None:
                kept.append((at, _jpeg(reader, picture, width)))
            if len(kept) >= most:
                if not newest:
                    ended = False
                    break
                kept = kept[-most:]
        return Parsed({"times": [at for at, _ in kept], "end": ended},
                      {str(number): picture for number, (_, picture) in enumerate(kept)})
    finally:
        _SHELF.put_back()


def _times(reader: _Reader, start_ms: float) -> Iterator[float]:
    at = reader.go(start_ms)
    while at is not None:
        yield at
        at = reader.grab()


def _jpeg(reader: _Reader, picture: Picture, width: int) -> bytes:
    cv = reader._cv
    if picture.shape[1] > width:
        size = (width, max(1, round(picture.shape[0] * width / picture.shape[1])))
        picture = cv.resize(picture, size, interpolation=cv.INTER_AREA)
    return bytes(cv.imencode(".jpg", picture, [cv.IMWRITE_JPEG_QUALITY, 88])[1].tobytes())


def still(path: str, name: str, at_ms: float) -> Parsed:
    """The frame at ``at_ms`` in full size without loss (PNG), with its exact time. Raises ``edata.no_such_frame``."""
    reader = _SHELF.take(path, name)
    try:
        at = reader.go(at_ms)
        picture = reader.picture() if at is not None else None
        if picture is None:
            raise UserError("edata.no_such_frame", name=name, at=f"{at_ms / 1000:.3f}")
        return Parsed({"at_ms": at, "tool": f"OpenCV {reader._cv.__version__}"},
                      {"png": bytes(reader._cv.imencode(".png", picture)[1].tobytes())})
    finally:
        _SHELF.put_back()


def light(path: str, name: str, start_ms: float, end_ms: float, region: list[float]) -> Parsed:
    """What the light does in a region (x, y, width, height in parts of the picture) from ``start_ms`` to ``end_ms``.

    The blob ``rows`` is float64, six columns: time in ms; mean and 99th percentile of brightness (0–255); how warm the
    bright parts are (red − blue); sharpness of edges; change against the frame before.
    """
    reader = _SHELF.take(path, name)
    try:
        rows: list[tuple[float, ...]] = []
        before: NDArray[np.float32] | None = None
        ended = True
        for at in _times(reader, start_ms):
            if at > end_ms:
                ended = False
                break
            picture = reader.picture()
            if picture is None:
                continue
            grey, row = _measured(reader, picture, region, before)
            rows.append((at, *row))
            before = grey
        return Parsed({"end": ended, "per_second": reader.per_second},
                      {"rows": np.array(rows, np.float64).reshape(-1, 6).tobytes()})
    finally:
        _SHELF.put_back()


def _measured(
    reader: _Reader, picture: Picture, region: list[float], before: NDArray[np.float32] | None
) -> tuple[NDArray[np.float32], tuple[float, float, float, float, float]]:
    cv, (height, width) = reader._cv, picture.shape[:2]
    x, y, w, h = (np.clip(region, 0.0, 1.0) * (width, height, width, height)).astype(int)
    part = picture[y : y + max(int(h), 2), x : x + max(int(w), 2)]
    if part.shape[1] > _ANALYSED_PX:
        size = (_ANALYSED_PX, max(2, round(part.shape[0] * _ANALYSED_PX / part.shape[1])))
        part = cv.resize(part, size, interpolation=cv.INTER_AREA)
    values = part.astype(np.float32)
    grey = values @ np.array([0.114, 0.587, 0.299], np.float32)
    top = float(np.percentile(grey, 99))
    warm = values[..., 2] - values[..., 0]
    bright = grey >= np.percentile(grey, 97)
    edges = float(np.abs(np.diff(grey, axis=1)).mean() + np.abs(np.diff(grey, axis=0)).mean())
    moved = float(np.abs(grey - before).mean()) if before is not None and before.shape == grey.shape else 0.0
    return grey, (float(grey.mean()), top, float(warm[bright].mean()), edges, moved)
