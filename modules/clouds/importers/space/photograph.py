"""Reading a photograph in the sandbox: its upright size, its focal length in pixels by EXIF, and a copy to look at."""

import io
import math
import warnings
from typing import Any

from workstation.api import Parsed, UserError

_SHOWN_PX = 2400
_FRAME_MM = 36.0  # width of a full frame: what equivalent focal lengths refer to
_MOST_PIXELS = 200_000_000
_EXIF_FOLD, _FOCAL_35, _FOCAL = 0x8769, 0xA405, 0x920A
_PLANE_X, _PLANE_UNIT = 0xA20E, 0xA210
_UNIT_MM = {2: 25.4, 3: 10.0, 4: 1.0}
_SIDEWAYS = (5, 6, 7, 8)


def read_photograph(path: str, *, name: str) -> Parsed:
    """``data``: width and height of the upright picture, ``focal_px`` or none, ``shown`` (width of the copy); blob
    ``shown`` is a JPEG. Raises ``UserError("clouds.photo_unreadable")``."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    try:
        with warnings.catch_warnings(), Image.open(path) as image:
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            stored = image.width, image.height
            exif = image.getexif()
            fold = dict(exif.get_ifd(_EXIF_FOLD))
            sideways = exif.get(0x0112) in _SIDEWAYS
            image.draft("RGB", (_SHOWN_PX, _SHOWN_PX))
            upright = ImageOps.exif_transpose(image).convert("RGB")
        upright.thumbnail((_SHOWN_PX, _SHOWN_PX))
    except Exception as error:  # Pillow raises errors of many kinds
        raise UserError("clouds.photo_unreadable", name=name) from error
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=88)
    width, height = stored[::-1] if sideways else stored
    data = {"width": width, "height": height, "focal_px": _focal_px(fold, *stored), "shown": upright.width}
    return Parsed(data, {"shown": out.getvalue()})


def _focal_px(fold: dict[int, Any], width: int, height: int) -> float | None:
    """From the focal plane's resolution, else from the equivalent focal length (of a frame 36 mm wide)."""
    focal, per_unit = _number(fold.get(_FOCAL)), _number(fold.get(_PLANE_X))
    if focal and per_unit:
        found = focal * per_unit / _UNIT_MM.get(int(_number(fold.get(_PLANE_UNIT)) or 2), 25.4)
        if 0.2 * max(width, height) < found < 60 * max(width, height):  # else the photograph was scaled down
            return found
    equivalent = _number(fold.get(_FOCAL_35))
    return equivalent / _FRAME_MM * max(width, height) if equivalent else None


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return number if math.isfinite(number) and number > 0 else None
