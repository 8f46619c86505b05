"""From entities to drawing marks: the same for the screen, for paper and for the map."""

from modules.drawing.rules.marks.depict import Depiction, Surroundings, depict
from modules.drawing.rules.marks.looks import AREAS, LINES, MATERIALS

__all__ = ["AREAS", "LINES", "MATERIALS", "Depiction", "Surroundings", "depict"]
