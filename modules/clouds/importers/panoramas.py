"""Pictures that a scanner put into its E57 file: read and made anew in the sandbox, at a size that can be shown."""

import io
from typing import Any

import pye57
from PIL import Image
from pye57 import libe57

from modules.clouds.importers.points import unreadable
from modules.clouds.importers.readers.e57 import E57_ERRORS, look_into
from workstation.api import Parsed

_KINDS = ("sphericalRepresentation", "cylindricalRepresentation", "pinholeRepresentation",
          "visualReferenceRepresentation")
_FORMS = ("jpegImage", "pngImage")
_MOST_BYTES = 96 << 20  # of one picture in the file
_MOST_PIXELS = 120_000_000
_WIDEST = 4096
_MOST = 40  # pictures


def parse_panoramas(path: str, name: str) -> Parsed:
    """``pictures``: for each its title, its kind, its size in the file, and which blob it is; empty for one that cannot
    be read. Raises ``UserError("clouds.unreadable")``."""
    look_into(path, name)
    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    pictures: list[dict[str, Any]] = []
    blobs: dict[str, bytes] = {}
    try:
        file = pye57.E57(path)
        held = file.root["images2D"] if file.root.isDefined("images2D") else ()
        count = len(held)
        for number in range(min(_MOST, count)):
            node = held[number]
            told, made = _picture(node)
            title = node["name"].value() if node.isDefined("name") else ""
            pictures.append({"title": title or f"{number + 1}", **told, "blob": f"{number}" if made else ""})
            if made:
                blobs[f"{number}"] = made
        file.close()
    except E57_ERRORS as error:
        raise unreadable(name, error) from error
    return Parsed(data={"pictures": pictures, "count": count}, blobs=blobs)


def _picture(node: Any) -> tuple[dict[str, Any], bytes]:
    """Kind and size of a picture, and it as JPEG; nothing of one that is too large or damaged."""
    kind = next((kind for kind in _KINDS if node.isDefined(kind)), "")
    told = {"kind": kind.removesuffix("Representation"), "width": 0, "height": 0}
    form = next((form for form in _FORMS if kind and node[kind].isDefined(form)), "")
    if not form:
        return told, b""
    blob: libe57.BlobNode = node[kind][form]
    count = int(blob.byteCount())
    if not 0 < count <= _MOST_BYTES:
        return told, b""
    raw = bytearray(count)
    try:
        blob.read(raw, 0, count)
        with Image.open(io.BytesIO(bytes(raw)), formats=("JPEG", "PNG")) as picture:
            told |= {"width": picture.width, "height": picture.height}
            picture.draft("RGB", (_WIDEST, _WIDEST))
            shown = picture.convert("RGB")
            shown.thumbnail((_WIDEST, _WIDEST))
            into = io.BytesIO()
            shown.save(into, "JPEG", quality=88)
            return told, into.getvalue()
    except (*E57_ERRORS, SyntaxError, Image.DecompressionBombError):
        return told, b""
