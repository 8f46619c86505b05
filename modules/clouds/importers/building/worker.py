"""The far side of building: a process that reads an untrusted file and writes nothing but its share of the pyramid.

Requests and answers are lines of JSON over standard input and output; nothing is ever unpickled.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import numpy as np

from modules.clouds.importers.building.runs import (
    COPC_LOOK,
    OutsideError,
    Plan,
    lay_aside,
    preview_of,
    sorted_columns,
    write_run,
)
from modules.clouds.importers.building.subtree import Stretch, lay_down
from modules.clouds.importers.points import CHUNK, Points
from modules.clouds.importers.readers import open_source
from modules.clouds.rules.pyramid import POINTS, Shape
from workstation.api import UserError

_MEMORY_BYTES = 4 << 30  # of addresses; numba's compiler and memory maps count as well

Answer = dict[str, Any]


def _limit() -> None:
    if os.name == "nt":
        return
    import resource

    for kind, value in ((resource.RLIMIT_AS, _MEMORY_BYTES), (resource.RLIMIT_NOFILE, 256), (resource.RLIMIT_CORE, 0)):
        try:
            resource.setrlimit(kind, (value, value))
        except (ValueError, OSError):  # macOS refuses RLIMIT_AS
            continue


class _Worker:
    def __init__(self, said: dict[str, Any]) -> None:
        self._path, self._name = str(said["path"]), str(said["name"])
        self._columns = tuple(said["columns"])
        self._folder = Path(said["folder"])
        self._source: Any = None

    def answers(self, said: dict[str, Any]) -> Iterator[Answer]:
        """What comes of one request."""
        match said["do"]:
            case "run":
                plan = Plan.of(said["plan"])
                yield self._run(plan, int(said["number"]), self._opened().read(said["start"], said["stop"]))
            case "stream":
                yield from self._stream(Plan.of(said["plan"]), int(said["skip"]))
            case "look":
                yield self._look(Plan.of(said["plan"]), said["most"])
            case "bounds":
                yield self._bounds()
            case "subtree":
                yield self._subtree(said)

    def _opened(self) -> Any:
        if self._source is None:
            self._source = open_source(self._path, self._name, self._columns)
        return self._source

    def _run(self, plan: Plan, number: int, points: Points) -> Answer:
        codes, columns = sorted_columns(points, plan)
        write_run(self._folder, number, codes, columns)
        lay_aside(self._folder, f"preview-{number:05}.npz", *preview_of(codes, columns))
        return {"run": number, "count": len(codes), "dropped": points.dropped}

    def _look(self, plan: Plan, most: int) -> Answer:
        """Lay aside the coarse levels of a COPC file, which can be read before all else."""
        from modules.clouds.importers.readers.las import coarse_levels

        points = coarse_levels(self._path, self._name, most)
        codes, columns = sorted_columns(points, plan)
        lay_aside(self._folder, COPC_LOOK, codes, columns)
        return {"look": len(codes)}

    def _stream(self, plan: Plan, skip: int) -> Iterator[Answer]:
        """Runs of about as many points as fit, in the order of the file; the first ``skip`` are there already."""
        number = 0
        with closing(open_source(self._path, self._name, self._columns)) as source:
            for points in _filled(source.stream()):
                if number >= skip:
                    yield self._run(plan, number, points)
                number += 1
        yield {"end": number}

    def _bounds(self) -> Answer:
        lower, upper = np.full(3, np.inf), np.full(3, -np.inf)
        with closing(open_source(self._path, self._name, self._columns)) as source:
            for points in source.stream():
                if len(points):
                    for axis, values in enumerate((points.x, points.y, points.z)):
                        lower[axis] = min(lower[axis], float(values.min()))
                        upper[axis] = max(upper[axis], float(values.max()))
        return {"lower": lower.tolist(), "upper": upper.tolist()}

    def _subtree(self, said: dict[str, Any]) -> Answer:
        wanted = Stretch(**said["stretch"])
        pieces = lay_down(self._folder, self._folder / POINTS, Shape.of(said["shape"]), wanted)
        np.save(self._folder / f"pieces-{wanted.number:05}.npy", pieces)
        return {"subtree": wanted.number, "count": int(pieces["count"].sum())}


def _filled(pieces: Iterator[Points]) -> Iterator[Points]:
    """Small pieces joined to large ones; a piece keeps to one scan."""
    held: list[Points] = []
    for points in pieces:
        if held and (held[0].scan != points.scan or sum(map(len, held)) + len(points) > CHUNK):
            yield _joined(held)
            held = []
        held.append(points)
    if held:
        yield _joined(held)


def _joined(held: list[Points]) -> Points:
    if len(held) == 1:
        return held[0]
    first = held[0]
    colour = None
    if first.colour is not None:
        red, green, blue = (np.concatenate([one.colour[at] for one in held if one.colour]) for at in range(3))
        colour = (red, green, blue)

    def join(name: str) -> Any:
        return None if getattr(first, name) is None else np.concatenate([getattr(one, name) for one in held])

    return Points(
        join("x"), join("y"), join("z"), colour=colour, intensity=join("intensity"),
        classification=join("classification"), normal=join("normal"), scan=first.scan,
        dropped=sum(one.dropped for one in held),
    )


def _guarded(worker: _Worker, said: dict[str, Any]) -> Iterator[Answer]:
    try:
        yield from worker.answers(said)
    except UserError as error:
        yield {"error": error.code, "values": error.values}
    except OutsideError:
        yield {"outside": True}
    except MemoryError:
        yield {"error": "clouds.out_of_memory", "values": {}}
    except OSError as error:
        yield {"errno": error.errno or 0, "reason": str(error)}
    except BaseException as error:  # a PanicException of a Rust library is no Exception
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        yield {"error": "clouds.unreadable", "values": {"reason": f"{type(error).__name__}: {error}"[:200]}}


def main() -> None:
    """Serve until the stream ends, which it does when the parent is gone."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints must not enter the protocol
    # compiled code would load SciPy, a fifth of a second, to see whether it could multiply matrices
    cast("dict[str, Any]", sys.modules)["scipy.linalg"] = None
    worker = _Worker(json.loads(sys.stdin.readline()))
    _limit()
    for line in sys.stdin:
        for answer in _guarded(worker, json.loads(line)):
            answers.write(json.dumps(answer) + "\n")
            answers.flush()


if __name__ == "__main__":
    main()
