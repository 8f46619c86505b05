"""Drawn layers of the map: features with their labels, things of the case with clusters, the ground of orientation."""

import math
from collections.abc import Sequence
from datetime import datetime

import numpy as np
from PySide6.QtGui import QPainter

from modules.map.records import MapLayer
from modules.map.rules.capitals import CAPITALS
from modules.map.rules.clusters import clusters
from modules.map.rules.features import Features
from modules.map.rules.ground import graticule, sector
from modules.map.rules.items import Item
from modules.map.rules.mercator import plane_at, true_scale
from modules.map.rules.styling import GREY, marks_of
from workstation.api import drawing
from workstation.api.widgets import Frame, MarkLayer, MarkPainter, Tokens

_LABELS, _TRIED = 150, 2000
_LABEL_MM, _SIGN_MM = 2.6, 5.5
_SINGLE_PX_PER_M = 0.35
"""At this magnification and beyond nothing is clustered."""

_SECTOR_PX = 70.0


class VectorLayer(MarkLayer):
    """Features in their look, with labels where these find room."""

    def __init__(self, layer: MapLayer, features: Features, tokens: Tokens) -> None:
        sure = layer.frame != "unknown"
        super().__init__(layer.title, marks_of(features, layer.style, sure=sure), visible=layer.visible,
                         opacity=layer.opacity)  # fmt: skip
        self.layer, self.features, self._tokens = layer, features, tokens

    def paint(self, painter: QPainter, frame: Frame) -> None:
        super().paint(painter, frame)
        column = self.features.columns.get(self.layer.style.label_field)
        if column is None:
            return
        box, middles = frame.view.box, self.features.middles
        seen = np.nonzero(((middles >= box[:2]) & (middles <= box[2:])).all(axis=1))[0][:_TRIED]
        labels = [
            drawing.Label((float(middles[n, 0]), float(middles[n, 1])), column[n], _LABEL_MM, across="center",
                  upright="middle" if self.features.kinds[0] else "bottom", halo=self._tokens.surface,
                  style=drawing.Style(self._tokens.text))
            for n in seen.tolist() if column[n]
        ]  # fmt: skip
        paint_apart(painter, frame, labels)


def paint_apart(painter: QPainter, frame: Frame, labels: Sequence[drawing.Label]) -> None:
    """Paint labels in order, but none over another."""
    pen = MarkPainter(painter, frame.view.matrix, frame.px_per_mm, frame.breathe)
    taken = np.empty((_LABELS, 4))
    count = 0
    for label in labels:
        at = pen.place(label.at)
        if at is None or count >= _LABELS:
            continue
        wide, high = drawing.text_size(label.text)
        size = pen.size(label.size, label.unit)
        box = (at[0] - wide * size / 2, at[1] - high * size, at[0] + wide * size / 2, at[1] + high * size / 2)
        others = taken[:count]
        if ((others[:, :2] < box[2:]) & (others[:, 2:] > box[:2])).all(axis=1).any():
            continue
        taken[count] = box
        count += 1
        pen.draw([label])


