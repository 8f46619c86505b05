"""The card draws what the processor draws: tried where a display is, in a process of its own; else it stays out."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from modules.clouds.records import Projection
from modules.clouds.rules.camera import Camera
from modules.clouds.rules.draw import Look, Renderer
from modules.clouds.rules.draw import Task as DrawTask
from modules.clouds.rules.morton import Array
from modules.clouds.ui.card_trial import agree, trial_scene
from modules.clouds.ui.graphics import CHOICE, card_is_there

ROOT = Path(__file__).parents[3]
PROGRAM = """
import sys
from PySide6.QtGui import QGuiApplication, QOffscreenSurface
from modules.clouds.rules.camera import Camera
from modules.clouds.records import Projection
from modules.clouds.rules.draw import Look, Renderer
from modules.clouds.rules.scene import Scene
from modules.clouds.ui.graphics import CardSplatter, wanted_format
from modules.clouds.ui.card_trial import agree
from tests.modules.clouds.test_scene import two
app = QGuiApplication(sys.argv)
surface = QOffscreenSurface()
surface.setFormat(wanted_format())
surface.create()
scene = two()
card, processor = Renderer(1, CardSplatter(surface, room=30_000)), Renderer(1)
box = ((400_000.0, 3_000_000.0, 4.0), (400_010.0, 3_000_001.5, 9.0))
looks = (Look(largest_px=1), Look(largest_px=1, clip=box))
cameras = (Camera((5.0, 0.5, 0.0), 12.0, 20.0, -40.0), Camera((5.0, 0.5, 0.0), 12.0, projection=Projection.PLAN))
for camera in cameras:
    for look in looks:
        pictures = [one.draw(scene, camera, 320, 200, look, 10**7) for one in (card, processor)]
        assert agree(*pictures), (camera, look)
print("agreed")
"""


@pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="there is no display and no Xvfb")
def test_card_and_processor_agree_on_two_clouds_though_the_card_holds_less_than_the_scene() -> None:
    env = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"} | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["xvfb-run", "-a", sys.executable, "-c", PROGRAM], env=env, cwd=ROOT, capture_output=True, text=True,
        timeout=120, check=False,
    )
    assert done.returncode == 0 and "agreed" in done.stdout, done.stderr[-2000:]


def test_without_a_display_the_processor_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    card_is_there.cache_clear()
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert not card_is_there()
    card_is_there.cache_clear()
    monkeypatch.setenv("QT_QPA_PLATFORM", "no such platform")  # the trial falls, and nothing else does
    monkeypatch.setenv(CHOICE, "card")
    assert not card_is_there()
    card_is_there.cache_clear()


class Falling:
    """A splatter whose card has gone."""

    aim_s = 0.01

    def splat(self, task: DrawTask) -> Array:
        raise OSError(f"the OpenGL context was lost at {task.width}")

    def close(self) -> None:
        """Nothing is held."""


def test_a_renderer_whose_card_falls_says_so() -> None:
    renderer = Renderer(1, Falling())
    with pytest.raises(OSError, match="lost"):
        renderer.draw(trial_scene(), Camera((0.0, 0.0, 0.0), 7.0), 64, 40, Look(), 100)
    renderer.close()


def test_the_trial_tells_pictures_apart() -> None:
    renderer, scene = Renderer(1), trial_scene()
    one, other = (
        renderer.draw(scene, Camera((0.0, 0.0, 0.0), 7.0, yaw, projection=way), 160, 100, Look(largest_px=1), 10_000)
        for yaw, way in ((0.0, Projection.PERSPECTIVE), (0.0, Projection.PLAN))
    )
    renderer.close()
    assert agree(one, one) and not agree(one, other)
    assert np.count_nonzero(one.nearest != other.nearest)
