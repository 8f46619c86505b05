"""Reading what other modules hand over: pictures at true scale, and the walls that they propose."""

from modules.drawing.records import Kind, WallDecision
from modules.drawing.rules.model import Model
from modules.drawing.rules.proposals import Proposal
from workstation.api import PlanImage, Read

PLAN_IMAGES = "plan_images"


def plan_images(read: Read) -> list[PlanImage]:
    """The pictures at true scale of the case, by title."""
    return read.all(PlanImage, order=("title", "id"))


def proposals(read: Read, drawn: Model) -> list[Proposal]:
    """Every proposed wall of the pictures that lie below a drawing."""
    lying = [e for e in drawn.of_kind(Kind.UNDERLAY) if e.ref is not None and e.ref.kind == PLAN_IMAGES]
    images = {one.id: one for one in read.get_many(PlanImage, sorted({e.ref.id for e in lying if e.ref}))}
    return [
        Proposal(entity.id, images[entity.ref.id], number)
        for entity in lying if entity.ref is not None and entity.ref.id in images
        for number in range(len(images[entity.ref.id].walls))
    ]


def decisions(read: Read, drawing_id: str) -> dict[tuple[str, int], WallDecision]:
    """What was made of proposals, by picture and number."""
    return {(one.image_id, one.number): one for one in read.where(WallDecision, drawing_id=drawing_id)}
