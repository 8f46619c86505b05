"""Videos made by hand: a dark street, each frame numbered in squares, a fire that flickers from a known time on."""

from pathlib import Path

import cv2
import numpy as np

PER_SECOND, SIZE = 10, (160, 120)
FIRE_S = 8.0


def fire(path: Path, seconds: float = 16.0, code: str = "MJPG", begins_s: float = FIRE_S) -> Path:
    """A video whose frame n shows n in the brightness of sixteen squares at its lower edge (lossy codecs keep it)."""
    rng = np.random.default_rng(7)
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*code), PER_SECOND, SIZE)
    assert writer.isOpened()
    for number in range(round(seconds * PER_SECOND)):
        picture = np.full((SIZE[1], SIZE[0], 3), 30, np.float32) + rng.normal(0, 2, (SIZE[1], SIZE[0], 3))
        since = number / PER_SECOND - begins_s
        if since >= 0:
            glow = 120 + 60 * np.sin(2 * np.pi * 3.1 * since)
            picture[40:70, 60:90] += np.array([0.1, 0.5, 1.0]) * glow
        for bit in range(12):
            picture[106:118, 4 + 12 * bit : 14 + 12 * bit] = 200 if number >> bit & 1 else 20
        writer.write(np.clip(picture, 0, 255).astype(np.uint8))
    writer.release()
    return path


def number_in(picture: np.ndarray) -> int:
    """The number that a frame shows."""
    scale = picture.shape[1] / SIZE[0]
    return sum(
        1 << bit for bit in range(12) if picture[round(112 * scale), round((9 + 12 * bit) * scale)].mean() > 110
    )


def cut(path: Path, target: Path, share: float) -> Path:
    """The first part of a file."""
    content = path.read_bytes()
    target.write_bytes(content[: round(len(content) * share)])
    return target
