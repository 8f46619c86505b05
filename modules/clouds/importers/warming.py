"""Compiling what draws and what lays out a first look, once after an installation, in a process of its own: compiling
holds Python's lock for seconds.

``python -m modules.clouds.importers.warming`` leaves the compiled code where numba finds it again.
"""

import subprocess
import sys
from pathlib import Path

import numba
import numpy as np

from modules.clouds.importers.building.preview import laid_out
from modules.clouds.importers.building.runs import Plan, sorted_columns
from modules.clouds.importers.points import Points
from modules.clouds.records import Colouring, Projection
from modules.clouds.rules.camera import Camera
from modules.clouds.rules.draw import Look, Renderer
from modules.clouds.rules.morton import Array
from modules.clouds.rules.pyramid import PIECE, Pyramid, Shape
from modules.clouds.rules.scene import Part, Scene
from workstation.api import RESOURCES

_PATIENCE_S = 180


def warm_up(profile: Path) -> None:
    """Make sure that drawing does not begin with compiling; a note in the profile says that it was done."""
    newest = max(path.stat().st_mtime_ns for path in Path(__file__).parent.parent.glob("rules/*.py"))
    note = profile / "compiled" / f"clouds-{numba.__version__}-{newest:x}"
    if not note.exists():
        try:
            done = subprocess.run(
                [sys.executable, "-m", "modules.clouds.importers.warming"], cwd=RESOURCES.parent, timeout=_PATIENCE_S,
                check=False, capture_output=True,
            )
            if done.returncode == 0:
                note.parent.mkdir(parents=True, exist_ok=True)
                note.touch()
        except (OSError, subprocess.TimeoutExpired):  # then the first picture takes as long as compiling
            return
    sort_once()
    draw_once()


def sort_once() -> None:
    """Lay out two points as the first look into a COPC file brings them."""
    whole, deep = np.array([1, 2], np.int32), np.zeros(2, np.uint16)
    plan = Plan(True, (1.0,) * 3, (0.0,) * 3, (0, 0, 0), 7, ("position", "look", "intensity"))
    for colour in (None, (deep, deep, deep)):
        points = Points(whole, whole, whole, colour, deep, np.zeros(2, np.uint8))
        laid_out(plan, *sorted_columns(points, plan))


def draw_once() -> None:
    """Draw two points in every way, which loads (or makes) all compiled code."""
    shape = Shape(2, ("position", "look", "intensity", "scan", "normal"), (1.0,) * 3, (0.0,) * 3, (0, 0, 0), 7)
    columns: dict[str, Array] = {
        "position": np.array([[1, 2, 3], [4, 5, 6]], np.int32), "look": np.zeros((2, 4), np.uint8),
        "intensity": np.zeros(2, np.uint16), "scan": np.zeros(2, np.uint16), "normal": np.zeros((2, 3), np.int8),
    }
    pieces = np.zeros(1, PIECE)
    pieces["count"] = 2
    # columns of a finished pyramid are read-only, which is another kind to the compiler
    for kind in (columns, {name: _frozen(values) for name, values in columns.items()}):
        renderer = Renderer(threads=1)
        scene = Scene((Part("", Pyramid(shape, kind, pieces), values=np.zeros(2, np.float32)),))
        try:
            for colouring in Colouring:
                renderer.draw(scene, Camera((0.0, 0.0, 0.0), 9.0), 8, 8, Look(colouring), 10)
            renderer.draw(scene, Camera((0.0, 0.0, 0.0), 9.0, projection=Projection.PLAN), 8, 8, Look(), 10)
        finally:
            renderer.close()


def _frozen(values: Array) -> Array:
    copy = values.copy()
    copy.flags.writeable = False
    return copy


if __name__ == "__main__":
    sort_once()
    draw_once()
