"""Things of the case pinned in space, and distances told from a named object."""

from dataclasses import replace
from functools import partial

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from modules.clouds import operations
from modules.clouds.records import MeasureKind, Pin
from modules.clouds.rules.measure import measured
from modules.clouds.rules.scene import Spot, triple
from modules.clouds.ui.bench import Bench, BenchTool
from modules.clouds.ui.picking import Picking, Spots
from modules.clouds.ui.view import PointView
from workstation.api import Ref, UserError
from workstation.api.widgets import button, label, pick_evidence

_ID = Qt.ItemDataRole.UserRole
_INK = QColor("#7fd1ff")


class Pinning(BenchTool):
    """The panel of pins, and their names in the view."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        shell, words = bench.shell, bench.shell.words
        self.list = QListWidget()
        self.list.setAccessibleName(words("Pins"))
        self.list.setWordWrap(True)
        self.list.currentItemChanged.connect(lambda item, _: self._inspect(item))
        self.list.itemDoubleClicked.connect(lambda item: self._look_at(item))
        self.empty = label(words(
            "Pin exhibits, burn marks and events to their place in the cloud, or name an object such as a door frame "
            "to tell distances from it."
        ), "muted", wrap=True)
        self.pin_button = button(shell, words("Pin an object …"), self.pin_object, icon_name="map-pin")
        self.link_button = button(shell, words("Pin evidence …"), self.pin_evidence, icon_name="link")
        self.from_button = button(shell, words("Measure from here"), self.measure_from, icon_name="ruler-measure")
        self.remove_button = button(shell, words("Remove"), self.remove, icon_name="trash", role="quiet")
        bench.view.overlay.painters.append(self._paint)

    def add_panels(self) -> None:
        """The list of pins."""
        content, words = QWidget(), self.bench.shell.words
        layout = QVBoxLayout(content)
        layout.setContentsMargins(14, 4, 14, 10)
        layout.addWidget(self.empty)
        layout.addWidget(self.list, 1)
        for widget in (self.pin_button, self.link_button, self.from_button, self.remove_button):
            layout.addWidget(widget)
        layout.addStretch()
        self.bench.workspace.add_panel("pins", words("Pins"), content, icon_name="tag", shown=False)

    def show(self) -> None:
        """List the pins of all clouds that lie in the frame of the view."""
        kept = self._current()
        self.list.blockSignals(True)
        self.list.clear()
        for pin in self._pins():
            item = QListWidgetItem(f"{pin.name}\n{pin.note}".rstrip())
            item.setData(_ID, pin.id)
            self.list.addItem(item)
            if kept is not None and pin.id == kept.id:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        filled = self.list.count() > 0
        self.empty.setVisible(not filled)
        for widget in (self.list, self.from_button, self.remove_button):
            widget.setVisible(filled)
        for widget in (self.pin_button, self.link_button, self.from_button, self.remove_button):
            widget.setEnabled(self.bench.writable)

    def reveal(self, ref: Ref) -> bool:
        """Go to a pin, or to that of a record."""
        for pins in self.bench.data.pins.values():
            for pin in pins:
                if ref.id == pin.id or ref == pin.subject:
                    if pin.cloud_id not in self.bench.places:
                        self.bench.choose(pin.cloud_id)
                    self.bench.workspace.show_panel("pins")
                    self._choose(pin.id)
                    return True
        return False

    # what a person does

    def pin_object(self) -> None:
        """Name an object at the next pick."""
        self.bench.take(Picking(1, 1, self._name))

    def pin_evidence(self) -> None:
        """Put evidence where the next pick is."""
        refs = pick_evidence(self.bench.shell)
        if refs:
            self.bench.take(Picking(1, 1, partial(self._link, refs[0])))

    def measure_from(self) -> None:
        """Tell the distance of the next pick from the chosen pin."""
        pin = self._current()
        if pin is not None:
            self.bench.take(Picking(1, 1, partial(self._measure, pin)))

    def remove(self) -> None:
        """Take the chosen pin out; undo brings it back."""
        pin = self._current()
        if pin is not None and self.bench.writable:
            pin_id = pin.id
            self.bench.shell.do("clouds.remove_pin", lambda work: operations.remove_pin(work, pin_id))

    def _name(self, spots: Spots) -> None:
        self.bench.take(None)
        words = self.bench.shell.words
        name = self.bench.shell.ask_text(words("Pin an object …"), words("What is this? For example: east jamb of the "
                                                                         "south door"))
        if name is not None:
            self._keep(spots[0], name, None)

    def _link(self, ref: Ref, spots: Spots) -> None:
        self.bench.take(None)
        self.bench.shell.entries.name([ref], lambda known: self._keep(
            spots[0], known.by_ref[ref].name if ref in known.by_ref else ref.id, ref
        ))

    def _keep(self, spot: Spot, name: str, subject: Ref | None) -> None:
        shell = self.bench.shell
        try:
            pin = Pin(cloud_id=spot.cloud_id, point=spot.exact, name=name.strip(), subject=subject)
        except UserError as error:
            shell.notify(shell.words.error(error), "warning")
            return
        shell.do("clouds.keep_pin", lambda work: operations.keep_pin(work, pin))

    def _measure(self, pin: Pin, spots: Spots) -> None:
        self.bench.take(None)
        bench, cloud, scene = self.bench, self.bench.cloud, self.bench.view.scene
        if cloud is None or scene is None or pin.cloud_id not in bench.places:
            return
        here = bench.places[pin.cloud_id].rigid.apply(np.array(pin.point))
        ends = (Spot(pin.cloud_id, pin.point, triple(here)), spots[0])
        made = replace(measured(cloud, scene, MeasureKind.DISTANCE, ends), datum=pin.id, datum_name=pin.name)
        bench.shell.do("clouds.measure", lambda work: operations.keep_measure(work, made))

    # what is seen

    def _pins(self) -> list[Pin]:
        return [pin for cloud_id, pins in self.bench.data.pins.items() if cloud_id in self.bench.places for pin in pins]

    def _current(self) -> Pin | None:
        item = self.list.currentItem()
        return next((pin for pin in self._pins() if item is not None and pin.id == item.data(_ID)), None)

    def _choose(self, pin_id: str) -> None:
        for row in range(self.list.count()):
            if self.list.item(row).data(_ID) == pin_id:
                self.list.setCurrentRow(row)

    def _inspect(self, item: QListWidgetItem | None) -> None:
        pin = self._current()
        if item is not None and pin is not None:
            self.bench.shell.inspect(pin.subject or Ref("cloud_pins", pin.id))
        self.bench.view.update()

    def _look_at(self, item: QListWidgetItem) -> None:
        del item
        pin, view = self._current(), self.bench.view
        if pin is not None and view.scene is not None:
            here = self.bench.places[pin.cloud_id].rigid.apply(np.array(pin.point))
            view.set_camera(view.camera.looking_at(here - view.scene.origin))

    def _paint(self, painter: QPainter, view: PointView) -> None:
        pins = self._pins()
        if not pins:
            return
        points = np.array([self.bench.places[pin.cloud_id].rigid.apply(np.array(pin.point)) for pin in pins])
        for pin, place in zip(pins, view.overlay.places_in(view, points), strict=True):
            if place is not None:
                view.overlay.lines(painter, [place], _INK, closed=False)
                view.overlay.name(place, pin.name, _INK)
