"""Recordings: played and stepped through, several in step; what the light does is proposed, a person judges it."""

from typing import Any

from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QSlider, QVBoxLayout, QWidget

from modules.edata.importers.media_store import find_light, take_frame
from modules.edata.operations import media as operations
from modules.edata.queries.media import CANDIDATE_WORDS, time_text
from modules.edata.records import Candidate, Derived, Recording
from modules.edata.ui.media_view import PlayerView, load_view
from modules.edata.ui.panels import CandidatesPanel, DerivedPanel, RecordingsPanel
from modules.edata.ui.screen import Screen
from modules.edata.ui.sound import Sound
from workstation.api import N_, Read, Ref, beijing
from workstation.api.widgets import EmptyState, Field, PageBase, Shell, ToolBar, Workspace, ask_form, button

_TICK_MS = 15
_SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
_JUMP_MS = 10_000.0
_MOST_SCREENS = 4


class PlayerPage(PageBase):
    """The player with its panels."""

    kinds = ("recordings", "light_candidates", "derived_items", "clocks", "clock_checks", "hash_checks", "events")
    full_bleed = True

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self._view = PlayerView()
        self.screens: list[Screen] = []
        self.at_ms = 0.0
        self._wanted: Ref | None = None
        self._playing, self._since, self._from_ms = False, QElapsedTimer(), 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self.sound = Sound(shell, self)
        self.sound.told.connect(lambda text: shell.notify(text, "info"))
        self._make_bar()
        self.grid_host = QWidget()
        self.grid = QGridLayout(self.grid_host)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setSpacing(2)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(words("Time in the recording"))
        self.slider.valueChanged.connect(lambda value: self.go(float(value)))
        canvas = QWidget()
        layout = QVBoxLayout(canvas)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.grid_host, 1)
        layout.addWidget(self.slider)
        self.workspace = Workspace(shell, "edata-player", canvas, bar=self.bar)
        self.recordings_panel = RecordingsPanel(shell)
        self.recordings_panel.chosen.connect(self._show_recordings)
        self.candidates_panel = CandidatesPanel(shell)
        self.candidates_panel.looked.connect(lambda candidate: self.go(candidate.at_ms))
        self.candidates_panel.confirmed.connect(self.confirm)
        self.candidates_panel.rejected.connect(self.reject)
        self.derived_panel = DerivedPanel(shell)
        self.workspace.add_panel("recordings", words("Video recordings"), self.recordings_panel, icon_name="list",
                                 side="left")
        self.workspace.add_panel("candidates", words("Candidates"), self.candidates_panel, icon_name="flame")
        self.workspace.add_panel("derived", words("Derived items"), self.derived_panel, icon_name="photo")
        self.body.addWidget(self.workspace)
        self._show_empty()
        self.refresh()

    def _make_bar(self) -> None:
        words, bar = self.words, ToolBar(self.shell, self)
        self.bar = bar
        self.play_action = bar.act(words("Play or pause"), self.toggle, icon_name="player-play", key="Space")
        bar.act(words("One frame back"), lambda: self.step(-1), icon_name="chevron-left", key=",")
        bar.act(words("One frame forward"), lambda: self.step(1), icon_name="chevron-right", key=".")
        bar.act(words("10 s back"), lambda: self.go(self.at_ms - _JUMP_MS), icon_name="arrow-back-up", key="J")
        bar.act(words("10 s forward"), lambda: self.go(self.at_ms + _JUMP_MS), icon_name="arrow-forward-up", key="L")
        self.speed = QComboBox()
        self.speed.addItems([f"{speed:g} ×" for speed in _SPEEDS])
        self.speed.setCurrentIndex(_SPEEDS.index(1.0))
        self.speed.setAccessibleName(words("Speed"))
        self.speed.setToolTip(words("Speed"))
        self.speed.currentIndexChanged.connect(lambda _: self._begin())
        bar.add(self.speed)
        bar.switch(words("Sound"), self.sound.switch, icon_name="volume", key="S")
        bar.add(self.sound.volume)
        bar.gap()
        self.anchor_action = bar.act(words("Time shown in this frame …"), self.set_anchor, icon_name="clock", key="T")
        self.mark_action = bar.act(words("Put on the time line …"), self.mark, icon_name="timeline-event", key="M")
        self.frame_action = bar.act(words("Keep this picture"), self.keep_frame, icon_name="camera", key="F")
        bar.gap()
        self.region_action = bar.switch(words("Draw a region"), self._draw, icon_name="square", key="R")
        self.find_action = bar.act(words("Find changes of light"), self.look_for_light, icon_name="flame", key="A")
        bar.gap()
        bar.act(words("Take videos in …"), self._take_in, icon_name="file-import")
        bar.act(words("Describe …"), self.describe, icon_name="pencil")

    # what it shows

    def load(self, read: Read) -> PlayerView:
        return load_view(read)

    def show_data(self, data: PlayerView) -> None:
        self._view = data
        known = {one.id: one for one in data.recordings}
        shown = [known[screen.recording.id] for screen in self.screens if screen.recording.id in known]
        wanted, self._wanted = self._wanted, None
        jump: float | None = None
        if wanted is not None:
            item = next((one for one in data.derived if one.id == wanted.id), None)
            source = item.source.id if item else wanted.id
            shown = [known[source]] if source in known else shown
            jump = item.at_ms if item else None
        if not shown and data.recordings:
            shown = data.recordings[:1]
        self.recordings_panel.show_recordings(data, [one.id for one in shown])
        self._show_recordings([one.id for one in shown])
        if jump is not None:
            self.go(jump)

    def show_ref(self, ref: Ref) -> None:
        self._wanted = ref
        self.refresh()

    def view_state(self) -> Any:
        return {"shown": [screen.recording.id for screen in self.screens], "at_ms": self.at_ms}

    def restore_view(self, state: Any) -> None:
        if state and state.get("shown"):
            self._wanted = Ref("recordings", state["shown"][0])
            self.at_ms = float(state["at_ms"])

    @property
    def recording(self) -> Recording | None:
        """The recording whose time is counted: the first on view."""
        return self.screens[0].recording if self.screens else None

    def _show_recordings(self, ids: list[str]) -> None:
        known = {one.id: one for one in self._view.recordings}
        wanted = [known[one] for one in ids if one in known and one in self._view.paths][:_MOST_SCREENS]
        if [screen.recording.id for screen in self.screens] != [one.id for one in wanted]:
            self._make_screens(wanted)
        for screen, recording in zip(self.screens, wanted, strict=True):
            screen.recording = recording
        first = self.recording
        self.candidates_panel.show_candidates(self._view.candidates.get(first.id, []) if first else [])
        ids_shown = {one.id for one in wanted}
        self.derived_panel.show_items([item for item in self._view.derived if item.source.id in ids_shown])
        self._enable()
        self._tell()

    def _make_screens(self, recordings: list[Recording]) -> None:
        case = self.shell.case
        self.pause()
        self._clear()
        if case is None or not recordings:
            self._show_empty()
            return
        for number, recording in enumerate(recordings):
            screen = Screen(self.shell, recording, case.vault.path(self._view.paths[recording.id]))
            screen.changed.connect(self._tell)
            screen.failed.connect(lambda error: self.shell.notify(self.words.error(error), "warning"))
            self.screens.append(screen)
            columns = 1 if len(recordings) == 1 else 2
            self.grid.addWidget(screen, number // columns, number % columns)
        self.sound.take(case.vault.path(self._view.paths[recordings[0].id]))
        self.screens[0].drawn.connect(lambda _: self.region_action.setChecked(False))
        self.slider.blockSignals(True)
        self.slider.setRange(0, max(1, round(recordings[0].readable_ms)))
        self.slider.setSingleStep(round(1000 / (recordings[0].per_second or 25)))
        self.slider.setPageStep(round(_JUMP_MS))
        self.slider.blockSignals(False)
        self.go(min(self.at_ms, recordings[0].readable_ms))

    def _clear(self) -> None:
        for screen in self.screens:
            screen.close_reader()
        self.screens = []
        self.sound.take(None)
        while (item := self.grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _show_empty(self) -> None:
        take = button(self.shell, self.words("Take videos in …"), self._take_in, icon_name="file-import",
                      role="primary")
        take.setEnabled(self.writable)
        self.grid.addWidget(EmptyState(self.shell, "player-play", self.words(
            "No recordings yet. Take in a recorder's export: MP4, AVI, MKV, TS and others."), take))

    def _enable(self) -> None:
        there = bool(self.screens)
        for action in (self.anchor_action, self.mark_action, self.frame_action, self.find_action):
            action.setEnabled(there and self.writable)
        self.play_action.setEnabled(there)
        self.region_action.setEnabled(there)

    def _shift_ms(self, recording: Recording) -> float:
        first = self.recording
        return self._view.shift_ms(first, recording) if first is not None else 0.0

    def _tell(self) -> None:
        """The line below: time in the video, what the device shows, and Beijing time."""
        recording = self.recording
        if recording is None:
            self.workspace.say("")
        else:
            self.workspace.say(*self._view.status(recording, self._here(), self.words))

    # playing

    def go(self, at_ms: float) -> None:
        """Show every screen at this time of the first recording."""
        recording = self.recording
        if recording is None:
            return
        self.at_ms = min(max(at_ms, 0.0), max(recording.readable_ms, 0.0))
        for screen in self.screens:
            screen.show_at(self.at_ms + self._shift_ms(screen.recording))
        self._slide()
        self._begin()
        self._tell()

    def step(self, frames: int) -> None:
        """One frame of the first recording on or back; the others follow by time."""
        self.pause()
        if not self.screens:
            return
        first = self.screens[0]
        first.step(frames)
        if first.at_ms is not None:
            self.at_ms = first.at_ms
            self._slide()
            for screen in self.screens[1:]:
                screen.show_at(self.at_ms + self._shift_ms(screen.recording))

    def toggle(self) -> None:
        """Play, or pause."""
        if self._playing:
            self.pause()
        elif self.screens:
            self._playing = True
            recording = self.recording
            if recording is not None and self.at_ms >= recording.readable_ms:
                self.go(0.0)
            self._begin()
            self._timer.start()

    def pause(self) -> None:
        """Stand still."""
        self._playing = False
        self._timer.stop()
        self._hear()

    @property
    def playing(self) -> bool:
        """Whether it plays."""
        return self._playing

    def _slide(self) -> None:
        self.slider.blockSignals(True)
        self.slider.setValue(round(self.at_ms))
        self.slider.blockSignals(False)

    def _begin(self) -> None:
        self._from_ms = self.at_ms
        self._since.restart()
        self._hear()

    def _hear(self) -> None:
        self.sound.follow(self.at_ms, _SPEEDS[self.speed.currentIndex()], playing=self._playing)

    def _tick(self) -> None:
        recording = self.recording
        if recording is None:
            return
        if any(not screen.ready and screen.at_ms is None for screen in self.screens):
            self._begin()
            return
        at = self._from_ms + self._since.elapsed() * _SPEEDS[self.speed.currentIndex()]
        self.at_ms = min(at, recording.readable_ms)
        for screen in self.screens:
            screen.show_at(self.at_ms + self._shift_ms(screen.recording))
        self._slide()
        self._hear()
        if at >= recording.readable_ms:
            self.pause()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.slider.setFocus()  # arrows go by frames, and every key of the bar acts at once

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.pause()

    # what a person does

    def _here(self) -> float:
        return self.screens[0].at_ms if self.screens and self.screens[0].at_ms is not None else self.at_ms

    def _draw(self, on: bool) -> None:
        if self.screens:
            self.screens[0].draw(on)

    def _take_in(self) -> None:
        self.shell.import_files(self.shell.open_files(self.words("Take videos in …")))

    def set_anchor(self) -> None:
        """Say what the clock in the picture shows in this frame."""
        recording, at = self.recording, self._here()
        if recording is None:
            return
        self.pause()
        shown = beijing(recording.anchor_shown) if recording.anchor_shown else None
        values = ask_form(self.shell, self.words("Time shown in this frame …"), (
            Field("shown", N_("Shown by the device"), "moment", required=True,
                  help=N_("As in the picture; best at a frame where the second has just changed")),
        ), {"shown": shown})
        if values is not None:
            local = values["shown"].local.replace(tzinfo=None).isoformat()
            self.shell.do("edata.set_anchor", lambda work: operations.describe_recording(
                work, recording.id, anchor_ms=at, anchor_shown=local))

    def describe(self) -> None:
        """Correct what the recording is called, its camera and its clock."""
        recording = self.recording
        if recording is None or not self.writable:
            return
        fields = (
            Field("title", N_("Name of the recording"), required=True), Field("camera", N_("Camera or channel")),
            Field("clock_id", N_("Clock"), "choice",
                  choices=((None, N_("(display taken as Beijing time)")),
                           *((clock.id, clock.name) for clock in self._view.clocks))),
            Field("note", N_("Note"), "multiline"),
        )
        values = ask_form(self.shell, recording.title, fields,
                          {field.name: getattr(recording, field.name) for field in fields})
        if values is not None:
            self.shell.do("edata.describe_recording",
                          lambda work: operations.describe_recording(work, recording.id, **values))

    def mark(self) -> None:
        """Put what is seen in this frame on the time line."""
        recording, at = self.recording, self._here()
        if recording is None:
            return
        self.pause()
        title = self.shell.ask_text(self.words("Put on the time line …"), self.words("What is seen in this frame"))
        if title is not None:
            self.shell.do("edata.mark", lambda work: operations.mark(work, recording.id, at, title))

    def keep_frame(self) -> None:
        """Keep this frame as an item of its own."""
        recording, at = self.recording, self._here()
        if recording is not None:
            self.pause()
            self.shell.run(self.words("Keep this picture"), lambda job: take_frame(job, recording, at), self._kept)

    def _kept(self, item: Derived) -> None:
        self.shell.notify(self.words("{number} {title} is in the vault.", number=item.number, title=item.title),
                          "success")

    def look_for_light(self) -> None:
        """Look through the recording for changes of light in the region."""
        recording = self.recording
        if recording is not None:
            region = self.screens[0].region
            self.shell.run(self.words("Looking for changes of light"), lambda job: find_light(job, recording, region),
                           self._found)

    def _found(self, found: list[Candidate]) -> None:
        self.shell.notify(self.words("{count} new candidates: look at each, then confirm or reject it.",
                                     count=len(found)), "info")

    def confirm(self, candidate: Candidate) -> None:
        """A named officer saw it: the frame that is on view becomes the event's time, if it is near."""
        here = self._here()
        at = here if abs(here - candidate.at_ms) <= 1500 else candidate.at_ms
        initial = self.words(CANDIDATE_WORDS[candidate.kind])
        title = self.shell.ask_text(self.words("Confirm the candidate"), self.words(
            "What is seen at {at}", at=time_text(at)), initial)
        if title is not None:
            self.shell.do("edata.confirm", lambda work: operations.confirm(work, candidate.id, title, at))

    def reject(self, candidate: Candidate) -> None:
        """A named officer saw that it is something else."""
        reason = self.shell.ask_text(self.words("Reject the candidate"), self.words("What it is instead"))
        if reason is not None:
            self.shell.do("edata.reject", lambda work: operations.reject(work, candidate.id, reason), reason=reason)
