"""What a parser hands back across the process border: plain JSON data and raw bytes, nothing else."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Parsed:
    """``data`` holds JSON values only; ``blobs`` raw bytes by name (thumbnails, previews)."""

    data: dict[str, Any]
    blobs: dict[str, bytes] = field(default_factory=dict)
