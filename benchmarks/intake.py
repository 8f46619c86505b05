"""Taking photographs into the vault against ``cp`` followed by ``sha256sum`` of the same photographs.

    python benchmarks/intake.py [--mib 2048] [--rounds 3] [--folder FOLDER]

Ours is the vault's own intake as every import uses it: copy, SHA-256 and SM3 together, fsync of file and folder, read
back from the disk, compare. The peer copies and hashes the copy; it waits for no disk, unless it says so. Both
begin with photographs that are on the disk and not in the cache. The whole ``embercase import``, a process of its own
that also reads EXIF and makes two previews of each photograph, stands beside for comparison.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from harness import Report, cold, pairs, seconds
from photographs import card

from workstation.domain.errors import UserError
from workstation.storage.vault import Vault

EACH = 7_000_000
SIZE = (6000, 4000)


class Measured:
    """One card and the ways to take it in."""

    def __init__(self, folder: Path, mib: int) -> None:
        self.scratch = folder / "scratch"
        self.photographs = card(folder / "card", mib * 2**20 // EACH, size=SIZE, bytes_each=EACH)
        self.card = folder / "card"
        self.profile = folder / "profile"

    def ours(self) -> float:
        """The vault."""
        self._begin()
        took = seconds(self._take_in)
        assert sum(1 for path in self.scratch.rglob("*") if path.is_file()) == len(self.photographs)
        return took

    def _take_in(self) -> None:
        for _, stored in Vault(self.scratch).take_in(self.photographs):
            assert not isinstance(stored, UserError) and not stored.already_there

    def peer(self, *, synced: bool = False) -> float:
        """``cp -r`` and ``sha256sum`` of the copies; ``synced`` waits for the disk between the two."""
        self._begin()
        sync = f"sync {self.scratch}/card/*/* && " if synced else ""
        command = f"cp -r {self.card} {self.scratch} && {sync}sha256sum {self.scratch}/card/*/*"
        return seconds(partial(subprocess.run, ["sh", "-c", command], stdout=subprocess.DEVNULL, check=True))

    def whole(self) -> float:
        """``embercase import``: the vault, EXIF, previews and records, in a process of its own."""
        self._begin()
        case, profile = str(self.scratch / "case"), ["--profile", str(self.profile), "--json"]
        program = [sys.executable, "-c", "import sys; from workstation.cli import main; sys.exit(main(sys.argv[1:]))"]
        quiet = partial(subprocess.run, stdout=subprocess.DEVNULL, check=True)
        quiet([*program, "new", case, "--name", "benchmark", *profile])
        return seconds(lambda: quiet([*program, "import", case, str(self.card), *profile]))

    def _begin(self) -> None:
        shutil.rmtree(self.scratch, ignore_errors=True)
        self.scratch.mkdir()
        os.sync()
        cold(self.photographs)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mib", type=int, default=2048)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where to work; on the disk that is to be measured")
    parser.add_argument("--without-import", action="store_true", help="measure the vault only")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        measured = Measured(Path(folder), chosen.mib)
        count = len(measured.photographs)
        report = Report(f"Intake of {count} photographs of {EACH / 1e6:g} MB, {count * EACH / 2**30:.2f} GiB")
        ours, peer = pairs(measured.ours, measured.peer, chosen.rounds)
        report.against("copy, SHA-256 + SM3, fsync, read back", ours, "cp, sha256sum", peer, at_most=1.0)
        ours, peer = pairs(measured.ours, partial(measured.peer, synced=True), chosen.rounds)
        report.against("the same", ours, "cp, sync, sha256sum", peer)
        if not chosen.without_import:
            ours, peer = pairs(measured.whole, measured.peer, chosen.rounds)
            report.against("embercase import, with EXIF and previews", ours, "cp, sha256sum", peer)
    return report.show()


if __name__ == "__main__":
    sys.exit(main())
