"""Adjustments: closures, residuals, suspected blunders and the sketch of a network; computed anew at every change."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QTabWidget, QVBoxLayout, QWidget

from modules.measurements import operations, queries
from modules.measurements.queries import Report
from modules.measurements.records import Network, NetworkKind
from modules.measurements.sections import sketch
from modules.measurements.sections.adjustment import (
    blunder_sentences,
    closure_lines,
    point_rows,
    quality,
    residual_rows,
)
from workstation.api import N_, Read, Ref, UserError, today
from workstation.api.widgets import (
    Badge,
    Card,
    EmptyState,
    Field,
    GraphView,
    Header,
    PageBase,
    PropertyList,
    RecordTableView,
    Shell,
    Split,
    TableColumn,
    ask_form,
    button,
    clear,
    label,
    on_key,
    scrolled,
    to_verify_badge,
)

_KINDS = tuple(queries.NETWORK_WORDS.items())
Row = tuple[str, ...]
_PX_PER_MM = 4.2  # of the sketch at the usual text size
_SUMMARY = 175  # pixels at the usual text size; what is longer scrolls, since the sketch needs its room


@dataclass(frozen=True)
class _View:
    networks: list[Network]
    chosen: str | None
    report: Report | None
    failure: UserError | None


class NetworksPage(PageBase):
    """The list on the left, the chosen adjustment on the right."""

    kinds = ("survey_networks", "readings", "survey_points", "instruments")

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self._chosen: str | None = None
        self._report: Report | None = None
        self.new_button = button(shell, words("New adjustment"), self.start_new, icon_name="plus", role="primary")
        self.edit_button = button(shell, words("Edit …"), self.edit, icon_name="pencil")
        self.adopt_button = button(
            shell, words("Take coordinates over"), self.adopt, icon_name="check",
            tip=words("Write the adjusted coordinates and heights into the points; this is kept with your name"),
        )
        self.body.addWidget(Header(
            words("Adjustments"),
            words("Readings are adjusted by least squares; what does not fit is named, and people decide about it."),
            self.edit_button, self.adopt_button, self.new_button,
        ))
        self.list: RecordTableView[Network] = RecordTableView(
            shell, "survey-networks", (
                TableColumn(words("Adjustment"), lambda n: n.name, 110),
                TableColumn(words("Kind"), lambda n: words(queries.NETWORK_WORDS[n.kind]), 70),
            ), key=lambda n: n.id, filterable=False,
        )
        self.list.selected.connect(self._choose)
        self.details = _Details(shell, self)
        self.empty = EmptyState(
            shell, "survey-network",
            words("No adjustment yet. Make one, enter a known point, then assign readings to it on the page "
                  "“Readings”."),
            button(shell, words("New adjustment"), self.start_new, icon_name="plus", role="primary"),
        )
        self.split = Split(shell, "survey-networks", [190, 900], stretch=1)
        self.split.addWidget(self.list)
        self.split.addWidget(self.details)
        self.split.settle()
        self.body.addWidget(self.split, 1)
        self.body.addWidget(self.empty, 1)
        self.split.hide()
        self.empty.hide()
        on_key(self, "Ctrl+N", self.start_new)
        self.refresh()

    def load(self, read: Read) -> _View:
        networks = queries.all_networks(read)
        ids = [network.id for network in networks]
        chosen = self._chosen if self._chosen in ids else (ids[0] if ids else None)
        try:
            return _View(networks, chosen, queries.report(read, chosen) if chosen else None, None)
        except UserError as error:
            return _View(networks, chosen, None, error)

    def show_data(self, data: _View) -> None:
        self._chosen, self._report = data.chosen, data.report
        self.split.setVisible(bool(data.networks))
        self.empty.setVisible(not data.networks)
        self.new_button.setEnabled(self.writable)
        found = data.report
        self.edit_button.setEnabled(found is not None and self.writable)
        self.adopt_button.setEnabled(
            found is not None and self.writable and not found.failures and bool(found.plane or found.heights)
        )
        self.list.set_records(data.networks)
        if data.chosen is not None and not self.list.selection():
            self.list.select({data.chosen})
        self.details.show_report(found, data.failure)

    def show_ref(self, ref: Ref) -> None:
        self._chosen = ref.id
        self.list.view.clearSelection()
        self.refresh()

    def _choose(self, networks: list[Network]) -> None:
        if networks and networks[0].id != self._chosen:
            self._chosen = networks[0].id
            self.refresh()
        if networks:
            self.shell.inspect(Ref("survey_networks", networks[0].id))

    # what a person does

    def start_new(self) -> None:
        """Ask for a new adjustment."""
        if self.writable:
            self._ask(None, {"kind": NetworkKind.PLANE, "frame": "site:A", "grade": "scene"})

    def edit(self) -> None:
        """Change the chosen one."""
        if self._report is not None:
            network = self._report.network
            route = " ".join(self._report.name(point) for point in network.route)
            self._ask(network.id, {
                "name": network.name, "kind": network.kind, "frame": network.frame, "grade": network.grade,
                "route": route, "note": network.note,
            })

    def _ask(self, network_id: str | None, values: dict[str, Any]) -> None:
        language = self.words.language

        def grades(read: Read) -> tuple[tuple[str, str], ...]:
            pack = read.rules.on("survey-closures", today())
            named = {item["grade"]: item["title"][language]
                     for kind in ("traverse", "levelling") for item in pack.data[kind]}
            return ("", N_("(none)")), *named.items()

        self.shell.query(grades, partial(self._ask_with, network_id, values))

    def _ask_with(
        self, network_id: str | None, values: dict[str, Any], grades: tuple[tuple[str, str], ...]
    ) -> None:
        words = self.words
        fields = [
            Field("name", N_("Adjustment"), required=True), Field("kind", N_("Kind"), "choice", choices=_KINDS),
            Field("frame", N_("Frame"), required=True, help=N_("site:A is the scene's own; or EPSG:4547 and the like")),
            Field("grade", N_("Grade (limits to be verified)"), "choice", choices=grades),
            Field("route", N_("Points of the route in order"), wide=True,
                  help=N_("traverses and levelling lines: names with spaces between, the first again at a loop's end")),
            Field("note", N_("Note"), "multiline"),
        ]
        title = words("Adjustment") if network_id else words("New adjustment")
        told = ask_form(self.shell, title, fields, values, columns=2)
        if told is not None:
            told["route_names"] = str(told.pop("route") or "").split()
            self.shell.do("measurements.enter_network",
                          lambda work: operations.enter_network(work, network_id, **told), self._entered)

    def _entered(self, network: Network) -> None:
        self._chosen = network.id
        self.list.view.clearSelection()
        self.refresh()

    def adopt(self) -> None:
        """Take the adjusted coordinates over."""
        found = self._report
        if found is None:
            return
        text = self.words("The coordinates of the adjusted points are replaced; what they were stays in the history.")
        if found.suspects:
            text = self.words("Suspected blunders are still in it.") + " " + text
        if self.shell.confirm(self.words("Take coordinates over"), text):
            network_id = found.network.id
            self.shell.do("measurements.adopt", lambda work: operations.adopt(work, network_id), self._adopted)

    def _adopted(self, count: int) -> None:
        self.shell.notify(self.words("{count} points have their adjusted coordinates.", count=count), "success")

    def leave_out(self, reading_id: str) -> None:
        """Leave one reading out, with a reason, or let it count again."""
        found = self._report
        reading = next((item for item in found.readings if item.id == reading_id), None) if found else None
        if reading is None:
            return
        if reading.excluded:
            self.shell.do("measurements.include", lambda work: operations.include(work, [reading_id]))
            return
        reason = self.shell.ask_text(self.words("Leave out"), self.words("Why do these readings not count?"))
        if reason is not None:
            self.shell.do("measurements.exclude", lambda work: operations.exclude(work, [reading_id], reason),
                          reason=reason)


class _Details(QWidget):
    """One adjustment: how it closes, what does not fit, residuals, points, sketch."""

    def __init__(self, shell: Shell, page: NetworksPage) -> None:
        super().__init__()
        self.shell, self.page, self.words = shell, page, shell.words
        words = self.words
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        self.summary = QVBoxLayout()
        self.summary.setSpacing(8)
        holder = QWidget()
        holder.setLayout(self.summary)
        self.area = scrolled(holder)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.tabs = QTabWidget()
        self.graph = GraphView(shell)
        self.graph.setAccessibleName(words("Network sketch"))
        self.residuals: RecordTableView[Row] = RecordTableView(
            shell, "survey-residuals", _columns((
                (words("Reading"), 190), (words("Kind"), 100), ("v", 130), ("σ", 110), ("r", 80), ("w", 90),
                (words("Smallest blunder found"), 130), (words("Remark"), 140),
            ), suspect=words("suspected blunder")), key=lambda row: row[-1], empty=EmptyState(
                shell, "ruler-measure", words("Assign readings to this adjustment on the page “Readings”."),
                button(shell, words("Go to the readings"), lambda: shell.show("measurements")),
            ),
        )
        self.residuals.activated.connect(lambda row: page.leave_out(row[-1]))
        self.points: RecordTableView[Row] = RecordTableView(
            shell, "survey-adjusted", _columns((
                (words("Point name"), 110), (words("x (east)"), 120), (words("y (north)"), 120),
                (words("Point error (mm)"), 110), (words("Ellipse 95 %: a, b (mm), bearing"), 190),
                (words("Height above datum"), 160),
            )), key=lambda row: row[0],
        )
        self.unused: RecordTableView[Row] = RecordTableView(
            shell, "survey-unused", _columns(((words("Reading"), 260), (words("Why it takes no part"), 420))),
            key=lambda row: row[-1], filterable=False,
        )
        self.unused.activated.connect(lambda row: page.leave_out(row[-1]))
        self.tabs.addTab(self.graph, words("Sketch"))
        self.tabs.addTab(self.residuals, words("Residuals"))
        self.tabs.addTab(self.points, words("Adjusted points"))
        self.tabs.addTab(self.unused, words("Not used"))
        parts = Split(shell, "survey-adjustment", [_SUMMARY, 400], vertical=True, stretch=1)
        parts.addWidget(self.area)
        parts.addWidget(self.tabs)
        parts.settle()
        layout.addWidget(parts)

    def _draw(self, found: Report) -> None:
        """The sketch, as large as there is room, its type of a size that can be read."""
        room, px = self.graph.viewport().size(), _PX_PER_MM * self.shell.tokens.scale
        figure = sketch(found, self.words, width=max(110.0, room.width() / px), height=max(80.0, room.height() / px))
        self.graph.scene().clear()
        if figure is not None:
            self.graph.show_figure(figure)
            self.graph.fit()

    def show_report(self, found: Report | None, failure: UserError | None) -> None:
        """Show it, or why there is nothing to show."""
        clear(self.summary)
        if failure is not None:
            self.summary.addWidget(self._told(self.words("Not adjusted"), self.words.error(failure), "warning"))
        if found is None:
            return
        words = self.words
        for text in blunder_sentences(found, words):
            self.summary.addWidget(self._told(words("Suspected blunder"), text, "error"))
        for error in found.failures:
            self.summary.addWidget(self._told(words("Not adjusted"), words.error(error), "warning"))
        if found.route_failure is not None:
            told = words.error(found.route_failure)
            self.summary.addWidget(self._told(words("Closure not computed"), told, "warning"))
        self.summary.addWidget(self._facts(found))
        self.summary.addStretch(1)
        QTimer.singleShot(0, self, partial(self._draw, found))  # once the sketch has its room
        labels = [_reading_of(entry.observation) for entry in found.plane.residuals] if found.plane else []
        labels += list(found.assembled.rise_ids) if found.heights else []
        self.residuals.set_records([
            (*row, name) for row, name in zip(residual_rows(found, self.words), labels, strict=True)
        ])
        self.points.set_records([tuple(row) for row in point_rows(found)])
        self._show_unused(found)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.graph.fit()

    def _show_unused(self, found: Report) -> None:
        readings = {item.id: item for item in found.readings}
        rows = []
        for reading_id, reason in found.assembled.unused.items():
            item = readings[reading_id]
            why = f"{self.words(reason)}: {item.excluded}" if item.excluded else self.words(reason)
            rows.append((queries.reading_title(item, found.points), why, reading_id))
        self.unused.set_records(rows)
        self.tabs.setTabText(3, self.words("Not used ({count})", count=len(rows)) if rows else self.words("Not used"))

    def _facts(self, found: Report) -> Card:
        words = self.words
        card = Card(found.network.name)
        rows: list[tuple[str, str | QWidget]] = []
        for name, text, holds in closure_lines(found, words):
            rows.append((name, self._verdict(text, holds)))
        if found.network.grade:
            rows.append((words("Grade"), self._grade(found)))
        for name, adjusted in (
            (words("Adjustment in plane"), found.plane.adjusted if found.plane else None),
            (words("Adjustment of heights"), found.heights.adjusted if found.heights else None),
        ):
            if adjusted is not None:
                rows.append((name, quality(adjusted, words)))
        if found.assembled.assumed:
            count = len(found.assembled.assumed)
            rows.append((words("Assumed accuracy"),
                         words("{count} readings state no accuracy: reference values were used", count=count)))
        if found.foreign:
            points = ", ".join(found.name(name) for name in found.foreign)
            rows.append((words("Known points not used"), words("{points}: in another frame", points=points)))
        if found.network.adopted_at:
            when = found.network.adopted_at.text("%Y-%m-%d %H:%M")
            rows.append((words("Taken over"), f"{when} {found.network.adopted_by}"))
        card.body.addWidget(PropertyList(rows))
        return card

    def _verdict(self, text: str, holds: bool | None) -> QWidget:
        word, level = {
            True: (self.words("within the limit"), "success"), False: (self.words("exceeds the limit"), "error"),
            None: ("", ""),
        }[holds]
        return _beside(label(text, wrap=True, selectable=True), *([Badge(self.shell, word, level)] if word else []))

    def _grade(self, found: Report) -> QWidget:
        title = queries.grade_title(found.pack, found.network.kind, found.network.grade, self.words)
        text = label(title)
        text.setToolTip(found.pack.clause)
        return _beside(text, *([to_verify_badge(self.shell)] if found.pack.certainty != "verified" else []))

    def _told(self, word: str, text: str, level: str) -> QWidget:
        sentence = label(text, wrap=True, selectable=True)
        return _beside(Badge(self.shell, word, level), sentence)


def _beside(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(10)
    for widget in widgets:
        grows = isinstance(widget, QLabel) and widget.wordWrap()
        if grows:
            widget.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # it takes what there is
        line.addWidget(widget, 1 if grows else 0, Qt.AlignmentFlag.AlignTop)
    if not any(isinstance(widget, QLabel) and widget.wordWrap() for widget in widgets):
        line.addStretch(1)
    return holder


def _reading_of(observation: Any) -> str:
    return observation if isinstance(observation, str) else str(observation.label)


def _columns(titles: tuple[tuple[str, int], ...], suspect: str = "") -> tuple[TableColumn[Row], ...]:
    def text(number: int, row: Row) -> str:
        return row[number]

    def level(row: Row) -> str:
        return "error" if suspect and suspect in row else ""

    return tuple(
        TableColumn(title, partial(text, number), width, level=level if suspect else None)
        for number, (title, width) in enumerate(titles)
    )
