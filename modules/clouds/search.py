"""Clouds, views and measures are found by their names, and can be cited."""

from collections.abc import Iterator

from modules.clouds.queries import valid_clouds
from modules.clouds.records import Deviation, LineOfSight, Measure, NamedView, PhotoPose, Pin
from workstation.api import N_, Read, Ref, Search, SearchEntry


def cloud_entries(read: Read) -> Iterator[SearchEntry]:
    """Every cloud."""
    for cloud in valid_clouds(read):
        yield SearchEntry(Ref("clouds", cloud.id), cloud.note or cloud.name, detail=cloud.format)


def measure_entries(read: Read) -> Iterator[SearchEntry]:
    """Every measure and named view."""
    for measure in read.all(Measure):
        value = f"{measure.value:.3f} ± {measure.uncertainty:.3f} {measure.unit}"
        yield SearchEntry(Ref("cloud_measures", measure.id), measure.name or value, f"M{measure.number}", value)
    for view in read.all(NamedView):
        yield SearchEntry(Ref("cloud_views", view.id), view.name)
    for pin in read.all(Pin):
        yield SearchEntry(Ref("cloud_pins", pin.id), pin.name)
    for deviation in read.all(Deviation):
        yield SearchEntry(Ref("cloud_deviations", deviation.id), deviation.name, f"D{deviation.number}")


def space_entries(read: Read) -> Iterator[SearchEntry]:
    """Every placed photograph and line of sight."""
    for pose in read.all(PhotoPose):
        yield SearchEntry(Ref("cloud_photo_poses", pose.id), pose.name, detail=f"{pose.rms_px:.1f} px")
    for sight in read.all(LineOfSight):
        share = f"{sight.visible * 100:.0f} ± {sight.uncertainty * 100:.0f} %"
        yield SearchEntry(Ref("cloud_sights", sight.id), sight.name, f"S{sight.number}", share)


SEARCHES = (
    Search("clouds", N_("Point clouds"), "clouds", cloud_entries, evidence=True),
    Search("clouds.measures", N_("Measures and views"), "clouds", measure_entries, evidence=True),
    Search(
        "clouds.space", N_("Photographs and lines of sight in point clouds"), "clouds", space_entries, evidence=True
    ),
)
