"""The map: 100,000 features, and a large GeoTIFF: the first picture, and what a step of panning or zooming takes.

    .venv/bin/python benchmarks/map.py [--features 100000] [--pixels 60000] [--folder FOLDER] [--keep] [--seconds 6]

A step is what the window's thread does for one move, painting included; the pictures arrive from the canvas's own
thread meanwhile. Without a display Qt's ``offscreen`` painter is used. ``--pixels 60000`` makes a GeoTIFF of
60,000 × 60,000 pixels (10.8 GB, uncompressed, and its overviews) in FOLDER and deletes it afterwards, unless ``--keep``
is given; 0 leaves it out.

Beside it QGIS draws the same features at the same size with its parallel renderer, if the system's Python has it
(Debian: ``apt-get install python3-qgis``); the ratio is between the two whole pictures.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import harness
import numpy as np
import orjson

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from modules.map.importers.vector import parse_vector
from modules.map.records import LayerKind, MapLayer
from modules.map.rules.features import Features, features_from
from modules.map.ui.drawn import VectorLayer
from modules.map.ui.pictures import WindowLayer
from workstation.services.sandbox import Sandbox
from workstation.ui.canvas import Canvas, CanvasLayer, render
from workstation.ui.run import keep_answering
from workstation.ui.theme import load_fonts, tokens_for

if TYPE_CHECKING:
    from workstation.ui.shell import Shell

SIZE = (1440, 900)
FIRST_S, STEP_MS = 1.0, 33.0
_BLOCK = 2048

_QGIS = """
import sys, time
from qgis.core import *
from qgis.PyQt.QtCore import QSize
app = QgsApplication([], False); app.initQgis()
layer = QgsVectorLayer(sys.argv[1], "x", "ogr")
settings = QgsMapSettings(); settings.setLayers([layer]); settings.setOutputSize(QSize({width}, {height}))
settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
transform = QgsCoordinateTransform(layer.crs(), settings.destinationCrs(), QgsProject.instance())
settings.setExtent(transform.transformBoundingBox(layer.extent()))
for _ in range(4):
    start, busy = time.perf_counter(), time.process_time()
    job = QgsMapRendererParallelJob(settings); job.start(); job.waitForFinished()
    print(time.perf_counter() - start, time.process_time() - busy, flush=True)
