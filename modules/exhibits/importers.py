"""Reading QR codes of labels from a photograph or a scanned page."""

from pathlib import Path
from typing import Any

from workstation.api import Parsed, UserError

_LARGEST = 60_000_000


def read_codes(path: str, *, name: str = "", **_: Any) -> Parsed:
    """Every QR code in an image, as text, each once. Raises ``UserError("exhibits.not_an_image")``; runs in the sandbox."""
    import zxingcpp
    from PIL import Image

    try:
        with Image.open(path) as image:
            if image.width * image.height > _LARGEST:
                raise UserError("exhibits.image_too_large", name=name or Path(path).name)
            # of all kinds of code, lines between labels can look like one of the others
            codes = zxingcpp.read_barcodes(image.convert("L"), formats=zxingcpp.BarcodeFormat.QRCode)
    except (OSError, ValueError, SyntaxError) as error:
        raise UserError("exhibits.not_an_image", name=name or Path(path).name) from error
    return Parsed({"codes": list(dict.fromkeys(code.text for code in codes))})
