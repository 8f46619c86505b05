"""What is to be known of a cloud before it proves anything (R13, R23)."""

from collections.abc import Iterator

from modules.clouds.queries import measures_of, valid_clouds
from workstation.api import N_, Check, Finding, Read, Ref, Severity


def wholeness(read: Read) -> Iterator[Finding]:
    """A cloud is as whole as its file claims."""
    for cloud in valid_clouds(read):
        if not cloud.complete:
            values = {"name": cloud.name, "expected": str(cloud.expected), "received": str(cloud.received)}
            yield Finding("clouds.incomplete", values, Ref("clouds", cloud.id), Severity.ERROR)


def measurability(read: Read) -> Iterator[Finding]:
    """What is measured in has a unit, and an accuracy that somebody stated."""
    for cloud in valid_clouds(read):
        if not measures_of(read, cloud.id):
            continue
        if cloud.metres is None:
            yield Finding("clouds.unit_unknown", {"name": cloud.name}, Ref("clouds", cloud.id), Severity.ERROR)
        if cloud.accuracy_m is None:
            yield Finding("clouds.accuracy_unknown", {"name": cloud.name}, Ref("clouds", cloud.id), Severity.WARNING)


CHECKS = (
    Check("clouds.whole", N_("Point clouds are whole"), "R13", wholeness),
    Check("clouds.measurable", N_("Units and accuracy of point clouds"), "R23", measurability),
)
