"""A picture for the screen, made anew in the sandbox: the original is read by nothing else."""

import io
from pathlib import Path

from PIL import Image

from workstation.domain.parsed import Parsed
from workstation.typeset.print_copy import print_copy

_EDGE_PX, _QUALITY = 1600, 88


def preview(path: str, *, name: str = "") -> Parsed:
    """The picture upright and at most 1600 pixels large, as a JPEG in the blob ``jpeg``. Raises what ``print_copy``
    raises."""
    del name  # only for the sentence of an error
    with Image.open(io.BytesIO(print_copy(Path(path), _EDGE_PX).data)) as image:
        stream = io.BytesIO()
        image.convert("RGB").save(stream, "JPEG", quality=_QUALITY)
    return Parsed({}, {"jpeg": stream.getvalue()})
