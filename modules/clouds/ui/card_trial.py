"""A trial of the graphics card: ``python -m modules.clouds.ui.card_trial`` draws some points by card and by processor.

It says ``card`` or ``software`` when both pictures agree, and fails (or falls, with its driver) otherwise.
"""

import sys

import numpy as np
from PySide6.QtGui import QGuiApplication, QOffscreenSurface

from modules.clouds.records import Projection
from modules.clouds.rules.camera import Camera
from modules.clouds.rules.draw import Frame, Look, Renderer
from modules.clouds.rules.morton import Array
from modules.clouds.rules.pyramid import PIECE, Pyramid, Shape
from modules.clouds.rules.scene import Scene
from modules.clouds.rules.splat import EMPTY
from modules.clouds.ui.graphics import CardSplatter, wanted_format

_SIZE = (320, 200)
_AGREE = 0.995  # of the pixels: where two points lie at the border of a pixel, rounding decides


def trial_scene() -> Scene:
    """A thousand points here and there, in whole millimetres, one tree of one node."""
    rng = np.random.default_rng(4)
    position: Array = rng.integers(1, 4096, (1000, 3)).astype(np.int32)
    shape = Shape(1000, ("position", "look"), (0.001,) * 3, (500_000.0, 2_500_000.0, 0.0), (0, 0, 0), 12)
    pieces = np.zeros(1, PIECE)
    pieces["count"] = 1000
    return Scene.of(Pyramid(shape, {"position": position, "look": np.full((1000, 4), 200, np.uint8)}, pieces))


def agree(one: Frame, other: Frame) -> bool:
    """Whether two pictures show the same points."""
    return bool((one.nearest != EMPTY).any()) and float((_numbers(one) == _numbers(other)).mean()) >= _AGREE


def _numbers(frame: Frame) -> Array:
    return np.asarray(frame.nearest & np.uint64(0xFFFFFFFF))


def main() -> int:
    """Try, and say."""
    app = QGuiApplication(sys.argv)
    surface = QOffscreenSurface()
    surface.setFormat(wanted_format())
    surface.create()
    splatter = CardSplatter(surface)
    card, processor = Renderer(1, splatter), Renderer(1)
    scene = trial_scene()
    cameras = (Camera((0.0, 0.0, 0.0), 7.0), Camera((0.5, 0.0, 0.0), 5.0, projection=Projection.PLAN))
    same = all(
        agree(*(renderer.draw(scene, camera, *_SIZE, Look(largest_px=1), 10_000) for renderer in (card, processor)))
        for camera in cameras
    )
    sys.stdout.write("software" if splatter.software else "card")
    app.processEvents()
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
