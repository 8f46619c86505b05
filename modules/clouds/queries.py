"""Reading point clouds."""

from pathlib import Path

from modules.clouds.records import Cloud, Deviation, FrameFit, Measure, NamedView, Pin, Registration, Scan
from workstation.api import PlanImage, Read, Ref, StoredFile


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


def original(read: Read, cloud: Cloud) -> tuple[StoredFile, Path]:
    """The file of a cloud and where it lies in the vault. Raises ``UserError("record.missing")``."""
    file = read.get(StoredFile, cloud.file_id)
    return file, read.vault.path(file.sha256)


def pyramid_folder(read: Read, cloud: Cloud) -> Path:
    """Where the pyramid of a cloud is built; it can be deleted and made again."""
    return read.case.derived / "clouds" / read.get(StoredFile, cloud.file_id).sha256
