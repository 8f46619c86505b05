"""Placing a photograph: a click on the photograph, a click on the same thing in the cloud, until enough pairs fit."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDoubleSpinBox, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from modules.clouds import operations
from modules.clouds.importers.space.making import Photograph, Solution, open_photograph, solve_pose
from modules.clouds.records import PhotoPose, PixelPair
from modules.clouds.rules.spacewords import direction_text, fit_text, place_text
from modules.clouds.ui.bench import Bench
from modules.clouds.ui.photopad import PhotoPad
from modules.clouds.ui.picking import Picking, Spots
from workstation.api import N_, Job
from workstation.api.widgets import Field, ask_form, button, label


class PlacingPanel(QWidget):
    """The photograph at work, its pairs with their residuals, and what fits them; kept only when a person says so."""

    def __init__(self, bench: Bench, kept: Callable[[PhotoPose], object]) -> None:
        super().__init__()
        self._bench, self._kept = bench, kept
        shell, words = bench.shell, bench.shell.words
        self._photo: Photograph | None = None
        self._cloud_id = ""
        self._pairs: list[PixelPair] = []
        self._suspects: tuple[int, ...] = ()
        self._waiting: tuple[float, float] | None = None
        self._pose: PhotoPose | None = None
        self.pad = PhotoPad()
        self.pad.clicked.connect(self.take_pixel)
        self.hint = label("", "small", wrap=True)
        self.focal = QDoubleSpinBox()
        self.focal.setRange(0, 1e6)
        self.focal.setDecimals(1)
        self.focal.setSuffix(" px")
        self.focal.setSpecialValueText(words("solve for it (6 pairs)"))
        self.focal.setAccessibleName(words("Focal length"))
        self.list = QListWidget()
        self.list.setAccessibleName(words("Point pairs"))
        self.list.itemChanged.connect(self._ticked)
        self.solve_button = button(shell, words("Find the place"), self.solve, icon_name="camera", role="primary")
        self.keep_button = button(shell, words("Keep this place"), self.keep, icon_name="check")
        self.back_button = button(shell, words("Take the last pair back"), self.take_back, icon_name="arrow-back-up",
                                  role="quiet")
        self.result = label("", "small", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 4, 14, 10)
        layout.addWidget(self.pad, 3)
        layout.addWidget(self.hint)
        layout.addWidget(label(words("Focal length"), "small"))
        layout.addWidget(self.focal)
        layout.addWidget(self.list, 2)
        for widget in (self.result, self.solve_button, self.keep_button, self.back_button):
            layout.addWidget(widget)
        self._tell()

    def begin(self, file_id: str) -> None:
        """Open a photograph of the case and begin with it."""
        cloud, words = self._bench.cloud, self._bench.shell.words
        if cloud is not None:
            self._cloud_id = cloud.id
            title = words("Opening the photograph")
            self._bench.shell.run(title, lambda job: open_photograph(job, file_id), self._open)

    def _open(self, photo: Photograph) -> None:
        self._photo, self._pairs, self._suspects = photo, [], ()
        self._waiting = self._pose = None
        self.pad.show_photograph(photo.shown, photo.width, photo.height)
        self.focal.setValue(photo.focal_px or 0)
        self._tell()

    def take_pixel(self, x: float, y: float) -> None:
        """A place of the photograph; the next click in the cloud is its point."""
        if self._photo is None:
            return
        self._waiting = (x, y)
        self._bench.take(Picking(1, 1, self.take_point))
        self._tell()

    def take_point(self, spots: Spots) -> None:
        """The point of the cloud that belongs to the place of the photograph."""
        if self._waiting is None:
            return
        x, y = self._waiting
        self._waiting = self._pose = None
        self._suspects = ()
        self._pairs.append(PixelPair(point=spots[0].here, x=x, y=y))
        self._bench.take(None)
        self._tell()

    def take_back(self) -> None:
        """Forget the last pair."""
        if self._pairs:
            self._pairs.pop()
        self._waiting = self._pose = None
        self._suspects = ()
        self._tell()

    def _ticked(self, item: QListWidgetItem) -> None:
        at = self.list.row(item)
        self._pairs[at] = replace(self._pairs[at], used=item.checkState() is Qt.CheckState.Checked)
        self._pose = None
        self._tell()

    def solve(self) -> None:
        """Find where the photograph was taken from."""
        photo, words = self._photo, self._bench.shell.words
        if photo is None:
            return
        pairs, cloud_id = tuple(self._pairs), self._cloud_id
        focal = self.focal.value() or None
        if focal is not None and photo.focal_px is not None and abs(focal - photo.focal_px) < 0.06:
            focal = photo.focal_px

        def work(job: Job) -> Solution:
            return solve_pose(job, cloud_id, photo, pairs, focal)

        self._bench.shell.run(words("Placing {name}", name=photo.file.name), work, self._solved)

    def _solved(self, solution: Solution) -> None:
        pose = solution.poses[0]
        if len(solution.poses) > 1:
            chosen = self._choose(solution.poses)
            if chosen is None:
                return
            pose = chosen
        self._pose, self._suspects, self._pairs = pose, solution.suspects, list(pose.pairs)
        self._tell()

    def _choose(self, poses: tuple[PhotoPose, ...]) -> PhotoPose | None:
        """Three pairs leave a choice: a person makes it."""
        words, cloud = self._bench.shell.words, self._bench.cloud
        if cloud is None:
            return None
        choices = tuple((str(at), f"{place_text(cloud, pose)}  {direction_text(words, pose)}")
                        for at, pose in enumerate(poses))
        said = ask_form(self._bench.shell, words("Three pairs fit several places"), (
            Field("place", N_("Taken from"), "choice", required=True, choices=choices, wide=True,
                  help=N_("A fourth pair decides without a choice.")),
        ), {"place": "0"})
        return poses[int(said["place"])] if said is not None else None

    def keep(self) -> None:
        """Keep where the photograph was taken from."""
        pose = self._pose
        if pose is not None and self._bench.writable:
            self._bench.shell.do("clouds.place_photo", lambda work: operations.place_photo(work, pose), self._done)

    def _done(self, pose: PhotoPose) -> None:
        self._kept(pose)

    def _tell(self) -> None:
        words, cloud, pose = self._bench.shell.words, self._bench.cloud, self._pose
        hint = words("Choose a photograph in the menu of photographs and sight.")
        if self._photo is not None and self._waiting is None:
            hint = words("Click a corner or an edge on the photograph, then the same place in the cloud.")
        elif self._waiting is not None:
            hint = words("Now click the same place in the cloud.")
        self.hint.setText(hint)
        self.pad.mark(self._pairs, self._waiting, self._suspects)
        self.list.blockSignals(True)
        self.list.clear()
        for at, pair in enumerate(self._pairs):
            text = f"{at + 1}   {pair.residual_px:.1f} px" if pose is not None else f"{at + 1}"
            if at in self._suspects:
                text = words("{pair}   contradicts the others: check it, or untick it", pair=text)
            item = QListWidgetItem(text)
            item.setCheckState(Qt.CheckState.Checked if pair.used else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.blockSignals(False)
        if pose is not None and cloud is not None:
            lines = fit_text(words, pose), place_text(cloud, pose), direction_text(words, pose)
            self.result.setText("\n".join(lines))
        else:
            self.result.setText("")
        self.solve_button.setEnabled(sum(pair.used for pair in self._pairs) >= 3)
        self.keep_button.setEnabled(pose is not None and self._bench.writable)
        self.back_button.setEnabled(bool(self._pairs))
