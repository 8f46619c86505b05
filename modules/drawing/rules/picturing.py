"""The picture of an underlay: upright, no larger than a screen needs, and drawn anew where it was rectified."""

import hashlib
import io
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from modules.drawing.records import Rectified
from workstation.api import UserError

if TYPE_CHECKING:
    from PIL.Image import Image

LONGEST = 4000
MOST_PIXELS = 400_000_000
_PDF = b"%PDF-"
_FINEST_DPI, _POINTS_PER_INCH = 300.0, 72.0


def picture_key(rectified: Rectified | None, page: int = 0) -> str:
    """What the name of a picture made from an original (of a PDF: from one of its pages) ends in."""
    paged = f"-p{page}" if page else ""
    if rectified is None:
        return paged
    said = ",".join(repr(one) for one in (*rectified.matrix, rectified.width_px, rectified.height_px))
    return paged + "-" + hashlib.sha256(said.encode()).hexdigest()[:16]


def make_picture(path: str, name: str, rectified: Rectified | None = None, page: int = 0) -> tuple[int, int, bytes]:
    """Width, height and a JPEG of the picture.

    Raises ``UserError("drawing.picture_unreadable" | "drawing.no_such_page")``.
    """
    with Path(path).open("rb") as stream:
        paged = _PDF in stream.read(1024)
    image = _page(path, name, page) if paged else _photograph(path, name)
    image.thumbnail((LONGEST, LONGEST))
    if rectified is not None:
        image = _drawn_anew(image, rectified)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return image.width, image.height, out.getvalue()


def _page(path: str, name: str, number: int) -> "Image":
    """A page of a PDF, no finer than a scanner is."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(path) as document:
            if not 0 <= number < len(document):
                raise UserError("drawing.no_such_page", name=name, page=number + 1, pages=len(document))
            page = document[number]
            scale = min(LONGEST / max(*page.get_size(), 1.0), _FINEST_DPI / _POINTS_PER_INCH)
            image: Image = page.render(scale=scale).to_pil().convert("RGB")
            return image
    except (pypdfium2.PdfiumError, ValueError, OSError, MemoryError) as error:
        raise UserError("drawing.picture_unreadable", name=name, reason=str(error)[:200]) from error


def _photograph(path: str, name: str) -> "Image":
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as opened:
                opened.draft("RGB", (LONGEST, LONGEST))
                return _on_white(ImageOps.exif_transpose(opened))
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError,
            Image.DecompressionBombError, Image.DecompressionBombWarning) as error:  # fmt: skip
        raise UserError("drawing.picture_unreadable", name=name, reason=str(error)[:200]) from error


def _on_white(image: "Image") -> "Image":
    """What is transparent is white paper, not black."""
    from PIL import Image as Images

    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        clear = image.convert("RGBA")
        paper = Images.new("RGBA", clear.size, "white")
        return Images.alpha_composite(paper, clear).convert("RGB")
    return image.convert("RGB")


def _drawn_anew(image: "Image", rectified: Rectified) -> "Image":
    from PIL import Image as Images

    size = min(rectified.width_px, LONGEST), min(rectified.height_px, LONGEST)
    forward = np.array(rectified.matrix).reshape(3, 3)
    pixels = np.diag([image.width, image.height, 1.0])
    back = pixels @ np.linalg.inv(forward) @ np.diag([1 / size[0], 1 / size[1], 1.0])
    scaled = back / (back[2, 2] if abs(back[2, 2]) > 1e-12 else 1e-12)
    drawn = image.transform(
        size, Images.Transform.PERSPECTIVE, tuple(float(one) for one in scaled.ravel()[:8]),
        Images.Resampling.BICUBIC, fillcolor="white",
    )
    across, down = np.arange(size[0]) + 0.5, np.arange(size[1]) + 0.5
    ahead = back[2, 0] * across[None, :] + back[2, 1] * down[:, None] + back[2, 2] > 0
    if not ahead.all():  # beyond the horizon there is nothing, not the picture once more upside down
        drawn = Images.composite(drawn, Images.new("RGB", size, "white"), Images.fromarray(ahead))
    return drawn
