"""The page of the time line: everything with a time, narrowed down, played back, with what all sources allow."""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QStackedLayout, QVBoxLayout, QWidget

from modules.chronology.queries import Chronology, chronology
from modules.chronology.records import TimePoint
from modules.chronology.ui.bars import Bar, bars, in_lanes
from modules.chronology.ui.playing import SPEEDS, Player
from modules.chronology.ui.view import TimelineView
from workstation.api import N_, Event, Party, Place, Read, Ref, TimelineItem
from workstation.api.widgets import (
    Badge,
    Beside,
    EmptyState,
    Header,
    PageBase,
    Shell,
    Split,
    button,
    icon,
    label,
    on_key,
    scrolled,
)

_AROUND = 90
_LOW = 640  # of the page: below this what follows stands at the left
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
        self.fit_button = button(shell, words("Show all"), self._fit, icon_name="arrows-horizontal")
        self.new_button = button(shell, words("New event"), lambda: shell.show("incident.timeline"), icon_name="plus")
        self._head = Header(
            words("Time line"),
            words("Corrected times of every source; bands are uncertainty. Wheel zooms, drag moves, "
                  "Space plays, ← → step."),
            self.fit_button, self.new_button,
        )
        self.body.addWidget(self._head)
        self.view = TimelineView(shell)
        self.view.chosen.connect(self._chosen)
        self.view.opened.connect(self._opened)
        self._bars: list[Bar] = []
        self._arranged = ""
        self._shown: list[Bar] = []
        self.player = Player(shell, self.view, lambda: self._shown)
        self.body.addLayout(self._filters())
        self.body.addLayout(self._play_bar())
        self.player.told.connect(self._tell)
        self.beside, below = Beside(shell), QWidget()
        self._stack = QStackedLayout(below)  # before it gets its widgets: alone it would show them as windows
        self.split = Split(shell, "chronology", [420, 300], vertical=True)
        self.split.addWidget(self.beside)
        self.split.addWidget(below)
        self.body.addWidget(self.split, 1)
        area = scrolled(self.view)
        self.view.marked.connect(lambda y: area.ensureVisible(0, round(y), 0, _AROUND))
        area.verticalScrollBar().valueChanged.connect(self.view.update)  # the axis stays at the upper edge
        self._stack.addWidget(area)
        self._stack.addWidget(EmptyState(
            shell, "timeline-event", words("Nothing has a time yet: enter events, or take photographs and logs in."),
        ))
        for key, act in (("Space", self.play), ("Left", partial(self.player.step, -1)),
                         ("Right", partial(self.player.step, 1)), ("Escape", self.player.end)):
            on_key(self.view, key, act)
        on_key(self, "Ctrl+Space", self.play)
        self.refresh()
        self._show_beside()
        self._tell()

    def _filters(self) -> QHBoxLayout:
        words = self.words
        self.search = QLineEdit()
        self.search.setPlaceholderText(words("Search the time line …"))
        self.search.setAccessibleName(words("Search the time line …"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._show)
        self.group, self.lane = QComboBox(), QComboBox()
        self.lane.setMinimumContentsLength(8)
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

    def _play_bar(self) -> QHBoxLayout:
        """Playing, and what follows it beside."""
        words, shell = self.words, self.shell
        self.play_button = button(shell, words("Play"), self.play, icon_name="player-play")
        self.play_button.setToolTip(words("Play or pause") + " (Space)")
        self.back_button = button(shell, "", partial(self.player.step, -1), icon_name="chevron-left",
                                  tip=words("To the time before (←)"))
        self.on_button = button(shell, "", partial(self.player.step, 1), icon_name="chevron-right",
                                tip=words("To the next time (→)"))
        self.end_button = button(shell, words("End the play-back"), self.player.end, icon_name="x", role="quiet",
                                 tip=words("Show everything again, whenever it was (Esc)"))
        self.speed, self.companion = QComboBox(), QComboBox()
        for speed, title in SPEEDS:
            self.speed.addItem(words(title), speed)
        self.speed.activated.connect(lambda _: setattr(self.player, "speed", self.speed.currentData()))
        self.companion.addItem(words("nothing"), "")
        for _, page in shell.catalogue.pages():
            if page.follows:
                self.companion.addItem(words(page.title), page.id)
        kept = shell.settings.panels.get("chronology", {}).get("beside", {}).get("page", "")
        self.companion.setCurrentIndex(max(0, self.companion.findData(kept)))
        self.companion.activated.connect(lambda _: self._show_beside())
        line = QHBoxLayout()
        for widget in (self.back_button, self.play_button, self.on_button, self.speed, self.end_button):
            line.addWidget(widget)
        line.addStretch(1)
        for box, text in ((self.speed, words("Speed of the play-back")), (self.companion, words("Follows beside"))):
            box.setAccessibleName(text)
            box.setToolTip(text)
        line.addWidget(label(words("Follows beside"), "small"))
        line.addWidget(self.companion)
        return line

    def load(self, read: Read) -> Any:
        line = chronology(read)
        places = {place.id: place.name for place in read.all(Place)}
        people = {party.id: party.name for party in read.all(Party)}
        found: dict[str, dict[TimePoint, str]] = {"place": {}, "person": {}}
        about: dict[TimePoint, tuple[Ref, ...]] = {}
        for item in line.items:
            record = read.resolve(item.ref)
            point = TimePoint(ref=item.ref, part=item.part)
            place_id = getattr(record, "place_id", None) or ""
            found["place"][point] = places.get(place_id, "")
            refs = record.refs if isinstance(record, Event) else ()
            party = getattr(record, "party_id", None) or next((ref.id for ref in refs if ref.kind == "parties"), "")
            found["person"][point] = people.get(party, "")
            about[point] = (item.ref, *refs, *([Ref("places", place_id)] if place_id else []))
        return line, found, about

    def show_data(self, data: Any) -> None:
        self._line, self._groups, self.player.about = data
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
        self._shown = [bar for bar in self._bars if self._wanted(bar, wanted, lane)]
        self.view.set_lanes(in_lanes(self._shown, self.words))

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
        """Move the cursor from where it is, or from the beginning of what is shown; again to pause."""
        self.player.toggle()

    def _tell(self) -> None:
        """Show whether it plays."""
        words, tokens = self.words, self.shell.tokens
        text, name = (words("Pause"), "player-pause") if self.player.running else (words("Play"), "player-play")
        self.play_button.setText(text)
        self.play_button.setIcon(icon(name, tokens.text))
        self.end_button.setEnabled(self.view.cursor_s is not None)

    def _show_beside(self) -> None:
        """The page that was chosen stands above the time line and follows it."""
        page_id = str(self.companion.currentData() or "")
        self.shell.settings.panels.setdefault("chronology", {})["beside"] = {"page": page_id}
        self.beside.show_page(page_id)
        self._head.setVisible(not page_id)  # the room is needed
        self.view.set_compact(bool(page_id))
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """What follows stands above the time line; in a low window to its left, where a plan is still large enough."""
        low = self.height() < round(_LOW * self.shell.tokens.scale)
        sideways = low and bool(self.beside.page_id)
        wanted = Qt.Orientation.Horizontal if sideways else Qt.Orientation.Vertical
        if wanted is self.split.orientation() and self._arranged == self.beside.page_id:
            return
        self._arranged = self.beside.page_id
        self.split.setOrientation(wanted)
        if sideways:
            width = self.split.width()
            self.split.setSizes([width * 2 // 5, width - width * 2 // 5])
        else:
            self.split.settle()