app.exitQgis()
"""


class _Shell:
    """What the canvas asks of the window."""

    tokens = tokens_for("light")

    def words(self, text: str, **_: object) -> str:
        return text

    def notify(self, text: str, level: str = "info") -> None:
        print(level, text, file=sys.stderr)


def features_file(folder: Path, count: int) -> Path:
    """Buildings of twelve corners over 20 × 20 km, with a name and a use."""
    import shapely
    from pyogrio import raw

    path = folder / f"features-{count}.gpkg"
    if not path.exists():
        random = np.random.default_rng(1)
        middles = np.column_stack((113.8 + random.random(count) * 0.2, 22.8 + random.random(count) * 0.2))
        turn = np.linspace(0, 2 * np.pi, 12, endpoint=False)
        reach = (5 + random.random(count) * 20)[:, None] / 111_320
        rings = np.stack((middles[:, :1] + reach * np.cos(turn), middles[:, 1:] + reach * np.sin(turn)), axis=2)
        shapes = shapely.to_wkb(shapely.polygons(rings))
        names = np.array([f"建筑 {number}" for number in range(count)], dtype=object)
        uses = np.array(["厂房", "住宅", "仓库", "商铺"], dtype=object)[random.integers(0, 4, count)]
        raw.write(str(path), shapes, [names, uses], ["名称", "用途"], geometry_type="Polygon", crs="EPSG:4490",
                  driver="GPKG")  # fmt: skip
    return path


def raster_file(folder: Path, pixels: int) -> Path:
    """A GeoTIFF of noise and stripes at 5 cm a pixel, tiled, with overviews."""
    import rasterio
    from rasterio.enums import Resampling
    from rasterio.transform import from_origin
    from rasterio.windows import Window

    path = folder / f"orthophoto-{pixels}.tif"
    if path.exists():
        return path
    random = np.random.default_rng(2)
    block = random.integers(60, 200, (3, _BLOCK, _BLOCK), dtype=np.uint8)
    profile: dict[str, Any] = {
        "driver": "GTiff", "width": pixels, "height": pixels, "count": 3, "dtype": "uint8", "crs": "EPSG:4547",
        "transform": from_origin(487_000, 2_536_000, 0.05, 0.05), "tiled": True, "blockxsize": 512, "blockysize": 512,
        "interleave": "pixel", "BIGTIFF": "YES",
    }
    with rasterio.Env(GDAL_TIFF_OVR_BLOCKSIZE="512", GDAL_NUM_THREADS="ALL_CPUS"):
        with rasterio.open(path, "w", **profile) as made:
            for row in range(0, pixels, _BLOCK):
                for column in range(0, pixels, _BLOCK):
                    wide, high = min(_BLOCK, pixels - column), min(_BLOCK, pixels - row)
                    shade = np.uint8((row // _BLOCK + column // _BLOCK) % 4 * 12)
                    made.write(block[:, :high, :wide] + shade, window=Window(column, row, wide, high))
        with rasterio.open(path, "r+") as made:
            made.build_overviews([2**n for n in range(1, 9) if pixels >> n > 128], Resampling.average)
    return path


def settle(canvas: Canvas) -> None:
    """Until a whole picture is shown."""
    if not canvas.complete:
        loop = QEventLoop()
        canvas.finished.connect(loop.quit)
        loop.exec()


def pause(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(max(milliseconds, 1), loop.quit)
    loop.exec()


def steps(app: QApplication, canvas: Canvas, seconds: float) -> dict[str, float]:
    """Pan and zoom as a person does, 60 steps a second; milliseconds for each, and of the processor for the
    window's thread alone: what is left of it where other programs wait for the same processor."""
    taken: list[float] = []
    busy: list[float] = []
    until, number = time.perf_counter() + seconds, 0
    while time.perf_counter() < until:
        begun, worked = time.perf_counter(), time.thread_time()
        if number % 90 < 60:
            canvas.move_by(9 if number // 90 % 2 else -9, 4)
        else:
            canvas.zoom(1.04 if number // 90 % 2 else 1 / 1.04)
        canvas.repaint()
        app.processEvents()
        taken.append((time.perf_counter() - begun) * 1000)
        busy.append((time.thread_time() - worked) * 1000)
        number += 1
        pause(round(16 - taken[-1]))
    told = {name: round(float(np.percentile(taken, share)), 1) for name, share in
            (("median_ms", 50), ("p95_ms", 95), ("max_ms", 100))}  # fmt: skip
    return {**told, "p95_cpu_ms": round(float(np.percentile(busy, 95)), 1)}


def measure(app: QApplication, name: str, make: Any, seconds: float, zoom: float = 1.0) -> dict[str, float]:
    """The first picture of a layer from the moment somebody asks for it, and steps after that."""
    canvas = Canvas(cast("Shell", _Shell()))
    canvas.resize(*SIZE)
    canvas.show()
    harness.wait_for_quiet()
    begun, busy = time.perf_counter(), time.process_time()
    layer: CanvasLayer = make()
    canvas.set_layers([layer])
    canvas.fit()
    settle(canvas)
    first, worked = time.perf_counter() - begun, time.process_time() - busy
    canvas.zoom(zoom)
    settle(canvas)
    told = {"first_s": round(first, 2), "first_cpu_s": round(worked, 2), **steps(app, canvas, seconds)}
    good = told["first_s"] < FIRST_S and told["p95_ms"] < STEP_MS
    print(f"{name:34} first picture {told['first_s']:5.2f} s ({worked:.2f} of a processor)   "
          f"step median {told['median_ms']:5.1f} ms   "
          f"p95 {told['p95_ms']:5.1f} ms ({told['p95_cpu_ms']:.1f})   max {told['max_ms']:5.1f} ms   "
          f"{'ok' if good else 'ABOVE'}")  # fmt: skip
    canvas.close()
    canvas.deleteLater()
    app.processEvents()
    return told


def whole_picture(layer: VectorLayer) -> tuple[float, float]:
    """All features painted at once in one thread, the best of three: seconds and processor seconds."""
    from workstation.ui.canvas import Viewpoint

    view = Viewpoint(width=SIZE[0], height=SIZE[1]).fitted(layer.bounds())
    taken = []
    for _ in range(4):
        begun, busy = time.perf_counter(), time.process_time()
        render(view, [layer], 96 / 25.4)
        taken.append((time.perf_counter() - begun, time.process_time() - busy))
    return min(taken[1:])


def qgis(path: Path) -> tuple[float, float] | None:
    """The best of three whole pictures by QGIS, seconds and processor seconds; none where it is not installed."""
    script = _QGIS.format(width=SIZE[0], height=SIZE[1])
    held = {"QT_QPA_PLATFORM": "offscreen", "HOME": tempfile.gettempdir()}
    try:
        done = subprocess.run(["/usr/bin/python3", "-c", script, str(path)], capture_output=True, text=True,
                              check=False, env=held)  # fmt: skip
    except OSError:
        return None
    taken = [(float(line.split()[0]), float(line.split()[1])) for line in done.stdout.splitlines()]
    return min(taken[1:], default=None)  # it often ends by a crash, after everything was drawn


def main() -> None:
    """Run and print; the last line is JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--features", type=int, default=100_000)
    parser.add_argument("--pixels", type=int, default=60_000)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "embercase-map")
    parser.add_argument("--keep", action="store_true", help="leave the files where they are, for another run")
    parser.add_argument("--seconds", type=float, default=6.0)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    load_fonts()
    keep_answering()
    print(f"{platform.machine()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, {SIZE[0]}×{SIZE[1]}")
    results: dict[str, Any] = {}
    path = features_file(options.folder, options.features)
    begun = time.perf_counter()
    parsed = parse_vector(str(path), name=path.name)
    print(f"taking {options.features} features in: {time.perf_counter() - begun:.1f} s")
    arrays, columns = parsed.blobs["0.npz"], parsed.blobs["0.json"]
    record = MapLayer(title="features", kind=LayerKind.VECTOR, file_id="f", frame="EPSG:4490")

    def layer() -> VectorLayer:
        """As when a case is opened: the arrays are on the disk."""
        held: Features = features_from(arrays, orjson.loads(columns))
        return VectorLayer(record, held, _Shell.tokens)

    results["features"] = measure(app, f"{options.features} features, all in sight", layer, options.seconds)
    results["features_near"] = measure(app, "  the same, a tenth in sight", layer, options.seconds, 3.2)
    ours, peer = whole_picture(layer()), qgis(path)
    print(f"whole picture: ours {ours[0]:.2f} s ({ours[1]:.2f} s of a processor)")
    if peer:
        ratios = f"ratio {peer[0] / ours[0]:.1f} ({peer[1] / ours[1]:.1f})"
        print(f"          QGIS beside {peer[0]:.2f} s ({peer[1]:.2f}), {ratios}")
    else:
        print("          QGIS is not installed: apt-get install python3-qgis")
    results["whole"] = {"ours_s": ours, "qgis_s": peer}
    if options.pixels:
        raster = raster_file(options.folder, options.pixels)
        print(f"GeoTIFF: {options.pixels} px square, {options.pixels**2 * 3 / 1e9:.1f} GB of pixels, "
              f"{raster.stat().st_size / 1e9:.1f} GB on disk")  # fmt: skip
        sandbox = Sandbox(preload=["modules.map.importers.parse"])
        facts = sandbox.parse("modules.map.importers.parse:parse_raster", raster).data
        seen = MapLayer(title="orthophoto", kind=LayerKind.RASTER, file_id="f", box=tuple(facts["box"]))
        results["raster"] = measure(app, "GeoTIFF, all in sight", lambda: WindowLayer(
            seen, raster, sandbox.parse, lambda error: print(error)), options.seconds)  # fmt: skip
        results["raster_near"] = measure(app, "  the same, 30 times larger", lambda: WindowLayer(
            seen, raster, sandbox.parse, lambda error: print(error)), options.seconds, 30.0)  # fmt: skip
        sandbox.close()
    if not options.keep:
        for made in options.folder.glob("orthophoto-*.tif*"):
            made.unlink()
    print(json.dumps(results))


if __name__ == "__main__":
    main()
