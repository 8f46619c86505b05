"""Drawn layers of the map: features with their labels, the ground of orientation."""

from collections.abc import Iterator

import numpy as np
from PySide6.QtGui import QPainter

from modules.map.records import MapLayer
from modules.map.rules.capitals import CAPITALS
from modules.map.rules.features import Features
from modules.map.rules.ground import grid_lines, grid_names, step_at
from modules.map.rules.mercator import plane_at
from modules.map.rules.styling import marks_of
from modules.map.ui.names import Name
from workstation.api import drawing
from workstation.api.widgets import Canvas, Frame, MarkLayer, MarkPainter, Tokens

_TRIED = 2000
_CAPITALS_PX_PER_M = 0.02


class VectorLayer(MarkLayer):
    """Features in their look, with labels where these find room."""

    def __init__(self, layer: MapLayer, features: Features, tokens: Tokens) -> None:
        sure = layer.frame != "unknown"
        super().__init__(layer.title, marks_of(features, layer.style, sure=sure), visible=layer.visible,
                         opacity=layer.opacity)  # fmt: skip
        self.layer, self.features, self._tokens = layer, features, tokens

    def signs(self, frame: Frame) -> drawing.Floats:  # noqa: ARG002 - layers with names are asked for both
        """Features may be written upon."""
        return np.empty((0, 2))

    def names(self, frame: Frame) -> Iterator[Name]:
        """Labels of what is looked at, in the middle of each feature."""
        column = self.features.columns.get(self.layer.style.label_field)
        if column is None:
            return
        box, middles = frame.view.box, self.features.middles
        seen = np.nonzero(((middles >= box[:2]) & (middles <= box[2:])).all(axis=1))[0][:_TRIED]
        dotted = self.features.dotted
        for number in seen.tolist():
            if column[number]:
                away = self.layer.style.dot_mm / 2 + 0.4 if dotted[number] else 0.0
                at = (float(middles[number, 0]), float(middles[number, 1]))
                yield Name(at, column[number], self._tokens.text, self._tokens.surface, away)


def paint_degrees(painter: QPainter, canvas: Canvas, tokens: Tokens) -> None:
    """What the lines of the graticule are, along the edges of what is seen."""
    view = canvas.view
    if not view.rotation_deg:
        pen = MarkPainter(painter, view.matrix, canvas.px_per_mm)
        pen.draw(grid_names(view.box, step_at(view.px_per_m), tokens.text_faint, 2.2, tokens.surface, above=True))


class Ground:
    """What is there without any file: the graticule, and the seats of the provinces by name."""

    def __init__(self, tokens: Tokens, language: str) -> None:
        self.name, self.visible, self.opacity = "ground", True, 1.0
        self._tokens, self._zh = tokens, language == "zh"

    @property
    def revision(self) -> int:
        return 0

    def bounds(self) -> drawing.Box:
        return drawing.NO_BOX

    def paint(self, painter: QPainter, frame: Frame) -> None:
        pen = MarkPainter(painter, frame.view.matrix, frame.px_per_mm, frame.breathe)
        pen.draw(grid_lines(frame.view.box, step_at(frame.view.px_per_m), self._tokens.border_strong))
        pen.draw([
            drawing.Symbol("map/capital", at, 2.4, style=drawing.Style(self._tokens.text_muted))
            for _, at in self._capitals(frame)
        ])

    def signs(self, frame: Frame) -> drawing.Floats:
        """Where capitals stand."""
        return np.array([at for _, at in self._capitals(frame)]).reshape(-1, 2)

    def names(self, frame: Frame) -> Iterator[Name]:
        """What they are called."""
        for name, at in self._capitals(frame):
            yield Name(at, name, self._tokens.text_muted, self._tokens.surface, 1.6)

    def _capitals(self, frame: Frame) -> list[tuple[str, tuple[float, float]]]:
        """Those that are looked at, from afar."""
        if frame.view.px_per_m >= _CAPITALS_PX_PER_M:
            return []
        west, south, east, north = frame.view.box
        return [
            (chinese if self._zh else english, at) for (chinese, english, *_), at in zip(CAPITALS, _PLACES, strict=True)
            if west <= at[0] <= east and south <= at[1] <= north
        ]


_PLACES = tuple(plane_at(longitude, latitude) for *_, longitude, latitude in CAPITALS)
