"""Reading recordings and typed records, in the sandbox; taking recordings and scanned pages into the vault."""

import struct
import wave
from datetime import UTC, datetime
from mimetypes import guess_type
from pathlib import Path
from typing import Any, BinaryIO

from modules.interviews.operations import attach, take_scan
from modules.interviews.records import Medium, Recording, SignedPage
from modules.interviews.rules.text import pairs_of
from workstation.api import Job, Moment, Parsed, Problem, StoredFile, UserError, Work, decoded

AUDIO = (".wav", ".mp3", ".m4a", ".aac", ".amr", ".flac", ".ogg", ".opus", ".wma")
VIDEO = (".mp4", ".mov", ".mkv", ".avi", ".webm", ".ts", ".m4v", ".3gp")
PAGES = (".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp")
_LARGEST_TEXT = 2 << 20
_DEEPEST = 200  # boxes that are looked at before a file is given up as hostile


def parse_recording(path: str, *, name: str = "", **_: Any) -> Parsed:
    """What kind of recording it is and how long, in seconds: ``medium``, ``duration_s`` (none if it does not say).

    Raises ``UserError``: ``interviews.not_a_recording``, ``interviews.recording_damaged``.
    """
    suffix = Path(name or path).suffix.lower()
    if suffix not in (*AUDIO, *VIDEO):
        raise UserError("interviews.not_a_recording", name=name, known=" ".join((*AUDIO, *VIDEO)))
    medium = Medium.VIDEO if suffix in VIDEO else Medium.AUDIO
    try:
        with Path(path).open("rb") as stream:
            head = stream.read(12)
            if not head:
                raise UserError("interviews.recording_damaged", name=name, reason="0 B")
            stream.seek(0)
            if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
                length: float | None = _wave_s(stream)
            elif head[4:8] in (b"ftyp", b"moov", b"mdat", b"free", b"wide"):
                length = _mp4_s(stream, Path(path).stat().st_size)
            elif medium is Medium.VIDEO:
                length = _video_s(path)
            else:
                length = None
    except (OSError, EOFError, wave.Error, struct.error, ValueError) as error:
        raise UserError("interviews.recording_damaged", name=name, reason=str(error)[:200]) from error
    return Parsed({"medium": medium.value, "duration_s": length})


def _wave_s(stream: BinaryIO) -> float:
    """The length by the frames that are there, not by what the header promises."""
    with wave.open(stream) as sound:
        frame = sound.getsampwidth() * sound.getnchannels()
        there = 0
        while chunk := sound.readframes(1 << 16):
            there += len(chunk)
        if there < sound.getnframes() * frame:
            raise ValueError(f"{there} / {sound.getnframes() * frame} B")
        return float(there / frame / sound.getframerate())


def _mp4_s(stream: BinaryIO, size: int) -> float:
    """The length that ``moov/mvhd`` states (ISO 14496-12, 8.2.2); a file that stopped half-way has none."""
    at, looked = 0, 0
    while at + 8 <= size and looked < _DEEPEST:
        looked += 1
        stream.seek(at)
        length, kind = struct.unpack(">I4s", stream.read(8))
        head = 8
        if length == 1:
            length, head = int(struct.unpack(">Q", stream.read(8))[0]), 16
        elif length == 0:
            length = size - at
        if length < head or at + length > size:
            raise ValueError(f"{kind.decode('latin-1')}: {at + length} > {size}")
        if kind == b"moov":
            at += head
            continue
        if kind == b"mvhd":
            return _mvhd_s(stream)
        at += length
    raise ValueError("moov")


def _mvhd_s(stream: BinaryIO) -> float:
    version = stream.read(4)[0]
    if version == 1:
        stream.read(16)
        scale, length = struct.unpack(">IQ", stream.read(12))
    else:
        stream.read(8)
        scale, length = struct.unpack(">II", stream.read(8))
    if not scale:
        raise ValueError("mvhd")
    return float(length / scale)


def _video_s(path: str) -> float | None:
    """The length of other containers by frames and rate, as far as OpenCV can tell."""
    import cv2

    video = cv2.VideoCapture(path)
    try:
        if not video.isOpened():
            raise ValueError("no video stream")
        rate, frames = video.get(cv2.CAP_PROP_FPS), video.get(cv2.CAP_PROP_FRAME_COUNT)
        return float(frames / rate) if rate > 0 and frames > 0 else None
    finally:
        video.release()


