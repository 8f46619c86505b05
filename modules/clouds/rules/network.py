"""Several scans adjusted together: a graph of pairwise alignments, loops checked, contradictions named.

Least squares on what the alignments say of the corners of the boxes that both scans see, so that turns and shifts count
by what they do to the scene; Cauchy's weights keep a wrong alignment from bending the others (F. Lu and E. Milios,
Globally consistent range scan alignment, 1997; S. Choi et al., Robust reconstruction of indoor scenes, 2015).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from modules.clouds.records import Triple
from modules.clouds.rules.morton import Array
from modules.clouds.rules.registration import Rigid
from workstation.api import UserError

_CONTRADICTS = 8.0  # times the distance of the surfaces: then an alignment is wrong, not merely uncertain
_FEW_OVERLAP = 0.2


@dataclass(frozen=True)
class Edge:
    """The alignment of scan ``moving`` onto scan ``fixed`` (their numbers); ``shared`` is the box, in the frame of
    ``fixed``, of what both see; ``rms`` the distance of their surfaces, ``overlap`` the share of points with one."""

    moving: int
    fixed: int
    rigid: Rigid
    rms: float
    overlap: float
    shared: tuple[Triple, Triple]

    def corners(self) -> Array:
        """The corners (8, 3) of the shared box."""
        return np.array([[self.shared[side][axis] for axis, side in enumerate(sides)]
                         for sides in product((0, 1), repeat=3)])


@dataclass(frozen=True)
class Settled:
    """``poses`` brings each scan into the frame of the first; ``misfits`` (length, degrees) and ``used`` go with the
    edges in their order."""

    poses: tuple[Rigid, ...]
    misfits: tuple[tuple[float, float], ...]
    used: tuple[bool, ...]


def settle(count: int, edges: Sequence[Edge]) -> Settled:
    """Adjust ``count`` scans by the alignments of pairs. Raises ``UserError("clouds.scans_apart")``, with the numbers
    of scans that nothing ties to the first."""
    poses = _spanned(count, edges)
    used = [edge.overlap >= _FEW_OVERLAP for edge in edges]
    while True:
        kept = [edge for edge, on in zip(edges, used, strict=True) if on]
        if len(kept) >= count:  # a tree has nothing to settle
            poses = _adjusted(_spanned(count, kept), kept)
        misfits = [_misfit(edge, poses) for edge in edges]
        excess = [
            misfit[0] / max(edge.rms, 1e-9) if on else 0.0
            for edge, misfit, on in zip(edges, misfits, used, strict=True)
        ]
        worst = int(np.argmax(excess)) if excess else 0
        if not excess or excess[worst] < _CONTRADICTS:
            return Settled(tuple(poses), tuple(misfits), tuple(used))
        used[worst] = False


def _spanned(count: int, edges: Sequence[Edge]) -> list[Rigid]:
    """Poses along the tree of the largest overlaps (Prim)."""
    poses: dict[int, Rigid] = {0: Rigid.identity()}
    while len(poses) < count:
        ways = [edge for edge in edges if (edge.moving in poses) != (edge.fixed in poses)]
        if not ways:
            apart = [number for number in range(count) if number not in poses]
            raise UserError("clouds.scans_apart", scans=", ".join(str(number + 1) for number in apart))
        best = max(ways, key=lambda edge: edge.overlap)
        if best.fixed in poses:
            poses[best.moving] = poses[best.fixed].after(best.rigid)
        else:
            poses[best.fixed] = poses[best.moving].after(best.rigid.inverse())
    return [poses[number] for number in range(count)]


def _adjusted(poses: list[Rigid], edges: Sequence[Edge]) -> list[Rigid]:
    from scipy.optimize import least_squares
    from scipy.spatial.transform import Rotation

    middles = [pose.translation for pose in poses]
    fixed = [edge.corners() for edge in edges]
    moving = [edge.rigid.inverse().apply(corners) for edge, corners in zip(edges, fixed, strict=True)]
    weights = [np.sqrt(edge.overlap) / max(edge.rms, 1e-9) for edge in edges]

    def moved(values: Array) -> list[Rigid]:
        steps = np.concatenate([np.zeros(6), values]).reshape(-1, 6)
        turns = Rotation.from_rotvec(steps[:, :3]).as_matrix()
        return [
            Rigid(turn @ pose.rotation, middle + step[3:])
            for turn, pose, middle, step in zip(turns, poses, middles, steps, strict=True)
        ]

    def away(values: Array) -> Array:
        now = moved(values)
        return np.concatenate([
            ((now[edge.moving].apply(a) - now[edge.fixed].apply(b)) * weight).ravel()
            for edge, a, b, weight in zip(edges, moving, fixed, weights, strict=True)
        ])

    found = least_squares(away, np.zeros(6 * (len(poses) - 1)), loss="cauchy", x_scale="jac")
    return moved(found.x)


def _misfit(edge: Edge, poses: Sequence[Rigid]) -> tuple[float, float]:
    between = poses[edge.fixed].inverse().after(poses[edge.moving])
    corners = edge.corners()
    off = between.apply(edge.rigid.inverse().apply(corners)) - corners
    turn = Rigid(between.rotation @ edge.rigid.rotation.T, np.zeros(3))
    return float(np.sqrt((off**2).sum(axis=1).mean())), turn.angle_deg()
