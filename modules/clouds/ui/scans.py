"""The panel of clouds: which are seen, in which colour, which one leads, and what is known of it."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QGridLayout, QListWidget, QListWidgetItem, QSlider, QVBoxLayout, QWidget

from modules.clouds.records import Cloud
from modules.clouds.rules.palette import SCANS
from modules.clouds.rules.placing import Place
from modules.clouds.rules.wording import UNIT_WORDS, count_text, registration_text, state_text
from modules.clouds.ui.data import PageData
from workstation.api import N_
from workstation.api.widgets import PropertyList, Shell, button, label, scrolled

_MOST_SCANS = 30
_SWATCH = 12
_ID = Qt.ItemDataRole.UserRole


def tint_of(data: PageData, cloud_id: str) -> int:
    """The colour of a scan, 0xRRGGBB: by its place among the clouds of the case."""
    order = [cloud.id for cloud in data.clouds]
    return int(SCANS[order.index(cloud_id) % len(SCANS)]) if cloud_id in order else 0x9A9A9A


class CloudPanel(QWidget):
    """The clouds of the case, and the facts of the one that leads. ``chosen`` carries the id of another that is to
    lead, ``seen`` that and whether it is to be seen, ``covered`` how much the points' own colours are covered by
    those of scans, and by those of classes and deviations (0 to 1)."""

    chosen = Signal(str)
    seen = Signal(str, bool)
    covered = Signal(float, float)

    def __init__(
        self, shell: Shell, describe: Callable[[], object], remap: Callable[[], object],
        withdraw: Callable[[], object],
    ) -> None:
        super().__init__()
        self._shell = shell
        self.list = QListWidget()
        self.list.setAccessibleName(shell.words("Point clouds"))
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setToolTip(shell.words("The tick shows or hides a scan; the chosen one gives the frame."))
        self.list.currentItemChanged.connect(lambda item, _: self._choose(item))
        self.list.itemChanged.connect(self._tick)
        self.tint, self.opacity = self._slider(N_("Colours of scans"), 0), self._slider(N_("Colours of classes"), 100)
        self.warning = QWidget()
        self._warning_line = QVBoxLayout(self.warning)
        self._warning_line.setContentsMargins(0, 0, 0, 0)
        self.facts = PropertyList()
        self.describe_button = button(shell, shell.words("Add details …"), describe, icon_name="pencil")
        self.columns_button = button(shell, shell.words("What the columns are …"), remap, icon_name="grid-dots")
        self.withdraw_button = button(shell, shell.words("Withdraw …"), withdraw, icon_name="archive", role="quiet")
        content = QWidget()
        below = QVBoxLayout(content)
        below.setContentsMargins(14, 4, 14, 10)
        below.setSpacing(8)
        for widget in (
            self.warning, self.facts, self.describe_button, self.columns_button, self.withdraw_button
        ):
            below.addWidget(widget)
        below.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.list.setMaximumHeight(round(150 * shell.tokens.scale))
        layout.addWidget(self.list, 1)
        layout.addLayout(self._sliders())
        area = scrolled(content)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout.addWidget(area, 2)

    def _slider(self, name: str, value: int) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(0, 100)
        slider.setValue(value)
        slider.setAccessibleName(self._shell.words(name))
        slider.valueChanged.connect(
            lambda _: self.covered.emit(self.tint.value() / 100, self.opacity.value() / 100)
        )
        return slider

    def _sliders(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(14, 4, 14, 0)
        for row, slider in enumerate((self.tint, self.opacity)):
            grid.addWidget(label(slider.accessibleName(), "small"), row, 0)
            grid.addWidget(slider, row, 1)
        return grid

    def _tick(self, item: QListWidgetItem) -> None:
        self.seen.emit(item.data(_ID), item.checkState() is Qt.CheckState.Checked)

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(item.data(_ID))

    def offer(self, data: PageData, leading: Cloud, seen: set[str], places: dict[str, Place]) -> None:
        """List the clouds, mark the one that leads, tick those that are seen."""
        words = self._shell.words
        self.list.blockSignals(True)
        self.list.clear()
        for cloud in data.clouds:
            place = places.get(cloud.id)
            item = QListWidgetItem(f"{'' if cloud.complete else '⚠ '}{cloud.note or cloud.name}")
            item.setData(_ID, cloud.id)
            tips = [cloud.name]
            if cloud.unit != leading.unit:
                tips.append(words("Another unit: it cannot be shown together with the chosen one."))
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsUserCheckable)
            elif place is None:
                tips.append(words("Not registered to the chosen one: it lies where its file puts it."))
            elif place.steps:
                tips.append(words("Lies as its registration says."))
            item.setToolTip("\n".join(tips))
            swatch = QPixmap(_SWATCH, _SWATCH)
            swatch.fill(QColor(tint_of(data, cloud.id)))
            item.setIcon(QIcon(swatch))
            item.setCheckState(Qt.CheckState.Checked if cloud.id in seen else Qt.CheckState.Unchecked)
            self.list.addItem(item)
            if cloud.id == leading.id:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)

    def show_facts(self, data: PageData, cloud: Cloud) -> None:
        """What is known of a cloud."""
        words = self._shell.words
        while (item := self._warning_line.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        if not cloud.complete:
            self._warning_line.addWidget(label(state_text(words, cloud), "error", wrap=True))
        if cloud.metres is None:
            text = words("Unit unknown: measures are in units of the file (u).")
            self._warning_line.addWidget(label(f"⚠ {text}", wrap=True))
        size = ""
        if cloud.lower is not None and cloud.upper is not None:
            spans = (high - low for low, high in zip(cloud.lower, cloud.upper, strict=True))
            size = " × ".join(f"{span:.2f}" for span in spans)
        accuracy = f"{cloud.accuracy_m * 1000:g} mm" if cloud.accuracy_m else words("unknown")
        rows = [
            (words("Points"), state_text(words, cloud)), (words("Format"), cloud.format.replace("_", " ")),
            (words("Extent"), size),
            (words("Unit"), words(UNIT_WORDS.get(cloud.unit, cloud.unit))),
            (words("Frame"), cloud.frame.replace("_", "_\u200b") or words("unknown")),
            (words("Accuracy of a point"), accuracy),
            (words("Scanned at"), cloud.captured.text() if cloud.captured else words("unknown")),
            ("SHA-256", data.files[cloud.id].sha256[:12] + "…"),
        ]
        if cloud.dropped:
            rows.insert(1, (words("Left out"), str(cloud.dropped)))
        if cloud.scale is not None:
            rows.insert(3, (words("Step of coordinates"), f"{cloud.scale[0]:g}"))
        scans = data.scans[cloud.id]
        if scans:
            lines = (f"{scan.name}  {count_text(scan.count)}" for scan in scans[:_MOST_SCANS])
            rows.append((words("Standpoints"), "\n".join(lines)))
        self.columns_button.setVisible(cloud.format in ("XYZ", "PTS"))
        if cloud.format in ("XYZ", "PTS"):
            rows.append((words("Columns in their order"), " ".join(cloud.columns)))
        names = {other.id: other.note or other.name for other in data.clouds}
        for registration in data.registrations[cloud.id]:
            name = names.get(registration.reference_id, "")
            rows.append((words("Registered to"), registration_text(words, cloud, registration, name)))
        self.facts.set_rows(rows)
