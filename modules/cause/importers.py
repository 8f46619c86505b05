"""Results of simulations: the tables that FDS and CFAST write. Read in the sandbox; never evidence."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any

from modules.cause.records import Simulation, TimeSeries
from workstation.api import N_, Importer, Parsed, StoredFile, UserError, Work, decoded

_BYTES, _COLUMNS, _POINTS, _HEAD_ROWS = 100 << 20, 256, 400, 4
_CFAST = ("ULT_", "Upper Layer")


def recognise(head: bytes) -> bool:
    """Two rows of units and names as FDS and CFAST write them, or CFAST's full titles."""
    lines = [line.strip() for line in head.decode("latin-1").splitlines()[:_HEAD_ROWS]]
    firsts = [line.split(",")[0].strip().strip('"').casefold() for line in lines]
    if len(firsts) < 2 or "," not in lines[0]:
        return False
    if firsts[0] == "s" and firsts[1].endswith("time"):
        return True
    return firsts[0].endswith("time") and any(word in head.decode("latin-1") for word in _CFAST)


def parse_results(path: str, name: str = "") -> Parsed:
    """The series of a table of results: times in seconds, each series with its extremes and at most 400 points.

    Rows that are cut off or no numbers are counted, not guessed. Raises ``UserError``: ``cause.simulation_large``,
    ``cause.simulation_empty``, ``cause.simulation_wide``.
    """
    size = Path(path).stat().st_size
    if size > _BYTES:
        raise UserError("cause.simulation_large", name=name, size=size >> 20)
    text, _ = decoded(Path(path).read_bytes().replace(b"\0", b""), "latin-1")  # a run that was stopped leaves NULs
    rows = list(csv.reader(io.StringIO(text)))
    head = [row for row in rows[:_HEAD_ROWS] if row and not _numbers(row)]
    width = max((len(row) for row in head), default=0)
    if width > _COLUMNS:
        raise UserError("cause.simulation_wide", name=name, columns=width)
    body = [found for row in rows[len(head):] if (found := _numbers(row)) and len(found) == width]
    if width < 2 or len(body) < 2:
        raise UserError("cause.simulation_empty", name=name)
    bad = sum(1 for row in rows[len(head):] if row) - len(body)
    units = next((row for row in head if row[0].strip().casefold() == "s"), [""] * width)
    titles = [row for row in head if row is not units]
    every = sorted({round(number * (len(body) - 1) / (_POINTS - 1)) for number in range(_POINTS)})
    series = []
    for column in range(1, width):
        values = [row[column] for row in body]
        words = dict.fromkeys(row[column].strip() for row in titles if column < len(row) and row[column].strip())
        top = max(range(len(values)), key=values.__getitem__)
        series.append({
            "name": " ".join(words) or f"#{column}", "unit": units[column].strip() if column < len(units) else "",
            "lowest": min(values), "highest": values[top], "highest_at_s": body[top][0],
            "values": [values[index] for index in every],
        })
    tool = "CFAST" if any(word in " ".join(map(" ".join, head)) for word in _CFAST) else "FDS"
    return Parsed({
        "tool": tool, "rows": len(body), "bad_rows": bad, "times_s": [body[index][0] for index in every],
        "series": series,
    })


def _numbers(row: list[str]) -> list[float] | None:
    """The row as finite numbers; none if it is not."""
    try:
        found = [float(cell) for cell in row]
    except ValueError:
        return None
    return found if found and all(abs(value) < 1e30 for value in found) else None


def store_results(work: Work, file: StoredFile, parsed: Parsed) -> None:
    """Put the run of a file; the same file again replaces what was read of it, and keeps what was written about it."""
    data: dict[str, Any] = dict(parsed.data)
    series = tuple(_series(data.pop("series")))
    known = work.where(Simulation, file_id=file.id)
    base = known[0] if known else Simulation(file_id=file.id, title=PurePath(file.name).stem)
    work.put(replace(
        base, tool=data["tool"], rows=data["rows"], bad_rows=data["bad_rows"], times_s=tuple(data["times_s"]),
        series=series,
    ))


def _series(found: list[dict[str, Any]]) -> Iterator[TimeSeries]:
    for one in found:
        yield TimeSeries(**{**one, "values": tuple(one["values"])})


RESULTS_IMPORTER = Importer(
    # no suffix: most CSV files are something else, and would be taken from those who know them
    id="cause.results", title=N_("Results of FDS or CFAST"), suffixes=(), recognise=recognise,
    parse="modules.cause.importers:parse_results", store=store_results, priority=10,
)
