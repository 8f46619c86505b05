"""What the page of photographs shows, read at once off the window's thread."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from modules.photos.checks import exposures
from modules.photos.importers.rebuild import without_thumbnail
from modules.photos.queries import clocks, place_names, valid_photos
from modules.photos.records import Kind, Photo
from modules.photos.rules import camera_key, corrected
from workstation.api import Clock, Finding, Moment, Read, StoredFile


@dataclass(frozen=True)
class AlbumView:
    """Everything that the page shows."""

    photos: list[Photo] = field(default_factory=list)
    hashes: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    clocks: dict[str, Clock] = field(default_factory=dict)
    slips: dict[str, list[Finding]] = field(default_factory=dict)
    root: Path = Path()
    without_thumbnail: int = 0

    def time(self, photo: Photo) -> Moment | None:
        """The corrected time."""
        return corrected(photo, self.clocks)

    def cameras(self) -> list[str]:
        """The cameras that took the photographs, the busiest first."""
        return [name for name, _ in Counter(map(camera_key, self.photos)).most_common() if name]

    def kinds(self) -> Counter[Kind]:
        """How many photographs each class has."""
        return Counter(photo.kind for photo in self.photos)

    def picture(self, photo: Photo, name: str) -> Path:
        """Where a derived picture of the photograph lies."""
        sha256 = self.hashes.get(photo.file_id, "")
        return self.root / name / sha256[:2] / f"{sha256}.jpg"


def load_album(read: Read) -> AlbumView:
    """Read the album."""
    slips: dict[str, list[Finding]] = {}
    for finding in exposures(read):
        if finding.ref is not None:
            slips.setdefault(finding.ref.id, []).append(finding)
    hashes = {file.id: file.sha256 for file in read.all(StoredFile)}
    return AlbumView(
        valid_photos(read), hashes, place_names(read), clocks(read), slips,
        read.case.derived, len(without_thumbnail(read)),
    )
