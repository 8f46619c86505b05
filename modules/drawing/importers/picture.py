"""A picture for an underlay, read in the sandbox."""

from typing import Any

from modules.drawing.records import Rectified
from modules.drawing.rules.picturing import make_picture
from workstation.api import Parsed, from_plain


def parse_picture(path: str, *, name: str = "", rectified: dict[str, Any] | None = None, **_: Any) -> Parsed:
    """A JPEG of the picture. Raises ``UserError("drawing.picture_unreadable")``."""
    wanted = from_plain(Rectified, rectified) if rectified else None
    width, height, picture = make_picture(path, name, wanted)
    return Parsed({"width": width, "height": height}, {"picture": picture})
