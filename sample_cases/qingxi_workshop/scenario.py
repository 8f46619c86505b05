"""The scenario of the sample case: what is true about the place, the fire, the devices and the people."""

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sample_cases.qingxi_workshop.casework import (
    Camera,
    Exhibit,
    Facts,
    Hypothesis,
    LinkFinding,
    Measure,
    Officer,
    Paper,
    Party,
    Photograph,
    Point,
    Slips,
    Statement,
)

__all__ = [
    "FOLDER", "Building", "Camera", "Device", "Exhibit", "Facts", "Fire", "Flat", "Happening", "Hypothesis",
    "LinkFinding", "Measure", "Officer", "Opening", "Paper", "Party", "Photograph", "Point", "Protected", "Room",
    "Scenario", "Site", "Slips", "Statement", "Station", "Wall", "load",
]
FOLDER = Path(__file__).parent
Flat = tuple[float, float]


@dataclass(frozen=True)
class Site:
    """Where the site frame lies on the earth (WGS-84)."""

    latitude: float
    longitude: float
    north_turn_deg: float
    height_m: float


@dataclass(frozen=True)
class Building:
    """Sizes of the shop house, metres, inner faces."""

    width_m: float
    depth_m: float
    ceiling_m: float
    wall_m: float
    partition_y: float
    partition_m: float
    mezzanine_m: float
    mezzanine_slab_m: float
    kitchen_x: float
    kitchen_y: float
    bedroom_x: float
    stair: tuple[float, float, float, float]


@dataclass(frozen=True)
class Wall:
    """A straight wall: centre line ``start``–``end``, thickness, and the range of its height."""

    name: str
    start: Flat
    end: Flat
    thickness: float
    height: Flat
    room: str


@dataclass(frozen=True)
class Opening:
    """A hole in a wall: ``at`` is the distance of its near edge from the wall's start."""

    name: str
    wall: str
    at: float
    width: float
    height: Flat
    kind: str


@dataclass(frozen=True)
class Room:
    """A 部位: outline of its inner faces, floor and ceiling, and the lower edge of the smoke layer."""

    code: str
    name: str
    outline: tuple[Flat, ...]
    level: Flat
    smoke_layer_m: float


@dataclass(frozen=True)
class Fire:
    """The truth about the fire."""

    ignition: Point
    ignited_at: datetime
    place: str
    point: str
    first_fuel: str
    source: str
    cause: str
    v_half_angle_deg: float
    v_base_m: float
    clean_burn_m: float
    spall_radius_m: float
    char_radius_m: float
    neutral_plane_m: float


@dataclass(frozen=True)
class Protected:
    """A rectangle on a surface that something stood before; ``axis`` is the surface's normal."""

    name: str
    axis: str
    at: float
    low: Flat
    high: Flat


@dataclass(frozen=True)
class Device:
    """A device with a clock: ``offset_s`` = its display minus Beijing time."""

    code: str
    name: str
    kind: str
    offset_s: float
    uncertainty_s: float
    measured_at: datetime
    position: Point
    target: Point | None = None


@dataclass(frozen=True)
class Happening:
    """Something that happened, at its true time."""

    key: str
    at: datetime
    title: str
    source: str


@dataclass(frozen=True)
class Station:
    """A station of the laser scanner: where its centre stood and where its x axis pointed (from site x, leftwards)."""

    name: str
    at: datetime
    position: Point
    heading_deg: float


