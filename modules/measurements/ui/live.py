"""Live reading: a rangefinder or receiver on a serial line; what comes is shown large and kept on a key."""

from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QListWidget, QVBoxLayout, QWidget

from modules.measurements import operations, queries
from modules.measurements.importers.live import LiveReader, LiveValue
from modules.measurements.importers.port import BAUD_RATES, SerialLines, port_names
from modules.measurements.records import PointKind, Reading, ReadingKind, SurveyPoint
from workstation.api import N_, WGS84, Instrument, Moment, Read, UserError, Work
from workstation.api.widgets import (
    Badge,
    Card,
    Field,
    Form,
    Header,
    PageBase,
    Shell,
    button,
    clear,
    label,
    on_key,
    scrolled,
)

_MOST_SHOWN = 200
_ENTRY = 340


class _Wire(QObject):
    """Carries lines from the port's thread to the window's."""

    line = Signal(str)
    lost = Signal(str)


class LivePage(PageBase):
    """Connect, measure, keep. Lines that make no sense are counted and shown, never taken for values."""

    kinds = ("instruments",)

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self.lines: SerialLines | None = None
        self._reader = LiveReader()
        self._kept: list[float] = []
        self._newest: LiveValue | None = None
        self._garbage = 0
        self._wire = _Wire()
        self._wire.line.connect(self.take_line)
        self._wire.lost.connect(self._lost)
        self.body.addWidget(Header(
            words("Live reading"),
            words("Distance meters and satellite receivers on a serial line (USB, Bluetooth). Enter keeps the value."),
        ))
        self.body.addLayout(self._connection())
        middle = QHBoxLayout()
        middle.addWidget(self._display(), 3)
        entry = scrolled(self._entry())
        entry.setMinimumWidth(round(_ENTRY * self.shell.tokens.scale))
        middle.addWidget(entry, 2)
        self.body.addLayout(middle, 1)
        on_key(self, "F5", self.find_ports)
        on_key(self, "Return", self.keep)
        on_key(self, "Ctrl+S", self.save)
        self.find_ports()
        self._show_state()
        self.destroyed.connect(_closer(self))
        self.refresh()

    # making it

    def _connection(self) -> QHBoxLayout:
        words = self.words
        line = QHBoxLayout()
        line.setSpacing(8)
        self.port_box = QComboBox()
        self.port_box.setEditable(True)
        self.port_box.setMinimumWidth(round(170 * self.shell.tokens.scale))
        self.port_box.setAccessibleName(words("Port"))
        self.baud_box = QComboBox()
        self.baud_box.addItems([str(rate) for rate in BAUD_RATES])
        self.baud_box.setCurrentText("9600")
        self.baud_box.setAccessibleName(words("Speed"))
        self.connect_button = button(self.shell, words("Connect"), self.toggle, icon_name="plug", role="primary")
        self.badge_place = QHBoxLayout()
        for text, widget in ((words("Port"), self.port_box), (words("Speed"), self.baud_box)):
            line.addWidget(label(text, "small"))
            line.addWidget(widget)
        line.addWidget(button(self.shell, "", self.find_ports, icon_name="refresh", role="quiet",
                              tip=words("Look for ports again (F5)")))
        line.addWidget(self.connect_button)
        line.addLayout(self.badge_place)
        line.addStretch(1)
        line.setStretchFactor(self.port_box, 1)
        return line

    def _display(self) -> Card:
        words = self.words
        card = Card(words("Value"))
        self.value = label("—", "display")
        self.value.setStyleSheet(f"font-size: {self.shell.tokens.type_small * 4.5:g}pt; font-weight: 600;")
        self.value.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.value.setMinimumHeight(round(110 * self.shell.tokens.scale))
        card.body.addWidget(self.value)
        line = QHBoxLayout()
        self.keep_button = button(self.shell, words("Keep (Enter)"), self.keep, icon_name="plus")
        self.every_box = QCheckBox(words("Keep every value that comes"))
        line.addWidget(self.keep_button)
        line.addWidget(self.every_box)
        line.addStretch(1)
        self.garbage_label = label("", "small")
        line.addWidget(self.garbage_label)
        card.body.addLayout(line)
        self.log = QListWidget()
        self.log.setAccessibleName(words("Lines of the instrument"))
        card.body.addWidget(self.log, 1)
        return card

    def _entry(self) -> Card:
        words = self.words
        card = Card(words("Reading"))
        self.kept_label = label(words("Nothing kept yet."), "muted", wrap=True)
        card.body.addWidget(self.kept_label)
        self.form_place = QVBoxLayout()
        card.body.addLayout(self.form_place)
        self.form: Form | None = None
        line = QHBoxLayout()
        self.drop_button = button(self.shell, words("Drop the last"), self.drop, icon_name="arrow-back-up")
        self.save_button = button(self.shell, words("Save reading"), self.save, icon_name="check", role="primary")
        line.addWidget(self.drop_button)
        line.addStretch(1)
        line.addWidget(self.save_button)
        card.body.addLayout(line)
        card.body.addStretch(1)
        return card

    def load(self, read: Read) -> list[Instrument]:
        return queries.all_instruments(read)

    def show_data(self, data: list[Instrument]) -> None:
        told = self.form.values() if self.form is not None else None
        clear(self.form_place)
        self.form = Form(self.shell, [
            Field("what", N_("What was measured"), wide=True),
            Field("start", N_("From point")), Field("end", N_("To point")),
            Field("instrument_id", N_("Instrument"), "choice", wide=True,
                  choices=((None, N_("(none)")), *((item.id, item.name) for item in data))),
            Field("method", N_("Measuring method")), Field("note", N_("Note")),
        ])
        self.form.set_values(told or {"instrument_id": data[0].id if data else None})
        self.form_place.addWidget(self.form)
        self._show_kept()

    # the line

    def find_ports(self) -> None:
        """List the ports of this machine."""
        written = self.port_box.currentText()
        self.port_box.clear()
        for name, description in port_names():
            self.port_box.addItem(f"{name}  {description}".strip(), name)
        if written:
            self.port_box.setCurrentText(written)
        line = self.port_box.lineEdit()
        if line is not None:
            line.setPlaceholderText(self.words("No port found: plug the instrument in, then press F5"))

    def toggle(self) -> None:
        """Connect, or let go."""
        if self.lines is not None:
            self.disconnect_port()
        else:
            self.connect_port()

    def connect_port(self) -> None:
        """Open the chosen port; why it does not open is said."""
        text = self.port_box.currentText().strip()
        known = self.port_box.findText(text)
        name = str(self.port_box.itemData(known)) if known >= 0 else text
        if not name:
            self.shell.notify(self.words("Choose a port first."), "warning")
            return
        try:
            self._reader, self._garbage = LiveReader(), 0
            self.lines = SerialLines(name, int(self.baud_box.currentText()), self._wire.line.emit,
                                     self._wire.lost.emit)
        except UserError as error:
            self.shell.notify(self.words.error(error), "error")
        self._show_state()

    def disconnect_port(self) -> None:
        """Close the port."""
        lines, self.lines = self.lines, None
        if lines is not None:
            lines.close()
        self._show_state()

    def take_line(self, line: str) -> None:
        """One line of the instrument."""
        try:
            value = self._reader.take(line)
        except ValueError:
            self._garbage += 1
            self._note(self.words("not understood: {line}", line=line.strip()[:60]))
            self.garbage_label.setText(self.words("{count} lines not understood", count=self._garbage))
            return
        if value is None:
            return
        self._newest = value
        self.value.setText(_shown(value))
        self._note(f"{_shown(value)}    {value.raw[:80]}")
        if self.every_box.isChecked():
            self.keep()
        self._show_kept()

    def _lost(self, reason: str) -> None:
        if self.lines is None:
            return
        name = self.lines.name
        self.disconnect_port()
        error = UserError("measurements.port_lost", port=name, reason=reason)
        self.shell.notify(self.words.error(error), "error")

    def _note(self, text: str) -> None:
        self.log.insertItem(0, text)
        while self.log.count() > _MOST_SHOWN:
            self.log.takeItem(self.log.count() - 1)

    # keeping

    def keep(self) -> None:
        """Keep the value shown: a distance among the repetitions, a place as a point at once."""
        value = self._newest
        if value is None or not self.writable:
            return
        if value.distance_m is not None:
            self._kept.append(value.distance_m)
            self._show_kept()
        else:
            self.shell.do("measurements.keep_fix", lambda work: _put_fix(work, value), self._saved_point)

    def drop(self) -> None:
        """Take the last kept value away."""
        if self._kept:
            self._kept.pop()
        self._show_kept()

    def save(self) -> None:
        """Write the kept values as one reading."""
        told = self.form.values() if self.form is not None else None
        if told is None or not self._kept or not self.writable:
            return
        values: dict[str, Any] = {**told, "kind": ReadingKind.DISTANCE, "values": tuple(self._kept),
                                  "raw": self._newest.raw if self._newest else ""}
        self.shell.do("measurements.enter_reading", lambda work: operations.enter_reading(work, **values), self._saved)

    def _saved(self, reading: Reading) -> None:
        self._kept.clear()
        self._show_kept()
        self.shell.notify(self.words("Reading saved: {count} values.", count=len(reading.values)), "success")

    def _saved_point(self, point: SurveyPoint) -> None:
        self.shell.notify(self.words("Point {name} saved.", name=point.name), "success")

    def _show_kept(self) -> None:
        shown = "   ".join(f"{value:.4f}".rstrip("0") for value in self._kept)
        self.kept_label.setText(
            self.words("Kept: {values}", values=shown) if self._kept else self.words("Nothing kept yet.")
        )
        self.save_button.setEnabled(bool(self._kept) and self.writable)
        self.drop_button.setEnabled(bool(self._kept))
        self.keep_button.setEnabled(self._newest is not None and self.writable)

    def _show_state(self) -> None:
        clear(self.badge_place)
        words = self.words
        on = self.lines is not None
        self.badge_place.addWidget(
            Badge(self.shell, words("connected") if on else words("not connected"), "success" if on else "neutral")
        )
        self.connect_button.setText(words("Disconnect") if on else words("Connect"))
        self.port_box.setEnabled(not on)
        self.baud_box.setEnabled(not on)


