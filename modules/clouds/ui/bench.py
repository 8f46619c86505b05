"""What the page of point clouds offers to its tools, and what they are.

A tool stands in a file of its own: a class that takes the ``Bench``, puts its buttons into ``bar`` when it is made and
its panels into ``workspace`` in ``add_panels``, and hears ``show`` whenever records or the clouds that are shown have
changed. It is named in one line of ``modules.clouds.ui.toolbox``.
"""

from collections.abc import Sequence
from typing import Protocol

from modules.clouds.records import Cloud
from modules.clouds.rules.camera import Camera
from modules.clouds.rules.draw import Look
from modules.clouds.rules.morton import Array
from modules.clouds.rules.placing import Place
from modules.clouds.rules.scene import Scene
from modules.clouds.ui.data import PageData
from modules.clouds.ui.picking import Picking
from modules.clouds.ui.view import PointView
from workstation.api import Ref
from workstation.api.widgets import Shell, ToolBar, Workspace


class Bench(Protocol):
    """``cloud`` leads: its frame is that of the view. ``places`` says where it and all that are registered to it lie;
    ``data`` are the records as they were last read."""

    shell: Shell
    view: PointView
    bar: ToolBar
    workspace: Workspace
    data: PageData

    @property
    def cloud(self) -> Cloud | None:
        """The cloud whose frame is that of the view."""

    @property
    def places(self) -> dict[str, Place]:
        """Where clouds lie in the frame of the view."""

    @property
    def writable(self) -> bool:
        """Whether records can be written."""

    def choose(self, cloud_id: str) -> None:
        """Let another cloud lead."""

    def show_clouds(self, leading: str, shown: Sequence[str]) -> None:
        """Let one cloud lead and show exactly these."""

    def look_as(self, camera: Camera, look: Look) -> None:
        """Look from there, in that way; the tool bar and the panels follow."""

    def shown(self) -> tuple[str, ...]:
        """The clouds that are seen now."""

    def take(self, picking: Picking | None) -> None:
        """Take a picking tool in hand until it is done, given up by Esc, or another is taken; none lays it down."""

    def compare(self, scene: Scene | None) -> None:
        """Look at something else for a while, as at a registration that is not kept yet; none ends it."""

    shown_map: str
    """The deviation map that colours a cloud, by its id, if one does."""

    def set_values(self, cloud_id: str, values: Array, spread: tuple[float, float], map_id: str) -> None:
        """Show the deviations of a map: (n,) float32 in the order of the pyramid, ``NO_VALUE`` where there is none."""


class BenchTool:
    """Something that can be done in the view; made once with the page."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench

    def add_panels(self) -> None:
        """Put panels into the workspace: called once when all buttons are in the bar."""

    def show(self) -> None:
        """Records, or the clouds that are shown, have changed."""

    def reveal(self, ref: Ref) -> bool:
        """Show one of its records; whether it is one."""
        del ref
        return False