def parse_page(path: str, *, name: str = "", **_: Any) -> Parsed:
    """Whether a file is a scanned page. Raises ``UserError("interviews.not_a_page")``."""
    with Path(path).open("rb") as stream:
        head = stream.read(1024)
    if Path(name or path).suffix.lower() == ".pdf" or b"%PDF-" in head:
        import pikepdf

        try:
            with pikepdf.open(path) as document:
                return Parsed({"pages": len(document.pages)})
        except (pikepdf.PdfError, ValueError, RuntimeError) as error:
            raise UserError("interviews.not_a_page", name=name) from error
    from PIL import Image

    try:
        with Image.open(path) as image:
            image.verify()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UserError("interviews.not_a_page", name=name) from error
    return Parsed({"pages": 1})


def parse_text(path: str, *, name: str = "", **_: Any) -> Parsed:
    """The questions and answers of a record that was typed elsewhere, as ``pairs`` of texts.

    Raises ``UserError``: ``interviews.not_text``, ``interviews.no_questions``.
    """
    data = Path(path).read_bytes()[:_LARGEST_TEXT]
    try:
        text, _encoding = decoded(data, cut=len(data) == _LARGEST_TEXT)
    except ValueError as error:
        raise UserError("interviews.not_text", name=name) from error
    pairs = pairs_of(text.splitlines())
    if not pairs:
        raise UserError("interviews.no_questions", name=name)
    return Parsed({"pairs": [[pair.question, pair.answer] for pair in pairs]})


def take_recording(job: Job, path: Path, interview_id: str, began: Moment | None = None, device: str = "") -> Recording:
    """Hash a recording into the vault and attach it. One that can't be read to its end is attached all the same: what
    is wrong with it is stored as a ``Problem``. Raises what the vault says, and ``interviews.not_a_recording``.
    """
    if path.suffix.lower() not in (*AUDIO, *VIDEO):
        raise UserError("interviews.not_a_recording", name=path.name, known=" ".join((*AUDIO, *VIDEO)))
    file = _into_vault(job, path)
    medium = Medium.VIDEO if path.suffix.lower() in VIDEO else Medium.AUDIO
    facts: dict[str, Any] = {"medium": medium.value, "duration_s": None}
    problem: Problem | None = None
    try:
        parsed = job.parse("modules.interviews.importers:parse_recording", job.case.vault.path(file.sha256),
                           name=file.name)
        facts |= parsed.data
    except UserError as error:
        problem = Problem(path=file.source_path, code=error.code, values={"name": file.name, **error.values},
                          at=Moment(utc=datetime.now(UTC)), file_id=file.id)

    def store(work: Work) -> Recording:
        _keep(work, file)
        if problem is not None:
            work.put(problem)
        return attach(work, interview_id, file, {**facts, "began": began, "device": device})

    return job.write("interviews.attach", store, undoable=False)


def take_page(job: Job, path: Path, interview_id: str, number: int) -> SignedPage:
    """Hash the scan of a signed page into the vault and put it to its page."""
    job.parse("modules.interviews.importers:parse_page", path, name=path.name)
    file = _into_vault(job, path)

    def store(work: Work) -> SignedPage:
        _keep(work, file)
        return take_scan(work, interview_id, number, file)

    return job.write("interviews.scan", store, undoable=False)


def _into_vault(job: Job, path: Path) -> StoredFile:
    def step(_: Path, done: int, size: int) -> None:
        job.progress(done, size, path.name)

    for _, stored in job.case.vault.take_in([path], step=step):
        if isinstance(stored, UserError):
            raise stored
        return StoredFile(
            id=stored.sha256[:32], sha256=stored.sha256, sm3=stored.sm3, size=stored.size, name=path.name,
            source_path=str(path), media_type=guess_type(path.name)[0] or "application/octet-stream",
            taken_in=Moment(utc=datetime.now(UTC)), importer="interviews",
        )
    raise UserError("interviews.not_a_recording", name=path.name, known="")


def _keep(work: Work, file: StoredFile) -> None:
    """What the vault has already keeps the name under which it first came in."""
    if work.find(StoredFile, file.id) is None:
        work.put(file)
