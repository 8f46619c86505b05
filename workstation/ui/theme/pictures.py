"""Icons as files: a style sheet can only name pictures that lie on a disk."""

import atexit
import shutil
import tempfile
from functools import lru_cache
from pathlib import Path

from workstation.ui.theme.icons import drawing


@lru_cache(maxsize=1)
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="embercase-look-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@lru_cache(maxsize=64)
def picture_file(name: str, colour: str) -> str:
    """The path of an icon in one colour, as a style sheet's ``url`` takes it; it lives as long as the program."""
    path = _folder() / f"{name}-{colour.lstrip('#')}.svg"
    path.write_text(drawing(name, colour), "utf-8")
    return f'"{path.as_posix()}"'
