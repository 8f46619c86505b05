"""Named views: keeping what is seen, and returning to it; the list of what was kept."""

from dataclasses import replace

import numpy as np

from modules.clouds import operations
from modules.clouds.records import Colouring, NamedView
from modules.clouds.rules.camera import Camera
from modules.clouds.rules.scene import triple
from modules.clouds.ui.bench import Bench, BenchTool
from modules.clouds.ui.panels import FindsPanel
from workstation.api import Ref, UserError


class Viewing(BenchTool):
    """Views and the panel of what was kept."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        shell, words = bench.shell, bench.shell.words
        self._wanted = ""
        bench.bar.act(words("Keep this view (B)"), self.keep_view, icon_name="star", key="B")
        self.finds = FindsPanel(shell, self.remove_chosen, self.rename_chosen)
        self.finds.view_chosen.connect(self.show_view)
        self.finds.measure_chosen.connect(self._show_measure)

    def add_panels(self) -> None:
        """The list of what was kept."""
        words = self.bench.shell.words
        self.bench.workspace.add_panel("finds", words("Measures and views"), self.finds, icon_name="list")

    def show(self) -> None:
        """List what was kept in the clouds that are shown."""
        bench = self.bench
        if bench.cloud is None:
            return
        self.finds.offer(bench.data, [bench.cloud.id, *(one for one in bench.shown() if one != bench.cloud.id)])
        for widget in (self.finds.remove_button, self.finds.rename_button):
            widget.setEnabled(bench.writable)
        if self._wanted and bench.view.scene is not None:
            self.show_view(self._wanted)

    def reveal(self, ref: Ref) -> bool:
        """Go to a view or a measure."""
        for cloud_id in self.bench.data.views:
            if any(view.id == ref.id for view in self.bench.data.views[cloud_id]):
                self.show_view(ref.id)
                return True
            if any(measure.id == ref.id for measure in self.bench.data.measures[cloud_id]):
                if cloud_id not in self.bench.places:
                    self.bench.choose(cloud_id)
                self._show_measure(ref.id)
                return True
        return False

    def show_view(self, view_id: str) -> None:
        """Look as a named view does, as soon as its clouds are there."""
        bench = self.bench
        kept = next((view for views in bench.data.views.values() for view in views if view.id == view_id), None)
        self._wanted = ""
        if kept is None:
            return
        shown = kept.clouds or (kept.cloud_id,)
        if bench.cloud is None or kept.cloud_id != bench.cloud.id or set(shown) - set(bench.shown()):
            self._wanted = view_id
            bench.show_clouds(kept.cloud_id, shown)
            return
        if bench.view.scene is None:
            self._wanted = view_id
            return
        target = triple(np.array(kept.target) - bench.view.scene.origin)
        camera = Camera(target, kept.distance, kept.yaw_deg, kept.pitch_deg, kept.projection)
        bench.look_as(camera, replace(bench.view.look, colouring=kept.colouring, clip=kept.clip,
                                     clip_turn_deg=kept.clip_turn_deg))
        bench.shell.inspect(Ref("cloud_views", kept.id))

    def _show_measure(self, measure_id: str) -> None:
        self.bench.view.overlay.chosen = measure_id
        self.bench.view.update()
        self.bench.shell.inspect(Ref("cloud_measures", measure_id))

    def keep_view(self) -> None:
        """Keep what is seen under a name."""
        bench, view, words = self.bench, self.bench.view, self.bench.shell.words
        if bench.cloud is None or view.scene is None or not bench.writable:
            return
        name = bench.shell.ask_text(words("Keep this view"), words("Name of the view"))
        if name is None:
            return
        camera, look = view.camera, view.look
        try:
            kept = NamedView(
                cloud_id=bench.cloud.id, name=name.strip(), projection=camera.projection,
                target=view.real(camera.target), yaw_deg=camera.yaw_deg, pitch_deg=camera.pitch_deg,
                distance=camera.distance, colouring=look.colouring, clip=look.clip, clouds=bench.shown(),
                clip_turn_deg=look.clip_turn_deg,
                deviation_id=bench.shown_map if look.colouring is Colouring.DEVIATION else "",
            )
        except UserError as error:
            bench.shell.notify(words.error(error), "error")
            return
        bench.shell.do("clouds.keep_view", lambda work: operations.keep_view(work, kept))

    def rename_chosen(self) -> None:
        """Give the chosen view or measure a name."""
        chosen, words = self.finds.current(), self.bench.shell.words
        if chosen is None or not self.bench.writable:
            return
        kind, record_id = chosen
        name = self.bench.shell.ask_text(words("Name …"), words("Name shown"))
        if name is not None:
            self.bench.shell.do("clouds.rename", lambda work: operations.rename(work, kind, record_id, name))

    def remove_chosen(self) -> None:
        """Take the chosen view or measure out; undo brings it back."""
        chosen = self.finds.current()
        if chosen is None or not self.bench.writable:
            return
        kind, record_id = chosen
        remove = operations.remove_view if kind == "view" else operations.remove_measure
        self.bench.shell.do("clouds.remove", lambda work: remove(work, record_id))
