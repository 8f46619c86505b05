"""The page of the time line: everything with a time, narrowed down, played back, with what all sources allow."""

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QStackedLayout, QVBoxLayout, QWidget

from modules.chronology.queries import Chronology, chronology
from modules.chronology.records import TimePoint
from modules.chronology.ui.bars import Bar, bars, in_lanes
from modules.chronology.ui.view import TimelineView
from workstation.api import N_, Event, Party, Place, Read, Ref, TimelineItem
from workstation.api.widgets import Badge, EmptyState, Header, PageBase, Shell, button, on_key, scrolled

_FRAME_MS, _PLAY_S = 40, 30.0  # a play-back takes half a minute
_GROUPS = (("lane", N_("By source")), ("place", N_("By place")),
           ("person", N_("By person")), ("one", N_("All in one")))


class TimelinePage(PageBase):
    """Every source's times on one axis; uncertainty is drawn as such."""

    kinds = None

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self._line: Chronology | None = None
        self._groups: dict[str, dict[TimePoint, str]] = {}
        self._looked = False
        self.play_button = button(shell, words("Play"), self.play, icon_name="player-play")
        self.fit_button = button(shell, words("Show all"), self._fit, icon_name="arrows-horizontal")
        self.new_button = button(shell, words("New event"), lambda: shell.show("incident.timeline"), icon_name="plus")
        self.body.addWidget(Header(
            words("Time line"),
            words("Corrected times of every source; bands are uncertainty. Wheel zooms, drag moves."),
            self.fit_button, self.play_button, self.new_button,
        ))
        self.body.addLayout(self._filters())
        self.view = TimelineView(shell)
        self.view.chosen.connect(self._chosen)
        self.view.opened.connect(self._opened)
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self._advance)
        self._stack = QStackedLayout()
        self.body.addLayout(self._stack, 1)  # before it gets its widgets: alone it would show them as windows
        self._stack.addWidget(scrolled(self.view))
        self._stack.addWidget(EmptyState(
            shell, "timeline-event", words("Nothing has a time yet: enter events, or take photographs and logs in."),
        ))
        on_key(self, "Space", self.play)
        self.refresh()

    def _filters(self) -> QHBoxLayout:
        words = self.words
        self.search = QLineEdit()
        self.search.setPlaceholderText(words("Search the time line …"))
        self.search.setAccessibleName(words("Search the time line …"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._show)
        self.group, self.lane = QComboBox(), QComboBox()
        self.group.setAccessibleName(words("Lanes"))
        self.lane.setAccessibleName(words("Lane"))
        for key, title in _GROUPS:
            self.group.addItem(words(title), key)
        self.group.activated.connect(lambda _: self._regroup())
        self.lane.activated.connect(lambda _: self._show())
        self._warnings = QVBoxLayout()
        line = QHBoxLayout()
        line.addWidget(self.search, 1)
        line.addWidget(self.group)
        line.addWidget(self.lane)
        line.addLayout(self._warnings)
        return line

    def load(self, read: Read) -> Any:
        line = chronology(read)
        places = {place.id: place.name for place in read.all(Place)}
        people = {party.id: party.name for party in read.all(Party)}
        found: dict[str, dict[TimePoint, str]] = {"place": {}, "person": {}}
        for item in line.items:
            record = read.resolve(item.ref)
            point = TimePoint(ref=item.ref, part=item.part)
            found["place"][point] = places.get(getattr(record, "place_id", None) or "", "")
            refs = record.refs if isinstance(record, Event) else ()
            party = getattr(record, "party_id", None) or next((ref.id for ref in refs if ref.kind == "parties"), "")
            found["person"][point] = people.get(party, "")
        return line, found

    def show_data(self, data: Any) -> None:
        self._line, self._groups = data
        self._regroup()
        while item := self._warnings.takeAt(0):
            if widget := item.widget():
                widget.deleteLater()
        count = len(self._line.reckoning.contradictions)
        if count:
            self._warnings.addWidget(Badge(self.shell, self.words("Contradictions: {count}", count=count), "error"))
        self._look_at_the_fire()
        self._stack.setCurrentIndex(0 if self._line.items or self._line.sought else 1)

    def _look_at_the_fire(self) -> None:
        """At first the hours of the fire and its fighting are shown: the case may reach back years."""
        times = [bar for bar in self._bars if bar.point.ref.kind == "incident"] if not self._looked else []
        self._looked = True
        if len(times) > 1:
            low, high = min(bar.first_s for bar in times), max(bar.last_s for bar in times)
            self.view.show_span(low - (high - low) / 4, high + (high - low) / 2)

    def _lane_of(self, item: TimelineItem) -> str:
        key = self.group.currentData()
        if key == "one":
            return self.words("All times")
        if key in self._groups:
            return self._groups[key].get(TimePoint(ref=item.ref, part=item.part), "")
        return self.words(item.lane) if item.lane else ""

    def _regroup(self) -> None:
        """Other lanes, and the list from which one of them is chosen."""
        if self._line is None:
            return
        chosen = self.lane.currentText()
        self._bars = bars(self._line, self.words, self._lane_of)
        names = [lane.name for lane in in_lanes(self._bars, self.words)]
        self.lane.clear()
        self.lane.addItems([self.words("All lanes"), *names])
        self.lane.setCurrentText(chosen if chosen in names else self.words("All lanes"))
        self._show()

    def _show(self) -> None:
        wanted, lane = self.search.text().strip().casefold(), self.lane.currentText()
        found = [bar for bar in self._bars if self._wanted(bar, wanted, lane)] if self._line else []
        self.view.set_lanes(in_lanes(found, self.words))

    def _wanted(self, bar: Bar, text: str, lane: str) -> bool:
        in_lane = self.lane.currentIndex() <= 0 or bar.lane == lane
        return in_lane and (text in bar.title.casefold() or text in bar.lane.casefold())

    def _fit(self) -> None:
        self.view.fit()

    def _chosen(self, point: TimePoint | None) -> None:
        self.shell.inspect(point.ref if point else None)

    def _opened(self, point: TimePoint) -> None:
        """Go to the page on which the record is worked on."""
        for search in self.shell.catalogue.searches():
            if search.id == point.ref.kind or search.page.startswith(point.ref.kind):
                self.shell.show(search.page, point.ref)
                return
        self.shell.inspect(point.ref)

    def show_ref(self, ref: Ref) -> None:
        self.view.select(TimePoint(ref=ref))

    # play-back

    def play(self) -> None:
        """Move the cursor from the beginning to the end of what is shown; again to stop."""
        scale = self.view.scale
        if self._timer.isActive():
            self._stop()
        elif scale is not None and self._bars:
            self._from, self._until = scale.left_s, scale.at(self.view.width())
            self.view.set_cursor(self._from)
            self.play_button.setText(self.words("Stop"))
            self._timer.start()

    def _advance(self) -> None:
        at = (self.view.cursor_s or self._from) + (self._until - self._from) * _FRAME_MS / 1000 / _PLAY_S
        if at >= self._until:
            self._stop()
        else:
            self.view.set_cursor(at)
            self._tell(at)

    def _tell(self, at: float) -> None:
        """Choose what has just happened."""
        past = [bar for bar in self._bars if bar.begin_s is not None and bar.begin_s <= at]
        if past:
            newest = max(past, key=lambda bar: bar.begin_s or 0.0)
            if newest.point != self.view.point:
                self.view.select(newest.point)

    def _stop(self) -> None:
        self._timer.stop()
        self.view.set_cursor(None)
        self.play_button.setText(self.words("Play"))
