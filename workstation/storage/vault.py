"""The originals of a case, addressed by their SHA-256 and never edited."""

from pathlib import Path


class Vault:
    """The folder of originals: ``vault/ab/ab12…``."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, sha256: str) -> Path:
        """Where the original of that hash lies."""
        return self.root / sha256[:2] / sha256
