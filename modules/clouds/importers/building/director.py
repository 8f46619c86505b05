"""Building a pyramid from beginning to end: plan, runs, stretches, table; resumable, and counted at the end.

    1  the file is read once, in pieces of a million points, each sorted by Morton code into a run on disk
    2  the Morton order is cut into stretches of at most 3 million points along the borders of subtrees
    3  each stretch is gathered from all runs, dealt out to its nodes and written to its own place in the file

What was done is noted in a journal beside it, so that a build that was stopped goes on where it was.
"""

import errno
import json
import math
import os
import shutil
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from modules.clouds import operations
from modules.clouds.importers.building.crew import Crew, DiskError, Lost, Message, OutsideCube
from modules.clouds.importers.building.runs import (
    COPC_LOOK,
    OutsideError,
    Plan,
    lay_aside,
    run_bytes,
    side_bits_for,
    sorted_columns,
)
from modules.clouds.importers.building.stretches import cut
from modules.clouds.importers.looking import first_look
from modules.clouds.importers.points import CHUNK
from modules.clouds.queries import original, pyramid_folder, scans_of
from modules.clouds.records import Cloud
from modules.clouds.rules.pyramid import PIECE, POINTS, Shape, read_header
from workstation.api import Job, UserError

_JOURNAL = "journal.jsonl"
_TEXT_BYTES = 24 << 20
_FIRST_LOOK, _LOOK = 60_000, 1_000_000  # points of a COPC file that are shown at once, and soon after
_SPARE_BYTES = 64 << 20
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_TEXTS = ("XYZ", "PTS", "PLY ascii", "PCD ascii")
_SEQUENTIAL = ("E57", "PTX", "OBJ", "GLB", "PLY mesh", "PCD binary_compressed")


@dataclass
class _Journal:
    """What has been done: runs with their counts, and stretches."""

    path: Path
    plan: Message
    runs: dict[int, Message] = field(default_factory=dict)
    done: set[int] = field(default_factory=set)

    def note(self, entry: Message) -> None:
        """Remember one thing that is done."""
        self._take(entry)
        with self.path.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(entry) + "\n")

    def _take(self, entry: Message) -> None:
        if "run" in entry:
            self.runs[entry["run"]] = entry
        elif "subtree" in entry:
            self.done.add(entry["subtree"])
        elif "end" in entry:
            self.runs[-1] = entry

    @classmethod
    def begin(cls, folder: Path, plan: Message) -> "_Journal":
        """Go on with what is there if it is of the same plan, else begin anew."""
        journal = cls(folder / _JOURNAL, plan)
        lines: list[Message] = []
        with suppress(OSError, ValueError):
            lines = [json.loads(line) for line in journal.path.read_text("utf-8").splitlines()]
        if lines and lines[0] == json.loads(json.dumps(plan)):
            for entry in lines[1:]:
                journal._take(entry)
            return journal
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        journal.path.write_text(json.dumps(plan) + "\n", "utf-8")
        return journal


def build_pyramid(job: Job, cloud_id: str, *, processes: int = 0) -> Path:
    """Build the pyramid of a cloud, or go on with it; returns the finished file.

    Raises ``Cancelled`` (what is done stays), ``UserError``: ``clouds.unreadable``, ``clouds.disk_full``,
    ``clouds.build_lost``, ``clouds.count_differs``.
    """
    read = job.read()
    cloud = read.get(Cloud, cloud_id)
    folder = pyramid_folder(read, cloud)
    if is_built(folder):
        return folder / POINTS
    _, path = original(read, cloud)
    director = _Director(job, cloud, path, folder, processes or max(2, min(4, os.cpu_count() or 2)))
    director.scans = len(scans_of(read, cloud.id))
    try:
        return director.build()
    except Lost as error:
        raise UserError("clouds.build_lost", name=cloud.name) from error
    except (DiskError, OSError) as error:
        number = error.number if isinstance(error, DiskError) else error.errno
        if number in _FULL:
            raise UserError("clouds.disk_full", name=cloud.name, path=folder) from error
        raise UserError("clouds.unreadable", name=cloud.name, reason=str(error)[:200]) from error


