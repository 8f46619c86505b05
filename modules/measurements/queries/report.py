"""A network with everything that follows from its readings; computed anew whenever it is looked at, never stored."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from modules.measurements.queries.register import (
    closure_pack,
    day_of,
    instruments_by_id,
    points_by_id,
    reading_order,
)
from modules.measurements.records import Network, NetworkKind, Reading, SurveyPoint
from modules.measurements.rules.assemble import Assembled, Assumed, assemble, with_centring
from modules.measurements.rules.levelling import Heights, LevelClosure, LevelLimit, adjust_heights
from modules.measurements.rules.reading import Evaluated, evaluate
from modules.measurements.rules.route import follow_levels, follow_traverse
from modules.measurements.rules.starting import starting_points
from modules.measurements.rules.traverse import Permissible, Traverse
from workstation.api import Read, RulePack, UserError
from workstation.api.survey import Control, NetworkResult, Point, adjust_network


@dataclass
class Report:
    """What the readings of a network say. Why it could not be adjusted stands in ``failures``; why the closure of its
    route could not be computed in ``route_failure``, which does not keep the adjustment from holding."""

    network: Network
    points: Mapping[str, SurveyPoint]
    readings: tuple[Reading, ...]
    judged: Mapping[str, Evaluated]
    assembled: Assembled
    pack: RulePack
    plane: NetworkResult | None = None
    heights: Heights | None = None
    traverse: Traverse | None = None
    closure: LevelClosure | None = None
    failures: list[UserError] = field(default_factory=list)
    route_failure: UserError | None = None
    foreign: tuple[str, ...] = ()

    def name(self, point_id: str) -> str:
        """What a point is called."""
        return self.points[point_id].name if point_id in self.points else point_id

    @property
    def suspects(self) -> dict[str, tuple[float, float, tuple[str, ...]]]:
        """Readings named as blunders: test value, estimated size (metres or seconds of arc), what explains it too."""
        found: dict[str, tuple[float, float, tuple[str, ...]]] = {}
        if self.plane is not None:
            ids = [getattr(item.observation, "label", "") for item in self.plane.residuals]
            for blunder in self.plane.blunders:
                size = blunder.size * (648_000 / math.pi if self.plane.residuals[blunder.index].unit == "″" else 1)
                found[ids[blunder.index]] = (blunder.w, size, tuple(ids[i] for i in blunder.alike))
        if self.heights is not None:
            rises = self.assembled.rise_ids
            for blunder in self.heights.blunders:
                alike = tuple(rises[i] for i in blunder.alike)
                found.setdefault(rises[blunder.index], (blunder.w, blunder.size, alike))
        return found


def report(read: Read, network_id: str) -> Report:
    """Adjust a network. Raises ``UserError("record.missing")``; what cannot be adjusted is told in the report."""
    network = read.get(Network, network_id)
    readings = tuple(sorted(read.where(Reading, network_id=network_id), key=reading_order))
    instruments, points = instruments_by_id(read), points_by_id(read)
    day = min((day_of(read, reading) for reading in readings), default=date.today())
    pack = closure_pack(read, day)
    assumed = _assumed(pack)
    judged = {item.id: evaluate(item, instruments.get(item.instrument_id or "")) for item in readings}
    found = Report(network, points, readings, judged, assemble(readings, instruments, assumed), pack)
    used = {name for item in readings for name in (item.from_id, item.to_id, item.back_id) if name}
    found.foreign = tuple(sorted(
        name for name in used if name in points and points[name].held and (place := points[name].point) is not None
        and place.frame != network.frame
    ))
    if network.kind is not NetworkKind.LEVELLING:
        found.failures += _attempt(found, lambda: _plane(found, used, assumed))
    found.failures += _attempt(found, lambda: _heights(found, used))
    if network.route:
        found.route_failure = next(iter(_attempt(found, lambda: _closure(found, used))), None)
    return found


def _attempt(found: Report, step: Callable[[], None]) -> list[UserError]:
    """Why the step failed, with points by their names; nothing if it did not."""
    try:
        step()
    except UserError as error:
        named = {key: _named(found, value) for key, value in error.values.items()}
        return [UserError(error.code, **named)]
    return []


def _named(found: Report, value: str) -> str:
    """Points by their names instead of their ids."""
    return ", ".join(found.name(part) for part in value.split(", "))


def _assumed(pack: RulePack) -> Assumed:
    told = pack.data["assumed"]
    return Assumed(
        told["length_mm"] / 1000, told["angle_arcsec"], told["rise_mm"] / 1000, told["centring_mm"] / 1000
    )


def _held(found: Report, used: set[str]) -> dict[str, Control]:
    """The known points in the network's own frame; one with an accuracy may move by it."""
    controls = {}
    for name in sorted(used):
        point = found.points.get(name)
        if point is None or not point.held or point.point is None or point.point.frame != found.network.frame:
            continue
        accuracy = point.point.accuracy_m or 0.0
        controls[name] = Control(point.point.x, point.point.y, accuracy / math.sqrt(2))
    return controls


def _plane(found: Report, used: set[str], assumed: Assumed) -> None:
    if not found.assembled.observations:
        return
    controls = _held(found, used)
    known: dict[str, Point] = {name: (control.x, control.y) for name, control in controls.items()}
    near = starting_points(found.assembled.observations, known)
    for name in used - near.keys():
        rough = found.points[name].point if name in found.points else None
        if rough is not None and rough.frame == found.network.frame:
            near[name] = (rough.x, rough.y)
    near = starting_points(found.assembled.observations, near)
    observations = with_centring(found.assembled.observations, near, assumed.centring_m)
    found.plane = adjust_network(observations, controls, near)


def _known_heights(found: Report, used: set[str]) -> dict[str, float]:
    known = {}
    for name in used:
        point = found.points.get(name)
        if point is not None and point.held and point.point is not None and point.point.height_m is not None:
            known[name] = point.point.height_m
    return known


def _heights(found: Report, used: set[str]) -> None:
    known = _known_heights(found, used)
    if found.assembled.rises and (known or found.network.kind is NetworkKind.LEVELLING):
        found.heights = adjust_heights(found.assembled.rises, known)


def _closure(found: Report, used: set[str]) -> None:
    network, grade = found.network, found.network.grade
    if network.kind is NetworkKind.LEVELLING:
        told = next((item for item in found.pack.data["levelling"] if item["grade"] == grade), None)
        limit = LevelLimit(told["per_km_mm"], told["per_setup_mm"]) if told else None
        found.closure = follow_levels(network.route, found.assembled.rises, _known_heights(found, used), limit)
    elif network.kind is NetworkKind.TRAVERSE:
        told = next((item for item in found.pack.data["traverse"] if item["grade"] == grade), None)
        limits = Permissible(told["angle_arcsec"], told["one_in"]) if told else None
        held = {name: (control.x, control.y) for name, control in _held(found, used).items()}
        found.traverse = follow_traverse(network.route, found.assembled.observations, held, limits)
