"""Videos on their way in, and what is made of them: frames as items of their own, candidates from the light."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from modules.edata.importers.video import is_video
from modules.edata.operations.media import enter_derived, propose, register_recording
from modules.edata.queries.acquisitions import frozen_files
from modules.edata.queries.media import shown_at, time_text
from modules.edata.records import Candidate, Derived, Recording
from modules.edata.rules.light import find_changes
from workstation.api import N_, Importer, Job, Moment, Parsed, Problem, Ref, StoredFile, UserError, Work

if TYPE_CHECKING:
    from numpy.typing import NDArray

PROBE = "modules.edata.importers.video:probe"
FRAMES = "modules.edata.importers.video:frames"
_STILL = "modules.edata.importers.video:still"
_LIGHT = "modules.edata.importers.video:light"
_SPAN_MS = 20_000.0
_SUFFIXES = (
    ".mp4", ".avi", ".mov", ".mkv", ".dav", ".ts", ".m4v", ".mpg", ".mpeg", ".webm", ".flv", ".wmv", ".3gp", ".asf",
)


def store_video(work: Work, file: StoredFile, parsed: Parsed) -> None:
    """Enter a video; one that ends before it should gets a problem that says where."""
    told = dict(parsed.data)
    cut = told.pop("cut")
    register_recording(work, Recording(file_id=file.id, title=Path(file.name).stem, **told))
    if cut:
        work.put(Problem(
            id=f"{file.id[:24]}-cut", path=file.source_path, code="edata.video_cut", at=file.taken_in, file_id=file.id,
            values={"name": file.name, "readable": time_text(told["readable_ms"]),
                    "promised": time_text(told["promised_ms"])},
        ))


VIDEO_IMPORTER = Importer(
    id="edata.video", title=N_("Recording"), suffixes=_SUFFIXES, recognise=is_video, parse=PROBE, store=store_video,
    priority=5,
)


def _usable(job: Job, recording: Recording) -> StoredFile:
    if recording.file_id in frozen_files(job.read()):
        raise UserError("edata.frozen", title=recording.title)
    return job.read().get(StoredFile, recording.file_id)


def keep(job: Job, content: bytes, name: str, source_path: str, media_type: str, importer: str) -> StoredFile:
    """Put bytes that were made of an original into the vault, under their own hash."""
    job.case.info.derived.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=job.case.info.derived) as folder:
        path = Path(folder) / "item"
        path.write_bytes(content)
        ((_, stored),) = job.case.vault.take_in([path])
    if isinstance(stored, UserError):
        raise stored
    known = job.read().where(StoredFile, sha256=stored.sha256)
    return known[0] if known else StoredFile(
        id=stored.sha256[:32], sha256=stored.sha256, sm3=stored.sm3, size=stored.size, name=name,
        source_path=source_path, media_type=media_type, taken_in=Moment(utc=datetime.now(UTC)), importer=importer,
    )


def take_frame(job: Job, recording: Recording, at_ms: float, title: str = "") -> Derived:
    """Keep a frame in full size, without loss, as an item of its own.

    Raises ``UserError``: ``edata.no_such_frame``, ``edata.frozen``.
    """
    file = _usable(job, recording)
    parsed = job.parse(_STILL, job.case.vault.path(file.sha256), name=file.name, at_ms=at_ms)
    exact = float(parsed.data["at_ms"])
    name = f"{Path(file.name).stem} {time_text(exact).replace(':', '-')}.png"
    kept = keep(job, parsed.blobs["png"], name, f"{file.name} @ {time_text(exact)}", "image/png", "edata.frame")
    shown = shown_at(recording, exact)
    item = Derived(
        file_id=kept.id, number="", title=title or name.removesuffix(".png"), source=Ref("recordings", recording.id),
        at_ms=exact, shown=shown.isoformat(sep=" ", timespec="milliseconds") if shown else "",
        tool=str(parsed.data["tool"]),
    )
    return job.write("edata.take_frame", lambda work: enter_derived(work, kept, item), undoable=False)


def find_light(
    job: Job, recording: Recording, region: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)
) -> list[Candidate]:
    """Look through a video for changes of light in a region, and enter them as candidates. Raises ``Cancelled``."""
    file = _usable(job, recording)
    path, start, per_second = job.case.vault.path(file.sha256), 0.0, recording.per_second or 25.0
    parts: list[NDArray[np.float64]] = []
    while True:
        job.progress(round(start), round(max(recording.readable_ms, start + 1)), recording.title)
        parsed = job.parse(_LIGHT, path, name=file.name, start_ms=start, end_ms=start + _SPAN_MS, region=list(region))
        rows = np.frombuffer(parsed.blobs["rows"], np.float64).reshape(-1, 6).copy()
        if parts and len(rows):
            rows[0, 5] = 0.0 if len(rows) == 1 else rows[1, 5]  # the first of a piece has none before it
        parts.append(rows)
        if parsed.data["end"]:
            break
        start = float(rows[-1, 0]) + 1.0 if len(rows) else start + _SPAN_MS
    changes = find_changes(np.concatenate(parts), per_second)
    return job.write("edata.find_light", lambda work: propose(work, recording.id, changes, region))


