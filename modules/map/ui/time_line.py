"""The slider of time below the map: what had been by then, by hand or played; it shares the case's one play-back."""

from datetime import datetime, timedelta

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

from workstation.api import BEIJING, zone
from workstation.api.widgets import Shell, button, icon, label

_STEPS, _TICK_MS = 300, 60


class TimeLine(QWidget):
    """Moves the play-back, and stands where others move it; at its end everything is shown."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell, self._span = shell, (datetime.min, datetime.min)
        words = shell.words
        self._text: QLabel = label("", "small")
        self._text.setMinimumWidth(round(128 * shell.tokens.scale))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _STEPS)
        self.slider.setValue(_STEPS)
        self.slider.setAccessibleName(words("What had been by then"))
        self.slider.setToolTip(words("What had been by then"))
        self.slider.valueChanged.connect(lambda _: shell.playback.go(self._chosen()))
        shell.playback.moved.connect(self._follow)
        self.play_button = button(shell, "", self.play, icon_name="player-play", role="quiet", tip=words("Play"))
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK_MS)
        self._clock.timeout.connect(self._tick)
        line = QHBoxLayout(self)
        line.setContentsMargins(10, 2, 14, 2)
        line.addWidget(self.play_button)
        line.addWidget(label(words("Until"), "small"))
        line.addWidget(self.slider, 1)
        line.addWidget(self._text)
        self.hide()

    def set_span(self, span: tuple[datetime, datetime] | None) -> None:
        """From the first to the last time of what is there; none hides the slider."""
        self.setVisible(span is not None)
        if span is None:
            self._stop()
            return
        self._span = span
        self._follow()

    @property
    def until(self) -> datetime | None:
        """The moment that is shown; none at the end."""
        return self._shell.playback.at

    def _chosen(self) -> datetime | None:
        share = self.slider.value() / _STEPS
        first, last = self._span
        return None if share >= 1 else first + (last - first) * share

    def play(self) -> None:
        """From the beginning if it stands at the end, otherwise from here; again stops it."""
        if self._clock.isActive():
            self._stop()
            return
        if self.slider.value() >= _STEPS:
            self.slider.setValue(0)
        self._clock.start()
        self._dress("player-stop", self._shell.words("Stop"))

    def _tick(self) -> None:
        self.slider.setValue(self.slider.value() + 1)
        if self.slider.value() >= _STEPS or not self.isVisible():
            self._stop()

    def _stop(self) -> None:
        self._clock.stop()
        self._dress("player-play", self._shell.words("Play"))

    def _dress(self, name: str, tip: str) -> None:
        self.play_button.setIcon(icon(name, self._shell.tokens.text))
        self.play_button.setToolTip(tip)
        self.play_button.setAccessibleName(tip)

    def _follow(self) -> None:
        """Stand at the moment that is shown, or as near as what is there reaches."""
        until, (first, last) = self.until, self._span
        if first == last:
            return
        if until != self._chosen():
            share = 1.0 if until is None else min(1.0, max(0.0, (until - first) / (last - first)))
            blocked = self.slider.blockSignals(True)
            self.slider.setValue(int(share * _STEPS))
            self.slider.blockSignals(blocked)
        far = last - first > timedelta(days=3)
        shape = "%Y-%m-%d %H:%M" if far else "%m-%d %H:%M:%S"
        self._text.setText(
            until.astimezone(zone(BEIJING)).strftime(shape) if until else self._shell.words("all times")
        )
