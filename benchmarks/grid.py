"""Does the grid stay smooth? Opens the page of photographs on a case of 20,000, scrolls, filters, edits.

    python benchmarks/grid.py [--photographs 20000]

A frame is what the window's thread needs to paint the grid after it was moved; 16.7 ms are 60 frames a second.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from harness import Report, peak_mib, percentile, seconds, wait_for_quiet
from photographs import card
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from modules.photos.operations import classify
from modules.photos.queries import derived_path
from modules.photos.records import Kind, Photo
from modules.photos.ui.page import PhotosPage
from workstation.api import Clock, Moment, Place, StoredFile
from workstation.app import build
from workstation.storage.case import Case
from workstation.ui.run import keep_answering
from workstation.ui.settings import Settings
from workstation.ui.theme import load_fonts
from workstation.ui.window import MainWindow

FRAME_MS = 1000 / 60


def fill(case: Case, count: int, scratch: Path) -> None:
    """So many photographs as an import leaves them, with thumbnails on the disk; the originals are left out."""
    pictures = card(scratch, 64, size=(480, 360))
    begin = datetime(2026, 1, 23, tzinfo=UTC)
    places = [Place(name=f"部位 {number}") for number in range(40)]
    files, photos = [], []
    for number in range(count):
        sha256 = f"{number:064x}"[::-1]
        files.append(StoredFile(
            id=sha256[:32], sha256=sha256, sm3="", size=1, name=f"IMG_{number:05}.JPG", source_path="card",
            media_type="image/jpeg", taken_in=Moment(utc=begin), importer="photos",
        ))  # fmt: skip
        photos.append(Photo(
            id=sha256[:32], file_id=sha256[:32], name=f"IMG_{number:05}.JPG", width=6000, height=4000,
            taken=Moment(utc=begin + timedelta(seconds=number)), camera=f"Ember E-{number % 5}", f_number=8.0,
            exposure_s=1 / (8 if number % 9 == 0 else 125), kind=list(Kind)[number % 5],
            caption="" if number % 3 else f"车间东侧 {number}", place_id=places[number % 40].id, rating=number % 6,
        ))  # fmt: skip
        link = derived_path(case.read(), "thumbnail", sha256)
        link.parent.mkdir(parents=True, exist_ok=True)
        os.link(pictures[number % 64], link)
    with case.work("files.import", undoable=False) as work:
        work.put_many([*places, Clock(name="Ember E-1", device="Ember E-1", offset_s=90.0)])
        work.put_many(files)
        work.put_many(photos)


class Measured:
    """The window with the case."""

    def __init__(self, folder: Path, count: int) -> None:
        self.app = QApplication.instance() or QApplication([])
        load_fonts()
        self.program = build(folder / "profile")
        case = self.program.workbench.create_case(folder / "case", "grid", self.program.identities.machine().officer)
        fill(case, count, folder / "card")
        self.count = count
        self.window = MainWindow(self.program, Settings.load(folder / "profile"))
        self.window.resize(1440, 900)
        self.window.show()
        keep_answering()
        self.window.shell.take_case(case)
        self.beats: list[float] = []
        self.heart = QTimer()
        self.heart.timeout.connect(lambda: self.beats.append(time.perf_counter()))
        self.heart.start(2)

    def until(self, holds: Callable[[], bool]) -> None:
        """Let the window live until something holds."""
        while not holds():
            self.app.processEvents()
            time.sleep(0.0005)

    def longest_ms(self, act: Callable[[], object]) -> float:
        """The longest time in which the window's thread did not answer while something was done."""
        self.beats = [time.perf_counter()]
        act()
        self.app.processEvents()
        self.beats.append(time.perf_counter())
        return max(1000 * (later - earlier) for earlier, later in pairwise(self.beats))

    def page(self) -> PhotosPage:
        """The page, when it shows everything."""
        self.window.shell.show("photos")
        found = self.window.page
        assert isinstance(found, PhotosPage)
        self.until(lambda: found.grid.photos.rowCount() == self.count and found.up_to_date and self.window.shell.idle)
        return found

    def frames(self, page: PhotosPage, step: int, count: int) -> list[float]:
        """Milliseconds of so many frames, each after moving by ``step`` pixels; thumbnails arrive in between."""
        bar, times = page.grid.verticalScrollBar(), []
        bar.setValue(0)
        self.app.processEvents()
        for _ in range(count):
            bar.setValue((bar.value() + step) % bar.maximum())
            times.append(1000 * seconds(page.grid.viewport().repaint))
            self.app.processEvents()
        return times

    def close(self) -> None:
        """End everything."""
        self.heart.stop()
        self.window.close()
        self.program.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photographs", type=int, default=20_000)
    chosen = parser.parse_args()
    report = Report(f"The grid with {chosen.photographs:,} photographs, window 1440 × 900")
    with tempfile.TemporaryDirectory() as folder:
        measured = Measured(Path(folder), chosen.photographs)
        before = peak_mib()
        wait_for_quiet()
        opening: list[float] = []
        blocked = measured.longest_ms(lambda: opening.append(seconds(measured.page)))
        report.value("opening the page", opening[0], "s", at_most=2.0)
        report.value("  longest block of the window's thread, building the page included", blocked, "ms")
        page = measured.page()
        for name, step, count in (("scrolling by the wheel", 120, 400), ("rushing through, a page a frame", 700, 200)):
            wait_for_quiet()
            frames = measured.frames(page, step, count)
            report.value(f"{name}: frame, median", percentile(frames, 0.5), "ms")
            report.value(f"{name}: frame, 95 of 100", percentile(frames, 0.95), "ms", at_most=round(FRAME_MS, 1))
        wait_for_quiet()
        typed = [measured.longest_ms(lambda key=key: page.filters.search.insert(key)) for key in "车间东侧 1234"]
        report.value("typing into the filter: longest block", max(typed), "ms", at_most=100)
        page.filters.clear()
        measured.until(lambda: page.grid.photos.rowCount() == chosen.photographs)
        report.value("choosing all (Ctrl+A)", measured.longest_ms(page.grid.selectAll), "ms", at_most=100)
        page.grid.clearSelection()
        wait_for_quiet()
        photo = page.grid.photos.photos[0]

        def edit() -> None:
            kind = Kind.KEY if photo.kind is not Kind.KEY else Kind.DETAIL
            measured.window.shell.do("photos.classify", lambda work: classify(work, [photo.id], kind))
            measured.until(lambda: any(one.id == photo.id and one.kind is kind for one in page.grid.photos.photos))

        blocked = measured.longest_ms(lambda: report.value("one photograph classified, seen in", seconds(edit), "s"))
        report.value("  longest block of the window's thread", blocked, "ms", at_most=100)
        report.value("memory for the page", peak_mib() - before, "MiB")
        measured.close()
    return report.show()


if __name__ == "__main__":
    sys.exit(main())
