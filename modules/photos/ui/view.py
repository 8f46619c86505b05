"""What the page of photographs shows, read at once off the window's thread."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from modules.photos.checks import exposures_of
from modules.photos.queries import clocks, derived_path, hashes, place_names, valid_photos, without_derived
from modules.photos.records import Kind, Photo
from modules.photos.rules import camera_key, corrected, in_order
from workstation.api import Clock, Finding, Moment, Read

Slips = dict[str, list[Finding]]
_FEW = 1000


@dataclass(frozen=True)
class AlbumView:
    """Everything that the page shows; ``missing`` are the ids of photographs without a thumbnail."""

    photos: list[Photo] = field(default_factory=list)
    hashes: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    clocks: dict[str, Clock] = field(default_factory=dict)
    slips: Slips = field(default_factory=dict)
    root: Path = Path()
    missing: frozenset[str] = frozenset()
    kinds: Counter[Kind] = field(init=False)
    cameras: list[str] = field(init=False)
    used_places: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        busiest = Counter(map(camera_key, self.photos)).most_common()
        object.__setattr__(self, "kinds", Counter(photo.kind for photo in self.photos))
        object.__setattr__(self, "cameras", [name for name, _ in busiest if name])
        object.__setattr__(self, "used_places", frozenset(photo.place_id for photo in self.photos if photo.place_id))

    def time(self, photo: Photo) -> Moment | None:
        """The corrected time."""
        return corrected(photo, self.clocks)

    def picture(self, photo: Photo, name: str) -> Path:
        """Where a derived picture of the photograph lies."""
        sha256 = self.hashes.get(photo.file_id, "")
        return self.root / name / sha256[:2] / f"{sha256}.jpg"


def load_album(read: Read) -> AlbumView:
    """Read the album."""
    photos, known = valid_photos(read), hashes(read)
    missing = without_derived(read, "thumbnail", photos, known)
    return AlbumView(
        photos, known, place_names(read), clocks(read), _slips(read, photos), read.case.derived, frozenset(missing)
    )


def renew_album(read: Read, view: AlbumView, touched: Mapping[str, Collection[str]]) -> AlbumView:
    """The album after these records changed: a few photographs are read by themselves."""
    ids = touched.get("photos", ())
    if len(ids) > _FEW or not touched.keys().isdisjoint(("places", "clocks")):
        return load_album(read)
    fresh = [photo for photo in read.get_many(Photo, list(ids)) if not photo.withdrawn]
    known = view.hashes | hashes(read, [photo.file_id for photo in fresh])
    missing = {
        photo.id for photo in fresh
        if photo.file_id in known and not derived_path(read, "thumbnail", known[photo.file_id]).exists()
    }
    return AlbumView(
        in_order([photo for photo in view.photos if photo.id not in ids] + fresh), known, view.places, view.clocks,
        {key: found for key, found in view.slips.items() if key not in ids} | _slips(read, fresh), view.root,
        frozenset(view.missing - set(ids) | missing),
    )


def _slips(read: Read, photos: Iterable[Photo]) -> Slips:
    found: Slips = {}
    for finding in exposures_of(read, photos):
        if finding.ref is not None:
            found.setdefault(finding.ref.id, []).append(finding)
    return found
