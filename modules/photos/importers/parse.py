"""Reading a photograph in the sandbox: facts, and an upright thumbnail and preview."""

import io
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modules.photos.importers.exif import read_exif
from workstation.api import Parsed, UserError

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PIXELS = 120_000_000
THUMBNAIL, PREVIEW = 480, 2048
RAW_SUFFIXES = (".cr2", ".cr3", ".nef", ".arw", ".dng", ".raf", ".orf", ".rw2", ".pef", ".srw")
_FLIPS = {3: 180, 5: 90, 6: 270}  # LibRaw's codes as degrees counterclockwise
_MAGIC = (
    b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"BM", b"II*\0", b"MM\0*", b"IIRO", b"IIU\0",
    b"FUJIFILM",
)
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")


def is_photo(head: bytes) -> bool:
    """Whether the first bytes are those of a picture."""
    return (
        head.startswith(_MAGIC)
        or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")
        or (head[4:8] == b"ftyp" and (head[8:12] in _HEIF_BRANDS or head[8:12] == b"crx "))
    )


def parse_photo(path: str, *, name: str = "", **_: Any) -> Parsed:
    """Read one photograph.

    Raises ``UserError``: ``photos.not_an_image`` (a text named .jpg), ``photos.too_many_pixels`` (before anything
    is decoded), ``photos.truncated``, ``photos.unreadable``.
    """
    with Path(path).open("rb") as stream:
        head = stream.read(4096)
    if not is_photo(head):
        raise UserError("photos.not_an_image", name=name)
    image, size = _decode(path, name)
    data = read_exif(path)
    data["width"], data["height"] = size
    preview = _shrunk(image, PREVIEW)
    return Parsed(data, {"thumbnail": _jpeg(_shrunk(preview, THUMBNAIL)), "preview": _jpeg(preview)})


def render_full(path: str, *, name: str = "", **_: Any) -> Parsed:
    """The whole picture, upright and in its full size, as a JPEG: what the viewer shows when one looks closely.

    Raises ``UserError`` as ``parse_photo`` does.
    """
    image, _size = _decode(path, name, full=True)
    return Parsed({}, {"full": _jpeg(_shrunk(image, max(image.size)), quality=92)})


def _decode(path: str, name: str, *, full: bool = False) -> tuple["Image", tuple[int, int]]:
    """The upright picture, perhaps decoded smaller, and its full upright size in pixels."""
    from PIL import Image, ImageFile, UnidentifiedImageError

    ImageFile.LOAD_TRUNCATED_IMAGES = False
    Image.MAX_IMAGE_PIXELS = None  # the limit is ours, and it says how large the picture is
    if Path(name).suffix.lower() in RAW_SUFFIXES:
        return _decode_raw(path, name, full=full)
    _register_heif()
    try:
        with Image.open(path) as image:
            return _upright(image, name, full=full)
    except UnidentifiedImageError as error:
        raise UserError("photos.unreadable", name=name, reason="unknown format") from error
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError) as error:
        code = "photos.truncated" if "truncated" in str(error).lower() else "photos.unreadable"
        raise UserError(code, name=name, reason=str(error)[:200]) from error


def _upright(image: "Image", name: str, *, full: bool) -> tuple["Image", tuple[int, int]]:
    from PIL import ImageOps

    width, height = image.size
    if width * height > MAX_PIXELS:
        raise UserError("photos.too_many_pixels", name=name, width=width, height=height)
    if not full:
        share = min(1.0, PREVIEW / max(width, height))  # JPEG decodes to a half, a quarter, an eighth far faster
        image.draft("RGB", (math.ceil(width * share), math.ceil(height * share)))
    image.load()
    upright = ImageOps.exif_transpose(image)
    turned = upright.size != image.size
    return upright, (height, width) if turned else (width, height)


def _register_heif() -> None:
    import pi_heif

    pi_heif.register_heif_opener()


def _decode_raw(path: str, name: str, *, full: bool) -> tuple["Image", tuple[int, int]]:
    """The camera's own picture in the raw file; one that is missing or small is developed from the sensor's data."""
    import rawpy

    try:
        with rawpy.imread(path) as raw:
            width, height = raw.sizes.width, raw.sizes.height
            if width * height > MAX_PIXELS:
                raise UserError("photos.too_many_pixels", name=name, width=width, height=height)
            longest = max(width, height)
            wanted = longest if full else min(longest, PREVIEW)
            image = _camera_picture(raw)
            if image is None or max(image.size) < 0.9 * wanted:  # cameras leave out a few pixels at the rim
                image = _developed(raw, half=longest >= 2 * wanted)
    except UserError:
        raise
    except Exception as error:  # LibRaw's errors and Pillow's have no common base
        raise UserError("photos.unreadable", name=name, reason=str(error)[:200]) from error
    turned = (image.width < image.height) != (width < height)
    return image, (height, width) if turned else (width, height)


def _camera_picture(raw: Any) -> "Image | None":
    """The upright preview that the camera put into the file, if it is a JPEG."""
    import rawpy
    from PIL import Image, ImageOps

    try:
        thumbnail = raw.extract_thumb()
    except (rawpy.LibRawNoThumbnailError, rawpy.LibRawUnsupportedThumbnailError):
        return None
    if thumbnail.format != rawpy.ThumbFormat.JPEG:
        return None
    image = Image.open(io.BytesIO(bytes(thumbnail.data)))
    if image.getexif().get(0x0112, 1) != 1:
        return ImageOps.exif_transpose(image)
    return image.rotate(_FLIPS.get(raw.sizes.flip, 0), expand=True)


def _developed(raw: Any, *, half: bool) -> "Image":
    from PIL import Image

    return Image.fromarray(raw.postprocess(use_camera_wb=True, half_size=half, output_bps=8))


def _shrunk(image: "Image", longest: int) -> "Image":
    """At most so many pixels long; a small picture stays as it is."""
    picture = image if image.mode == "RGB" else image.convert("RGB")
    share = longest / max(picture.size)
    if share >= 1:
        return picture
    size = (max(1, round(picture.width * share)), max(1, round(picture.height * share)))
    return picture.resize(size, reducing_gap=2.0)


def _jpeg(picture: "Image", *, quality: int = 82) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()
