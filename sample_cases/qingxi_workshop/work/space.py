"""Things pinned in the scans, a measure told from one of them, named views, and what a witness could see."""

import math
from typing import Any

import numpy as np

from modules.clouds import operations
from modules.clouds.importers.building import build_pyramid
from modules.clouds.importers.space.making import SightWanted, look
from modules.clouds.queries import valid_clouds
from modules.clouds.records import (
    Cloud,
    Measure,
    MeasureKind,
    NamedView,
    Pin,
    Projection,
    Registration,
    TargetKind,
    Triple,
)
from modules.clouds.rules.camera import overview
from modules.clouds.rules.clipping import Clip, along_wall
from modules.clouds.rules.measure import measured
from modules.clouds.rules.placing import Place, placements
from modules.clouds.rules.pyramid import open_pyramid
from modules.clouds.rules.registration import Rigid
from modules.clouds.rules.scene import Part, Scene, Spot, triple
from sample_cases.qingxi_workshop.work.scans import ENOUGH, pose_of
from sample_cases.qingxi_workshop.work.working import Working, party_id, wording
from workstation.api import Event, Ref

_ASPECT = 1.5  # of a printed view


def work(case: Working) -> None:
    """Lin pins evidence in the first scan, tells a distance, keeps views, and asks what the worker could see."""
    said = wording("space")
    case.sign_in("lin")
    station = next(station for station in case.scenario.scans if station.name == "S1")
    first = next(cloud for cloud in valid_clouds(case.read()) if cloud.name == "S1.ply")
    here = pose_of(station).inverse()
    pins = {item["name"]: _pin(case, first, here, item) for item in said["pins"]}
    if first.received < ENOUGH:
        return
    job = case.desk.job()
    for cloud in valid_clouds(case.read()):
        build_pyramid(job, cloud.id)
    places = placements(first.id, case.read().all(Registration))
    scene = Scene((Part(first.id, open_pyramid(build_pyramid(job, first.id))),))
    case.do("clouds.measure", operations.keep_measure, _distance(first, scene, pins, said["distance"]))
    for item in said["views"]:
        case.do("clouds.keep_view", operations.keep_view, _view(first, here, tuple(places), item))
    case.do("clouds.keep_sight", operations.keep_sight, look(job, _wanted(first, here, places, said["sight"])))


def _at(here: Rigid, place: list[float]) -> Triple:
    """A place of the site in the frame of the scan."""
    return triple(here.apply(np.array(place, float)))


def _pin(case: Working, cloud: Cloud, here: Rigid, item: dict[str, Any]) -> Pin:
    subject = None
    if "evidence" in item:
        (subject,) = case.evidence([item["evidence"]])
    elif "event" in item:
        subject = Ref("events", case.read().where(Event, title=item["event"])[0].id)
    pin = Pin(cloud_id=cloud.id, point=_at(here, item["at"]), name=item["name"], subject=subject,
              note=item.get("note", ""))
    case.do("clouds.keep_pin", operations.keep_pin, pin)
    return pin


def _distance(cloud: Cloud, scene: Scene, pins: dict[str, Pin], item: dict[str, Any]) -> Measure:
    start, end = pins[item["from"]], pins[item["to"]]
    spots = [Spot(cloud.id, pin.point, pin.point) for pin in (start, end)]
    made = measured(cloud, scene, MeasureKind.DISTANCE, spots)
    return Measure(**{**vars(made), "name": item["name"], "datum": start.id, "datum_name": start.name})


def _view(cloud: Cloud, here: Rigid, shown: tuple[str, ...], item: dict[str, Any]) -> NamedView:
    """``shown`` are the clouds that lie in its frame."""
    if item["kind"] == "perspective":
        eye, at = (np.array(_at(here, item[name])) for name in ("eye", "at"))
        ahead = at - eye
        away = float(np.linalg.norm(ahead))
        return NamedView(
            cloud_id=cloud.id, name=item["name"], target=triple(at), distance=away, clouds=shown,
            yaw_deg=math.degrees(math.atan2(ahead[0], ahead[1])) % 360,
            pitch_deg=math.degrees(math.asin(ahead[2] / away)),
        )
    floor = _at(here, [0.0, 0.0, 0.0])[2]
    low, high = (floor + height for height in item["heights"])
    if item["kind"] == "wall":
        start, end = (_at(here, place) for place in item["wall"])
        clip, projection = along_wall(start, end, (0.0, 0.0, 0.0), (low, high), 1.0), Projection.WALL
    else:
        corners = np.array([_at(here, [x, y, 0.0]) for x in (-0.3, 6.7) for y in (-0.3, 14.5)])
        (left, near, _), (right, far, _) = corners.min(axis=0), corners.max(axis=0)
        clip, projection = Clip(((left, near, low), (right, far, high))), Projection.PLAN
    lower, upper = clip.around()
    camera = overview(np.array(lower), np.array(upper), projection, _ASPECT, clip.turn_deg)
    return NamedView(
        cloud_id=cloud.id, name=item["name"], projection=projection, target=camera.target, distance=camera.distance,
        yaw_deg=camera.yaw_deg, clip=clip.box, clip_turn_deg=clip.turn_deg, clouds=shown,
    )


def _wanted(cloud: Cloud, here: Rigid, places: dict[str, Place], item: dict[str, Any]) -> SightWanted:
    x, y, z = item["floor"]
    middle, half = np.array(_at(here, item["centre"])), np.array(item["half"])
    return SightWanted(
        cloud.id, item["name"], _at(here, [x, y, z + item["eye_height_m"]]), item["eye_height_m"], TargetKind.BOX,
        (triple(middle - half), triple(middle + half)), item["target"], party_id(item["witness"]), item["eye_u_m"],
        tuple(places), item["note"],
    )
