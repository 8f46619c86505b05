"""Photographs in space and lines of sight: the menu, and the panel of what was kept."""

import copy
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QSlider, QVBoxLayout, QWidget

from modules.clouds import operations
from modules.clouds.importers.space.making import Sighting, open_photograph, photographs_seeing, project
from modules.clouds.records import Colouring, LineOfSight, PhotoPose
from modules.clouds.rules.posing import Pinhole
from modules.clouds.rules.scene import Scene
from modules.clouds.rules.spacewords import fit_text, visible_text
from modules.clouds.rules.witness import camera_of, edges, outline
from modules.clouds.ui.bench import Bench, BenchTool
from modules.clouds.ui.making import save_film_of, save_mesh_of, save_part_of
from modules.clouds.ui.picking import Picking, Spots
from modules.clouds.ui.placing import PlacingPanel
from modules.clouds.ui.veil import Veil
from modules.clouds.ui.view import PointView
from modules.clouds.ui.witnessing import Witnessing
from workstation.api import N_, Job, Ref
from workstation.api.widgets import Field, ask_form, button, label

_REACH = 4.0  # units before a photograph's camera: what the view turns about
_ARROW_M = 0.8
_ID = Qt.ItemDataRole.UserRole
_PHOTO, _TARGET = QColor("#7fd1ff"), QColor("#ff7a45")


