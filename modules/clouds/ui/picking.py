"""What is picked in a view, and what for: a tool in hand."""

from collections.abc import Callable
from dataclasses import dataclass

from modules.clouds.rules.scene import Spot

Spots = tuple[Spot, ...]


@dataclass(frozen=True)
class Picking:
    """A tool in hand. ``done`` gets the picks at the ``most``-th one, or by Enter from the ``least``-th on (with
    ``most`` 0 only so). ``closed`` draws them as a polygon."""

    least: int
    most: int
    done: Callable[[Spots], object]
    closed: bool = False
