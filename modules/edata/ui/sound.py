"""The sound of the recording that is played: off until a person switches it on, in step with the frames.

Frames come from the sandbox; sound comes from Qt Multimedia, which reads the original itself. So it only opens the
file when somebody wants to listen.
"""

from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtMultimedia import QAudioOutput, QMediaPlayer
from PySide6.QtWidgets import QSlider

from workstation.api.widgets import Shell

_FASTEST = 2.0  # faster than this nothing can be understood
_APART_MS = 180.0  # further from the picture than this: put in step again
_USUAL = 80


class Sound(QObject):
    """``told`` carries a sentence about why nothing is heard."""

    told = Signal(str)

    def __init__(self, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        self._words = shell.words
        self.player = QMediaPlayer(self)
        self.output = QAudioOutput(self)
        self.player.setAudioOutput(self.output)
        self.on = False
        self._path: Path | None = None
        self._playing, self._at_ms, self._speed = False, 0.0, 1.0
        self.volume = QSlider(Qt.Orientation.Horizontal)
        self.volume.setRange(0, 100)
        self.volume.setFixedWidth(round(90 * shell.tokens.scale))
        self.volume.setAccessibleName(self._words("Loudness"))
        self.volume.setToolTip(self._words("Loudness"))
        self.volume.valueChanged.connect(lambda value: self.output.setVolume(value / 100))
        self.volume.setValue(_USUAL)
        self.volume.setEnabled(False)
        self.player.mediaStatusChanged.connect(self._on_status)
        self.player.errorOccurred.connect(lambda _, text: self.told.emit(self._words(
            "The sound of this recording can’t be played here ({reason}); the original is kept unchanged.", reason=text,
        )))

    def take(self, path: Path | None) -> None:
        """Belong to another recording, or to none."""
        if path != self._path:
            self._path = path
            self._load()

    def switch(self, on: bool) -> None:
        """Let it be heard, or not."""
        self.on = on
        self.volume.setEnabled(on)
        self._load()

    def _load(self) -> None:
        wanted = self._path if self.on else None
        self.player.setSource(QUrl.fromLocalFile(str(wanted)) if wanted is not None else QUrl())
        self.follow(self._at_ms, self._speed, playing=self._playing)

    def _on_status(self, status: QMediaPlayer.MediaStatus) -> None:
        if status is QMediaPlayer.MediaStatus.LoadedMedia:
            if not self.player.hasAudio():
                self.told.emit(self._words("This recording has no sound."))
            self.follow(self._at_ms, self._speed, playing=self._playing)

    def follow(self, at_ms: float, speed: float, *, playing: bool) -> None:
        """Be where the picture is, and run as it runs."""
        self._at_ms, self._speed, self._playing = at_ms, speed, playing
        if not self.on or self.player.source().isEmpty():
            return
        runs = self.player.playbackState() is QMediaPlayer.PlaybackState.PlayingState
        if playing and speed <= _FASTEST:
            self.player.setPlaybackRate(speed)
            if not runs or abs(self.player.position() - at_ms) > _APART_MS * max(1.0, speed):
                self.player.setPosition(round(at_ms))
            if not runs:
                self.player.play()
        elif runs:
            self.player.pause()

    def close(self) -> None:
        """Let go of the file."""
        self.player.stop()
        self.player.setSource(QUrl())
