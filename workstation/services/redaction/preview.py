"""A picture for the screen, made anew in the sandbox: the original is read by nothing else."""

import io
from pathlib import Path

from PIL import Image

from workstation.domain.errors import UserError
from workstation.domain.parsed import Parsed
from workstation.typeset.print_copy import print_copy

_EDGE_PX, _QUALITY = 1600, 88


def preview(path: str, *, name: str = "") -> Parsed:
    """The picture upright and at most 1600 pixels large, as a JPEG in the blob ``jpeg``; of a PDF its first page.
    Raises what ``print_copy`` raises."""
    source = Path(path)
    picture = _first_page(source, name) or Image.open(io.BytesIO(print_copy(source, _EDGE_PX, name=name).data))
    with picture:
        stream = io.BytesIO()
        picture.convert("RGB").save(stream, "JPEG", quality=_QUALITY)
    return Parsed({}, {"jpeg": stream.getvalue()})


def _first_page(source: Path, name: str) -> Image.Image | None:
    """The first page of a PDF; none of another file."""
    with source.open("rb") as stream:
        if stream.read(5) != b"%PDF-":
            return None
    import pypdfium2  # here: the sandbox rarely needs it

    try:
        with pypdfium2.PdfDocument(source) as document:
            page = document[0]
            shown: Image.Image = page.render(scale=_EDGE_PX / max(*page.get_size(), 1.0)).to_pil().copy()
            return shown
    except (pypdfium2.PdfiumError, ValueError, IndexError) as error:
        raise UserError("typeset.photo_unreadable", name=name or source.name, reason=str(error)) from error
