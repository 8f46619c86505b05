"""PTX (Leica): per standpoint two counts, the scanner's pose, a matrix, then one line for each direction; (0,0,0) means
that nothing came back."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from modules.clouds.importers.points import Array, Facts, Points, ScanFacts, finite, kept, unreadable
from modules.clouds.importers.readers.text import TableSource, end_of_lines

_HEAD_LINES = 10
_MOST_SCANS = 10_000
_PIECE_BYTES = 32 << 20


@dataclass(frozen=True)
class _Block:
    facts: ScanFacts
    matrix: Array
    table: TableSource


class PtxSource:
    """Every standpoint of a file, each turned into the common frame by its matrix."""

    sequential = True

    def __init__(self, path: str, name: str) -> None:
        self._name = name
        size, at = Path(path).stat().st_size, 0
        self._blocks: list[_Block] = []
        declared = present = 0
        while at < size and len(self._blocks) < _MOST_SCANS:
            block, end, lines, wanted = self._block(path, at, len(self._blocks))
            if block is None:
                break
            self._blocks.append(block)
            declared, present, at = declared + wanted, present + lines, end
        if not self._blocks:
            raise unreadable(name, "no PTX header")
        columns = {column for block in self._blocks for column in block.table.facts.columns}
        known = ("intensity",) + (("rgb",) if "red" in columns else ())
        self.units, self.unit_bytes = present, 30.0
        self.facts = Facts(
            format="PTX", present=present, declared=declared, attributes=known, unit="metre",
            scans=tuple(block.facts for block in self._blocks),
        )

    def _block(self, path: str, at: int, number: int) -> tuple[_Block | None, int, int, int]:
        with Path(path).open("rb") as stream:
            stream.seek(at)
            head = [stream.readline(4096) for _ in range(_HEAD_LINES)]
            start = stream.tell()
            first = stream.readline(4096)
        if not any(line.strip() for line in head):
            return None, at, 0, 0
        try:
            columns, rows = int(head[0]), int(head[1])
            matrix = np.array([[float(word) for word in line.split()] for line in head[6:10]])
            if matrix.shape != (4, 4) or not np.isfinite(matrix).all() or columns < 0 or rows < 0:
                raise ValueError("matrix")
        except ValueError as error:
            raise unreadable(self._name, f"standpoint {number + 1}: its head is damaged") from error
        wanted = columns * rows
        end, lines = end_of_lines(path, start, wanted)
        names = ("x", "y", "z", "intensity", "red", "green", "blue")[: 7 if len(first.split()) >= 7 else 4]
        facts = ScanFacts(f"{number + 1}", lines, _quaternion(matrix), tuple(matrix[3, :3].tolist()), posed=True)
        table = TableSource(path, self._name, start, end, names, Facts("PTX", lines))
        return _Block(facts, matrix, table), end, lines, wanted

    def read(self, start: int, stop: int) -> Points:
        raise NotImplementedError("PTX is read in one go")

    def stream(self) -> Iterator[Points]:
        for number, block in enumerate(self._blocks):
            for points in block.table.stream():
                echo = (points.x != 0) | (points.y != 0) | (points.z != 0)
                yield finite(_placed(points if echo.all() else kept(points, echo), block.matrix, number))

    def close(self) -> None:
        """Every read opens the file itself."""


def _placed(points: Points, matrix: Array, scan: int) -> Points:
    """Row vectors, as PTX writes them: p' = p M."""
    x, y, z = (
        points.x * matrix[0, axis] + points.y * matrix[1, axis] + points.z * matrix[2, axis] + matrix[3, axis]
        for axis in range(3)
    )
    return replace(points, x=x, y=y, z=z, scan=scan)


def _quaternion(matrix: Array) -> tuple[float, float, float, float]:
    """The rotation of a PTX matrix as (w, x, y, z)."""
    turn = matrix[:3, :3].T
    w = np.sqrt(max(0.0, 1 + turn[0, 0] + turn[1, 1] + turn[2, 2])) / 2
    x = np.copysign(np.sqrt(max(0.0, 1 + turn[0, 0] - turn[1, 1] - turn[2, 2])) / 2, turn[2, 1] - turn[1, 2])
    y = np.copysign(np.sqrt(max(0.0, 1 - turn[0, 0] + turn[1, 1] - turn[2, 2])) / 2, turn[0, 2] - turn[2, 0])
    z = np.copysign(np.sqrt(max(0.0, 1 - turn[0, 0] - turn[1, 1] + turn[2, 2])) / 2, turn[1, 0] - turn[0, 1])
    length = float(np.sqrt(w * w + x * x + y * y + z * z)) or 1.0
    return float(w) / length, float(x) / length, float(y) / length, float(z) / length
