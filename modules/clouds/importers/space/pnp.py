"""Where a photograph was taken from, by points and pixels: OpenCV's SQPnP and P3P, then least squares for the
residuals, the uncertainty and, if it is not known, the focal length."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from scipy.optimize import least_squares
from scipy.spatial.transform import Rotation

from modules.clouds.importers.points import Array
from modules.clouds.rules.posing import Pinhole, quaternion, triple
from workstation.api import UserError

_STRAIGHT = 0.01  # of the extent: points nearer to a line leave the camera free to turn about it
_GUESSES = (0.55, 0.8, 1.0, 1.4, 2.0, 3.2)  # focal lengths in longer sides of the picture, to begin with
_FOCAL_PAIRS = 6
_FOCAL_UNSURE = 0.1  # of the focal length: more is no measurement
_PICK_PX = 1.0  # nobody picks better
_BLUNDER = 4.0  # times what the other pairs suggest
_BLUNDER_PX = 6.0
_NONE = np.zeros(0)


@dataclass(frozen=True)
class Placed:
    """A camera with the residual (n,) of each pair in pixels; uncertainties (1σ) where there are more pairs than
    needed."""

    camera: Pinhole
    residuals: Array
    position_u: float | None = None
    direction_u_deg: float | None = None
    focal_u: float = 0.0

    @property
    def rms(self) -> float:
        """Root mean square of the residuals in pixels."""
        return float(np.sqrt((self.residuals**2).mean()))


def answer(said: dict[str, Any]) -> dict[str, Any]:
    """Candidates, best first (one, if there are four pairs), with residuals of all pairs; and which pairs look like
    blunders."""
    points = np.array(said["points"], float).reshape(-1, 3)
    pixels = np.array(said["pixels"], float).reshape(-1, 2)
    used = np.array(said["used"], bool)
    found, suspects = place(points[used], pixels[used], said["focal_px"], said["width"], said["height"])
    index = np.flatnonzero(used)
    return {
        "candidates": [_told(one, points, pixels) for one in found], "suspects": [int(index[at]) for at in suspects],
        "solved": said["focal_px"] is None,
    }


def _told(placed: Placed, points: Array, pixels: Array) -> dict[str, Any]:
    camera = placed.camera
    off = np.nan_to_num(np.linalg.norm(camera.project(points)[:, :2] - pixels, axis=1), nan=1e6)
    return {
        "rotation": quaternion(camera.rotation), "position": triple(camera.position), "focal_px": camera.focal_px,
        "residuals": off.tolist(), "rms": placed.rms, "position_u": placed.position_u,
        "direction_u_deg": placed.direction_u_deg,
    }


def place(
    points: Array, pixels: Array, focal_px: float | None, width: int, height: int
) -> tuple[list[Placed], list[int]]:
    """Cameras that fit, and the pairs that look like blunders. Without ``focal_px`` that is solved for, too.

    Raises ``UserError``: ``clouds.pose_too_few``, ``clouds.pose_in_line``, ``clouds.pose_needs_focal``,
    ``clouds.pose_focal_unsure``, ``clouds.pose_failed``.
    """
    _judge(points, pixels, focal_px)
    middle = points.mean(axis=0)
    near, pixels = points - middle, np.ascontiguousarray(pixels)  # small numbers are exact
    if len(points) == 3:
        assert focal_px is not None
        placed = _three(near, pixels, focal_px, width, height)
        suspects: list[int] = []
    else:
        placed = [_fitted(near, pixels, focal_px, width, height)]
        suspects = _blunders(near, pixels, placed[0])
    if not placed:
        raise UserError("clouds.pose_failed")
    return [_moved(one, middle) for one in placed], suspects


def _judge(points: Array, pixels: Array, focal_px: float | None) -> None:
    if len(points) < 3:
        raise UserError("clouds.pose_too_few", given=len(points))
    for values in (points, pixels):
        extents = np.linalg.svd(values - values.mean(axis=0), compute_uv=False)
        if extents[0] == 0 or extents[1] < _STRAIGHT * extents[0]:
            raise UserError("clouds.pose_in_line")
    if focal_px is None and len(points) < _FOCAL_PAIRS:
        raise UserError("clouds.pose_needs_focal", wanted=_FOCAL_PAIRS, given=len(points))


def _matrix(focal_px: float, width: int, height: int) -> Array:
    return np.array([[focal_px, 0, width / 2], [0, focal_px, height / 2], [0, 0, 1]], float)


def _pinhole(turn: Array, shift: Array, focal_px: float, width: int, height: int) -> Pinhole:
    rotation = np.asarray(cv2.Rodrigues(np.asarray(turn, float))[0], float)
    return Pinhole(rotation, -rotation.T @ np.asarray(shift, float).ravel(), focal_px, width, height)


def _placed(camera: Pinhole, points: Array, pixels: Array) -> Placed | None:
    seen = camera.project(points)
    if not (seen[:, 2] > 0).all():
        return None
    return Placed(camera, np.linalg.norm(seen[:, :2] - pixels, axis=1))


def _three(points: Array, pixels: Array, focal_px: float, width: int, height: int) -> list[Placed]:
    """Up to four places from which three points look the same; those that differ by nothing are told once."""
    count, turns, shifts = cv2.solveP3P(
        points, pixels, _matrix(focal_px, width, height), _NONE, flags=cv2.SOLVEPNP_P3P
    )
    found: list[Placed] = []
    for turn, shift in zip(turns[:count], shifts[:count], strict=True):
        placed = _placed(_pinhole(turn, shift, focal_px, width, height), points, pixels)
        if placed is None or placed.rms > _BLUNDER_PX:
            continue
        if all(np.linalg.norm(placed.camera.position - other.camera.position) > 1e-4 for other in found):
            found.append(placed)
    return sorted(found, key=lambda placed: placed.rms)


def _fitted(points: Array, pixels: Array, focal_px: float | None, width: int, height: int) -> Placed:
    guesses = [focal_px] if focal_px is not None else [guess * max(width, height) for guess in _GUESSES]
    best: Placed | None = None
    for guess in guesses:
        count, turns, shifts, _ = cv2.solvePnPGeneric(
            points, pixels, _matrix(guess, width, height), _NONE, flags=cv2.SOLVEPNP_SQPNP
        )
        for turn, shift in zip(turns[:count], shifts[:count], strict=True):
            started = _placed(_pinhole(turn, shift, guess, width, height), points, pixels)
            if started is None:
                continue
            placed = _refined(points, pixels, started.camera, solve_focal=focal_px is None)
            if placed is not None and (best is None or placed.rms < best.rms):
                best = placed
    if best is None:
        raise UserError("clouds.pose_failed")
    if best.focal_u > _FOCAL_UNSURE:
        raise UserError("clouds.pose_focal_unsure", percent=f"{best.focal_u * 100:.0f}")
    return best


def _refined(points: Array, pixels: Array, camera: Pinhole, *, solve_focal: bool) -> Placed | None:
    """Least squares of the residuals over turning, place and perhaps the logarithm of the focal length."""
    def moved(x: Array) -> Pinhole:
        turn = Rotation.from_rotvec(x[:3]).as_matrix() @ camera.rotation
        focal = camera.focal_px * float(np.exp(np.clip(x[6], -3, 3))) if solve_focal else camera.focal_px
        return Pinhole(turn, camera.position + x[3:6], focal, camera.width, camera.height)

    def off(x: Array) -> Array:
        seen = moved(x).project(points)[:, :2] - pixels
        missed: Array = np.nan_to_num(seen, nan=1e5).ravel()
        return missed

    size = max(1e-6, float(np.linalg.norm(camera.position)))
    many = 7 if solve_focal else 6
    result = least_squares(off, np.zeros(many), x_scale=np.array([1, 1, 1, size, size, size, 1.0][:many]), method="trf")
    placed = _placed(moved(result.x), points, pixels)
    free = 2 * len(points) - many
    if placed is None or free <= 0:
        return placed
    sigma2 = max(_PICK_PX**2, float((placed.residuals**2).sum()) / free)
    spread = np.linalg.pinv(result.jac.T @ result.jac) * sigma2
    return Placed(
        placed.camera, placed.residuals, float(np.sqrt(np.trace(spread[3:6, 3:6]))),
        float(np.degrees(np.sqrt(np.trace(spread[:3, :3])))), float(np.sqrt(spread[6, 6])) if solve_focal else 0.0,
    )


def _blunders(points: Array, pixels: Array, placed: Placed) -> list[int]:
    """Pairs that the others contradict: the camera is placed without each of them, and asked where it sees that one."""
    least = _FOCAL_PAIRS
    if len(points) < least:
        return []
    suspects: list[int] = []
    left = list(range(len(points)))
    while len(left) >= least:
        best: tuple[float, int] | None = None
        for one in left:
            if placed.residuals[one] < _BLUNDER_PX / 2:
                continue  # a pair that fits is none, however much the others would leave open without it
            rest = [at for at in left if at != one]
            fit = _refined(points[rest], pixels[rest], placed.camera, solve_focal=False)
            if fit is None:
                continue
            missed = float(np.linalg.norm(fit.camera.project(points[[one]])[0, :2] - pixels[one]))
            limit = max(_BLUNDER_PX, _BLUNDER * fit.rms)
            if missed > limit and (best is None or fit.rms < best[0]):
                best = (fit.rms, one)
        if best is None:
            break
        suspects.append(best[1])
        left.remove(best[1])
    return sorted(suspects)


def _moved(placed: Placed, by: Array) -> Placed:
    camera = placed.camera
    there = Pinhole(camera.rotation, camera.position + by, camera.focal_px, camera.width, camera.height)
    return Placed(there, placed.residuals, placed.position_u, placed.direction_u_deg, placed.focal_u)
