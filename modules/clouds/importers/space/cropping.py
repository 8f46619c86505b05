"""A part of a cloud as LAZ or PLY: every point of the original that lies in a box, with where it comes from in the
file."""

from pathlib import Path
from typing import Any

import laspy
import numpy as np

from modules.clouds.importers.asking import tell
from modules.clouds.importers.points import Array
from modules.clouds.importers.space.meshfiles import comment_lines
from modules.clouds.importers.space.parts import Piece, box_in_file, clip_of, pieces_of
from modules.clouds.rules.clipping import Clip
from modules.clouds.rules.gather import pieces_in
from modules.clouds.rules.pyramid import Pyramid
from workstation.api import UserError

_USER, _RECORD = "Embercase", 1
_VLR_BYTES = 60_000


def answer(said: dict[str, Any]) -> dict[str, Any]:
    """Write the part of the first cloud of the request, in the coordinates of its file; tells how many points it
    has."""
    piece = pieces_of(said)[0]
    clip = clip_of(said)
    write = _laz if said["format"] == "laz" else _ply
    count = write(piece, clip, Path(said["partly"]), said["facts"])
    return {"count": count, "points": count, "whole": True}


def _chosen(piece: Piece, clip: Clip | None) -> Any:
    """The indices in the box of the frame, piece by piece, with how far that is."""
    pyramid, seen = piece.pyramid, 0
    for index in pieces_in(pyramid, box_in_file(piece, clip)):
        seen += len(index)
        if clip is not None:
            index = index[clip.inside(piece.rigid.apply(pyramid.coordinates(index)))]
        if len(index):
            yield index
        tell(min(seen, pyramid.total), pyramid.total)


def _laz(piece: Piece, clip: Clip | None, path: Path, facts: dict[str, str]) -> int:
    """The integers stay those of the source."""
    pyramid = piece.pyramid
    header = laspy.LasHeader(version="1.4", point_format=7)
    header.scales, header.offsets = np.abs(np.array(pyramid.shape.scale)), np.array(pyramid.shape.offset)
    text = "\n".join(comment_lines(facts)).encode()[:_VLR_BYTES]
    header.vlrs.append(laspy.VLR(_USER, _RECORD, "where this part comes from", text))
    header.system_identifier, header.generating_software = "EXTRACTION", "Embercase"
    count = 0
    with laspy.open(path, "w", header=header, laz_backend=laspy.LazBackend.Lazrs) as writer:
        for index in _chosen(piece, clip):
            writer.write_points(_records(pyramid, index, header))
            count += len(index)
    if not count:
        raise UserError("clouds.part_empty")
    return count


def _records(pyramid: Pyramid, index: Array, header: laspy.LasHeader) -> laspy.ScaleAwarePointRecord:
    points = laspy.ScaleAwarePointRecord.zeros(len(index), header=header)
    sign = np.sign(np.array(pyramid.shape.scale)).astype(np.int32)
    position, look = pyramid.columns["position"][index] * sign, pyramid.columns["look"][index]
    for number, axis in enumerate("XYZ"):
        points[axis] = position[:, number]
    for number, name in enumerate(("red", "green", "blue")):
        points[name] = look[:, number].astype(np.uint16) << 8
    points["classification"] = look[:, 3]
    points["return_number"] = points["number_of_returns"] = np.ones(len(index), np.uint8)
    if "intensity" in pyramid.columns:
        points["intensity"] = pyramid.columns["intensity"][index]
    if "scan" in pyramid.columns:
        points["point_source_id"] = pyramid.columns["scan"][index]
    return points


def _ply(piece: Piece, clip: Clip | None, path: Path, facts: dict[str, str]) -> int:
    pyramid = piece.pyramid
    count = sum(len(index) for index in _chosen(piece, clip))
    if not count:
        raise UserError("clouds.part_empty")
    head = ["ply", "format binary_little_endian 1.0", *(f"comment {line}" for line in comment_lines(facts))]
    head += [f"element vertex {count}", *(f"property double {axis}" for axis in "xyz")]
    head += [f"property uchar {name}" for name in ("red", "green", "blue", "classification")]
    with path.open("wb") as stream:
        stream.write(("\n".join([*head, "end_header"]) + "\n").encode())
        for index in _chosen(piece, clip):
            table = np.zeros(len(index), [("p", "<f8", 3), ("c", "u1", 4)])
            table["p"], table["c"] = pyramid.coordinates(index), pyramid.columns["look"][index]
            stream.write(table.tobytes())
    return count
