"""What the page of point clouds shows, read in one go."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from modules.clouds.queries import (
    deviations_of,
    frame_fits_of,
    measures_of,
    original,
    pins_of,
    poses_of,
    pyramid_folder,
    registrations_of,
    scans_of,
    sights_of,
    valid_clouds,
    views_of,
)
from modules.clouds.records import (
    Cloud,
    Colouring,
    Deviation,
    FrameFit,
    LineOfSight,
    Measure,
    NamedView,
    PhotoPose,
    Pin,
    Registration,
    Scan,
)
from modules.clouds.rules.scene import Scene
from workstation.api import FileState, Party, PartyKind, Read, StoredFile


@dataclass(frozen=True)
class PageData:
    """Every cloud with what belongs to it, by the cloud's id; ``photographs`` and ``people`` are ids with names."""

    clouds: list[Cloud] = field(default_factory=list)
    scans: dict[str, list[Scan]] = field(default_factory=dict)
    views: dict[str, list[NamedView]] = field(default_factory=dict)
    measures: dict[str, list[Measure]] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    folders: dict[str, Path] = field(default_factory=dict)
    registrations: dict[str, list[Registration]] = field(default_factory=dict)
    pins: dict[str, list[Pin]] = field(default_factory=dict)
    fits: dict[str, list[FrameFit]] = field(default_factory=dict)
    deviations: dict[str, list[Deviation]] = field(default_factory=dict)
    poses: dict[str, list[PhotoPose]] = field(default_factory=dict)
    sights: dict[str, list[LineOfSight]] = field(default_factory=dict)
    photographs: tuple[tuple[str, str], ...] = ()
    people: tuple[tuple[str, str], ...] = ()


def load_page(read: Read) -> PageData:
    """Read it."""
    clouds = valid_clouds(read)
    return PageData(
        clouds, {cloud.id: scans_of(read, cloud.id) for cloud in clouds},
        {cloud.id: views_of(read, cloud.id) for cloud in clouds},
        {cloud.id: measures_of(read, cloud.id) for cloud in clouds},
        {cloud.id: original(read, cloud)[0] for cloud in clouds},
        {cloud.id: pyramid_folder(read, cloud) for cloud in clouds},
        {cloud.id: registrations_of(read, cloud.id) for cloud in clouds},
        {cloud.id: pins_of(read, cloud.id) for cloud in clouds},
        {cloud.id: frame_fits_of(read, cloud.id) for cloud in clouds},
        {cloud.id: deviations_of(read, cloud.id) for cloud in clouds},
        {cloud.id: poses_of(read, cloud.id) for cloud in clouds},
        {cloud.id: sights_of(read, cloud.id) for cloud in clouds}, _photographs(read),
        tuple((one.id, one.name) for one in read.where(Party, kind=PartyKind.PERSON, order=("name", "id"))),
    )


def _photographs(read: Read) -> tuple[tuple[str, str], ...]:
    files = read.where(StoredFile, state=FileState.OK, order=("name", "id"))
    return tuple((file.id, file.name) for file in files if file.media_type.startswith("image/"))


def colourings_of(clouds: Sequence[Cloud], scene: Scene) -> list[Colouring]:
    """By what the points of these clouds can be coloured."""
    attributes = {name for cloud in clouds for name in cloud.attributes}
    columns = {name for part in scene.parts for name in part.pyramid.columns}
    has = {
        Colouring.RGB: "rgb" in attributes, Colouring.CLASSIFICATION: "classification" in attributes,
        Colouring.INTENSITY: "intensity" in columns, Colouring.NORMAL: "normal" in columns,
        Colouring.SCAN: "scan" in columns or len(scene.parts) > 1,
        Colouring.DEVIATION: any(part.values is not None for part in scene.parts),
    }
    return [colouring for colouring in Colouring if has.get(colouring, True)]
