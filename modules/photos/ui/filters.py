"""The bar that narrows the grid: words, class, place, camera, stars, findings."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QSlider, QVBoxLayout, QWidget

from modules.photos.queries import KIND_WORDS
from modules.photos.records import Kind, Photo
from modules.photos.rules import camera_key
from modules.photos.search import number_text
from modules.photos.ui.view import AlbumView
from workstation.api import N_
from workstation.api.widgets import FlowLayout, Shell

_NOWHERE = "-"
_LATEST = float("inf")


class FilterBar(QWidget):
    """``changed`` tells that another choice was made; ``resized`` carries the width of the pictures."""

    changed = Signal()
    resized = Signal(int)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        words = self.words = shell.words
        self.search = QLineEdit()
        self.search.setPlaceholderText(words("Search caption, name, number, place …"))
        self.search.setClearButtonEnabled(True)
        self.kind, self.place, self.camera = QComboBox(), QComboBox(), QComboBox()
        self.stars = QComboBox()
        self.order = QComboBox()
        self.slips = QCheckBox(words("With findings"))
        self.width_slider = QSlider(Qt.Orientation.Horizontal)
        self.width_slider.setRange(110, 420)
        self.width_slider.setValue(190)
        self.width_slider.setMaximumWidth(120)
        self.width_slider.setToolTip(words("Size of the pictures"))
        for box, name in (
            (self.search, N_("Search caption, name, number, place …")), (self.kind, N_("Class")),
            (self.place, N_("Place")), (self.camera, N_("Camera")), (self.stars, N_("Stars")),
            (self.order, N_("Order")), (self.width_slider, N_("Size of the pictures")),
        ):
            box.setAccessibleName(words(name))
        orders = ((N_("Order of the album"), "album"), (N_("By time"), "time"), (N_("By file name"), "name"))
        for title, key in orders:
            self.order.addItem(words(title), key)
        self.stars.addItem(words("Any stars"), 0)
        for least in range(1, 6):
            self.stars.addItem("★" * least, least)
        first, second = QHBoxLayout(), FlowLayout()
        first.setSpacing(8)
        first.addWidget(self.search, 1)
        first.addWidget(self.order)
        first.addWidget(self.width_slider)
        for choice in (self.kind, self.place, self.camera, self.stars, self.slips):
            second.addWidget(choice)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addLayout(first)
        lines.addLayout(second)
        self.search.textChanged.connect(lambda _: self.changed.emit())
        for box in (self.kind, self.place, self.camera, self.stars, self.order):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            box.setMaximumWidth(round(200 * shell.tokens.scale))
            box.activated.connect(lambda _: self.changed.emit())
        self.slips.clicked.connect(lambda _: self.changed.emit())
        self.width_slider.valueChanged.connect(self.resized)
        self.offer(AlbumView())

    def offer(self, view: AlbumView) -> None:
        """Offer what there is to choose from, keeping the choice."""
        counts = view.kinds
        _fill(self.kind, [(self.words("All classes"), None)] + [
            (f"{self.words(KIND_WORDS[kind])}  {counts[kind]}", kind) for kind in Kind
        ])
        _fill(self.place, [(self.words("All places"), None), (self.words("Without a place"), _NOWHERE)] + [
            (name, place_id) for place_id, name in sorted(view.places.items(), key=lambda item: item[1])
            if place_id in view.used_places
        ])
        _fill(self.camera, [(self.words("All cameras"), None)] + [(name, name) for name in view.cameras])

    def look_for_place(self, place_id: str) -> None:
        """Show one place only; one without photographs shows everything."""
        self.search.clear()
        self.kind.setCurrentIndex(0)
        self.place.setCurrentIndex(max(0, self.place.findData(place_id)))
        self.changed.emit()

    def clear(self) -> None:
        """Show everything again."""
        self.search.clear()
        for box in (self.kind, self.place, self.camera, self.stars):
            box.setCurrentIndex(0)
        self.slips.setChecked(False)
        self.changed.emit()

    def chosen(self, view: AlbumView) -> list[Photo]:
        """The photographs that pass, in the order chosen."""
        tests = self._tests(view)
        photos = [photo for photo in view.photos if all(test(photo) for test in tests)]
        match self.order.currentData():
            case "time":
                photos.sort(key=lambda photo: _seconds(view, photo))
            case "name":
                photos.sort(key=lambda photo: photo.name)
        return photos

    def _tests(self, view: AlbumView) -> Sequence[Callable[[Photo], bool]]:
        tests: list[Callable[[Photo], bool]] = []
        needles = self.search.text().casefold().split()
        if needles:
            def said(photo: Photo) -> bool:
                place = view.places.get(photo.place_id or "", "")
                text = f"{number_text(photo)} {photo.caption} {photo.name} {photo.subject} {place}".casefold()
                return all(needle in text for needle in needles)

            tests.append(said)
        kind, place, camera, least = (
            self.kind.currentData(), self.place.currentData(), self.camera.currentData(), self.stars.currentData()
        )
        if kind is not None:
            tests.append(lambda photo: photo.kind == kind)
        if place is not None:
            tests.append(lambda photo: (photo.place_id or _NOWHERE) == place)
        if camera is not None:
            tests.append(lambda photo: camera_key(photo) == camera)
        if least:
            tests.append(lambda photo: photo.rating >= least)
        if self.slips.isChecked():
            tests.append(lambda photo: photo.id in view.slips)
        return tests


def _seconds(view: AlbumView, photo: Photo) -> float:
    moment = view.time(photo)
    return moment.utc.timestamp() if moment else _LATEST


def _fill(box: QComboBox, items: Sequence[tuple[str, object]]) -> None:
    kept = box.currentData()
    box.clear()
    for text, value in items:
        box.addItem(text, value)
    box.setCurrentIndex(max(0, box.findData(kept)) if kept is not None else 0)