def _shown(value: LiveValue) -> str:
    if value.distance_m is not None:
        return f"{value.distance_m:.4f}".rstrip("0").ljust(5, "0") + " m"
    assert value.fix is not None
    return f"{value.fix.latitude:.7f}°, {value.fix.longitude:.7f}°"


def _put_fix(work: Work, value: LiveValue) -> SurveyPoint:
    fix = value.fix
    assert fix is not None
    names = {point.name for point in work.all(SurveyPoint)}
    number = next(n for n in range(1, len(names) + 2) if f"G{n}" not in names)
    at = Moment(utc=datetime.fromisoformat(fix.at_utc), raw=fix.at_utc) if fix.at_utc else Moment(
        utc=datetime.now(UTC))
    return operations.enter_point(
        work, name=f"G{number}", kind=PointKind.DETAIL, x=fix.longitude, y=fix.latitude, frame=WGS84,
        height_m=fix.height_m, accuracy_m=fix.accuracy_m, u_height_m=fix.u_height_m, at=at, note=fix.note,
    )


def _closer(page: LivePage) -> Any:
    """Closes the port when the page is gone; the page itself can no longer be asked then."""
    holder = page.__dict__

    def close() -> None:
        lines = holder.get("lines")
        if lines is not None:
            lines.close()

    return close
