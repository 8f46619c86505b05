"""The recording of an interview: made here or attached, played from an answer, moments marked against answers.

QtMultimedia plays and records; where there is no device for it, a sentence says so and everything else still works.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, QUrl, Signal
from PySide6.QtMultimedia import (
    QAudioInput,
    QAudioOutput,
    QCamera,
    QMediaCaptureSession,
    QMediaDevices,
    QMediaFormat,
    QMediaPlayer,
    QMediaRecorder,
)
from PySide6.QtMultimediaWidgets import QVideoWidget
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QSlider, QVBoxLayout, QWidget

from modules.interviews import operations
from modules.interviews.importers import take_recording
from modules.interviews.records import Interview, Medium, Recording, RecordingMark
from workstation.api import N_, Moment, StoredFile
from workstation.api.widgets import Field, FlowLayout, Shell, ask_form, button, icon, label

_FIELDS = (
    Field("began", N_("Began at"), "moment"), Field("device", N_("Made with")),
    Field("excerpt", N_("Only a part of a longer recording"), "bool"), Field("note", N_("Note"), "multiline"),
)


def clock_text(milliseconds: int) -> str:
    """A position as h:mm:ss."""
    return str(timedelta(seconds=milliseconds // 1000))


class RecorderPanel(QWidget):
    """Plays and makes recordings of one interview. ``wanted`` asks which answer the cursor is in (may be empty)."""

    marked = Signal()

    def __init__(self, shell: Shell, wanted: Callable[[], str]) -> None:
        super().__init__()
        self._shell, self._wanted = shell, wanted
        self._interview: Interview | None = None
        self._recordings: dict[str, tuple[Recording, StoredFile]] = {}
        self._marks: dict[str, RecordingMark] = {}
        self._seek_ms: int | None = None
        self._began: Moment | None = None
        self._camera: QCamera | None = None
        self.player = QMediaPlayer(self)
        self._output = QAudioOutput(self)
        self.player.setAudioOutput(self._output)
        self.recorder = QMediaRecorder(self)
        self._session = QMediaCaptureSession(self)
        self._session.setRecorder(self.recorder)
        self._lay_out()
        self.player.positionChanged.connect(self._on_position)
        self.player.durationChanged.connect(lambda length: self.slider.setRange(0, length))
        self.player.mediaStatusChanged.connect(self._on_status)
        self.player.playbackStateChanged.connect(lambda _: self._name_buttons())
        self.player.errorOccurred.connect(lambda _, text: self._say(shell.words(
            "This recording can’t be played here ({reason}); the original is kept unchanged.", reason=text)))
        self.recorder.errorOccurred.connect(lambda _, text: self._say(shell.words(
            "Recording failed: {reason}. Use a separate recorder and attach its file.", reason=text)))
        self.recorder.recorderStateChanged.connect(self._on_recorder)

    def _lay_out(self) -> None:
        shell, words = self._shell, self._shell.words
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 4, 12, 10)
        layout.setSpacing(8)
        self.choice = QComboBox()
        self.choice.setAccessibleName(words("Recordings"))
        self.choice.currentIndexChanged.connect(lambda _: self._load())
        self.message = label("", "muted", wrap=True)
        self.video = QVideoWidget()
        self.video.setMinimumHeight(130)
        self.video.hide()
        self.player.setVideoOutput(self.video)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(words("Position"))
        self.slider.sliderMoved.connect(self.player.setPosition)
        self.time = label("0:00:00", "small")
        self.play_button = button(shell, "", self.play, icon_name="player-play")
        self.answer_button = button(shell, words("From this answer"), self.play_answer, icon_name="player-play",
                                    tip=words("Play from where this answer begins (Ctrl+P)"))
        self.mark_button = button(shell, words("Mark this moment"), self.mark, icon_name="clock",
                                  tip=words("The answer in which the cursor is begins here (Ctrl+T)"))
        self.record_button = button(shell, words("Record"), self.record, icon_name="circle", role="primary")
        self.picture = QCheckBox()
        self._devices = QMediaDevices(self)
        self._devices.videoInputsChanged.connect(self._name_picture)
        self._name_picture()
        self.attach_button = button(shell, words("Attach …"), self.attach, icon_name="file-import",
                                    tip=words("Take in a recording that was made with another device"))
        self.about_button = button(shell, "", self.describe, icon_name="pencil", tip=words("About it …"))
        self.about_button.setAccessibleName(words("About it …"))
        line = QHBoxLayout()
        line.addWidget(self.play_button)
        line.addWidget(self.slider, 1)
        line.addWidget(self.time)
        acts = FlowLayout()
        for one in (self.answer_button, self.mark_button, self.record_button, self.attach_button, self.about_button):
            acts.addWidget(one)
        layout.addWidget(self.choice)
        layout.addWidget(self.video)
        layout.addLayout(line)
        layout.addLayout(acts)
        layout.addWidget(self.picture)
        layout.addWidget(self.message)
        layout.addStretch(1)

    # what is shown

    def show_recordings(
        self, interview: Interview | None, found: Sequence[tuple[Recording, StoredFile]],
        marks: dict[str, RecordingMark],
    ) -> None:
        """The recordings of an interview with where its answers stand in them."""
        self._interview, self._marks = interview, marks
        known = {recording.id: (recording, file) for recording, file in found}
        if list(known) != list(self._recordings):
            self._recordings = known
            self.choice.blockSignals(True)
            self.choice.clear()
            for recording, file in found:
                self.choice.addItem(file.name, recording.id)
            self.choice.blockSignals(False)
            self._load()
        self._recordings = known
        self._name_buttons()
        if not found:
            self._say(self._shell.words("No recording yet. Record here, or attach the file of your recorder."))

    @property
    def current(self) -> Recording | None:
        """The recording that is played."""
        found = self._recordings.get(str(self.choice.currentData()))
        return found[0] if found else None

    def _load(self) -> None:
        case, found = self._shell.case, self._recordings.get(str(self.choice.currentData()))
        if case is None or found is None:
            self.player.setSource(QUrl())
            self.video.hide()
            return
        recording, file = found
        self.video.setVisible(recording.medium is Medium.VIDEO)
        self.player.setSource(QUrl.fromLocalFile(str(case.vault.path(file.sha256))))
        self._say(f"SHA-256 {file.sha256[:16]}…")

    def _name_buttons(self) -> None:
        words, tokens, writable = self._shell.words, self._shell.tokens, self._shell.writable
        playing = self.player.playbackState() is QMediaPlayer.PlaybackState.PlayingState
        self.play_button.setIcon(icon("player-pause" if playing else "player-play", tokens.text, tokens.text_faint))
        self.play_button.setToolTip(f"{words('Pause') if playing else words('Play it')}  (Ctrl+Space)")
        self.play_button.setAccessibleName(words("Pause") if playing else words("Play it"))
        recording = self.recorder.recorderState() is QMediaRecorder.RecorderState.RecordingState
        self.record_button.setText(words("Stop recording") if recording else words("Record"))
        there = self.current is not None
        for one in (self.play_button, self.answer_button, self.about_button, self.mark_button):
            one.setEnabled(there)
        for one in (self.mark_button, self.about_button):
            one.setEnabled(there and writable)
        for one in (self.record_button, self.attach_button):
            one.setEnabled(self._interview is not None and writable)

    def _name_picture(self) -> None:
        """Whether the camera can be recorded too; one may be connected while the page is open."""
        words, there = self._shell.words, bool(QMediaDevices.videoInputs())
        self.picture.setEnabled(there)
        self.picture.setChecked(self.picture.isChecked() and there)
        self.picture.setText(words("with picture") if there else words("No camera found: sound only"))
        self.picture.setToolTip(words("Record the camera too") if there else words(
            "Connect a camera, or film with another device and attach its file."))

    def _say(self, text: str) -> None:
        self.message.setText(text)

    def _on_position(self, position: int) -> None:
        if not self.slider.isSliderDown():
            self.slider.setValue(position)
        self.time.setText(clock_text(position))

    # playing

    def play(self) -> None:
        """Play, or pause."""
        if self.player.playbackState() is QMediaPlayer.PlaybackState.PlayingState:
            self.player.pause()
        else:
            self.player.play()

    def play_answer(self) -> None:
        """Play from where the answer at the cursor begins: by its mark, else by when the question was put."""
        mark = self._marks.get(self._wanted())
        if mark is None:
            self._say(self._shell.words(
                "No moment is marked for this answer. Find it in the recording and mark it (Ctrl+T)."))
            return
        at = self.choice.findData(mark.recording_id)
        if at >= 0 and at != self.choice.currentIndex():
            self._seek_ms = round(mark.at_s * 1000)
            self.choice.setCurrentIndex(at)
        else:
            self.player.setPosition(round(mark.at_s * 1000))
            self.player.play()

    def _on_status(self, status: QMediaPlayer.MediaStatus) -> None:
        if status is QMediaPlayer.MediaStatus.LoadedMedia and self._seek_ms is not None:
            self.player.setPosition(self._seek_ms)
            self._seek_ms = None
            self.player.play()

    def mark(self) -> None:
        """The answer at the cursor begins at the position that is played now."""
        recording, exchange_id = self.current, self._wanted()
        if recording is None or not exchange_id:
            return
        at_s = self.player.position() / 1000
        self._shell.do(
            "interviews.mark", lambda work: operations.mark_moment(work, recording.id, exchange_id, at_s),
            lambda mark: self._say(self._shell.words("Marked at {at}.", at=clock_text(round(mark.at_s * 1000)))),
        )

    # making and attaching

    def record(self) -> None:
        """Begin to record, or stop and take the file in."""
        words = self._shell.words
        if self.recorder.recorderState() is QMediaRecorder.RecorderState.RecordingState:
            self.recorder.stop()
            return
        inputs = QMediaDevices.audioInputs()
        if not inputs:
            self._say(words("There is no microphone. Connect one, or record with another device and attach the file."))
            return
        folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.TempLocation))
        self._session.setAudioInput(QAudioInput(QMediaDevices.defaultAudioInput(), self))
        pictured = self._turn_camera(on=self.picture.isChecked())
        kind = QMediaFormat.FileFormat.MPEG4 if pictured else QMediaFormat.FileFormat.Wave
        self.recorder.setMediaFormat(QMediaFormat(kind))
        suffix = "mp4" if pictured else "wav"
        name = f"{self._interview.number if self._interview else ''}-{datetime.now(UTC):%Y%m%d-%H%M%S}.{suffix}"
        self.recorder.setOutputLocation(QUrl.fromLocalFile(str(folder / name)))
        self._began = Moment(utc=datetime.now(UTC))
        self.recorder.record()

    def _turn_camera(self, *, on: bool) -> bool:
        """Let the camera record too, with what it sees on view; whether it does."""
        devices = QMediaDevices.videoInputs()
        if on and devices:
            self.player.pause()
            self._camera = QCamera(QMediaDevices.defaultVideoInput(), self)
            self._session.setCamera(self._camera)
            self._session.setVideoOutput(self.video)
            self.video.show()
            self._camera.start()
            return True
        if self._camera is not None:
            self._camera.stop()
            self.player.setVideoOutput(self.video)
        return False

    def _on_recorder(self, state: QMediaRecorder.RecorderState) -> None:
        self._name_buttons()
        words = self._shell.words
        if state is QMediaRecorder.RecorderState.RecordingState:
            self._say(words("Recording since {at}.", at=self._began.text("%H:%M:%S") if self._began else ""))
        elif state is QMediaRecorder.RecorderState.StoppedState and self._began is not None:
            self._turn_camera(on=False)
            path, began, self._began = Path(self.recorder.actualLocation().toLocalFile()), self._began, None
            if path.is_file():
                device = QMediaDevices.defaultAudioInput().description()
                self._take(path, began, device)

    def attach(self) -> None:
        """Ask for recordings and take them in."""
        for path in self._shell.open_files(self._shell.words("Attach …")):
            self._take(path, None, "")

    def _take(self, path: Path, began: Moment | None, device: str) -> None:
        if self._interview is not None:
            interview_id = self._interview.id
            self._shell.run(
                self._shell.words("Taking the recording in"),
                lambda job: take_recording(job, path, interview_id, began, device), partial(self._took, path.name),
            )

    def _took(self, name: str, recording: Recording) -> None:
        words = self._shell.words
        if recording.duration_s is None:
            self._shell.notify(words(
                "{name} is attached, but it can’t be read to its end or does not say how long it is. See the page "
                "Problems.", name=name), "warning")
        else:
            length = clock_text(round(recording.duration_s * 1000))
            self._shell.notify(words("{name} is attached: {length}.", name=name, length=length), "success")

    def describe(self) -> None:
        """Say when the recording began, and with what it was made."""
        recording = self.current
        if recording is None:
            return
        shown = {field.name: getattr(recording, field.name) for field in _FIELDS}
        values = ask_form(self._shell, self._shell.words("About it …"), _FIELDS, shown)
        if values is not None:
            self._shell.do(
                "interviews.recording", lambda work: operations.describe_recording(work, recording.id, **values))
