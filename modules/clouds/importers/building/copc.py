"""Writing a pyramid as COPC (copc.io 1.0, LAS 1.4 point format 7) in a process of its own: its nodes are COPC's nodes.

``python -m modules.clouds.importers.building.copc PYRAMID TARGET`` tells how many points it has written, line by line.
"""

import json
import subprocess
import sys
from pathlib import Path

import copclib
import numpy as np

from modules.clouds.importers.points import Array
from modules.clouds.rules.pyramid import Pyramid, open_pyramid
from workstation.api import RESOURCES, Job, UserError

_RECORD = np.dtype([
    ("x", "<i4"), ("y", "<i4"), ("z", "<i4"), ("intensity", "<u2"), ("returns", "u1"), ("flags", "u1"),
    ("class", "u1"), ("user", "u1"), ("angle", "<i2"), ("source", "<u2"), ("time", "<f8"), ("red", "<u2"),
    ("green", "<u2"), ("blue", "<u2"),
])
_ONE_RETURN = 0x11  # the first of one
_NODE_MOST = 4_000_000


def write_copc(job: Job, pyramid: Path, target: Path, name: str) -> int:
    """Export a finished pyramid; returns how many points were written. Colours have 8 bits of depth there.

    Raises ``Cancelled``, ``UserError("clouds.copc_failed" | "clouds.copc_scale")``; ``target`` appears when whole.
    """
    total = open_pyramid(pyramid).total
    partly = target.with_name(f".{target.name}.part")
    process = subprocess.Popen(
        [sys.executable, "-m", "modules.clouds.importers.building.copc", str(pyramid), str(partly)],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=RESOURCES.parent, text=True,
    )
    last: dict[str, object] = {}
    try:
        assert process.stdout is not None
        for line in process.stdout:
            last = json.loads(line)
            if "done" in last:
                job.progress(int(str(last["done"])), total, name)
        if process.wait() or last.get("written") != total:
            raise UserError(str(last.get("error", "clouds.copc_failed")), name=name, path=target)
        partly.replace(target)
    except OSError as error:
        raise UserError("clouds.copc_failed", name=name, path=target) from error
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
        partly.unlink(missing_ok=True)
    return total


def export(pyramid: Pyramid, target: str) -> int:
    """Write every node. Raises ``UserError("clouds.copc_scale")`` when the axes have different steps."""
    scale, shape = np.array(pyramid.shape.scale), pyramid.shape
    if not np.allclose(scale, scale[0], rtol=1e-9) or scale[0] <= 0:
        raise UserError("clouds.copc_scale")
    config = copclib.CopcConfigWriter(7, copclib.Vector3(*shape.scale), copclib.Vector3(*shape.offset))
    info = config.copc_info
    info.center_x, info.center_y, info.center_z = (float(value) for value in pyramid.origin)
    info.halfsize, info.spacing = float(pyramid.half[0, 0]), float(pyramid.spacing[0])
    lower, upper = pyramid.columns["position"].min(axis=0), pyramid.columns["position"].max(axis=0)
    header = config.las_header
    header.min = copclib.Vector3(*(lower * scale + shape.offset).tolist())
    header.max = copclib.Vector3(*(upper * scale + shape.offset).tolist())
    writer = copclib.FileWriter(target, config)
    written = 0
    for node in range(len(pyramid.level)):
        records = _records(pyramid, node)
        if len(records) > _NODE_MOST:
            raise UserError("clouds.copc_failed")
        if len(records):
            content = copclib.VectorChar(records.view(np.int8))
            writer.AddNode(copclib.VoxelKey(int(pyramid.level[node]), *_cell(pyramid, node)), content)
            written += len(records)
            print(json.dumps({"done": written}), flush=True)
    writer.Close()
    return written


def _cell(pyramid: Pyramid, node: int) -> tuple[int, int, int]:
    code, cell = int(pyramid.code[node]), [0, 0, 0]
    for digit in range(int(pyramid.level[node])):
        for axis in range(3):
            cell[axis] |= (code >> (3 * digit + axis) & 1) << digit
    return cell[0], cell[1], cell[2]


def _records(pyramid: Pyramid, node: int) -> Array:
    rows = [
        np.arange(pyramid.first[at], pyramid.first[at] + pyramid.count[at])
        for at in range(pyramid.piece_from[node], pyramid.piece_from[node + 1])
    ]
    index = np.concatenate([np.empty(0, np.int64), *rows])
    records = np.zeros(len(index), _RECORD)
    position, look = pyramid.columns["position"][index], pyramid.columns["look"][index]
    for number, axis in enumerate("xyz"):
        records[axis] = position[:, number]
    for number, name in enumerate(("red", "green", "blue")):
        records[name] = look[:, number].astype(np.uint16) << 8
    records["class"], records["returns"] = look[:, 3], _ONE_RETURN
    if "intensity" in pyramid.columns:
        records["intensity"] = pyramid.columns["intensity"][index]
    if "scan" in pyramid.columns:
        records["source"] = pyramid.columns["scan"][index]
    return records


def main() -> int:
    """Export, as the arguments say."""
    try:
        print(json.dumps({"written": export(open_pyramid(Path(sys.argv[1])), sys.argv[2])}), flush=True)
    except UserError as error:
        print(json.dumps({"error": error.code}), flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