class CaseLayer:
    """Things of the case as signs: clustered from afar, with field of view and name from near.

    ``until`` hides what is later; things without a time are always shown.
    """

    def __init__(self, layer_id: str, title: str, items: Sequence[Item], tokens: Tokens) -> None:
        self.id, self.name, self.visible, self.opacity = layer_id, title, True, 1.0
        self.items, self._tokens = list(items), tokens
        self._until: datetime | None = None
        self._revision = 0

    @property
    def revision(self) -> int:
        return self._revision

    def show_until(self, until: datetime | None) -> None:
        """Show what had been by then."""
        self._until = until
        self._revision += 1

    def shown(self) -> list[Item]:
        """What is shown now."""
        until = self._until
        return [item for item in self.items if until is None or item.at is None or item.at <= until]

    def bounds(self) -> drawing.Box:
        items = self.shown()
        if not items:
            return drawing.NO_BOX
        xs, ys = [item.x for item in items], [item.y for item in items]
        return min(xs), min(ys), max(xs), max(ys)

    def near(self, x: float, y: float, reach: float) -> list[Item]:
        """What lies within ``reach`` of a point, nearest first."""
        found = [(math.hypot(item.x - x, item.y - y), item) for item in self.shown()]
        return [item for away, item in sorted(found, key=lambda one: one[0]) if away <= reach]

    def paint(self, painter: QPainter, frame: Frame) -> None:
        items = self.shown()
        box = frame.view.box
        items = [item for item in items if box[0] <= item.x <= box[2] and box[1] <= item.y <= box[3]]
        if not items:
            return
        pen = MarkPainter(painter, frame.view.matrix, frame.px_per_mm, frame.breathe)
        px = pen.px(np.array([(item.x, item.y) for item in items]))
        single = frame.view.px_per_m >= _SINGLE_PX_PER_M
        groups = [[number] for number in range(len(items))] if single else clusters(px)
        labels: list[drawing.Label] = []
        for group in groups:
            if len(group) == 1:
                item = items[group[0]]
                pen.draw(self._sign(item, frame))
                if item.label and frame.view.px_per_m > _SINGLE_PX_PER_M / 8:
                    labels.append(self._name(item, frame))
            else:
                pen.draw(self._cluster([items[number] for number in group]))
        paint_apart(painter, frame, labels[:_TRIED])

    def _sign(self, item: Item, frame: Frame) -> list[drawing.Mark]:
        marks: list[drawing.Mark] = []
        if item.bearing_deg is not None and item.sure:
            reach = _SECTOR_PX / frame.view.px_per_m * true_scale(item.y)
            marks.append(sector(item, reach, self._tokens.info))
        colour = self._tokens.accent if item.sure else GREY
        name = item.symbol if item.sure else "map/dot"
        return [*marks, drawing.Symbol(name, (item.x, item.y), _SIGN_MM, style=drawing.Style(colour))]

    def _name(self, item: Item, frame: Frame) -> drawing.Label:
        text = item.label if len(item.label) <= 18 else item.label[:17] + "…"
        down = (_SIGN_MM / 2 + _LABEL_MM) * frame.m_per_mm
        turn = math.radians(frame.view.rotation_deg)
        at = (item.x - down * math.sin(turn), item.y - down * math.cos(turn))
        ink = drawing.Style(self._tokens.text if item.sure else GREY)
        return drawing.Label(at, text, _LABEL_MM, rotation_deg=-frame.view.rotation_deg, across="center",
                             halo=self._tokens.surface, style=ink)  # fmt: skip

    def _cluster(self, items: Sequence[Item]) -> list[drawing.Mark]:
        x, y = sum(item.x for item in items) / len(items), sum(item.y for item in items) / len(items)
        ink = drawing.Style(self._tokens.accent if any(item.sure for item in items) else GREY)
        return [
            drawing.Symbol("map/cluster", (x, y), 8.0, style=ink),
            drawing.Label((x, y), str(len(items)), 2.8, across="center", upright="middle", bold=True,
                  style=drawing.Style(self._tokens.on_accent)),
        ]  # fmt: skip


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
        pen.draw(graticule(frame.view.box, self._tokens.border, self._tokens.text_faint))
        box, labels = frame.view.box, []
        for chinese, english, longitude, latitude in CAPITALS:
            x, y = plane_at(longitude, latitude)
            if box[0] <= x <= box[2] and box[1] <= y <= box[3] and frame.view.px_per_m < 0.02:
                pen.draw([drawing.Symbol("map/capital", (x, y), 2.4, style=drawing.Style(self._tokens.text_muted))])
                above = y + 1.8 * frame.m_per_mm
                name, ink = chinese if self._zh else english, drawing.Style(self._tokens.text_muted)
                halo = self._tokens.surface
                labels.append(drawing.Label((x, above), name, _LABEL_MM, across="center", halo=halo, style=ink))
        paint_apart(painter, frame, labels)