def is_built(folder: Path) -> bool:
    """Whether a finished pyramid is there."""
    try:
        with (folder / POINTS).open("rb") as stream:
            return read_header(stream)[1] > 0
    except (OSError, ValueError):
        return False


class _Director:
    def __init__(self, job: Job, cloud: Cloud, path: Path, folder: Path, processes: int) -> None:
        self._job, self._cloud, self._path, self._folder, self._processes = job, cloud, path, folder, processes
        self._total = max(1, cloud.received + cloud.dropped)
        self.scans = 0

    def build(self) -> Path:
        """All three steps; the cube is made anew, once, when points lie outside the one that was expected."""
        size = 1 if self._total < CHUNK else self._processes
        hello = {
            "path": str(self._path), "name": self._cloud.name, "columns": self._cloud.columns,
            "folder": str(self._folder),
        }
        self._folder.mkdir(parents=True, exist_ok=True)
        plan = self._plan(self._cloud)
        self._look_first(plan)
        with closing(Crew(size, hello)) as crew:
            try:
                return self._build(crew, plan)
            except OutsideCube:
                pass
        with closing(Crew(size, hello)) as crew:
            return self._build(crew, self._plan(self._seen(crew)))

    def _look_first(self, plan: Plan) -> None:
        """Lay aside the coarsest levels of a COPC file: the sandbox is awake since the import, the crew is not yet."""
        if not self._cloud.format.startswith("COPC") or self._journal(plan).runs:
            return
        with suppress(UserError, OutsideError):  # whoever reads the whole file will tell what is wrong with it
            points = first_look(self._job, self._path, self._cloud.name, _FIRST_LOOK)
            lay_aside(self._folder, COPC_LOOK, *sorted_columns(points, plan))

    def _journal(self, plan: Plan) -> _Journal:
        said = {"file": self._cloud.file_id, "text": list(self._cloud.columns)}
        return _Journal.begin(self._folder, asdict(plan) | said)

    def _seen(self, crew: Crew) -> Cloud:
        """The cloud with the bounds that its points really have."""
        found: list[Message] = []
        crew.work([{"do": "bounds"}], found.append, self._job.check)
        lower, upper = np.array(found[0]["lower"]), np.array(found[0]["upper"])
        cloud = self._cloud
        if cloud.scale is not None:
            return replace(cloud, lower=_triple(lower), upper=_triple(upper), scale=None, note="whole")
        return replace(cloud, lower=_triple(lower), upper=_triple(upper))

    def _plan(self, cloud: Cloud) -> Plan:
        lower, upper = np.array(cloud.lower or (0, 0, 0)), np.array(cloud.upper or (0, 0, 0))
        columns = tuple(
            name for name, wanted in (
                ("position", True), ("look", True), ("intensity", "intensity" in cloud.attributes),
                ("scan", self.scans > 1), ("normal", "normal" in cloud.attributes),
            ) if wanted
        )
        exact = self._cloud.scale is not None
        if exact:
            scale, offset = np.array(self._cloud.scale), self._offset()
            if cloud.scale is not None:  # real coordinates of the header; else whole numbers that were seen
                lower, upper = (lower - offset) / scale, (upper - offset) / scale
        else:
            span = float((upper - lower).max())
            scale = np.full(3, 10.0 ** math.ceil(math.log10(max(span, 1e-3) / 2**30)))
            scale = np.maximum(scale, 1e-6 if span > 1 else 1e-9)
            offset = np.floor(lower)
            lower, upper = (lower - offset) / scale, (upper - offset) / scale
        low = np.floor(np.minimum(lower, upper)).astype(np.int64) - 2
        high = np.ceil(np.maximum(lower, upper)).astype(np.int64) + 2
        return Plan(
            exact=exact, scale=_triple(scale), offset=_triple(offset), lower=(int(low[0]), int(low[1]), int(low[2])),
            side_bits=side_bits_for(int((high - low).max())), columns=columns,
        )

    def _offset(self) -> Any:
        """The offset of whole-number coordinates, as the file's head has it."""
        with self._path.open("rb") as stream:
            return np.frombuffer(stream.read(179)[155:179], "<f8")

    def _build(self, crew: Crew, plan: Plan) -> Path:
        self._check_room(plan)
        journal = self._journal(plan)
        crew.work(self._reading(plan, journal), lambda answer: self._ran(journal, answer), self._job.check)
        journal.runs.pop(-1, None)
        counts = [journal.runs[number]["count"] for number in range(len(journal.runs))]
        shape = Shape(
            sum(counts), plan.columns, plan.scale, plan.offset, plan.lower, plan.side_bits, self._cloud.is_mesh
        )
        target = self._folder / POINTS
        if not target.exists():
            with target.open("wb") as stream:
                stream.write(shape.header(0))
                stream.truncate(shape.table_at)
        stretches = cut(self._folder, counts)
        requests = [
            {"do": "subtree", "stretch": asdict(stretch), "shape": asdict(shape)}
            for stretch in stretches if stretch.number not in journal.done
        ]
        done = sum(stretch.count for stretch in stretches if stretch.number in journal.done)
        state = {"done": done}

        def laid(answer: Message) -> None:
            journal.note(answer)
            state["done"] += answer["count"]
            self._job.progress(self._total + state["done"], 2 * self._total, self._cloud.name)

        crew.work(requests, laid, self._job.check)
        return self._finish(shape, len(stretches), sum(run["dropped"] for run in journal.runs.values()))

    def _check_room(self, plan: Plan) -> None:
        points = self._cloud.received
        needed = run_bytes(points, plan.columns) * 2 + _SPARE_BYTES
        there = sum(path.stat().st_size for path in self._folder.glob("*.bin"))
        free = shutil.disk_usage(self._folder).free
        if free + there < needed:
            raise UserError(
                "clouds.no_room", name=self._cloud.name, needed=f"{needed / 1e9:.1f}", free=f"{free / 1e9:.1f}",
                path=self._folder,
            )

    def _reading(self, plan: Plan, journal: _Journal) -> Iterator[Message]:
        """The requests that make the runs which are not there yet."""
        said = asdict(plan)
        if self._cloud.format.startswith("COPC") and not journal.runs:
            yield {"do": "look", "plan": said, "most": _LOOK}
        if self._cloud.format.startswith(_SEQUENTIAL):
            if -1 not in journal.runs:
                yield {"do": "stream", "plan": said, "skip": len(journal.runs)}
            return
        text = self._cloud.format in _TEXTS
        units = self._path.stat().st_size if text else self._cloud.received + self._cloud.dropped
        step = _TEXT_BYTES if text else CHUNK
        for number, start in enumerate(range(0, units, step)):
            if number not in journal.runs:
                yield {"do": "run", "plan": said, "number": number, "start": start, "stop": min(units, start + step)}

    def _ran(self, journal: _Journal, answer: Message) -> None:
        if "look" in answer:
            return
        journal.note(answer)
        done = sum(run["count"] + run["dropped"] for number, run in journal.runs.items() if number >= 0)
        self._job.progress(min(done, self._total), 2 * self._total, self._cloud.name)

    def _finish(self, shape: Shape, stretches: int, dropped: int) -> Path:
        """Write the table, count once more, and only then call the file finished."""
        pieces = np.concatenate([
            np.load(self._folder / f"pieces-{number:05}.npy", allow_pickle=False) for number in range(stretches)
        ]) if stretches else np.empty(0, PIECE)
        if int(pieces["count"].sum()) != shape.count:
            raise UserError(
                "clouds.count_differs", name=self._cloud.name, expected=shape.count, found=int(pieces["count"].sum())
            )
        target = self._folder / POINTS
        with target.open("r+b") as stream:
            stream.seek(shape.table_at)
            stream.write(pieces.tobytes())
            stream.seek(0)
            stream.write(shape.header(len(pieces)))
        for leftover in self._folder.iterdir():
            if leftover != target:
                leftover.unlink()
        cloud_id, received = self._cloud.id, shape.count
        if not self._cloud.verified or received != self._cloud.received:
            self._job.write(
                "clouds.counted",
                lambda work: operations.counted(work, cloud_id, received=received, dropped=dropped), undoable=False,
            )
        return target


def _triple(values: Any) -> tuple[float, float, float]:
    return float(values[0]), float(values[1]), float(values[2])

