"""Where the camera is in each frame of a film: around a named view, or from one to the next as between key frames."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from modules.clouds.rules.camera import Camera
from modules.clouds.rules.posing import triple
from workstation.api import UserError


def turntable(view: Camera, frames: int) -> Iterator[Camera]:
    """Once around what the view looks at, clockwise; the last frame leads back to the first.

    Raises ``UserError("clouds.film_parallel")``.
    """
    _perspective([view])
    for number in range(frames):
        yield replace(view, yaw_deg=(view.yaw_deg + 360 * number / frames) % 360)


def path(views: Sequence[Camera], frames: int) -> Iterator[Camera]:
    """From view to view without overshooting (monotone cubic), turning the shorter way, slow at both ends.

    Raises ``UserError``: ``clouds.film_parallel``, ``clouds.film_too_few``.
    """
    from scipy.interpolate import PchipInterpolator

    _perspective(views)
    if len(views) < 2:
        raise UserError("clouds.film_too_few")
    yaws = np.degrees(np.unwrap(np.radians([view.yaw_deg for view in views])))
    keys = np.array([[*view.target, math.log(view.distance), yaw, view.pitch_deg]
                     for view, yaw in zip(views, yaws, strict=True)])
    curve = PchipInterpolator(np.arange(len(views)), keys, axis=0)
    for number in range(frames):
        share = number / max(1, frames - 1)
        at = curve((len(views) - 1) * share * share * (3 - 2 * share))
        yield Camera(triple(at[:3]), math.exp(float(at[3])), float(at[4]) % 360, float(at[5]))


def _perspective(views: Sequence[Camera]) -> None:
    if not views or any(view.parallel for view in views):
        raise UserError("clouds.film_parallel")
