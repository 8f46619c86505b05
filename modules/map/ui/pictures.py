"""Layers of pictures on the canvas: tiles and windows of rasters, decoded in the sandbox, kept for a while."""

from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter, QTransform

from modules.map.records import MapLayer
from modules.map.rules.mercator import Tile, tiles_in, zoom_for
from modules.map.rules.sources import shifted
from workstation.api import Parsed, UserError, drawing
from workstation.api.widgets import Frame

Parse = Callable[..., Parsed]
_PARSE = "modules.map.importers.parse"
_KEPT, _AT_ONCE = 512, 24
_MARGIN = 0.5


class _Pictures:
    """What both kinds share. ``failure`` is why the last reading failed; it is told once by the page."""

    def __init__(self, layer: MapLayer, path: Path, parse: Parse, told: Callable[[UserError], None]) -> None:
        self.name, self.visible, self.opacity = layer.title, layer.visible, layer.opacity
        self.layer, self.path, self.parse = layer, path, parse
        self._told, self._failed = told, False
        self._revision = 0

    @property
    def revision(self) -> int:
        return self._revision

    def bounds(self) -> drawing.Box:
        if self.layer.address:
            return drawing.NO_BOX  # a source of the whole earth says nothing of where to look
        box = self.layer.box
        return (box[0], box[1], box[2], box[3]) if len(box) == 4 else drawing.NO_BOX

    def ask(self, function: str, **options: Any) -> Parsed | None:
        """What the sandbox reads; none if it can't."""
        try:
            return self.parse(f"{_PARSE}:{function}", self.path, name=self.layer.title, **options)
        except UserError as error:
            if not self._failed:
                self._failed = True
                self._told(error)
            return None


class TileLayer(_Pictures):
    """An archive of tiles, or the cache of a source. Where a tile is not there, a larger part of one above it is shown.

    Tiles in GCJ-02 are moved to where they belong: by what the frame is off in the middle of what is looked at.
    """

    def __init__(self, layer: MapLayer, path: Path, parse: Parse, told: Callable[[UserError], None]) -> None:
        super().__init__(layer, path, parse, told)
        self._tiles: OrderedDict[Tile, QImage] = OrderedDict()
        self._stale = False

    def paint(self, painter: QPainter, frame: Frame) -> None:
        zoom = zoom_for(frame.view.px_per_m * frame.ratio, self.layer.min_zoom, self.layer.max_zoom)
        box = frame.view.box
        there = shifted(self.layer, box)
        dx, dy = there[0] - box[0], there[1] - box[1]
        wanted = list(tiles_in(there, zoom))
        below = [tile for tile in (_above(tile, 2) for tile in wanted) if tile.zoom >= self.layer.min_zoom]
        self._read([*dict.fromkeys(below), *wanted], frame)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setTransform(QTransform.fromTranslate(-dx, -dy) * frame.view.transform, True)
        for tile in wanted:
            self._draw(painter, tile)
            frame.breathe()
        painter.resetTransform()

    def renew(self) -> None:
        """Look again for tiles that were not there."""
        self._stale = True
        self._revision += 1

    def _read(self, tiles: list[Tile], frame: Frame) -> None:
        if self.layer.address and not self.path.exists():
            return
        if self._stale:
            self._stale = False
            self._tiles = OrderedDict((tile, image) for tile, image in self._tiles.items() if not image.isNull())
        missing = [tile for tile in tiles if tile not in self._tiles]
        for first in range(0, len(missing), _AT_ONCE):
            batch = missing[first : first + _AT_ONCE]
            found = self.ask("read_tiles", tiles=[[tile.zoom, tile.column, tile.row] for tile in batch],
                             growing=bool(self.layer.address))  # fmt: skip
            if found is None:
                return
            for tile in batch:
                key = f"{tile.zoom}/{tile.column}/{tile.row}"
                there = key in found.blobs
                self._tiles[tile] = _image(found.blobs[key], *found.data["sizes"][key]) if there else QImage()
            frame.breathe()
        for tile in tiles:
            if tile in self._tiles:
                self._tiles.move_to_end(tile)
        while len(self._tiles) > max(_KEPT, 2 * len(tiles)):
            self._tiles.popitem(last=False)

    def _draw(self, painter: QPainter, tile: Tile) -> None:
        """In metres of the plane, y up: so the picture is turned over."""
        shown = tile
        image = self._tiles.get(shown, QImage())
        while image.isNull() and shown.zoom > self.layer.min_zoom:
            shown = _above(shown, 1)
            image = self._tiles.get(shown, QImage())
        if image.isNull():
            return
        steps = tile.zoom - shown.zoom
        edge = image.width() / (1 << steps)
        column, row = tile.column - (shown.column << steps), tile.row - (shown.row << steps)
        source = QRectF(column * edge, row * edge, edge, edge)
        west, _, east, north = tile.box
        painter.save()
        painter.setTransform(QTransform(1, 0, 0, -1, west, north), True)
        painter.drawImage(QRectF(0, 0, east - west, east - west), image, source)
        painter.restore()


