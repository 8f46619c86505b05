"""A picture for an underlay, read in the sandbox: upright and no larger than a screen needs."""

import io
import warnings
from typing import Any

from workstation.api import Parsed, UserError

LONGEST = 4000
MOST_PIXELS = 400_000_000


def parse_picture(path: str, *, name: str = "", **_: Any) -> Parsed:
    """A JPEG of the picture. Raises ``UserError("drawing.picture_unreadable")``."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as opened:
                opened.draft("RGB", (LONGEST, LONGEST))
                image = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError,
            Image.DecompressionBombError, Image.DecompressionBombWarning) as error:  # fmt: skip
        raise UserError("drawing.picture_unreadable", name=name, reason=str(error)[:200]) from error
    image.thumbnail((LONGEST, LONGEST))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return Parsed({"width": image.width, "height": image.height}, {"picture": out.getvalue()})
