"""The clipping box: along the axes of the frame, or turned about the vertical through its middle."""

import math
from dataclasses import dataclass
from itertools import product

import numpy as np

from modules.clouds.records import Box, Triple
from modules.clouds.rules.morton import Array
from modules.clouds.rules.registration import Rigid


@dataclass(frozen=True)
class Clip:
    """``box`` as it stands before it is turned by ``turn_deg``, clockwise as seen from above."""

    box: Box
    turn_deg: float = 0.0

    @property
    def own(self) -> Rigid:
        """Into coordinates in which the box stands along the axes."""
        middle = np.mean(self.box, axis=0)
        angle = math.radians(self.turn_deg)
        c, s = math.cos(angle), math.sin(angle)
        turn = np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])
        return Rigid(turn, middle - turn @ middle)

    def inside(self, points: Array) -> Array:
        """Which of the points (n, 3) lie within."""
        own = self.own.apply(points) if self.turn_deg else points
        return np.asarray(((own >= self.box[0]) & (own <= self.box[1])).all(axis=1))

    def corners(self) -> Array:
        """The eight corners (8, 3), as it is turned; x changes slowest, z fastest."""
        return self.own.inverse().apply(np.array(list(product(*zip(*self.box, strict=True))), float))

    def around(self) -> Box:
        """The box along the axes that holds the turned one."""
        if not self.turn_deg:
            return self.box
        corners = self.corners()
        return _triple(corners.min(axis=0)), _triple(corners.max(axis=0))


def along_wall(start: Triple, end: Triple, seen_from: Triple, heights: tuple[float, float], metre: float) -> Clip:
    """A slab around a wall between two points: 0.3 m beyond its ends, 0.6 m on the side of the eye and 0.4 m behind.
    Its turn is the direction in which the eye looks at the wall. ``metre`` in units of the frame."""
    yaw = facing(start, end, seen_from)
    ahead = np.array([math.sin(math.radians(yaw)), math.cos(math.radians(yaw)), 0.0])
    middle = np.mean([start, end], axis=0) - ahead * 0.1 * metre
    half = np.array([math.dist(start[:2], end[:2]) / 2 + 0.3 * metre, 0.5 * metre, 0.0])
    low, high = middle - half, middle + half
    low[2], high[2] = heights
    return Clip((_triple(low), _triple(high)), yaw)


def facing(start: Triple, end: Triple, seen_from: Triple) -> float:
    """The yaw (degrees clockwise from y) in which an eye looks straight at a wall between two points."""
    along = np.subtract(end, start)
    ahead = np.array([-along[1], along[0]])
    if ahead @ np.subtract(np.mean([start, end], axis=0), seen_from)[:2] < 0:
        ahead = -ahead
    return math.degrees(math.atan2(ahead[0], ahead[1])) % 360


def _triple(values: Array) -> Triple:
    return float(values[0]), float(values[1]), float(values[2])
