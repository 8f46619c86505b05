"""Drawings, figures and codes as pictures, for documents that hold no vectors of ours (DOCX)."""

import io
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageChops

from workstation.typeset.blocks import Drawing, Figure, Qr
from workstation.typeset.pdfa import DocumentInfo
from workstation.typeset.sheets import write_pages

DPI = 300
_MARGIN_PX = 6
_LARGE_BYTES = 1_500_000  # a picture that is larger shows photographs: these shrink as JPEG, lines do not
_QUALITY = 90


@dataclass(frozen=True)
class Raster:
    """A picture file (PNG, or JPEG where photographs lie below the lines) and how large it is on paper."""

    data: bytes
    width_mm: float
    height_mm: float


def rasterise(block: Drawing | Figure | Qr, language: str) -> Raster:
    """What the block looks like on paper at 300 dots per inch, without its caption. Raises ``OSError``.

    Nobody here made the pictures below a drawing: call it in a process of its own.
    """
    import pypdfium2  # here: only a helper process draws

    info = DocumentInfo("", "", "", language, datetime.fromtimestamp(0, UTC))
    with TemporaryDirectory(prefix="embercase-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "drawn.pdf"
        write_pages([replace(block, caption="")], path, info)
        with pypdfium2.PdfDocument(path) as document:
            shown = document[0].render(scale=DPI / 72).to_pil().convert("RGB")
    picture = shown.crop(_inked(shown))
    mm = 25.4 / DPI
    return Raster(_encoded(picture), picture.width * mm, picture.height * mm)


def _inked(picture: Image.Image) -> tuple[int, int, int, int]:
    """The part of a page on which something stands."""
    box = ImageChops.difference(picture, Image.new("RGB", picture.size, "white")).getbbox()
    if box is None:
        return 0, 0, picture.width, 1
    left, top, right, bottom = box
    return (
        max(left - _MARGIN_PX, 0), max(top - _MARGIN_PX, 0),
        min(right + _MARGIN_PX, picture.width), min(bottom + _MARGIN_PX, picture.height),
    )


def _encoded(picture: Image.Image) -> bytes:
    for options in ({"format": "PNG", "dpi": (DPI, DPI)}, {"format": "JPEG", "quality": _QUALITY, "dpi": (DPI, DPI)}):
        stream = io.BytesIO()
        picture.save(stream, **options)
        if stream.tell() <= _LARGE_BYTES:
            break
    return stream.getvalue()
