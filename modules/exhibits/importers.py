"""Reading QR codes of labels from a photograph or a scanned page."""

from pathlib import Path
from typing import Any

from workstation.api import Parsed, UserError

_LARGEST = 60_000_000


def read_codes(path: str, *, name: str = "", **_: Any) -> Parsed:
    """Every QR code in an image, as text, each once; runs in the sandbox. Raises ``UserError("exhibits.not_an_image")``
    or ``exhibits.image_too_large``."""
    import zxingcpp
    from PIL import Image

    try:
        with Image.open(path) as image:
            if image.width * image.height > _LARGEST:
                raise UserError("exhibits.image_too_large", name=name or Path(path).name)
            found = zxingcpp.read_barcodes(image.convert("L"))
    except (OSError, ValueError, SyntaxError) as error:
        raise UserError("exhibits.not_an_image", name=name or Path(path).name) from error
    # lines between labels can look like a code of another kind
    codes = dict.fromkeys(code.text for code in found if code.format == zxingcpp.BarcodeFormat.QRCode)
    return Parsed({"codes": list(codes)})