class Space(BenchTool):
    """Photographs that stand in the cloud, what witnesses could see, files that are made of it."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        words = bench.shell.words
        self.witnessing = Witnessing(bench)
        self.veil = Veil(bench.view)
        bench.bar.menu(words("Photographs and sight"), [
            (words("Place a photograph …"), self.place),
            (words("Which photographs see a point …"), self.seeing),
            (words("What a witness could see …"), self.witnessing.ask),
        ], icon_name="eye")
        bench.bar.menu(words("Mesh, part, film"), [
            (words("Save a surface mesh …"), lambda: save_mesh_of(bench)),
            (words("Save this part of the points …"), lambda: save_part_of(bench)),
            (words("Save a film …"), lambda: save_film_of(bench)),
        ], icon_name="package")
        bench.view.overlay.painters.append(self._paint)

    def add_panels(self) -> None:
        """What was kept, and the photograph at work."""
        bench, words = self.bench, self.bench.shell.words
        self.placing = PlacingPanel(bench, self.look_through)
        self.panel = SpacePanel(self)
        bench.workspace.add_panel("space", words("Photographs and sight"), self.panel, icon_name="camera", shown=False)
        bench.workspace.add_panel(
            "placing", words("Place a photograph"), self.placing, icon_name="photo", shown=False
        )

    def show(self) -> None:
        """List what was kept."""
        self.panel.offer()
        self.bench.view.update()

    def reveal(self, ref: Ref) -> bool:
        """Look through a photograph, or from where a witness stood."""
        for record in self.kept():
            if record.id == ref.id:
                self.bench.workspace.show_panel("space")
                self.go(record)
                return True
        return False

    def kept(self) -> list[PhotoPose | LineOfSight]:
        """Photographs and lines of sight of all clouds."""
        data = self.bench.data
        poses = [pose for poses in data.poses.values() for pose in poses]
        return [*poses, *(sight for sights in data.sights.values() for sight in sights)]

    # photographs

    def place(self) -> None:
        """Choose a photograph and begin to place it."""
        bench, words = self.bench, self.bench.shell.words
        if bench.cloud is None or not bench.writable:
            return
        if not bench.data.photographs:
            bench.shell.notify(words("There is no photograph in the case yet: take photographs in first."), "info")
            return
        said = ask_form(bench.shell, words("Place a photograph …"), (
            Field("file", N_("Photograph"), "choice", required=True, choices=bench.data.photographs, wide=True),
        ), {"file": bench.data.photographs[0][0]})
        if said is not None:
            bench.workspace.show_panel("placing")
            self.placing.begin(str(said["file"]))

    def go(self, record: PhotoPose | LineOfSight) -> None:
        """Look as a record does."""
        if self.bench.cloud is None or self.bench.cloud.id != record.cloud_id:
            self.bench.choose(record.cloud_id)
        if isinstance(record, PhotoPose):
            self.look_through(record)
        elif self.bench.view.scene is not None:
            self.veil.lift()
            whole = replace(self.bench.view.look, clip=None)  # what hides the target lies outside the box
            self.bench.look_as(camera_of(record, self.bench.view.scene.origin), whole)

    def look_through(self, pose: PhotoPose) -> None:
        """The view takes the photograph's camera, and the photograph is laid over it."""
        words = self.bench.shell.words
        title = words("Opening the photograph")
        self.bench.shell.run(title, lambda job: open_photograph(job, pose.file_id).shown, partial(self._lay, pose))

    def _lay(self, pose: PhotoPose, picture: bytes) -> None:
        view = self.bench.view
        if view.scene is None:
            return
        photo = Pinhole.of(pose)
        camera = photo.camera(view.scene.origin, _REACH, view.width() / max(1, view.height()))
        self.bench.look_as(camera, view.look)
        self.veil.lay(picture, photo, view.camera)

    def project(self, pose: PhotoPose) -> None:
        """Colour the points that a photograph sees; the points themselves stay as they are."""
        title = self.bench.shell.words("Projecting {name}", name=pose.name)
        self.bench.shell.run(title, lambda job: project(job, pose), partial(self._projected, pose.cloud_id))

    def _projected(self, cloud_id: str, made: tuple[Path, int]) -> None:
        path, count = made
        bench, scene = self.bench, self.bench.view.scene
        part = scene.part_of(cloud_id) if scene is not None else None
        if scene is None or part is None:
            return
        coloured = copy.copy(part.pyramid)
        coloured.columns = part.pyramid.columns | {"look": np.load(path, mmap_mode="r")}
        camera = bench.view.camera
        others = [other for other in scene.parts if other is not part]
        bench.compare(Scene([replace(part, pyramid=coloured), *others]))
        bench.look_as(camera, replace(bench.view.look, colouring=Colouring.RGB))
        self.panel.back_button.setVisible(True)
        bench.shell.notify(bench.shell.words("{count} points take their colour from the photograph.", count=str(count)),
                           "info")

    def end_projection(self) -> None:
        """Show the cloud's own colours again."""
        self.panel.back_button.setVisible(False)
        self.bench.compare(None)

    def seeing(self) -> None:
        """Pick a point, and be told which photographs see it."""
        words = self.bench.shell.words
        if not any(self.bench.data.poses.values()):
            self.bench.shell.notify(words("No photograph has been placed in a cloud yet."), "info")
            return
        self.bench.take(Picking(1, 1, self._ask_seeing))

    def _ask_seeing(self, spots: Spots) -> None:
        cloud, words = self.bench.cloud, self.bench.shell.words
        self.bench.take(None)
        if cloud is None:
            return
        cloud_id, point = cloud.id, spots[0].here

        def work(job: Job) -> list[Sighting]:
            return photographs_seeing(job, cloud_id, point)

        self.bench.shell.run(words("Which photographs see a point …"), work, self._seen)

    def _seen(self, found: list[Sighting]) -> None:
        self.bench.workspace.show_panel("space")
        self.panel.tell_seen(found)

    # what is drawn over the cloud

    def _paint(self, painter: QPainter, view: PointView) -> None:
        """Placed photographs with where they look, and the outlines of what witnesses were asked about."""
        cloud = self.bench.cloud
        if cloud is None or view.scene is None:
            return
        for pose in self.bench.data.poses.get(cloud.id, ()):
            eye = np.array(pose.position)
            ahead = eye + Pinhole.of(pose).rotation[2] * _ARROW_M / (cloud.metres or 1.0)
            here, there = view.overlay.places_in(view, np.stack([eye, ahead]))
            if here is not None and there is not None:
                painter.setPen(QPen(_PHOTO, 1.6))
                painter.drawLine(here, there)
                view.overlay.name(here, pose.name, _PHOTO)
        painter.setPen(QPen(_TARGET, 1.6))
        for sight in self.bench.data.sights.get(cloud.id, ()):
            places = view.overlay.places_in(view, outline(sight))
            for a, b in edges(sight):
                first, second = places[a], places[b]
                if first is not None and second is not None:
                    painter.drawLine(first, second)


