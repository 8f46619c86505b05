"""A photograph as it goes to paper: upright, sRGB, not larger than paper can show; the same file, the same bytes.

A JPEG that is already small, upright and grey or RGB passes byte for byte.
"""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageCms, ImageDraw, ImageOps, UnidentifiedImageError

from workstation.domain.errors import UserError

QUALITY = 88
MAX_JPEG_PIXELS = 178_000_000
MAX_PIXELS = 60_000_000
"""A JPEG is reduced while it is decoded; everything else needs all its pixels in memory first."""

Area = tuple[float, float, float, float]
"""Left, top, right, bottom as shares of the upright picture."""

_ORIENTATION = 0x0112
_SRGB_NAMES = ("srgb", "iec61966")


@dataclass(frozen=True)
class PrintCopy:
    """A baseline or progressive JPEG with its size in pixels; ``digest`` is the SHA-256 of ``data``."""

    data: bytes
    width: int
    height: int
    gray: bool

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def print_copy(source: Path, edge_px: int, blotted: Sequence[Area] = (), name: str = "") -> PrintCopy:
    """The copy of ``source`` whose longer edge has at most ``edge_px`` pixels.

    ``blotted`` areas are painted over first, so that the copy never held what was there; it has no metadata then.
    ``name`` is what an error calls it, where the file's own name says nothing to people.

    Raises UserError ``typeset.photo_missing``, ``typeset.photo_unreadable`` or ``typeset.photo_too_large``.
    """
    name = name or source.name
    try:
        size = source.stat().st_size
    except OSError as problem:
        raise UserError("typeset.photo_missing", name=name) from problem
    if size == 0:
        raise UserError("typeset.photo_unreadable", name=name, reason="0 B")
    _know_heif()
    try:
        with Image.open(source) as image:
            if image.width * image.height > (MAX_JPEG_PIXELS if image.format == "JPEG" else MAX_PIXELS):
                raise UserError("typeset.photo_too_large", name=name, pixels=image.width * image.height)
            if not blotted and _passes(image, edge_px):
                data = source.read_bytes()
                if _whole(data):
                    return PrintCopy(data, image.width, image.height, image.mode == "L")
            return _reduced(image, edge_px, blotted)
    except UserError:
        raise
    except Exception as problem:  # a decoder may raise anything on a file that nobody here made
        reason = "" if isinstance(problem, UnidentifiedImageError) else str(problem)
        raise UserError("typeset.photo_unreadable", name=name, reason=reason) from problem


def _passes(image: Image.Image, edge_px: int) -> bool:
    return (
        image.format == "JPEG"
        and image.mode in {"L", "RGB"}
        and max(image.size) <= edge_px
        and image.getexif().get(_ORIENTATION, 1) == 1
        and _is_srgb(image)
    )


def _whole(data: bytes) -> bool:
    """The end marker is where it belongs; a file cut short goes through the decoder, which says so."""
    return b"\xff\xd9" in data[-65536:]


def _is_srgb(image: Image.Image) -> bool:
    profile = image.info.get("icc_profile")
    if not profile:
        return True
    try:
        name = ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(profile)))
    except (ImageCms.PyCMSError, OSError):
        return True
    return any(part in name.lower() for part in _SRGB_NAMES)


def _reduced(image: Image.Image, edge_px: int, blotted: Sequence[Area]) -> PrintCopy:
    if image.format == "JPEG":
        image.draft("RGB" if image.mode != "L" else "L", (edge_px, edge_px))
    profile = None if _is_srgb(image) else image.info.get("icc_profile")
    turned = ImageOps.exif_transpose(image)
    if blotted:
        turned = _painted_over(turned, blotted)
    if max(turned.size) > edge_px:
        scale = edge_px / max(turned.size)
        size = (max(1, round(turned.width * scale)), max(1, round(turned.height * scale)))
        turned = turned.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    flat = _flat(turned, profile)
    stream = io.BytesIO()
    flat.save(stream, "JPEG", quality=QUALITY, subsampling="4:2:0", optimize=False)
    return PrintCopy(stream.getvalue(), flat.width, flat.height, flat.mode == "L")


def _painted_over(image: Image.Image, areas: Sequence[Area]) -> Image.Image:
    """Black rectangles, rounded outwards by a pixel, on a plain picture: no alpha, no palette, nothing beneath."""
    plain = image if image.mode in {"L", "RGB"} else _flat(image, None)
    painted = plain.copy()
    pen = ImageDraw.Draw(painted)
    width, height = painted.size
    for x1, y1, x2, y2 in areas:
        corners = (int(x1 * width) - 1, int(y1 * height) - 1, int(x2 * width) + 1, int(y2 * height) + 1)
        pen.rectangle(corners, fill=0 if painted.mode == "L" else (0, 0, 0))
    painted.info = {}
    return painted


def _flat(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Grey or RGB on white, converted to sRGB where a profile says so."""
    if image.mode.startswith("I;16"):
        return image.convert("I").point(lambda value: value * (1 / 256) + 0).convert("L")
    if profile and image.mode in {"RGB", "CMYK"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            made = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            if made is not None:
                return made
        except (ImageCms.PyCMSError, OSError):
            return image.convert("RGB")
    if image.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in image.info:
        layer = image.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(white, layer).convert("RGB")
    return image if image.mode in {"L", "RGB"} else image.convert("RGB")


def _know_heif() -> None:
    if "HEIF" not in Image.OPEN:
        from pi_heif import register_heif_opener

        register_heif_opener()
