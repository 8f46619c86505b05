"""Walls that a calculation proposes in a picture at true scale, where they lie on the drawing."""

from dataclasses import dataclass, replace

from modules.drawing.records import Entity, Kind, Point
from modules.drawing.rules.fitting import place_of
from modules.drawing.rules.geometry import Segment, add, left, times, to_segment, unit
from workstation.api import PlanImage, ProposedWall


@dataclass(frozen=True)
class Proposal:
    """The ``number``-th wall that a picture proposes; it lies where its underlay lies."""

    underlay_id: str
    image: PlanImage
    number: int

    @property
    def wall(self) -> ProposedWall:
        """What is proposed."""
        return self.image.walls[self.number]


def on_drawing(image: PlanImage, underlay: Entity, point: Point) -> Point:
    """Where a point of the picture's plane lies on the drawing."""
    x, y = image.in_picture(point)
    width, height = image.size_m
    return place_of(underlay, (x / width, 1 - y / height))


def line_of(proposal: Proposal, underlay: Entity) -> Segment:
    """The proposed line on the drawing: a middle line, or a face where only one was seen."""
    wall = proposal.wall
    return on_drawing(proposal.image, underlay, wall.start), on_drawing(proposal.image, underlay, wall.end)


def as_wall(proposal: Proposal, underlay: Entity, blank: Entity, usual_m: float) -> Entity:
    """The wall that a person accepts: ``blank`` with its points, thickness and provenance.

    Where only one face was seen the wall is ``usual_m`` thick and stands to the left of it.
    """
    a, b = line_of(proposal, underlay)
    thick = proposal.wall.thickness_m or usual_m
    if not proposal.wall.thickness_m:
        aside = times(left(unit(a, b)), thick / 2)
        a, b = add(a, aside), add(b, aside)
    return replace(blank, kind=Kind.WALL, points=(a, b), size_m=thick)


def nearest(
    proposals: list[Proposal], underlays: dict[str, Entity], place: Point, reach_m: float
) -> Proposal | None:
    """The proposal under the pointer."""
    found = [
        (to_segment(place, *line_of(one, underlays[one.underlay_id])), number)
        for number, one in enumerate(proposals) if one.underlay_id in underlays
    ]
    if not found:
        return None
    apart, number = min(found)
    return proposals[number] if apart <= reach_m else None
