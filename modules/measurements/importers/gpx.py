"""GPX 1.0 and 1.1: waypoints, routes and tracks (https://www.topografix.com/GPX/1/1/)."""

from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

from modules.measurements.importers.found import Found, FoundPoint
from modules.measurements.importers.stays import Fix, points_of
from modules.measurements.importers.text import finite
from workstation.api import WGS84, Parsed, UserError

_RANGE_ERROR_M = 3.0


def is_gpx(head: bytes) -> bool:
    """Whether the first bytes are a GPX document."""
    return b"<gpx" in head[:2048]


def parse_gpx(path: str, name: str) -> Parsed:  # noqa: ARG001 - parsers are called with the name
    """Waypoints one by one, tracks as stays and a thinned way. GPX states WGS-84.

    Raises ``UserError``: ``measurements.gpx_broken`` (with the line), ``measurements.gpx_doctype``.
    """
    content = Path(path).read_bytes()
    if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content:
        raise UserError("measurements.gpx_doctype")  # no GPX has one; entities may unfold without end
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError as error:
        raise UserError("measurements.gpx_broken", line=error.position[0]) from error
    found = Found(lines=content.count(b"\n") + 1)
    count = 0
    for element in root.iter():
        kind = _tag(element)
        if kind in ("wpt", "rtept"):
            count += 1
            fix = _fix(element, found, count)
            if fix is not None:
                found.points.append(FoundPoint(
                    _text(element, "name") or f"W{count}", fix.longitude, fix.latitude, WGS84, fix.height_m,
                    fix.accuracy_m, None, fix.at_utc, line=count, note=_text(element, "desc")[:200],
                ))
        elif kind == "trkseg":
            fixes = []
            for child in element:
                count += 1
                fix = _fix(child, found, count) if _tag(child) == "trkpt" else None
                if fix is not None:
                    fixes.append(fix)
            found.points += points_of(fixes, WGS84, f"T{len(found.points) + 1}-")
    return found.parsed()


def _fix(element: ElementTree.Element, found: Found, number: int) -> Fix | None:
    try:
        latitude, longitude = finite(element.get("lat", "")), finite(element.get("lon", ""))
        height = _text(element, "ele")
        height_m = finite(height) if height else None
    except ValueError:
        found.fault(number, "measurements.gpx_point", number=number)
        return None
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        found.fault(number, "measurements.gpx_point", number=number)
        return None
    hdop = _text(element, "hdop")
    accuracy = None
    if hdop:
        try:
            accuracy = max(finite(hdop), 0.5) * _RANGE_ERROR_M
        except ValueError:
            found.fault(number, "measurements.gpx_point", number=number)
    return Fix(longitude, latitude, height_m, accuracy, None, _instant(_text(element, "time")), line=number)


def _instant(text: str) -> str:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return ""
    return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _text(element: ElementTree.Element, name: str) -> str:
    for child in element:
        if _tag(child) == name:
            return (child.text or "").strip()
    return ""
