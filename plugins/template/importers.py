"""A weather station's CSV: ``station,time,wind_ms,temperature_c``, times local, UTF-8."""

import csv
import hashlib
from pathlib import Path

from workstation.api import Parsed, StoredFile, UserError, Work

from .operations import add_readings
from .readings import Reading

HEADER = ("station", "time", "wind_ms", "temperature_c")


def recognise(head: bytes) -> bool:
    """Whether the first bytes of a file are the header of such a table."""
    return head.removeprefix(b"\xef\xbb\xbf").startswith(",".join(HEADER).encode())


def parse(path: str, name: str) -> Parsed:
    """Read the table in a process of its own; ``name`` is what the file was called before the vault.

    Raises ``UserError("weather_notes.bad_row")`` naming the file and the first line that can't be read.
    """
    rows: list[dict[str, object]] = []
    with Path(path).open(encoding="utf-8-sig", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream), start=2):
            try:
                rows.append({
                    "station": row["station"].strip(),
                    "at": row["time"].strip(),
                    "wind_ms": float(row["wind_ms"]),
                    "temperature_c": float(row["temperature_c"]),
                })
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise UserError("weather_notes.bad_row", name=name, line=number, reason=error) from error
    return Parsed({"rows": rows})


def store(work: Work, file: StoredFile, parsed: Parsed) -> None:
    """Keep the readings; their ids follow from station and time, so that a second import adds none."""
    del file
    add_readings(work, (Reading(id=_id(row["station"], row["at"]), **row) for row in parsed.data["rows"]))


def _id(station: str, at: str) -> str:
    return hashlib.sha256(f"weather_notes\n{station}\n{at}".encode()).hexdigest()[:32]
