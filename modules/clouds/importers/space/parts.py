"""Several clouds in one frame, as the process gets them: paths of pyramids, and how each lies in the frame."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from modules.clouds.importers.points import Array
from modules.clouds.rules.clipping import Clip
from modules.clouds.rules.gather import indices_in
from modules.clouds.rules.pyramid import Pyramid, open_pyramid
from modules.clouds.rules.registration import Rigid
from workstation.api import UserError


@dataclass(frozen=True)
class Piece:
    """One cloud: ``rigid`` turns coordinates of its file into those of the frame."""

    name: str
    pyramid: Pyramid
    rigid: Rigid


@dataclass(frozen=True)
class Taken:
    """Points (n, 3) in the frame with colours (n, 3), classes, standpoints and the number of their piece (n,)."""

    points: Array
    colours: Array
    classes: Array
    scans: Array
    pieces: Array
    whole: bool


def take_from(clouds: list[dict[str, Any]], clip: Clip | None, most: int) -> Taken:
    """``take`` of clouds as a request tells them."""
    return take(pieces_of({"clouds": clouds}), clip, most)


def pieces_of(said: dict[str, Any]) -> list[Piece]:
    """The clouds of a request. Raises ``UserError("clouds.not_prepared")`` when a pyramid is missing."""
    try:
        return [
            Piece(one["name"], open_pyramid(Path(one["pyramid"])), Rigid.of_matrix(np.array(one["matrix"])))
            for one in said["clouds"]
        ]
    except (OSError, ValueError) as error:
        raise UserError("clouds.not_prepared") from error


def clip_of(said: dict[str, Any]) -> Clip | None:
    """The box of a request, in the frame, if it has one."""
    return None if said["box"] is None else Clip(said["box"], said["turn"])


def box_in_file(piece: Piece, clip: Clip | None) -> tuple[Array, Array] | None:
    """The straight box around a box of the frame, in coordinates of the file."""
    if clip is None:
        return None
    back = piece.rigid.inverse().apply(clip.corners())
    return back.min(axis=0), back.max(axis=0)


def take(pieces: list[Piece], clip: Clip | None, most: int) -> Taken:
    """At most about ``most`` points in a box of the frame, coarse levels first, of all clouds alike.

    Raises ``UserError("clouds.part_empty")`` when there are none.
    """
    share = most // len(pieces)
    columns: list[tuple[Array, ...]] = []
    whole = True
    for number, piece in enumerate(pieces):
        pyramid = piece.pyramid
        index, complete = indices_in(pyramid, box_in_file(piece, clip), share)
        whole = whole and complete
        points = piece.rigid.apply(pyramid.coordinates(index))
        if clip is not None:
            inside = clip.inside(points)
            points, index = points[inside], index[inside]
        look = pyramid.columns["look"][index]
        scans = pyramid.columns["scan"][index] if "scan" in pyramid.columns else np.zeros(len(index), np.uint16)
        columns.append((points, look[:, :3], look[:, 3], scans, np.full(len(index), number)))
    points, colours, classes, scans, numbers = (np.concatenate(values) for values in zip(*columns, strict=True))
    if not len(points):
        raise UserError("clouds.part_empty")
    return Taken(points, colours, classes, scans, numbers, whole)
