"""A point in all the frames that people use, and control points as they are typed."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from workstation.api import UNKNOWN_FRAME, WGS84, GeoPoint, UserError, frames
from workstation.api.survey import SiteFit, fit_site


@dataclass(frozen=True)
class Reading:
    """A point in one frame: ``x``, ``y`` in degrees or metres, as sure as ``accuracy_m`` (none: nobody can say)."""

    frame: str
    x: float
    y: float
    accuracy_m: float | None
    ballpark: bool

    @property
    def text(self) -> str:
        """The numbers, as fine as a millimetre."""
        if frames.is_geographic(self.frame):
            return f"{self.x:.8f}, {self.y:.8f}"
        return f"{self.x:.3f}, {self.y:.3f}"


def short_title(frame: str) -> str:
    """A frame in a few characters, with its code."""
    known = {WGS84: "WGS-84", frames.CGCS2000: "CGCS2000"}
    if frame in known or not frame.startswith("EPSG:"):
        return known.get(frame, frame)
    title = frames.frame_title(frame).rsplit(" (", 1)[0]
    return f"{title.replace(' / 3-degree Gauss-Kruger', ' 3°')} · {frame.removeprefix('EPSG:')}"


def in_all_frames(point: GeoPoint, sites: frames.Sites) -> list[Reading]:
    """The point in degrees, in the zones of its meridian, in the shifted frames of the web, and in the case's own.

    Raises what ``frames.converted`` raises where the point's own frame can't be converted.
    """
    degrees = frames.converted(point, WGS84, sites)
    wanted = [WGS84, frames.CGCS2000]
    with suppress(UserError):  # outside the zones of China
        wanted += [frames.zone_of(degrees.x), frames.zone_of(degrees.x, numbered=True)]
    found = []
    for frame in dict.fromkeys((*wanted, frames.GCJ02, frames.BD09, *sorted(sites))):
        trust = frames.trust(point.frame, frame, sites)
        try:
            at = frames.converted(point, frame, sites)
        except UserError:
            continue
        found.append(Reading(frame, at.x, at.y, trust.accuracy_m, trust.ballpark))
    return found


@dataclass(frozen=True)
class ControlRow:
    """A line of the table of control points, as typed: a name, its place in the scene and on the earth."""

    name: str
    site_x: float
    site_y: float
    base_x: float
    base_y: float


def control_rows(lines: Sequence[Sequence[str]]) -> list[ControlRow]:
    """The rows that were filled in. Raises ``UserError("map.bad_control")`` for one with a cell that is no number."""
    rows = []
    for number, line in enumerate(lines, 1):
        cells = [cell.strip() for cell in line]
        if not any(cells):
            continue
        try:
            values = [float(cell.replace("，", ".")) for cell in cells[1:5]]
            if len(values) < 4:
                raise ValueError(number)
        except ValueError as error:
            raise UserError("map.bad_control", row=number) from error
        rows.append(ControlRow(cells[0] or f"{number}", *values))
    return rows


def fit_control(name: str, base: str, rows: Sequence[ControlRow]) -> SiteFit:
    """Fit the frame ``site:NAME``; places on the earth in degrees go into the zone of their meridian first.

    Raises ``UserError``: ``frame.bad_site_name``, ``map.control_in_degrees``, ``place.outside_the_earth``, those of
    ``fit_site``.
    """
    name = name.strip()
    full = name if name.startswith(frames.SITE) else f"{frames.SITE}{name}"
    if full == frames.SITE:
        raise UserError("frame.bad_site_name", name=name)
    pairs = []
    zone = ""
    if frames.is_metric(base) and rows and all(abs(row.base_x) <= 180 and abs(row.base_y) <= 90 for row in rows):
        raise UserError("map.control_in_degrees", frame=short_title(base))
    for row in rows:
        target = GeoPoint(x=row.base_x, y=row.base_y, frame=base)
        if not frames.is_metric(base):
            degrees = frames.converted(target, WGS84)
            zone = zone or frames.zone_of(degrees.x)  # one zone for all, though they may lie on its border
            target = frames.converted(target, zone)
        pairs.append((row.name, GeoPoint(x=row.site_x, y=row.site_y, frame=UNKNOWN_FRAME), target))
    return fit_site(full, pairs)
