"""A dossier of 1,000 pages with 3,000 photographs against plain reportlab on the same pages.

    python benchmarks/dossier.py [PAGES] [FOLDER]

Prints times, the peak memory of every kind of process, and the size of the file beside that of the photographs
placed. Aims: at most 3 times plain reportlab in one process, under 400 MB in each process, at most 1.03 times the
photographs. Photographs are generated: 333 kB each.
"""

import io
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from PIL import Image

from workstation.domain.errors import UserError
from workstation.domain.evidence import StoredFile
from workstation.domain.rules import RulePacks
from workstation.domain.time import Moment
from workstation.domain.words import Words
from workstation.services.catalogue import Catalogue
from workstation.services.dossier import Request, export_document
from workstation.services.identity import Identities
from workstation.services.job import Job, direct_write
from workstation.services.module import Module, Section, Stage
from workstation.services.workbench import Workbench
from workstation.storage.case import Case
from workstation.storage.read import Read
from workstation.storage.work import Work
from workstation.typeset.blocks import Block, Heading, PageBreak, Photo, PhotoGrid

A_PAGE, PART_PAGES, BYTES = 3, 50, 333_000
BENCH = f"{Path(__file__).stem}:bench"
PLAIN = """
import sys, resource, time
from pathlib import Path
from reportlab import rl_config
rl_config.useA85 = 0
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
fonts, output, *files = sys.argv[1], sys.argv[2], *sys.stdin.read().split("\\n")
start = time.perf_counter()
pdfmetrics.registerFont(TTFont("S", fonts))
canvas = Canvas(output, pagesize=(595.28, 841.89))
for first in range(0, len(files), 3):
    canvas.setFont("S", 9)
    canvas.drawString(80, 790, "现场照片卷 第%d页" % (first // 3 + 1))
    for place, file in enumerate(files[first:first + 3]):
        x, y = 80 + place % 2 * 230, 480 - place // 2 * 320
        canvas.drawImage(file, x, y, 210, 157)
        canvas.drawString(x, y - 14, "照片 %d 起火部位概貌" % (first + place + 1))
        canvas.drawString(x, y - 28, "2026-01-23 09:12:33 +08:00 f/8 1/125 s")
    canvas.showPage()
canvas.save()
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def parts(read: Read) -> Sequence[str]:
    """Fifty pages each."""
    return [str(start) for start in range(0, read.count(StoredFile), A_PAGE * PART_PAGES)]


def photographs(read: Read, _: Words, part: str) -> Iterator[Block]:
    """Three photographs a page."""
    start = int(part)
    files = read.all(StoredFile, order=("name",))[start : start + A_PAGE * PART_PAGES]
    if start == 0:
        yield Heading(1, "现场照片")
    for first in range(0, len(files), A_PAGE):
        yield PhotoGrid(tuple(
            Photo(str(read.vault.path(file.sha256)), "起火部位概貌", f"照片 {start + first + place + 1}",
                  "2026-01-23 09:12:33 +08:00 · f/8 · 1/125 s")
            for place, file in enumerate(files[first : first + A_PAGE])
        ), 4)  # fmt: skip
        yield PageBreak()


def bench() -> Workbench:
    """One module with one section."""
    section = Section("bench.photos", "Photographs", "photos", photographs, parts=parts)
    return Workbench(Catalogue([Module("bench", "Bench", Stage.SCENE, sections=(section,))]), RulePacks(()))


def main(pages: int, folder: Path) -> None:
    """Make the case, run both, print what came out."""
    identity = Identities(folder / "profile").machine()
    case = bench().create_case(folder / "case", "基准", identity.officer)
    files = _fill(case, pages * A_PAGE, folder / "card")
    placed = sum(file.size for file in files)
    print(f"{pages} pages, {len(files)} photographs, {placed / 1e6:.0f} MB")
    ours = _timed(lambda: _ours(case, folder / "ours.pdf", identity))
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    itself = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    paths = [str(case.vault.path(file.sha256)) for file in files]
    plain, peak = _plain(paths, folder / "plain.pdf")
    size, plain_size = (folder / "ours.pdf").stat().st_size, (folder / "plain.pdf").stat().st_size
    print(f"ours   {ours:6.1f} s   peak {itself:.0f} MB, each child at most {children:.0f} MB   "
          f"file / photographs {size / placed:.4f}")  # fmt: skip
    print(f"plain  {plain:6.1f} s   peak {peak:.0f} MB   file / photographs {plain_size / placed:.4f}")
    print(f"time ratio {ours / plain:.2f}")
    case.close()


def _timed(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def _ours(case: Case, output: Path, identity: object) -> None:
    last = [0.0]

    def report(progress: object) -> None:
        now = time.perf_counter()
        if now - last[0] > 5:
            print("  ", progress, flush=True)
            last[0] = now

    job = Job(case, direct_write(case), lambda *_, **__: NotImplemented, report)
    made = export_document(job, Request(output, bench=BENCH), identity)
    assert not made.failures, made.failures


def _plain(paths: Sequence[str], output: Path) -> tuple[float, float]:
    font = Path(__file__).resolve().parents[1] / "resources/fonts/NotoSerifSC-Regular.ttf"
    links = output.parent / "links"
    links.mkdir()
    named = []
    for number, path in enumerate(paths):
        link = links / f"{number}.jpg"
        link.symlink_to(path)
        named.append(str(link))
    ran = subprocess.run([sys.executable, "-c", PLAIN, str(font), str(output)], input="\n".join(named),
                         capture_output=True, text=True, check=True)  # fmt: skip
    seconds, peak = map(float, ran.stdout.split())
    return seconds, peak


def _fill(case: Case, count: int, card: Path) -> list[StoredFile]:
    card.mkdir()
    made = []
    bodies = [_jpeg(seed) for seed in range(8)]
    for number in range(count):
        path = card / f"IMG_{number:05}.jpg"
        comment = f"photograph {number}".encode()
        body = bodies[number % len(bodies)]
        path.write_bytes(body[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + body[2:])
        made.append(path)
    at = Moment(utc=datetime(2026, 1, 23, tzinfo=UTC))
    files = []
    for path, stored in case.vault.take_in(made):
        assert not isinstance(stored, UserError)
        files.append(StoredFile(
            id=stored.sha256[:32], sha256=stored.sha256, sm3=stored.sm3, size=stored.size, name=path.name,
            source_path=path.name, media_type="image/jpeg", taken_in=at, importer="bench",
        ))  # fmt: skip
        path.unlink()

    def store(work: Work) -> None:
        work.put_many(files)

    with case.work("files.import") as work:
        store(work)
    return files


def _jpeg(seed: int) -> bytes:
    """A photograph of about 333 kB: soft noise, as large as cameras' small size."""
    noise = random.Random(seed).randbytes(400 * 300 * 3)
    picture = Image.frombytes("RGB", (400, 300), noise).resize((1600, 1200), Image.Resampling.BICUBIC)
    made = min((partial(_encoded, picture)(quality) for quality in range(30, 96, 5)),
               key=lambda body: abs(len(body) - BYTES))  # fmt: skip
    return made + bytes(max(0, BYTES - len(made)))


def _encoded(picture: Image.Image, quality: int) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=quality)
    return stream.getvalue()


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory(dir=sys.argv[2] if len(sys.argv) > 2 else None) as scratch:
        main(wanted, Path(scratch))
