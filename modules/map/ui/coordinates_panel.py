"""A point in every frame, and the case's local frames with what is left of their control points."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from modules.map import operations
from modules.map.rules.coordinates import in_all_frames, short_title
from modules.map.ui.control_dialog import ControlDialog
from modules.map.ui.model import FRAMES
from workstation.api import WGS84, GeoPoint, UserError, Work, frames
from workstation.api.widgets import PropertyList, Shell, button, clear, copy_text, label, scrolled


class CoordinatesPanel(QWidget):
    """``pointed`` carries longitude and latitude (WGS-84) of what should be shown on the map."""

    pointed = Signal(float, float)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._sites: dict[str, frames.SiteFrame] = {}
        words = shell.words
        self.x_edit, self.y_edit = QLineEdit(), QLineEdit()
        for edit, name in ((self.x_edit, words("Longitude or x")), (self.y_edit, words("Latitude or y"))):
            edit.setPlaceholderText(name)
            edit.setAccessibleName(name)
            edit.textEdited.connect(self._convert)
        self.frame = QComboBox()
        self.frame.setMinimumContentsLength(12)
        self.frame.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.frame.setAccessibleName(words("Coordinate frame"))
        self.frame.currentIndexChanged.connect(self._convert)
        self.said = label("", "muted", wrap=True)
        self._readings = QVBoxLayout()
        self._readings.setSpacing(2)
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(10, 2, 10, 8)
        inner.addWidget(label(words("Click on the map, or type a point."), "muted", wrap=True))
        inner.addWidget(self.frame)
        for edit in (self.x_edit, self.y_edit):
            inner.addWidget(edit)
        line = QHBoxLayout()
        line.addWidget(button(shell, words("Show"), self._show_it, icon_name="map-pin"))
        line.addWidget(button(shell, words("Copy"), self._copy, icon_name="copy"))
        line.addStretch(1)
        inner.addLayout(line)
        inner.addWidget(self.said)
        inner.addLayout(self._readings)
        inner.addWidget(label(words("Local frames"), "title"))
        self._own = QVBoxLayout()
        inner.addLayout(self._own)
        self.fit_button = button(shell, words("Fit a local frame …"), self._asker(None), icon_name="survey-network")
        inner.addWidget(self.fit_button)
        inner.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(holder), 1)
        self.set_sites({}, writable=False)

    def set_sites(self, sites: dict[str, frames.SiteFrame], *, writable: bool) -> None:
        """The case's own frames."""
        self.fit_button.setEnabled(writable)
        if sites == self._sites and self.frame.count():
            return
        self._sites = sites
        wanted = self.frame.currentData() or WGS84
        self.frame.blockSignals(True)
        self.frame.clear()
        for frame in (*FRAMES, *sorted(sites)):
            self.frame.addItem(frames.frame_title(frame), frame)
        self.frame.setCurrentIndex(max(self.frame.findData(wanted), 0))
        self.frame.blockSignals(False)
        clear(self._own)
        for site in sorted(sites.values(), key=lambda one: one.name):
            self._own.addWidget(self._site(site))
        if not sites:
            text = self._shell.words("None yet: fit one from points that are known in the scene and on the earth.")
            self._own.addWidget(label(text, "muted", wrap=True))
        self._convert()

    def _site(self, site: frames.SiteFrame) -> QWidget:
        words = self._shell.words
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 2, 0, 6)
        layout.addWidget(label(site.name, "title"))
        known = words("Mean square residual {rms} mm.", rms=f"{site.rms_m * 1000:.1f}") if site.rms_m is not None else (
            words("Two points fit exactly: nothing checks them. What lies in this frame is drawn grey and not measured "
                  "until a third is there."))  # fmt: skip
        layout.addWidget(label(f"{short_title(site.base)} · {known}", "small", wrap=True))
        rows = PropertyList()
        rows.set_rows([
            (one.name, f"{one.residual_m * 1000:.1f} mm" if site.rms_m is not None else words("no check"))
            for one in site.control
        ])
        layout.addWidget(rows)
        layout.addWidget(button(self._shell, words("Fit anew …"), self._asker(site), role="quiet"))
        return box

    def _asker(self, known: frames.SiteFrame | None) -> Callable[[], None]:
        def ask() -> None:
            dialog = ControlDialog(self._shell, known)
            try:
                if dialog.exec() and dialog.fit is not None:
                    made = dialog.fit.frame

                    def keep(work: Work) -> None:
                        operations.put_site_frame(work, made)

                    self._shell.do("map.fit_frame", keep)
            finally:
                dialog.deleteLater()

        return ask

    def take(self, longitude: float, latitude: float) -> None:
        """Show a point of the map."""
        self.frame.setCurrentIndex(max(self.frame.findData(WGS84), 0))
        self.x_edit.setText(f"{longitude:.8f}")
        self.y_edit.setText(f"{latitude:.8f}")
        self._convert()

    def _point(self) -> GeoPoint | None:
        """What was typed. Raises ``UserError``: no place on the earth."""
        try:
            x, y = (float(edit.text().strip()) for edit in (self.x_edit, self.y_edit))
        except ValueError:
            return None
        return GeoPoint(x=x, y=y, frame=str(self.frame.currentData()))

    def _convert(self) -> None:
        words, said = self._shell.words, ""
        clear(self._readings)
        try:
            point = self._point()
            for one in in_all_frames(point, self._sites) if point is not None else ():
                trust = (words("exact") if one.accuracy_m == 0 else f"± {one.accuracy_m:.2g} m" if one.accuracy_m
                         else words("nobody can say how exact"))  # fmt: skip
                self._readings.addWidget(label(f"{short_title(one.frame)}  ·  {trust}", "small", wrap=True))
                shown = label(one.text)
                shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                self._readings.addWidget(shown)
        except UserError as error:
            said = words.error(error)
        self.said.setText(said)
        self.said.setVisible(bool(said))

    def _show_it(self) -> None:
        try:
            point = self._point()
            if point is not None:
                there = frames.converted(point, WGS84, self._sites)
                self.pointed.emit(there.x, there.y)
        except UserError as error:
            self._shell.notify(self._shell.words.error(error), "warning")

    def _copy(self) -> None:
        try:
            point = self._point()
        except UserError:
            return
        if point is not None:
            lines = [f"{short_title(one.frame)}\t{one.text}" for one in in_all_frames(point, self._sites)]
            copy_text("\n".join(lines))
