"""Does the window answer while a card is taken in? Imports generated photographs into a new case with the window open.

    python benchmarks/heartbeat.py [--photographs 5000] [--page photos]

A timer of the window's thread should fire every 5 ms; the longest gap between two of its beats is how long a person
would have waited for an answer.
"""

import argparse
import os
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from harness import Report, percentile, wait_for_quiet
from photographs import card
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from workstation.app import build
from workstation.domain.evidence import StoredFile
from workstation.ui.run import keep_answering
from workstation.ui.settings import Settings
from workstation.ui.theme import load_fonts
from workstation.ui.window import MainWindow

ALLOWED_MS = 100
BEAT_MS = 5


def run(count: int, page: str, work: Path) -> list[float]:
    """Import, and return the gaps between beats in milliseconds."""
    card(work / "card", count, size=(320, 240))
    app = QApplication.instance() or QApplication([])
    load_fonts()
    program = build(work / "profile")
    officer = program.identities.machine().officer
    window = MainWindow(program, Settings.load(work / "profile"))
    window.show()
    keep_answering()
    window.shell.take_case(program.workbench.create_case(work / "case", "heartbeat", officer))
    window.shell.show(page)
    beats: list[float] = []
    heart = QTimer()
    heart.timeout.connect(lambda: beats.append(time.perf_counter()))
    heart.start(BEAT_MS)
    settled = time.perf_counter() + 1
    while time.perf_counter() < settled:
        app.processEvents()
    wait_for_quiet()
    beats.clear()
    window.shell.import_files([work / "card"])
    while window.shell.jobs.running:
        app.processEvents()
        time.sleep(0.0005)
    settled = time.perf_counter() + 2  # what the last step makes the pages read again belongs to it
    while time.perf_counter() < settled:
        app.processEvents()
    heart.stop()
    case = window.shell.case
    assert case is not None and len(case.read().all(StoredFile)) == count, "not everything was taken in"
    window.close()
    program.close()
    return [1000 * (later - earlier) for earlier, later in pairwise(beats)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photographs", type=int, default=5000)
    parser.add_argument("--page", default="photos", help="the page that is open meanwhile")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        gaps = run(chosen.photographs, chosen.page, Path(work))
    report = Report(f"{chosen.photographs:,} photographs taken in while the page “{chosen.page}” is open")
    waited = sum(gap for gap in gaps if gap > ALLOWED_MS / 2) / sum(gaps)
    report.value("longest gap between two beats of the window's thread", max(gaps), "ms", at_most=ALLOWED_MS)
    report.value("999 of 1,000 gaps are shorter than", percentile(gaps, 0.999), "ms")
    report.value(f"share of the time in gaps over {ALLOWED_MS // 2} ms", 100 * waited, "%")
    report.value("the import", sum(gaps) / 1000, "s")
    return report.show()


if __name__ == "__main__":
    sys.exit(main())