class WindowLayer(_Pictures):
    """A raster of any size: what is looked at is read by overview, with some room around it."""

    def __init__(self, layer: MapLayer, path: Path, parse: Parse, told: Callable[[UserError], None]) -> None:
        super().__init__(layer, path, parse, told)
        self._last: tuple[drawing.Box, float, QImage] | None = None

    def paint(self, painter: QPainter, frame: Frame) -> None:
        box = _common(frame.view.box, self.bounds())
        if box is None:
            return
        last = self._last
        scale = frame.view.px_per_m * frame.ratio
        if last is None or last[1] != scale or not _inside(box, last[0]):
            last = self._read(box, scale)
        frame.breathe()
        if last is None:
            return
        (west, _, _, north), _, image = last
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setTransform(frame.view.transform, True)
        painter.setTransform(QTransform(1, 0, 0, -1, west, north), True)
        painter.drawImage(QRectF(0, 0, last[0][2] - west, north - last[0][1]), image)
        painter.resetTransform()

    def _read(self, box: drawing.Box, scale: float) -> tuple[drawing.Box, float, QImage] | None:
        right, up = (box[2] - box[0]) * _MARGIN / 2, (box[3] - box[1]) * _MARGIN / 2
        wider = _common((box[0] - right, box[1] - up, box[2] + right, box[3] + up), self.bounds()) or box
        width, height = (max(round(size * scale), 1) for size in (wider[2] - wider[0], wider[3] - wider[1]))
        most = max(width, height) / 4000
        if most > 1:
            width, height = max(round(width / most), 1), max(round(height / most), 1)
        low, high = self.layer.spread
        found = self.ask("read_window", box=list(wider), width=width, height=height, low=low, high=high)
        if found is None:
            return None
        self._last = (wider, scale, _image(found.blobs["rgba"], found.data["width"], found.data["height"]))
        return self._last


def _image(rgba: bytes, width: int, height: int) -> QImage:
    if len(rgba) != width * height * 4:
        return QImage()
    plain = QImage(rgba, width, height, width * 4, QImage.Format.Format_RGBA8888)
    return plain.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def _above(tile: Tile, steps: int) -> Tile:
    steps = min(steps, tile.zoom)
    return Tile(tile.zoom - steps, tile.column >> steps, tile.row >> steps)


def _common(a: drawing.Box, b: drawing.Box) -> drawing.Box | None:
    box = (max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3]))
    return box if box[0] < box[2] and box[1] < box[3] else None


def _inside(a: drawing.Box, b: drawing.Box) -> bool:
    slack = (b[2] - b[0]) * 1e-9
    return a[0] >= b[0] - slack and a[1] >= b[1] - slack and a[2] <= b[2] + slack and a[3] <= b[3] + slack