@dataclass(frozen=True)
class Scenario:
    """Everything that is true."""

    id: str
    name: str
    notice: str
    seed: int
    site: Site
    building: Building
    walls: tuple[Wall, ...]
    openings: tuple[Opening, ...]
    rooms: tuple[Room, ...]
    fire: Fire
    protected: tuple[Protected, ...]
    devices: tuple[Device, ...]
    cameras: tuple[Camera, ...]
    timeline: tuple[Happening, ...]
    scans: tuple[Station, ...]
    facts: Facts
    parties: tuple[Party, ...]
    officers: tuple[Officer, ...]
    statements: tuple[Statement, ...]
    photographs: tuple[Photograph, ...]
    slips: Slips
    exhibits: tuple[Exhibit, ...]
    hypotheses: tuple[Hypothesis, ...]
    links: tuple[LinkFinding, ...]
    measures: tuple[Measure, ...]
    papers: tuple[Paper, ...]

    def room(self, code: str) -> Room:
        """The room with this code."""
        return next(room for room in self.rooms if room.code == code)

    def device(self, code: str) -> Device:
        """The device with this code."""
        return next(device for device in self.devices if device.code == code)

    def camera(self, code: str) -> Camera:
        """The camera with this code."""
        return next(camera for camera in self.cameras if camera.code == code)

    def party(self, key: str) -> Party:
        """The party with this key."""
        return next(party for party in self.parties if party.key == key)

    def officer(self, key: str) -> Officer:
        """The officer with this key."""
        return next(officer for officer in self.officers if officer.key == key)

    def photograph(self, file: str) -> Photograph:
        """The photograph with this file name."""
        return next(photograph for photograph in self.photographs if photograph.file == file)

    def exhibit(self, number: str) -> Exhibit:
        """The exhibit with this number."""
        return next(exhibit for exhibit in self.exhibits if exhibit.number == number)

    def shown(self, at: datetime, device: str) -> datetime:
        """What the clock of a device showed at a true time."""
        return at + timedelta(seconds=self.device(device).offset_s)

    def when(self, key: str) -> datetime:
        """The true time of a happening."""
        return next(happening.at for happening in self.timeline if happening.key == key)


@cache
def load() -> Scenario:
    """Read the scenario: four files in facts/ that together are the one description of the case."""
    raw: dict[str, Any] = {}
    for name in ("place", "people", "photographs", "findings"):
        raw |= tomllib.loads((FOLDER / "facts" / f"{name}.toml").read_text(encoding="utf-8"))
    cameras = _all(Camera, raw["cameras"])
    return Scenario(
        **raw["case"],
        site=_frozen(Site, raw["site"]),
        building=_frozen(Building, raw["building"]),
        walls=tuple(_wall(item) for item in raw["walls"]),
        openings=_all(Opening, raw["openings"]),
        rooms=_all(Room, raw["rooms"]),
        fire=_frozen(Fire, raw["fire"]),
        protected=_all(Protected, raw["protected"]),
        devices=_all(Device, raw["devices"]),
        cameras=cameras,
        timeline=_all(Happening, raw["timeline"]),
        scans=_all(Station, raw["scans"]),
        facts=_frozen(Facts, raw["incident"]),
        parties=_all(Party, raw["parties"]),
        officers=_all(Officer, raw["officers"]),
        statements=_all(Statement, raw["statements"]),
        photographs=tuple(_photograph(item, cameras) for item in raw["photographs"]),
        slips=_slips(raw["slips"]),
        exhibits=_all(Exhibit, raw["exhibits"]),
        hypotheses=_all(Hypothesis, raw["hypotheses"]),
        links=_all(LinkFinding, raw["links"]),
        measures=_all(Measure, raw["measures"]),
        papers=_all(Paper, raw["papers"]),
    )


def _photograph(item: dict[str, Any], cameras: tuple[Camera, ...]) -> Photograph:
    prefix = next(camera.prefix for camera in cameras if camera.code == item["camera"])
    return Photograph(**{key: _tuples(value) for key, value in item.items()}, file=f"{prefix}{item['number']:04}.JPG")


def _slips(item: dict[str, Any]) -> Slips:
    return Slips(
        item["duplicate"]["of"], item["duplicate"]["name"], item["truncated"]["of"], item["truncated"]["name"],
        item["truncated"]["share"], item["text"]["name"], item["no_scale"], item["slow"], item["wide_open"],
    )


def _wall(item: dict[str, Any]) -> Wall:
    values = {key: value for key, value in item.items() if key not in {"from", "to"}}
    wall: Wall = _frozen(Wall, {**values, "start": item["from"], "end": item["to"]})
    return wall


def _all(kind: type[Any], items: list[dict[str, Any]]) -> tuple[Any, ...]:
    return tuple(_frozen(kind, item) for item in items)


def _frozen(kind: type[Any], item: dict[str, Any]) -> Any:
    return kind(**{key: _tuples(value) for key, value in item.items()})


def _tuples(value: Any) -> Any:
    return tuple(_tuples(part) for part in value) if isinstance(value, list) else value
