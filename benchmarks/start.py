"""What bootstrap.py adds to a second start: its own checks, before it hands over to the environment's Python.

    python benchmarks/start.py [--rounds 9]

Needs the environment (bootstrap.py has run once). ``check`` and ``test`` are asked for their help only, so that what
is timed beside the bare command is the start itself.
"""

import argparse
import os
import subprocess
import sys
from functools import partial

from harness import PROJECT, Report, pairs, seconds

PYTHON = PROJECT / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
BARE = {
    "run": ["-m", "workstation", "window", "--help"], "demo": ["-m", "sample_cases", "demo", "--help"],
    "test": ["-m", "pytest", "-n", "auto", "--dist", "worksteal", "--help"],
}
ALLOWED_S = 2.0


def call(command: list[str]) -> float:
    """How long a command takes."""
    quiet = subprocess.DEVNULL
    return seconds(partial(subprocess.run, command, cwd=PROJECT, stdout=quiet, stderr=quiet, check=True))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    chosen = parser.parse_args()
    if not PYTHON.exists():
        print(f"There is no environment yet: run {sys.executable} bootstrap.py check once.", file=sys.stderr)
        return 2
    report = Report("A second start through bootstrap.py beside the bare command")
    for name, bare in BARE.items():
        through = [sys.executable, "bootstrap.py", name, "--help"]
        ours, peer = pairs(partial(call, through), partial(call, [str(PYTHON), *bare]), chosen.rounds)
        report.against(f"bootstrap.py {name} --help", ours, "bare", peer)
        added = sorted(mine - other for mine, other in zip(ours, peer, strict=True))[len(ours) // 2]
        report.value(f"  added by bootstrap.py {name}", added, "s", at_most=ALLOWED_S)
    return report.show()


if __name__ == "__main__":
    sys.exit(main())
