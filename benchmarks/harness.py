"""What every benchmark shares: runs in turn with a peer, medians, and one kind of table.

The machine is rarely alone, so a figure means little and a ratio much: ours and the peer run one after the other, in
alternating order, and the ratio told is the median of the ratios of the pairs.
"""

import os
import platform
import resource
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))  # the tree beside this file is measured, whatever else is installed
os.environ["PYTHONPATH"] = str(PROJECT)

Timed = Callable[[], float]


def seconds(run: Callable[[], object]) -> float:
    """How long ``run`` takes."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def pairs(ours: Timed, peer: Timed, rounds: int) -> tuple[list[float], list[float]]:
    """Run both so many times, in alternating order; each gives what it measured."""
    measured: dict[Timed, list[float]] = {ours: [], peer: []}
    for number in range(rounds):
        for run in (ours, peer) if number % 2 == 0 else (peer, ours):
            wait_for_quiet()
            measured[run].append(run())
            print(f"  round {number + 1}/{rounds}: {'ours' if run is ours else 'peer'} {measured[run][-1]:.2f}",
                  file=sys.stderr, flush=True)  # fmt: skip
    return measured[ours], measured[peer]


def wait_for_quiet(patience_s: float = 20.0, share: float = 0.15) -> None:
    """Wait until others leave the processors alone for a second, or until patience ends."""
    until = time.monotonic() + patience_s
    while time.monotonic() < until:
        before = _processor_ticks()
        time.sleep(1.0)
        busy, total = (after - then for after, then in zip(_processor_ticks(), before, strict=True))
        if busy <= share * total:
            return


def _processor_ticks() -> tuple[int, int]:
    """How long all processors worked, and how long there was to work (Linux)."""
    try:
        fields = [int(text) for text in Path("/proc/stat").read_text("ascii").splitlines()[0].split()[1:]]
    except OSError:
        return 0, 0
    return sum(fields) - fields[3] - fields[4], sum(fields)


def cold(paths: Iterable[Path]) -> None:
    """See that these files are on the disk and no longer in the memory that caches it."""
    os.sync()
    for path in paths:
        with path.open("rb") as stream:
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that ``share`` of the values do not exceed."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def peak_mib(who: int = resource.RUSAGE_SELF) -> float:
    """The largest memory that this process (or the largest of its ended children) has used."""
    return resource.getrusage(who).ru_maxrss / 1024


@dataclass(frozen=True)
class _Row:
    what: str
    ours: str
    peer: str
    ratio: str
    aim: str
    holds: bool | None


@dataclass
class Report:
    """The table of one benchmark; ``show`` prints it and gives the exit code: 1 when an aim was missed."""

    title: str
    rows: list[_Row] = field(default_factory=list)

    def against(
        self, what: str, ours: Sequence[float], name: str, peer: Sequence[float], *, at_most: float | None = None
    ) -> None:
        """Seconds of ours beside those of a peer, pair by pair."""
        ratio = median(mine / other for mine, other in zip(ours, peer, strict=True))
        aim = f"≤ {at_most:g} ×" if at_most is not None else ""
        holds = None if at_most is None else ratio <= at_most
        beside = f"{name}: {median(peer):.2f} s"
        self.rows.append(_Row(what, f"{median(ours):.2f} s", beside, f"{ratio:.2f}", aim, holds))

    def value(self, what: str, ours: float, unit: str, *, peer: str = "", at_most: float | None = None) -> None:
        """One figure; ``peer`` says what somebody else's is."""
        aim = f"≤ {at_most:g} {unit}".rstrip() if at_most is not None else ""
        holds = None if at_most is None else ours <= at_most
        self.rows.append(_Row(what, f"{ours:,.4g} {unit}".rstrip(), peer, "", aim, holds))

    def show(self) -> int:
        """Print it."""
        head = ("what", "here", "beside", "ratio", "aim", "")
        lines = [head, *(
            (row.what, row.ours, row.peer, row.ratio, row.aim, {None: "", True: "holds", False: "MISSED"}[row.holds])
            for row in self.rows
        )]  # fmt: skip
        widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
        print(f"\n{self.title}\n{machine()}\n")
        for number, line in enumerate(lines):
            print("| " + " | ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)) + " |")
            if number == 0:
                print("|" + "|".join("-" * (width + 2) for width in widths) + "|")
        return 1 if any(row.holds is False for row in self.rows) else 0


def machine() -> str:
    """What it was measured on, and how busy that was."""
    load = ", ".join(f"{share:.1f}" for share in os.getloadavg())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = platform.freedesktop_os_release()["PRETTY_NAME"] if sys.platform == "linux" else platform.platform()
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} processors, {memory:.0f} GiB, {system}, "
        f"Python {platform.python_version()}, load {load}"
    )
