"""三维重建: the clouds of the case, in one frame, to look at, walk through and measure in."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from modules.clouds import operations
from modules.clouds.importers.readers import SUFFIXES
from modules.clouds.records import Cloud, Colouring, Projection, Registration
from modules.clouds.rules.camera import Camera
from modules.clouds.rules.clipping import Clip
from modules.clouds.rules.draw import Look
from modules.clouds.rules.morton import Array
from modules.clouds.rules.placing import Place, leading_of, placements
from modules.clouds.rules.registration import Rigid
from modules.clouds.rules.scene import Part, Scene, Spot, triple
from modules.clouds.rules.wording import COLOURINGS, PROJECTIONS, count_text
from modules.clouds.ui.data import PageData, colourings_of, load_page
from modules.clouds.ui.describing import ask_columns, ask_description
from modules.clouds.ui.opening import Opener
from modules.clouds.ui.panels import SectionPanel, choice_box
from modules.clouds.ui.picking import Picking
from modules.clouds.ui.scans import CloudPanel, tint_of
from modules.clouds.ui.toolbox import TOOLBOX
from modules.clouds.ui.view import PointView
from workstation.api import Read, Ref
from workstation.api.widgets import EmptyState, Header, PageBase, Shell, ToolBar, Workspace, button

Kept = tuple[str, frozenset[str], Camera, Look]


class CloudsPage(PageBase):
    """Left button turns, right or middle moves, wheel zooms, double click looks at a point, W A S D Q E walk.

    It is the ``Bench`` of its tools."""

    kinds = (
        "clouds", "cloud_scans", "cloud_views", "cloud_measures", "cloud_pins", "cloud_registrations",
        "cloud_frame_fits", "cloud_deviations", "cloud_photo_poses", "cloud_sights",
    )
    full_bleed = True

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.data = PageData()
        self._cloud: Cloud | None = None
        self._places: dict[str, Place] = {}
        self._seen: set[str] = set()
        self._values: dict[str, tuple[Array, tuple[float, float]]] = {}
        self.shown_map = ""
        self._comparing = False
        self._coloured = False
        self._wanted: Ref | None = None
        self._kept_state: Kept | None = None
        self.view = PointView(shell)
        self.opener = Opener(shell, self)
        self.opener.opened.connect(self._opened)
        self._stack = QStackedLayout()
        self.body.addLayout(self._stack, 1)
        self._stack.addWidget(self._empty())
        self._stack.addWidget(self._workspace())
        self.view.hovered.connect(self._say)
        self.view.drawn.connect(lambda: self._say(None))
        self.view.failed.connect(lambda error: shell.notify(str(error), "error"))
        self.refresh()

    def _empty(self) -> QWidget:
        text = self.words(
            "No point clouds yet. Take in scans (LAS, LAZ, E57, PLY, PCD, PTS, PTX, XYZ, OBJ, GLB), or drop them on "
            "the window."
        )
        empty = QWidget()
        layout = QVBoxLayout(empty)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.addWidget(Header(self.words("Point clouds")))
        take = button(
            self.shell, self.words("Take in point clouds …"), self.take_in, icon_name="file-import", role="primary"
        )
        take.setEnabled(self.writable)
        layout.addWidget(EmptyState(self.shell, "points", text, take), 1)
        return empty

    def _workspace(self) -> QWidget:
        shell, words = self.shell, self.words
        bar = self.bar = ToolBar(shell, self)
        bar.act(words("Whole cloud"), self.view.fit, icon_name="scan", key="F")
        self.projection = choice_box(words("Kind of view"), [(words(PROJECTIONS[p]), p) for p in Projection])
        self.projection.activated.connect(lambda _: self.view.fit(Projection(self.projection.currentData())))
        bar.add(self.projection)
        self.colouring = choice_box(words("Colours by"), [])
        self.colouring.activated.connect(
            lambda _: self.view.set_look(replace(self.view.look, colouring=Colouring(self.colouring.currentData())))
        )
        bar.add(self.colouring)
        bar.act(words("Walk at eye height"), self.view.walk, icon_name="user", key="G")
        bar.switch(words("Relief"), lambda on: self.view.set_look(replace(self.view.look, relief=0.9 if on else 0.0)),
                   icon_name="relief", on=True)
        bar.gap()
        self.workspace = Workspace(shell, "clouds", self.view, bar=bar)
        self.toolbox = [tool(self) for tool in TOOLBOX]
        bar.act(words("Take in point clouds …"), self.take_in, icon_name="file-import")
        bar.space()
        self.clouds_panel = CloudPanel(shell, self.describe, self.remap, self.withdraw)
        later = Qt.ConnectionType.QueuedConnection  # the list is filled anew, which it may not be while it tells
        self.clouds_panel.chosen.connect(self.choose, later)
        self.clouds_panel.seen.connect(self._show_cloud, later)
        self.clouds_panel.covered.connect(self._cover)
        self.section = SectionPanel(shell)
        self.section.changed.connect(self._clip)
        self.workspace.add_panel("clouds", words("Point clouds"), self.clouds_panel, icon_name="stack-2", side="left")
        self.workspace.add_panel("section", words("Clipping box"), self.section, icon_name="section", shown=False)
        for tool in self.toolbox:
            tool.add_panels()
        return self.workspace

    # the bench

    @property
    def cloud(self) -> Cloud | None:
        """The cloud whose frame is that of the view."""
        return self._cloud

    @property
    def places(self) -> dict[str, Place]:
        """Where clouds lie in the frame of the view."""
        return self._places

    def shown(self) -> tuple[str, ...]:
        """The clouds that are seen now, the leading one first."""
        leading = self._cloud.id if self._cloud is not None else ""
        return tuple(sorted(self._seen, key=lambda cloud_id: (cloud_id != leading, cloud_id)))

    def take(self, picking: Picking | None) -> None:
        """Take a picking tool in hand, or lay it down."""
        self.view.use(picking)

    def compare(self, scene: Scene | None) -> None:
        """Look at something else for a while; none ends it."""
        self._comparing = scene is not None
        if scene is None:
            self._compose(keep_camera=True)
            return
        self.view.show_scene(scene)
        self.view.set_look(replace(self.view.look, colouring=Colouring.SCAN, clip=None))

    def set_values(self, cloud_id: str, values: Array, spread: tuple[float, float], map_id: str) -> None:
        """Show deviations of a cloud."""
        self.shown_map = map_id
        self._values[cloud_id] = (values, spread)
        self._compose(keep_camera=True)
        self._offer_colours(Colouring.DEVIATION)

    def choose(self, cloud_id: str) -> None:
        """Let another cloud lead; those registered to it are seen with it."""
        cloud = next((cloud for cloud in self.data.clouds if cloud.id == cloud_id), None)
        if cloud is not None and (self._cloud is None or cloud.id != self._cloud.id):
            tied = placements(cloud_id, self._registrations())
            self.show_clouds(cloud_id, [other.id for other in self.data.clouds if other.id in tied])

    def show_clouds(self, leading: str, shown: Sequence[str]) -> None:
        """Let one cloud lead and show exactly these."""
        cloud = next((cloud for cloud in self.data.clouds if cloud.id == leading), None)
        if cloud is None:
            return
        another = self._cloud is None or cloud.id != self._cloud.id
        self._cloud, self._seen = cloud, self._together(cloud, shown)
        self._comparing = False
        if another:
            self._coloured = False
            self.view.set_look(replace(self.view.look, clip=None))
            self.view.show_scene(None)
            self.shell.inspect(Ref("clouds", cloud.id))
        self._show_facts()
        self._compose(keep_camera=not another)
        self.opener.want(self._folders(), {cloud.id: cloud.name for cloud in self.data.clouds})

    def look_as(self, camera: Camera, look: Look) -> None:
        """Look from there, in that way; the tool bar and the panels follow."""
        self.view.set_look(look)
        self.view.set_camera(camera)
        self.projection.setCurrentIndex(max(0, self.projection.findData(camera.projection)))
        self.colouring.setCurrentIndex(max(0, self.colouring.findData(look.colouring)))
        if look.clip is not None:
            self.section.set_box(*look.clip, on=True, turn_deg=look.clip_turn_deg)

    # what it shows

    def load(self, read: Read) -> PageData:
        return load_page(read)

    def show_data(self, data: PageData) -> None:
        self.data = data
        self._stack.setCurrentIndex(1 if data.clouds else 0)
        if not data.clouds:
            self.opener.want({}, {})
            return
        known = {cloud.id: cloud for cloud in data.clouds}
        if self._cloud is None or self._cloud.id not in known:
            self._cloud = None
            self._begin(known)
        else:
            self._cloud = known[self._cloud.id]
            self._seen &= set(known)
            before = self._places
            now = placements(self._cloud.id, self._registrations())
            self._seen |= self._together(self._cloud, sorted(set(now) - set(before)))
            self._show_facts()
            self.opener.want(self._folders(), {cloud.id: cloud.name for cloud in data.clouds})
            if not self._comparing and _moved(before, self._places, self._seen):
                self._compose(keep_camera=True)
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self.show_ref(wanted)

    def _begin(self, known: dict[str, Cloud]) -> None:
        """The cloud to begin with: the one that was looked at, else the one whose frame most are in."""
        state = self._kept_state
        if state is not None and state[0] in known:
            self.show_clouds(state[0], [cloud_id for cloud_id in state[1] if cloud_id in known])
        else:
            self.choose(leading_of(known, self._registrations()))

    def _registrations(self) -> list[Registration]:
        known = {cloud.id for cloud in self.data.clouds}
        return [kept for several in self.data.registrations.values() for kept in several if kept.reference_id in known]

    def _together(self, leading: Cloud, shown: Sequence[str]) -> set[str]:
        units = {cloud.id: cloud.unit for cloud in self.data.clouds}
        return {cloud_id for cloud_id in shown if units.get(cloud_id) == leading.unit}

    def _folders(self) -> dict[str, Path]:
        return {cloud_id: self.data.folders[cloud_id] for cloud_id in self.shown()}

    def _show_facts(self) -> None:
        if self._cloud is None:
            return
        self._places = placements(self._cloud.id, self._registrations())
        self.clouds_panel.offer(self.data, self._cloud, self._seen, self._places)
        self.clouds_panel.show_facts(self.data, self._cloud)
        self.view.overlay.cloud = self._cloud
        for widget in (self.clouds_panel.describe_button, self.clouds_panel.withdraw_button):
            widget.setEnabled(self.writable)
        self._tell_tools()

    def _tell_tools(self) -> None:
        for tool in self.toolbox:
            tool.show()

    def show_ref(self, ref: Ref) -> None:
        if not self.data.clouds:
            self._wanted = ref
        elif any(cloud.id == ref.id for cloud in self.data.clouds):
            self.choose(ref.id)
        else:
            any(tool.reveal(ref) for tool in self.toolbox)

    def _show_cloud(self, cloud_id: str, seen: bool) -> None:
        if self._cloud is not None:
            shown = self._seen | {cloud_id} if seen else self._seen - {cloud_id}
            self.show_clouds(self._cloud.id, sorted(shown))

    def _cover(self, tint: float, opacity: float) -> None:
        del tint
        self.view.set_look(replace(self.view.look, opacity=opacity))
        self._compose(keep_camera=True)

    def _clip(self, clip: Clip | None) -> None:
        box, turn = (clip.box, clip.turn_deg) if clip is not None else (None, 0.0)
        self.view.set_look(replace(self.view.look, clip=box, clip_turn_deg=turn))

    def _opened(self) -> None:
        if not self._comparing:
            self._compose(keep_camera=True)

    def _compose(self, *, keep_camera: bool) -> None:
        """Make the scene of the clouds that are seen and open."""
        fresh = self.view.scene is None
        parts = [self._part(cloud_id) for cloud_id in self.shown() if cloud_id in self.opener.pyramids]
        self.view.show_scene(Scene(parts) if parts else None, keep_camera=keep_camera and not fresh)
        if self.view.scene is not None and fresh:
            self._take_up(self.view.scene)
        if self.view.scene is not None:
            self._offer_colours(self.view.look.colouring)
        self._tell_tools()
        self._say(None)

    def _part(self, cloud_id: str) -> Part:
        place = self._places.get(cloud_id, Place(Rigid.identity()))
        pyramid = self.opener.pyramids[cloud_id]
        share = self.clouds_panel.tint.value() / 100
        part = Part(cloud_id, pyramid, place.rigid, place.rms, tint_of(self.data, cloud_id), share)
        values, spread = self._values.get(cloud_id, (np.empty(0, np.float32), part.spread))
        return replace(part, values=values, spread=spread) if len(values) == pyramid.total else part

    def _take_up(self, scene: Scene) -> None:
        """The first picture of a cloud."""
        self.section.set_box(*(triple(corner) for corner in scene.bounds()), on=False)
        state, leading = self._kept_state, self._cloud
        if state is not None and leading is not None and state[0] == leading.id:
            self._kept_state = None
            self._coloured = True
            self.look_as(state[2], state[3])

    def _offer_colours(self, wanted: Colouring) -> None:
        scene = self.view.scene
        if scene is None:
            return
        clouds = [cloud for cloud in self.data.clouds if cloud.id in self._seen]
        offered = colourings_of(clouds, scene)
        if not self._coloured:
            wanted = Colouring.RGB if any("rgb" in cloud.attributes for cloud in clouds) else Colouring.HEIGHT
            self._coloured = True
        if wanted not in offered:
            wanted = Colouring.HEIGHT
        self.colouring.clear()
        for colouring in offered:
            self.colouring.addItem(self.words(COLOURINGS[colouring]), colouring)
        self.colouring.setCurrentIndex(max(0, self.colouring.findData(wanted)))
        if wanted is not self.view.look.colouring:
            self.view.set_look(replace(self.view.look, colouring=wanted))

    def _say(self, spot: Spot | None) -> None:
        if self._cloud is None:
            return
        words, view = self.words, self.view
        waiting = view.scene is None or self.opener.stopped
        facts = words(self.opener.waiting_for) if waiting else words(
            "Left turns · right moves · wheel zooms · double click looks at a point · W A S D Q E walk"
        )
        if spot is not None:
            x, y, z = spot.here
            name = next((f"   {c.note or c.name}" for c in self.data.clouds if c.id == spot.cloud_id), "")
            several = name if len(self._seen) > 1 else ""
            facts = f"x {x:.3f}   y {y:.3f}   z {z:.3f}   {self._cloud.frame or words('frame unknown')}{several}"
        elif view.tool is not None:
            facts = words("Click the points. Backspace takes one back, Enter ends an area, Esc gives up.")
        state = ""
        if view.scene is not None and view.frame is not None:
            total = count_text(view.scene.total)
            state = words("{shown} of {total} points", shown=count_text(view.frame.points), total=total)
            if not self.opener.finished:
                state = words("Preview: {total} points so far", total=total)
        self.workspace.say(facts, state)

    def view_state(self) -> object:
        if self._cloud is None:
            return None
        return self._cloud.id, frozenset(self._seen), self.view.camera, self.view.look

    def restore_view(self, state: object) -> None:
        if isinstance(state, tuple):
            self._kept_state = state

    # what a person does

    def take_in(self) -> None:
        """Take clouds in."""
        patterns = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in SUFFIXES)
        filters = f"{self.words('Point clouds')} ({patterns});;{self.words('All files')} (*)"
        self.shell.import_files(self.shell.open_files(self.words("Take in point clouds …"), filters))

    def describe(self) -> None:
        """Say unit, frame, accuracy and time of the scan."""
        if self._cloud is not None and self.writable:
            ask_description(self.shell, self._cloud)

    def remap(self) -> None:
        """Say what the columns of a table of numbers are."""
        if self._cloud is not None and self.writable:
            cloud_id = self._cloud.id
            ask_columns(self.shell, self._cloud, lambda _: self._start_again(cloud_id))

    def _start_again(self, cloud_id: str) -> None:
        self.opener.forget(cloud_id)
        self.opener.want(self._folders(), {cloud.id: cloud.name for cloud in self.data.clouds})

    def withdraw(self) -> None:
        """Take the cloud out of the evidence."""
        if self._cloud is None or not self.writable:
            return
        cloud_id = self._cloud.id
        reason = self.shell.ask_text(self.words("Withdraw …"), self.words("Reason"))
        if reason is not None:
            self.shell.do("clouds.withdraw", lambda work: operations.withdraw(work, cloud_id, reason))


def _moved(before: dict[str, Place], now: dict[str, Place], seen: set[str]) -> bool:
    """Whether one of the clouds that are seen lies elsewhere than before."""
    def matrix(places: dict[str, Place], cloud_id: str) -> Array:
        return places.get(cloud_id, Place(Rigid.identity())).rigid.matrix

    return any(not np.array_equal(matrix(before, cloud_id), matrix(now, cloud_id)) for cloud_id in seen)
