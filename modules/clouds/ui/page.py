"""三维重建: the clouds of the case, one of them to look at, walk through and measure in."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from modules.clouds import operations
from modules.clouds.importers.building import build_pyramid, open_best
from modules.clouds.importers.readers import SUFFIXES
from modules.clouds.records import Cloud, Colouring, MeasureKind, NamedView, Projection, Triple
from modules.clouds.rules.camera import Camera
from modules.clouds.rules.draw import Look
from modules.clouds.rules.measure import measured
from modules.clouds.rules.pyramid import Pyramid
from modules.clouds.rules.wording import COLOURINGS, PROJECTIONS, count_text
from modules.clouds.ui.data import PageData, colourings_of, load_page
from modules.clouds.ui.describing import ask_columns, ask_description
from modules.clouds.ui.panels import CloudPanel, FindsPanel, SectionPanel, choice_box
from modules.clouds.ui.registering import register
from modules.clouds.ui.saving import save_copc, save_picture
from modules.clouds.ui.view import PointView
from workstation.api import N_, Read, Ref, UserError
from workstation.api.widgets import (
    EmptyState,
    Header,
    PageBase,
    Shell,
    Tool,
    ToolBar,
    Workspace,
    button,
    on_key,
)

_LOOK_AGAIN_MS = 800
_LOOK = "look"
_TOOLS = (
    Tool(_LOOK, N_("Look around"), "orbit", "V"), Tool(MeasureKind.POINT, N_("Pick a point"), "map-pin", "1"),
    Tool(MeasureKind.DISTANCE, N_("Measure a distance"), "ruler-measure", "2"),
    Tool(MeasureKind.VERTICAL, N_("Measure a height difference"), "height", "3"),
    Tool(MeasureKind.ANGLE, N_("Measure an angle"), "angle", "4"),
    Tool(MeasureKind.AREA, N_("Measure an area"), "area", "5"),
)
Opened = tuple[Pyramid | None, bool]


class CloudsPage(PageBase):
    """Left button turns, right or middle moves, wheel zooms, double click looks at a point, W A S D Q E walk."""

    kinds = ("clouds", "cloud_scans", "cloud_views", "cloud_measures", "cloud_registrations")
    full_bleed = True

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self._data = PageData()
        self._cloud: Cloud | None = None
        self._finished = False
        self._building: set[str] = set()
        self._wanted: Ref | None = None
        self._kept_state: tuple[str, Camera, Look] | None = None
        self.view = PointView(shell)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_LOOK_AGAIN_MS)
        self._again.timeout.connect(self._open)
        self._stack = QStackedLayout()
        self.body.addLayout(self._stack, 1)
        self._stack.addWidget(self._empty())
        self._stack.addWidget(self._workspace())
        self.view.hovered.connect(self._say)
        self.view.drawn.connect(lambda: self._say(None))
        self.view.measured.connect(self.measure)
        self.view.failed.connect(lambda error: shell.notify(str(error), "error"))
        on_key(self, "B", self.keep_view)
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
        bar = ToolBar(shell, self)
        bar.act(words("Whole cloud"), self.view.fit, icon_name="scan", key="F")
        self.projection = choice_box(words("Kind of view"), [(words(PROJECTIONS[p]), p) for p in Projection])
        self.projection.activated.connect(lambda _: self.view.fit(Projection(self.projection.currentData())))
        bar.add(self.projection)
        bar.gap()
        self.tools = bar.tools(_TOOLS, lambda tool: self.view.use(None if tool == _LOOK else MeasureKind(tool)))
        bar.gap()
        self.colouring = choice_box(words("Colours by"), [])
        self.colouring.activated.connect(
            lambda _: self.view.set_look(replace(self.view.look, colouring=Colouring(self.colouring.currentData())))
        )
        bar.add(self.colouring)
        bar.switch(words("Relief"), lambda on: self.view.set_look(replace(self.view.look, relief=0.9 if on else 0.0)),
                   icon_name="relief", on=True)
        bar.gap()
        bar.act(words("Keep this view (B)"), self.keep_view, icon_name="star")
        bar.menu(words("Save"), [
            (words("Save the picture …"), lambda: save_picture(shell, self.view)),
            (words("Save the points as COPC …"), self.save_copc),
        ], icon_name="file-export")
        bar.act(words("Register to another cloud …"), self.register, icon_name="layers-intersect")
        bar.act(words("Take in point clouds …"), self.take_in, icon_name="file-import")
        bar.space()
        self.workspace = Workspace(shell, "clouds", self.view, bar=bar)
        self.clouds_panel = CloudPanel(shell, self.describe, self.remap, self.withdraw)
        self.clouds_panel.chosen.connect(self.choose)
        self.finds = FindsPanel(shell, self.remove_chosen, self.rename_chosen)
        self.finds.view_chosen.connect(self._show_view)
        self.finds.measure_chosen.connect(self._show_measure)
        self.section = SectionPanel(shell)
        self.section.changed.connect(lambda box: self.view.set_look(replace(self.view.look, clip=box)))
        self.workspace.add_panel("clouds", words("Point clouds"), self.clouds_panel, icon_name="stack-2", side="left")
        self.workspace.add_panel("finds", words("Measures and views"), self.finds, icon_name="list")
        self.workspace.add_panel("section", words("Clipping box"), self.section, icon_name="section", shown=False)
        return self.workspace

    # what it shows

    def load(self, read: Read) -> PageData:
        return load_page(read)

    def show_data(self, data: PageData) -> None:
        self._data = data
        self._stack.setCurrentIndex(1 if data.clouds else 0)
        if not data.clouds:
            return
        known = {cloud.id: cloud for cloud in data.clouds}
        if self._cloud is None or self._cloud.id not in known:
            self.choose(data.clouds[0].id)
        else:
            self._cloud = known[self._cloud.id]
            self._show_facts()
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self.show_ref(wanted)

    def _show_facts(self) -> None:
        if self._cloud is None:
            return
        self.clouds_panel.offer(self._data, self._cloud.id)
        self.clouds_panel.show_facts(self._data, self._cloud)
        self.finds.offer(self._data, self._cloud.id)
        self.view.overlay.cloud = self._cloud
        self.view.set_measures(self._data.measures.get(self._cloud.id, ()))
        for widget in (self.clouds_panel.describe_button, self.clouds_panel.withdraw_button, self.finds.remove_button,
                       self.finds.rename_button):
            widget.setEnabled(self.writable)

    def show_ref(self, ref: Ref) -> None:
        if not self._data.clouds:
            self._wanted = ref
            return
        for cloud in self._data.clouds:
            views = {view.id for view in self._data.views[cloud.id]}
            measures = {measure.id for measure in self._data.measures[cloud.id]}
            if ref.id in views | measures | {cloud.id}:
                self.choose(cloud.id)
                if ref.id in views:
                    self._show_view(ref.id)

    def choose(self, cloud_id: str) -> None:
        """Show another cloud."""
        cloud = next((cloud for cloud in self._data.clouds if cloud.id == cloud_id), None)
        if cloud is None or (self._cloud is not None and cloud.id == self._cloud.id):
            return
        self._cloud, self._finished = cloud, False
        self.view.set_look(replace(self.view.look, clip=None))
        self.view.show_pyramid(None)
        self._show_facts()
        self._open()
        self.shell.inspect(Ref("clouds", cloud.id))

    def _open(self) -> None:
        if self._cloud is None or self._finished:
            return
        cloud_id, folder = self._cloud.id, self._data.folders[self._cloud.id]
        self.shell.query(lambda _: open_best(folder), partial(self._opened, cloud_id))

    def _opened(self, cloud_id: str, opened: Opened) -> None:
        pyramid, finished = opened
        if self._cloud is None or self._cloud.id != cloud_id or self._finished:
            return
        fresh = self.view.pyramid is None
        if pyramid is not None and (finished or fresh or pyramid.total > (self.view.pyramid or pyramid).total):
            self._take_up(pyramid, fresh=fresh)
        self._finished = finished
        if not finished and self.writable:
            self._build(cloud_id)
            self._again.start()
        elif not finished:
            self.shell.notify(self.words("This cloud is not prepared yet; open the case for writing once."), "info")
        self._say(None)

    def _take_up(self, pyramid: Pyramid, *, fresh: bool) -> None:
        self.view.show_pyramid(pyramid, keep_camera=not fresh)
        if not fresh:
            return
        self.colouring.clear()
        for colouring in colourings_of(self._cloud, pyramid) if self._cloud is not None else ():
            self.colouring.addItem(self.words(COLOURINGS[colouring]), colouring)
        has_colour = self._cloud is not None and "rgb" in self._cloud.attributes
        first = Colouring.RGB if has_colour else Colouring.HEIGHT
        self.colouring.setCurrentIndex(max(0, self.colouring.findData(first)))
        self.view.set_look(replace(self.view.look, colouring=first))
        lower, upper = (_triple(corner) for corner in pyramid.bounds())
        self.section.set_box(lower, upper, on=False)
        if self._kept_state is not None and self._cloud is not None and self._kept_state[0] == self._cloud.id:
            _, camera, look = self._kept_state
            self._kept_state = None
            self._look_as(camera, look)

    def _build(self, cloud_id: str) -> None:
        if cloud_id in self._building:
            return
        self._building.add(cloud_id)
        name = self._cloud.name if self._cloud is not None else ""
        title = self.words("Preparing {name}", name=name)
        self.shell.run(title, lambda job: build_pyramid(job, cloud_id), self._built)

    def _built(self, path: Path) -> None:
        if self._cloud is not None and path.parent == self._data.folders.get(self._cloud.id):
            self._open()

    def _say(self, point: Triple | None) -> None:
        if self._cloud is None:
            return
        words, view = self.words, self.view
        facts = words("No pictures yet: the points are being prepared.") if view.pyramid is None else words(
            "Left turns · right moves · wheel zooms · double click looks at a point · W A S D Q E walk"
        )
        if point is not None:
            x, y, z = point
            facts = f"x {x:.3f}   y {y:.3f}   z {z:.3f}   {self._cloud.frame or words('frame unknown')}"
        elif view.tool is not None:
            facts = words("Click the points. Backspace takes one back, Enter ends an area, Esc gives up.")
        state = ""
        if view.pyramid is not None and view.frame is not None:
            total = count_text(view.pyramid.total)
            state = words("{shown} of {total} points", shown=count_text(view.frame.points), total=total)
            if not self._finished:
                state = words("Preview: {total} points so far", total=total)
        self.workspace.say(facts, state)

    # looking

    def _look_as(self, camera: Camera, look: Look) -> None:
        self.view.set_look(look)
        self.view.set_camera(camera)
        self.projection.setCurrentIndex(max(0, self.projection.findData(camera.projection)))
        self.colouring.setCurrentIndex(max(0, self.colouring.findData(look.colouring)))
        if look.clip is not None:
            self.section.set_box(*look.clip, on=True)

    def _show_view(self, view_id: str) -> None:
        views = self._data.views.get(self._cloud.id if self._cloud else "", ())
        kept = next((view for view in views if view.id == view_id), None)
        if kept is None or self.view.pyramid is None:
            return
        target = _triple(np.array(kept.target) - self.view.pyramid.origin)
        camera = Camera(target, kept.distance, kept.yaw_deg, kept.pitch_deg, kept.projection)
        self._look_as(camera, replace(self.view.look, colouring=kept.colouring, clip=kept.clip))
        self.shell.inspect(Ref("cloud_views", kept.id))

    def _show_measure(self, measure_id: str) -> None:
        self.view.overlay.chosen = measure_id
        self.view.update()
        self.shell.inspect(Ref("cloud_measures", measure_id))

    def view_state(self) -> object:
        return (self._cloud.id, self.view.camera, self.view.look) if self._cloud is not None else None

    def restore_view(self, state: object) -> None:
        if isinstance(state, tuple):
            self._kept_state = state
            self._wanted = Ref("clouds", str(state[0]))

    # what a person does

    def take_in(self) -> None:
        """Take clouds in."""
        patterns = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in SUFFIXES)
        filters = f"{self.words('Point clouds')} ({patterns});;{self.words('All files')} (*)"
        self.shell.import_files(self.shell.open_files(self.words("Take in point clouds …"), filters))

    def keep_view(self) -> None:
        """Keep what is seen under a name."""
        if self._cloud is None or self.view.pyramid is None or not self.writable:
            return
        name = self.shell.ask_text(self.words("Keep this view"), self.words("Name of the view"))
        if name is None:
            return
        camera, look = self.view.camera, self.view.look
        try:
            kept = NamedView(
                cloud_id=self._cloud.id, name=name.strip(), projection=camera.projection,
                target=self.view.real(camera.target), yaw_deg=camera.yaw_deg, pitch_deg=camera.pitch_deg,
                distance=camera.distance, colouring=look.colouring, clip=look.clip,
            )
        except UserError as error:
            self.shell.notify(self.words.error(error), "error")
            return
        self.shell.do("clouds.keep_view", lambda work: operations.keep_view(work, kept))

    def measure(self, kind: MeasureKind, points: tuple[Triple, ...]) -> None:
        """Keep a measure between picked points."""
        cloud, pyramid = self._cloud, self.view.pyramid
        if cloud is None or pyramid is None or not self.writable:
            return
        try:
            made = measured(cloud, pyramid, kind, points)
        except UserError as error:
            self.shell.notify(self.words.error(error), "warning")
            return
        self.shell.do("clouds.measure", lambda work: operations.keep_measure(work, made))

    def rename_chosen(self) -> None:
        """Give the chosen view or measure a name."""
        chosen = self.finds.current()
        if chosen is None or not self.writable:
            return
        kind, record_id = chosen
        name = self.shell.ask_text(self.words("Name …"), self.words("Name shown"))
        if name is not None:
            self.shell.do("clouds.rename", lambda work: operations.rename(work, kind, record_id, name))

    def remove_chosen(self) -> None:
        """Take the chosen view or measure out; undo brings it back."""
        chosen = self.finds.current()
        if chosen is None or not self.writable:
            return
        kind, record_id = chosen
        remove = operations.remove_view if kind == "view" else operations.remove_measure
        self.shell.do("clouds.remove", lambda work: remove(work, record_id))

    def describe(self) -> None:
        """Say unit, frame, accuracy and time of the scan."""
        if self._cloud is not None and self.writable:
            ask_description(self.shell, self._cloud)

    def remap(self) -> None:
        """Say what the columns of a table of numbers are."""
        if self._cloud is not None and self.writable:
            ask_columns(self.shell, self._cloud, self._compare)

    def register(self) -> None:
        """Bring this cloud into the frame of another one."""
        if self._cloud is not None and self.writable:
            others = [cloud for cloud in self._data.clouds if cloud.id != self._cloud.id]
            register(self.shell, self._cloud, others, self._compare)

    def _compare(self, both: Pyramid | None) -> None:
        if both is not None:
            self.view.show_pyramid(both)
            self.view.set_look(replace(self.view.look, colouring=Colouring.SCAN, clip=None))
        elif self._cloud is not None:
            cloud_id, self._cloud = self._cloud.id, None
            self.choose(cloud_id)

    def save_copc(self) -> None:
        """Save the whole cloud as COPC."""
        if self._cloud is not None:
            folder = self._data.folders[self._cloud.id] if self._finished else None
            save_copc(self.shell, self._cloud, folder)

    def withdraw(self) -> None:
        """Take the cloud out of the evidence."""
        if self._cloud is None or not self.writable:
            return
        cloud_id = self._cloud.id
        reason = self.shell.ask_text(self.words("Withdraw …"), self.words("Reason"))
        if reason is not None:
            self.shell.do("clouds.withdraw", lambda work: operations.withdraw(work, cloud_id, reason))


def _triple(values: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]") -> Triple:
    return float(values[0]), float(values[1]), float(values[2])
