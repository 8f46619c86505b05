"""Writing measurements: registers, readings, networks, and taking adjusted coordinates over."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from modules.measurements.queries import all_points, report, way_of
from modules.measurements.records import Network, PointKind, Reading, SurveyPoint
from workstation.api import UNKNOWN_FRAME, GeoPoint, Instrument, Moment, UserError, Work, frames, new_id
from workstation.api.survey import SiteFit, fit_site

_COORDINATES = ("x", "y", "frame", "height_m", "accuracy_m")


def enter_instrument(work: Work, instrument_id: str | None = None, **values: Any) -> Instrument:
    """Enter an instrument, or correct one."""
    known = work.find(Instrument, instrument_id) if instrument_id else None
    if not str(values.get("name", known.name if known else "")).strip():
        raise UserError("measurements.instrument_name_empty")
    instrument = replace(known or Instrument(id=instrument_id or new_id(), name="?"), **values)
    work.put(instrument)
    return instrument


def enter_point(work: Work, point_id: str | None = None, **values: Any) -> SurveyPoint:
    """Enter a point, or correct one; names are unique. ``x``, ``y``, ``frame``, ``height_m``, ``accuracy_m`` make its
    coordinates."""
    known = work.find(SurveyPoint, point_id) if point_id else None
    name = str(values.get("name", known.name if known else "")).strip()
    if any(other.name == name and other.id != point_id for other in all_points(work)):
        raise UserError("measurements.point_name_taken", name=name)
    place: dict[str, Any] = {key: values.pop(key) for key in _COORDINATES if key in values}
    if place:
        values["point"] = _place(place)
    point = replace(known or SurveyPoint(id=point_id or new_id(), name=name or " "), **{**values, "name": name})
    if point.held and point.point is None:
        raise UserError("measurements.held_without_coordinates", name=name)
    work.put(point)
    return point


def _place(values: dict[str, Any]) -> GeoPoint | None:
    x, y = values.get("x"), values.get("y")
    if x is None and y is None:
        return None
    if x is None or y is None:
        raise UserError("measurements.half_coordinates")
    return GeoPoint(
        x=x, y=y, frame=str(values.get("frame") or UNKNOWN_FRAME).strip(), height_m=values.get("height_m"),
        accuracy_m=values.get("accuracy_m"),
    )


def point_named(work: Work, name: str, kind: PointKind = PointKind.DETAIL) -> SurveyPoint:
    """The point of that name, made if there is none yet."""
    found = work.where(SurveyPoint, name=name.strip())
    if found:
        return found[0]
    point = SurveyPoint(name=name, kind=kind)
    work.put(point)
    return point


def enter_reading(work: Work, reading_id: str | None = None, **values: Any) -> Reading:
    """Enter a reading, or correct one. ``start``, ``end`` and ``back`` are names of points; new ones are made."""
    known = work.find(Reading, reading_id) if reading_id else None
    for name, key in (("start", "from_id"), ("end", "to_id"), ("back", "back_id")):
        if name in values:
            told = str(values.pop(name) or "").strip()
            values[key] = point_named(work, told).id if told else None
    if known is None and not values.get("person"):
        values["person"] = work.officer.name
    if known is None and values.get("at") is None:
        values["at"] = Moment(utc=work.at)
    reading = replace(known, **values) if known else Reading(id=reading_id or new_id(), **values)
    ends = [point_id for point_id in (reading.back_id, reading.from_id, reading.to_id) if point_id]
    reading = replace(reading, way=way_of(reading, {point.id: point for point in work.get_many(SurveyPoint, ends)}))
    work.put(reading)
    return reading


def exclude(work: Work, reading_ids: Sequence[str], reason: str) -> None:
    """Leave readings out of adjustments; they stay in the register with the reason."""
    if not reason.strip():
        raise UserError("measurements.reason_empty")
    work.put_many(replace(item, excluded=reason.strip()) for item in work.get_many(Reading, reading_ids))


def include(work: Work, reading_ids: Sequence[str]) -> None:
    """Let readings count again."""
    work.put_many(replace(item, excluded="") for item in work.get_many(Reading, reading_ids))


def assign(work: Work, reading_ids: Sequence[str], network_id: str | None, instrument_id: str | None = None) -> None:
    """Put readings into a network, and say with what they were taken, where an instrument is given."""
    for item in work.get_many(Reading, reading_ids):
        work.put(replace(item, network_id=network_id, instrument_id=instrument_id or item.instrument_id))


def enter_network(work: Work, network_id: str | None = None, **values: Any) -> Network:
    """Enter a network, or change it. ``route_names`` are points in order, by name; unknown ones are refused."""
    known = work.find(Network, network_id) if network_id else None
    if "route_names" in values:
        values["route"] = tuple(_known_point(work, name) for name in values.pop("route_names"))
    name = str(values.get("name", known.name if known else "")).strip()
    network = replace(known or Network(id=network_id or new_id(), name=name or " "), **{**values, "name": name})
    work.put(network)
    return network


def _known_point(work: Work, name: str) -> str:
    found = work.where(SurveyPoint, name=name.strip())
    if not found:
        raise UserError("measurements.no_such_point", name=name)
    return found[0].id


def fit_frame(work: Work, name: str, pairs: Sequence[tuple[str, str]]) -> SiteFit:
    """Fit the scene's own frame onto the earth: pairs of a point in it and the same point in a frame in metres, by id.

    Raises what ``fit_site`` raises, and ``UserError("measurements.no_coordinates")``.
    """
    known = []
    for site_id, target_id in pairs:
        site, target = work.get(SurveyPoint, site_id), work.get(SurveyPoint, target_id)
        for point in (site, target):
            if point.point is None:
                raise UserError("measurements.no_coordinates", name=point.name)
        assert site.point is not None and target.point is not None
        known.append((site.name, site.point, target.point))
    found = fit_site(name, known)
    before = work.where(frames.SiteFrame, name=name)
    frame = replace(found.frame, id=before[0].id if before else new_id())
    work.put(frame)
    return replace(found, frame=frame)


def adopt(work: Work, network_id: str) -> int:
    """Take the adjusted coordinates and heights over into the points, and say who did; how many points changed.

    Raises ``UserError``: ``measurements.nothing_adjusted``, or why the adjustment fails.
    """
    found = report(work, network_id)
    if found.failures:
        raise found.failures[0]
    heights = found.heights.heights if found.heights else {}
    placed = found.plane.points if found.plane else {}
    changed = 0
    for point_id in dict.fromkeys((*placed, *heights)):
        point = found.points.get(point_id)
        if point is None or (point.held and point_id not in heights and not placed[point_id].sigma_m):
            continue
        old, new = point.point, placed.get(point_id)
        if new is None and (old is None or point.held):
            continue  # a height alone has no place to stand
        height, u_height = heights.get(point_id, (old.height_m if old else None, point.u_height_m))
        if new is not None and not point.held:
            place = GeoPoint(
                x=new.x, y=new.y, frame=found.network.frame, height_m=height, accuracy_m=new.sigma_m or None
            )
        elif old is not None:
            place = replace(old, height_m=height)
        work.put(replace(
            point, point=place, u_height_m=u_height, network_id=network_id, at=Moment(utc=work.at),
            source=found.network.name,
        ))
        changed += 1
    if not changed:
        raise UserError("measurements.nothing_adjusted", name=found.network.name)
    work.put(replace(found.network, adopted_at=Moment(utc=work.at), adopted_by=work.officer.name))
    return changed
