"""A dossier of 1,000 pages with 3,000 photographs against plain reportlab on the same pages.

    python benchmarks/dossier.py [--pages 1000] [--rounds 3] [--folder FOLDER]

Photographs are generated: 333 kB each. Memory is that of the first dossier, before any peer has run.
"""

import argparse
import io
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from harness import Report, pairs, peak_mib, seconds
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
from workstation.storage.vault import hash_file
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


def main(pages: int, rounds: int, folder: Path) -> int:
    """Make the case, run both in turn, print what came out."""
    identity = Identities(folder / "profile").machine()
    case = bench().create_case(folder / "case", "基准", identity.officer)
    files = _fill(case, pages * A_PAGE, folder / "card")
    placed = sum(file.size for file in files)
    paths = [str(case.vault.path(file.sha256)) for file in files]
    title = f"A dossier of {pages:,} pages, {len(files):,} photographs, {placed / 1e6:.0f} MB"
    report, outputs, peaks = Report(title), [folder / f"ours {number}.pdf" for number in range(rounds)], []
    coming = iter(outputs)

    def plain() -> float:
        took, peak = _plain(paths, folder / "plain.pdf")
        peaks.append(peak)
        return took

    _ours(case, next(coming), identity)  # before any peer is a child of this process
    children, itself = peak_mib(resource.RUSAGE_CHILDREN), peak_mib()
    more, peer = pairs(lambda: seconds(lambda: _ours(case, next(coming), identity)), plain, rounds - 1)
    report.against("dossier", more, "plain reportlab in one process", peer, at_most=3.0)
    report.value("peak memory of the program", itself, "MiB", peer=f"{max(peaks):.0f} MiB", at_most=400)
    report.value("peak memory of each child", children, "MiB", at_most=400)
    size, plain_size = outputs[0].stat().st_size, (folder / "plain.pdf").stat().st_size
    report.value("file ÷ photographs", size / placed, "", peer=f"{plain_size / placed:.4f}", at_most=1.03)
    different = len({hash_file(output) for output in outputs}) - 1
    report.value(f"different files among {len(outputs)} of the same case", different, "", at_most=0)
    case.close()
    return report.show()


def _ours(case: Case, output: Path, identity: object) -> None:
    job = Job(case, direct_write(case), lambda *_, **__: NotImplemented, lambda _: None)
    made = export_document(job, Request(output, bench=BENCH), identity)
    assert not made.failures, made.failures


def _plain(paths: Sequence[str], output: Path) -> tuple[float, float]:
    font = Path(__file__).resolve().parents[1] / "resources/fonts/NotoSerifSC-Regular.ttf"
    links = output.parent / "links"
    links.mkdir(exist_ok=True)
    named = []
    for number, path in enumerate(paths):
        link = links / f"{number}.jpg"
        if not link.is_symlink():
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
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3, help="how many dossiers of the same case")
    parser.add_argument("--folder", type=Path, help="where to work; needs room for six times the photographs")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.folder) as scratch:
        sys.exit(main(chosen.pages, chosen.rounds, Path(scratch)))
