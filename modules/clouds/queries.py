"""Reading point clouds."""

from pathlib import Path

from modules.clouds.records import (
    Cloud,
    Deviation,
    FrameFit,
    LineOfSight,
    Measure,
    NamedView,
    PhotoPose,
    Pin,
    Product,
    Registration,
    Scan,
    Triple,
)
from workstation.api import PlanImage, Read, Ref, StoredFile

_NO_OBJECTS = ("clouds", "cloud_scans", "cloud_photo_poses", "photos")  # where one looked from, not what one saw


def valid_clouds(read: Read) -> list[Cloud]:
    """Every cloud that was not withdrawn, by name."""
    return read.where(Cloud, withdrawn="", order=("name", "id"))


def scans_of(read: Read, cloud_id: str) -> list[Scan]:
    """The standpoints of a cloud."""
    return read.where(Scan, cloud_id=cloud_id, order=("number",))


def views_of(read: Read, cloud_id: str) -> list[NamedView]:
    """The named views of a cloud."""
    return read.where(NamedView, cloud_id=cloud_id, order=("name", "id"))


def measures_of(read: Read, cloud_id: str) -> list[Measure]:
    """The measures taken in a cloud, in their order."""
    return read.where(Measure, cloud_id=cloud_id, order=("number", "id"))


def pins_of(read: Read, cloud_id: str) -> list[Pin]:
    """What is pinned to a cloud."""
    return read.where(Pin, cloud_id=cloud_id, order=("name", "id"))


def registrations_of(read: Read, cloud_id: str) -> list[Registration]:
    """To which clouds a cloud has been registered."""
    return read.where(Registration, cloud_id=cloud_id)


def frame_fits_of(read: Read, cloud_id: str) -> list[FrameFit]:
    """How a cloud lies in the frame of surveyed points: one fit, or none."""
    return read.where(FrameFit, cloud_id=cloud_id)


def deviations_of(read: Read, cloud_id: str) -> list[Deviation]:
    """The deviation maps of a cloud, in their order."""
    return read.where(Deviation, cloud_id=cloud_id, order=("number", "id"))


def eyes_of(read: Read, cloud_id: str) -> list[tuple[float, float, float]]:
    """Where a cloud was scanned from, in its file's units: its standpoints, else the origin of the scanner's frame."""
    posed = [scan.translation for scan in scans_of(read, cloud_id) if scan.posed]
    return posed or [(0.0, 0.0, 0.0)]


def slices_of(read: Read, cloud_id: str) -> list[PlanImage]:
    """The slices of a cloud that were handed over to drawings."""
    wanted = Ref("clouds", cloud_id)
    return [image for image in read.all(PlanImage) if image.source == wanted]


def poses_of(read: Read, cloud_id: str) -> list[PhotoPose]:
    """The photographs that were placed in a cloud."""
    return read.where(PhotoPose, cloud_id=cloud_id, order=("name", "id"))


def sights_of(read: Read, cloud_id: str) -> list[LineOfSight]:
    """The lines of sight in a cloud, in their order."""
    return read.where(LineOfSight, cloud_id=cloud_id, order=("number", "id"))


def products_of(read: Read, cloud_id: str) -> list[Product]:
    """What was made from a cloud, by the names of the files."""
    return read.where(Product, cloud_id=cloud_id, order=("file_name", "id"))


def named_places(read: Read, cloud: Cloud) -> list[tuple[str, Triple]]:
    """Things with a name and where they are in the coordinates of a cloud: pins, named measures, and whatever the case
    has at a place with a height in the same frame."""
    named = [(pin.name, pin.point) for pin in pins_of(read, cloud.id)]
    named += [
        (measure.name, point) for measure in measures_of(read, cloud.id) if measure.name and not measure.clouds
        for point in measure.points
    ]
    if not cloud.frame or cloud.metres != 1.0:
        return named
    return named + [
        (item.label, (item.point.x, item.point.y, item.point.height_m)) for item in read.places()
        if item.point.frame == cloud.frame and item.point.height_m is not None and item.ref.kind not in _NO_OBJECTS
    ]


def original(read: Read, cloud: Cloud) -> tuple[StoredFile, Path]:
    """The file of a cloud and where it lies in the vault. Raises ``UserError("record.missing")``."""
    file = read.get(StoredFile, cloud.file_id)
    return file, read.vault.path(file.sha256)


def pyramid_folder(read: Read, cloud: Cloud) -> Path:
    """Where the pyramid of a cloud is built; it can be deleted and made again."""
    return read.case.derived / "clouds" / read.get(StoredFile, cloud.file_id).sha256
