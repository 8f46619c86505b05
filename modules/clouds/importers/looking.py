"""The first look into a COPC file, in the sandbox that the import has already woken."""

import io
from pathlib import Path
from typing import Any

import numpy as np

from modules.clouds.importers.points import Points
from workstation.api import Job, Parsed

_PARSER = "modules.clouds.importers.looking:parse_coarse"
_SINGLE = ("x", "y", "z", "intensity", "classification")


def first_look(job: Job, path: Path, name: str, most: int) -> Points:
    """The coarsest levels of a COPC file, about ``most`` points. Raises ``UserError``: what the sandbox tells."""
    parsed = job.parse(_PARSER, path, name=name, most=most)
    with np.load(io.BytesIO(parsed.blobs["points"]), allow_pickle=False) as held:
        columns = {key: held[key] for key in held.files}
    rgb = columns.pop("rgb", None)
    colour = None if rgb is None else (rgb[0], rgb[1], rgb[2])
    return Points(**columns, colour=colour, colour_shift=int(parsed.data["colour_shift"]))


def parse_coarse(path: str, *, name: str, most: int, **_: Any) -> Parsed:
    """Runs in the sandbox: the points as NumPy's arrays. Raises ``UserError("clouds.unreadable")``."""
    from modules.clouds.importers.readers.las import coarse_levels

    points = coarse_levels(path, name, most)
    columns = {key: values for key in _SINGLE if (values := getattr(points, key)) is not None}
    if points.colour is not None:
        columns["rgb"] = np.stack(points.colour)
    content = io.BytesIO()
    np.savez(content, **columns)
    return Parsed({"colour_shift": points.colour_shift}, {"points": content.getvalue()})
