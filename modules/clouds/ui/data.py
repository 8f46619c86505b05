"""What the page of point clouds shows, read in one go."""

from dataclasses import dataclass, field
from pathlib import Path

from modules.clouds.queries import measures_of, original, pyramid_folder, scans_of, valid_clouds, views_of
from modules.clouds.records import Cloud, Measure, NamedView, Scan
from workstation.api import Read, StoredFile


@dataclass(frozen=True)
class PageData:
    """Every cloud with what belongs to it, by the cloud's id."""

    clouds: list[Cloud] = field(default_factory=list)
    scans: dict[str, list[Scan]] = field(default_factory=dict)
    views: dict[str, list[NamedView]] = field(default_factory=dict)
    measures: dict[str, list[Measure]] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    folders: dict[str, Path] = field(default_factory=dict)


def load_page(read: Read) -> PageData:
    """Read it."""
    clouds = valid_clouds(read)
    return PageData(
        clouds, {cloud.id: scans_of(read, cloud.id) for cloud in clouds},
        {cloud.id: views_of(read, cloud.id) for cloud in clouds},
        {cloud.id: measures_of(read, cloud.id) for cloud in clouds},
        {cloud.id: original(read, cloud)[0] for cloud in clouds},
        {cloud.id: pyramid_folder(read, cloud) for cloud in clouds},
    )
