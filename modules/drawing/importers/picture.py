"""Pictures for underlays: read in the sandbox, kept beside the case, made again where they are gone."""

from collections.abc import Sequence
from typing import Any

from modules.drawing.queries import Wanted
from modules.drawing.records import Rectified
from modules.drawing.rules.picturing import make_picture
from workstation.api import Job, Parsed, from_plain, to_plain, write_derived

PARSE = "modules.drawing.importers.picture:parse_picture"


def parse_picture(
    path: str, *, name: str = "", rectified: dict[str, Any] | None = None, page: int = 0, **_: Any
) -> Parsed:
    """A JPEG of the picture, or of a page of a PDF.

    Raises ``UserError("drawing.picture_unreadable" | "drawing.no_such_page")``.
    """
    wanted = from_plain(Rectified, rectified) if rectified else None
    width, height, picture = make_picture(path, name, wanted, page)
    return Parsed({"width": width, "height": height}, {"picture": picture})


def make_pictures(job: Job, wanted: Sequence[Wanted]) -> int:
    """Make pictures of underlays that are not there; one that cannot be read is a problem of its file."""
    made = 0
    for number, one in enumerate(wanted):
        job.progress(number, len(wanted), one.file.name)
        plain = to_plain(one.rectified) if one.rectified is not None else None
        parsed = job.parse(PARSE, job.case.vault.path(one.file.sha256), name=one.file.name, rectified=plain,
                           page=one.page)
        write_derived(one.path, parsed.blobs["picture"])
        made += 1
    return made
