"""A receiver's fixes as points: where it stood still the mean with its spread, on the way a fix every few metres."""

import math
from dataclasses import dataclass
from statistics import fmean, stdev

from modules.measurements.importers.found import FoundPoint

_STAY_M = 2.0  # within this of the first fix it stands still
_STAY_FIXES = 5
_STEP_M = 10.0
_MOST = 2000


@dataclass
class Fix:
    """One place of a receiver: degrees, metres, UTC as ISO text or empty."""

    longitude: float
    latitude: float
    height_m: float | None
    accuracy_m: float | None
    u_height_m: float | None
    at_utc: str
    note: str = ""
    raw: str = ""
    line: int = 0


def metres_between(one: Fix, other: Fix) -> float:
    """The distance in metres, on the sphere: good enough to tell standing from walking."""
    north = math.radians(other.latitude - one.latitude)
    east = math.radians(other.longitude - one.longitude) * math.cos(math.radians(one.latitude))
    return 6_371_000 * math.hypot(north, east)


def points_of(fixes: list[Fix], frame: str, prefix: str) -> list[FoundPoint]:
    """The fixes as named points; the accuracy of a mean is never better than the mean accuracy divided by √3, since
    the errors of fixes a second apart are much the same."""
    points: list[FoundPoint] = []
    start = 0
    last: Fix | None = None
    while start < len(fixes) and len(points) < _MOST:
        end = start + 1
        while end < len(fixes) and metres_between(fixes[start], fixes[end]) <= _STAY_M:
            end += 1
        group = fixes[start:end]
        if len(group) >= _STAY_FIXES:
            points.append(_mean(group, frame, f"{prefix}{len(points) + 1}"))
            last = group[-1]
        else:
            for fix in group:
                if last is None or metres_between(last, fix) >= _STEP_M:
                    points.append(_point(fix, frame, f"{prefix}{len(points) + 1}"))
                    last = fix
        start = end
    return points


def _point(fix: Fix, frame: str, name: str) -> FoundPoint:
    return FoundPoint(
        name, fix.longitude, fix.latitude, frame, fix.height_m, fix.accuracy_m, fix.u_height_m, fix.at_utc,
        fix.raw[:200], fix.line, fix.note,
    )


def _mean(group: list[Fix], frame: str, name: str) -> FoundPoint:
    first = group[0]
    longitude, latitude = fmean(fix.longitude for fix in group), fmean(fix.latitude for fix in group)
    heights = [fix.height_m for fix in group if fix.height_m is not None]
    scale = 6_371_000 * math.pi / 180
    spread = math.hypot(
        stdev(fix.latitude for fix in group) * scale,
        stdev(fix.longitude for fix in group) * scale * math.cos(math.radians(latitude)),
    )
    stated = [fix.accuracy_m for fix in group if fix.accuracy_m is not None]
    deviations = [fix.u_height_m for fix in group if fix.u_height_m is not None]
    accuracy = max(spread / math.sqrt(len(group)), fmean(stated) / math.sqrt(3)) if stated else spread
    return FoundPoint(
        name, longitude, latitude, frame, fmean(heights) if heights else None, accuracy,
        fmean(deviations) / math.sqrt(3) if deviations else None, first.at_utc, first.raw[:200], first.line,
        f"{len(group)} × {first.note}".strip(" ×"),
    )