class SpacePanel(QWidget):
    """Photographs and lines of sight that were kept."""

    def __init__(self, space: Space) -> None:
        super().__init__()
        self._space = space
        shell, words = space.bench.shell, space.bench.shell.words
        self._records: list[PhotoPose | LineOfSight] = []
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(words("Photographs and sight"))
        self.list.currentItemChanged.connect(lambda *_: self._chosen())
        self.list.itemActivated.connect(lambda _: self._go())
        hint = words("Place a photograph by point pairs, or ask what a witness could see: both are in the menu above.")
        self.empty = label(hint, "muted", wrap=True)
        self.facts = label("", "small", wrap=True)
        self.look_button = button(shell, words("Look from there"), self._go, icon_name="eye", role="primary")
        self.project_button = button(shell, words("Colour what it sees"), self._project, icon_name="photo")
        self.back_button = button(shell, words("Show the cloud's own colours"), space.end_projection,
                                  icon_name="arrow-back-up")
        self.back_button.hide()
        self.remove_button = button(shell, words("Remove"), self._remove, icon_name="trash", role="quiet")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, 100)
        self.slider.setValue(50)
        self.slider.setAccessibleName(words("How much the photograph covers the cloud"))
        self.slider.setToolTip(words("How much the photograph covers the cloud"))
        self.slider.valueChanged.connect(space.veil.set_opacity)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 4, 14, 10)
        layout.addWidget(self.empty)
        layout.addWidget(self.list, 1)
        for widget in (self.facts, self.slider, self.look_button, self.project_button, self.back_button,
                       self.remove_button):
            layout.addWidget(widget)
        layout.addStretch()
        self.offer()

    def offer(self) -> None:
        """List what was kept, keeping what is chosen."""
        chosen, words = self.current(), self._space.bench.shell.words
        self._records = self._space.kept()
        self.list.blockSignals(True)
        self.list.clear()
        for record in self._records:
            if isinstance(record, PhotoPose):
                text = f"{record.name}\n{fit_text(words, record)}"
            else:
                text = f"S{record.number}  {record.name}\n{words('Visible')}: {visible_text(record)}"
            item = QListWidgetItem(text)
            item.setData(_ID, record.id)
            self.list.addItem(item)
            if chosen is not None and record.id == chosen.id:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        self.empty.setVisible(not self._records)
        self.list.setVisible(bool(self._records))
        self._chosen()

    def current(self) -> PhotoPose | LineOfSight | None:
        """What is chosen."""
        item = self.list.currentItem()
        wanted = item.data(_ID) if item is not None else ""
        return next((record for record in self._records if record.id == wanted), None)

    def tell_seen(self, found: list[Sighting]) -> None:
        """Which photographs see a point, and before which of them something stands."""
        words = self._space.bench.shell.words
        lines = [words("{count} photographs have the point in their picture.", count=str(len(found)))]
        for one in found:
            x, y = (f"{value:.0f}" for value in one.pixel)
            lines.append(words("{name}: sees it at ({x}, {y})", name=one.pose.name, x=x, y=y) if one.blocked_m is None
                         else words("{name}: hidden by something {away} m from its camera", name=one.pose.name,
                                    away=f"{one.blocked_m:.2f}"))
        self.facts.setText("\n".join(lines))
        if found:
            ids = [record.id for record in self._records]
            self.list.setCurrentRow(ids.index(found[0].pose.id) if found[0].pose.id in ids else -1)

    def _chosen(self) -> None:
        record = self.current()
        self.look_button.setEnabled(record is not None)
        for widget in (self.project_button, self.slider):
            widget.setVisible(isinstance(record, PhotoPose))
        self.remove_button.setEnabled(record is not None and self._space.bench.writable)
        if record is not None:
            kind = "cloud_photo_poses" if isinstance(record, PhotoPose) else "cloud_sights"
            self._space.bench.shell.inspect(Ref(kind, record.id))

    def _go(self) -> None:
        record = self.current()
        if record is not None:
            self._space.go(record)

    def _project(self) -> None:
        record = self.current()
        if isinstance(record, PhotoPose):
            self._space.project(record)

    def _remove(self) -> None:
        record = self.current()
        if record is not None:
            self._space.bench.shell.do("clouds.remove_space", lambda work: operations.remove_space(work, record))
