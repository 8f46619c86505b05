"""Survey points with frame and accuracy; what lies between chosen ones is told with its ±."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtWidgets import QWidget

from modules.measurements import operations, queries
from modules.measurements.records import PointKind, SurveyPoint
from modules.measurements.rules.between import between
from modules.measurements.ui.fitting import ask_fit
from workstation.api import N_, UNKNOWN_FRAME, GeoPoint, Place, Read, UserError, Work, frames, measured_text
from workstation.api.widgets import Card, Field, PropertyList, RecordPage, TableColumn, button, label

_KINDS = tuple(queries.POINT_WORDS.items())
_FRAMES = ("EPSG:4326", "EPSG:4490", "GCJ-02", "BD-09", *frames.ZONES)

_NONE = (None, N_("(none)"))


@dataclass(frozen=True)
class _View:
    points: list[SurveyPoint]
    frames: tuple[str, ...]
    places: tuple[tuple[str, str], ...]


def _frames(known: Sequence[str]) -> tuple[tuple[str, str], ...]:
    named = dict.fromkeys((*known, "site:A", *_FRAMES))
    return (UNKNOWN_FRAME, N_("unknown")), *((frame, frames.ZONES.get(frame, frame)) for frame in named)


class PointsPage(RecordPage[SurveyPoint]):
    """Points: known ones, stations, and what was measured from them."""

    kinds = ("survey_points", "places", "survey_networks")
    title = N_("Survey points")
    subtitle = N_("Every point keeps its frame; of an unknown frame nothing is measured. Choose several points to see "
                  "distance, bearing and area with their ±.")
    icon = "survey-point"
    empty_text = N_("No points yet. Enter the known ones here; stations and details come with readings and imports.")
    new_text = N_("New point")
    operation = "measurements.enter_point"

    def header_actions(self) -> list[Any]:
        self.fit_button = button(
            self.shell, self.words("Fit local frame …"), self.fit, icon_name="map-pin",
            tip=self.words("Put the scene's own frame onto the earth by points that are known in both"),
        )
        self.fit_button.setEnabled(self.writable)
        return [self.fit_button]

    def fit(self) -> None:
        """Ask which points are the same, then fit."""
        ask_fit(self.shell, self.table.records())

    def columns(self) -> list[TableColumn[SurveyPoint]]:
        words = self.words
        return [
            TableColumn(words("Point name"), lambda p: p.name, 100),
            TableColumn(words("Kind"), lambda p: words(queries.POINT_WORDS[p.kind]), 100),
            TableColumn(words("Frame"), self._frame, 110, level=self._frame_level),
            TableColumn(words("x (east)"), lambda p: self._number(p, 0), 130, right=True),
            TableColumn(words("y (north)"), lambda p: self._number(p, 1), 130, right=True),
            TableColumn(words("Height above datum"), self._height, 150, right=True),
            TableColumn(words("Point error"), self._error, 100, right=True),
            TableColumn(words("Known"), lambda p: words("known") if p.held else "", 80,
                        level=lambda p: "accent" if p.held else ""),
            TableColumn(words("Source"), lambda p: p.source, 140),
        ]

    def fields(self) -> list[Field]:
        return [
            Field("name", N_("Point name"), required=True), Field("kind", N_("Kind"), "choice", choices=_KINDS),
            Field("frame", N_("Frame"), "choice", choices=_frames(())),
            Field("held", N_("Known point (held)"), "bool"),
            Field("x", N_("x (east) or longitude"), "float"), Field("y", N_("y (north) or latitude"), "float"),
            Field("height_m", N_("Height above datum"), "float", unit="m"),
            Field("accuracy_m", N_("Point error (1σ)"), "float", unit="m", minimum=0),
            Field("place_id", N_("Place"), "choice", choices=(_NONE,)), Field("source", N_("Source")),
            Field("refs", N_("Photographs and records"), "refs"), Field("note", N_("Note"), "multiline"),
        ]

    def values(self, record: SurveyPoint) -> dict[str, Any]:
        place = record.point
        coordinates = {name: getattr(place, name) if place else None for name in ("x", "y", "height_m", "accuracy_m")}
        return {**super().values(record), **coordinates, "frame": place.frame if place else UNKNOWN_FRAME}

    def defaults(self) -> dict[str, Any]:
        return {"kind": PointKind.DETAIL, "frame": "site:A"}

    def below_form(self) -> QWidget:
        self.between_card = Card(self.words("Between the chosen points"))
        self.between_facts = PropertyList()
        self.between_note = label("", "muted", wrap=True)
        self.between_card.body.addWidget(self.between_facts)
        self.between_card.body.addWidget(self.between_note)
        self.between_card.hide()
        return self.between_card

    def load(self, read: Read) -> _View:
        points = queries.all_points(read)
        known = {point.point.frame for point in points if point.point is not None}
        known |= {network.frame for network in queries.all_networks(read)}
        places = tuple((place.id, place.name) for place in read.all(Place, order=("name",)))
        return _View(points, tuple(sorted(known - {UNKNOWN_FRAME})), places)

    def show_data(self, data: _View) -> None:
        self.form.set_choices("frame", _frames(data.frames))
        self.form.set_choices("place_id", (_NONE, *data.places))
        super().show_data(data.points)
        if not getattr(self, "_listening", False):
            self._listening = True
            self.table.selected.connect(self._show_between)

    def store(self, work: Work, record: SurveyPoint | None, values: dict[str, Any]) -> SurveyPoint:
        return operations.enter_point(work, record.id if record else None, **values)

    def _show_between(self, chosen: Sequence[SurveyPoint]) -> None:
        self.between_card.setVisible(len(chosen) > 1)
        if len(chosen) < 2:
            return
        self.panel.show()
        words = self.words
        try:
            found = between([(point.name, _certain(point)) for point in chosen])
        except UserError as error:
            self.between_facts.set_rows([])
            self.between_note.setText(words.error(error))
            return
        rows = [(words("Length of the way") if len(chosen) > 2 else words("Distance"), found.length.text())]
        if found.bearing is not None:
            rows.append((words("Bearing"), found.bearing.text()))
        if found.rise is not None:
            rows.append((words("Height difference"), found.rise.text()))
        if found.area is not None:
            rows.append((words("Surface area"), found.area.text()))
        if found.around is not None:
            rows.append((words("Perimeter"), found.around.text()))
        self.between_facts.set_rows(rows)
        self.between_note.setText(words("± is the expanded uncertainty with k = 2. Points count as independent.")
                                  if found.length.u else words("No ±: the point errors are not known."))

    def _frame(self, point: SurveyPoint) -> str:
        if point.point is None:
            return self.words("no coordinates")
        return self.words("unknown") if point.point.frame == UNKNOWN_FRAME else point.point.frame

    @staticmethod
    def _frame_level(point: SurveyPoint) -> str:
        return "warning" if point.point is not None and point.point.frame == UNKNOWN_FRAME else ""

    @staticmethod
    def _number(point: SurveyPoint, axis: int) -> str:
        place = point.point
        if place is None:
            return ""
        digits = 8 if place.frame.startswith(("EPSG:4326", "EPSG:4490", "GCJ", "BD")) else 3
        return f"{(place.x, place.y)[axis]:.{digits}f}"

    @staticmethod
    def _height(point: SurveyPoint) -> str:
        height = point.point.height_m if point.point else None
        return "" if height is None else measured_text(height, point.u_height_m)

    @staticmethod
    def _error(point: SurveyPoint) -> str:
        accuracy = point.point.accuracy_m if point.point else None
        return "" if accuracy is None else f"{accuracy:.3f} m"


def _certain(point: SurveyPoint) -> GeoPoint | None:
    """A held point without a stated error defines its frame: it is exact."""
    place = point.point
    return replace(place, accuracy_m=0.0) if place is not None and point.held and place.accuracy_m is None else place
