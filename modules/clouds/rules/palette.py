"""Colours for heights, intensities, classes and scans, as arrays of 0xRRGGBB."""

import numpy as np

from modules.clouds.rules.morton import Array


def _ramp(stops: tuple[tuple[float, int], ...], steps: int = 256) -> Array:
    """Colours between stops, in equal steps."""
    at = np.linspace(0, 1, steps)
    places = [place for place, _ in stops]
    channels = [
        np.interp(at, places, [(colour >> shift) & 255 for _, colour in stops]).round().astype(np.uint32) << shift
        for shift in (16, 8, 0)
    ]
    return np.asarray(channels[0] | channels[1] | channels[2], np.uint32)


# dark violet to yellow: order is seen in print without colour and by people who confuse red and green
HEIGHTS = _ramp(((0, 0x30124A), (0.2, 0x3D58B8), (0.4, 0x2192B4), (0.6, 0x35B779), (0.8, 0xB5C53A), (1, 0xFDE725)))
STRENGTHS = _ramp(((0, 0x16181C), (0.5, 0x8A8D92), (1, 0xFAFAF7)))
CLASSES = np.array(
    [0x9A9A9A, 0xB8B8B8, 0xA0703C, 0x8FBF5A, 0x4F9A3E, 0x2E6B2B, 0xC9473E, 0xE05FB0, 0xF2D74E, 0x3F7FD0, 0x7E5BB5,
     0x56606B, 0xE8913A, 0x35C0C8, 0xD9D9D9, 0x6C4E2E], np.uint32,
)
SCANS = np.array(
    [0x4C9BE8, 0xE8913A, 0x5FBF6A, 0xD9534F, 0xA67BD6, 0xC7B446, 0x3FBFBF, 0xE07BB0, 0x9A9A9A, 0x7F9F3F, 0x5B6FD0,
     0xBF7F5F], np.uint32,
)
# blue below, red above, light between: told apart by people who confuse red and green
DEVIATIONS = _ramp(((0, 0x1B4F9C), (0.25, 0x78B4DE), (0.5, 0xEDEDED), (0.75, 0xF2A06B), (1, 0xA8201F)))
