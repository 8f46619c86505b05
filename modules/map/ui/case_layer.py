"""Things of the case as signs, with their lines and areas at their true place; clustered from afar."""

import math
from collections.abc import Iterator, Sequence
from datetime import datetime

import numpy as np
from PySide6.QtGui import QPainter

from modules.map.rules.classing import GREY
from modules.map.rules.clusters import CELL_PX, clusters
from modules.map.rules.distances import radius_text
from modules.map.rules.ground import possible, sector
from modules.map.rules.items import Item
from modules.map.rules.mercator import true_scale
from modules.map.ui.names import SIGN_MM, Name
from workstation.api import Words, drawing
from workstation.api.widgets import Frame, MarkPainter, Shell, Tokens

_CLUSTER_MM, _NAME_CHARS = 8.0, 18
_NEAR_PX_PER_M, _SINGLE_PX_PER_M, _CONE_PX_PER_M, _NAMES_PX_PER_M = 0.35, 60.0, 8.0, 0.05
"""Magnifications from which on clusters are small, there are none, directions are shown, there are names."""

_CLOSE_PX = 24.0
_CONE_PX, _SEEN_PX, _SIGNLESS_PX = 70.0, 10.0, 60.0
Groups = list[list[Item]]


class CaseLayer:
    """Things of one table. ``until`` hides what is later; things without a time are always shown."""

    def __init__(self, layer_id: str, title: str, items: Sequence[Item], tokens: Tokens, words: Words) -> None:
        self.id, self.name, self.visible, self.opacity = layer_id, title, True, 1.0
        self.items, self._tokens, self._words = list(items), tokens, words
        self._until: datetime | None = None
        self._revision = 0

    @property
    def revision(self) -> int:
        return self._revision

    def show_until(self, until: datetime | None) -> None:
        """Show what had been by then."""
        if until != self._until:
            self._until = until
            self._revision += 1

    def shown(self) -> list[Item]:
        """What is shown now."""
        until = self._until
        return [item for item in self.items if until is None or item.at is None or item.at <= until]

    def bounds(self) -> drawing.Box:
        boxes = np.array([item.box for item in self.shown()] or [drawing.NO_BOX])
        low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])

    def near(self, x: float, y: float, reach: float) -> list[Item]:
        """What lies within ``reach`` of a point: signs, the nearest first, then outlines around it."""
        found = [(math.hypot(item.x - x, item.y - y), item) for item in self.shown()]
        signs = [item for away, item in sorted(found, key=lambda one: one[0]) if away <= reach]
        return signs + [item for _, item in found if item.traced and item not in signs and _covers(item, x, y)]

    def groups(self, frame: Frame) -> Groups:
        """What stands together as one sign, within what is looked at."""
        box = frame.view.box
        seen = [item for item in self.shown() if _meets(item.box, box)]
        if frame.view.px_per_m >= _SINGLE_PX_PER_M:
            return [[item] for item in seen]
        points = [item for item in seen if not item.traced]
        matrix = frame.view.matrix
        px = np.array([(item.x, item.y) for item in points]).reshape(-1, 2) @ matrix[:, :2].T
        cell = CELL_PX if frame.view.px_per_m < _NEAR_PX_PER_M else _CLOSE_PX
        return [*([item] for item in seen if item.traced),
                *([points[number] for number in group] for group in clusters(px, cell))]  # fmt: skip

    def paint(self, painter: QPainter, frame: Frame) -> None:
        pen = MarkPainter(painter, frame.view.matrix, frame.px_per_mm, frame.breathe)
        groups = self.groups(frame)
        for group in groups:
            for item in group:
                pen.draw(self.reach(item, frame, directions=len(group) == 1))
        for group in groups:
            pen.draw(self._sign(group[0], frame) if len(group) == 1 else self._cluster(group))

    def reach(self, item: Item, frame: Frame, *, directions: bool) -> list[drawing.Mark]:
        """Its outlines, what it covers, and (from near) where it looks."""
        scale, tokens = frame.view.px_per_m, self._tokens
        marks: list[drawing.Mark] = [possible(item, tokens.accent)] if item.within_m else []
        west, south, east, north = item.box
        if max(east - west, north - south) * scale >= _SEEN_PX:
            for one in item.traced:
                line = drawing.Style(tokens.text, 0.2, fill=tokens.text if one.solid else "", fill_opacity=0.85)
                edge = drawing.Style(tokens.info, 0.3, (2.0, 1.2), fill=tokens.info, fill_opacity=0.07)
                marks.append(one.mark(line if one.solid or item.ref.kind == "drawings" else edge))
        if item.bearing_deg is None or not item.sure:
            return marks
        if item.reach_m is not None:
            if item.reach_m * scale / true_scale(item.y) >= _SEEN_PX:
                marks.append(sector(item, item.reach_m, tokens.info))
        elif directions and scale >= _CONE_PX_PER_M:
            marks.append(self.cone(item, scale))
        return marks

    def cone(self, item: Item, px_per_m: float) -> drawing.Mark:
        """Where it looks, as long on every scale: how far it sees is not known."""
        return sector(item, _CONE_PX / px_per_m * true_scale(item.y), self._tokens.info)

    def _sign(self, item: Item, frame: Frame) -> list[drawing.Mark]:
        if self._signless(item, frame):
            return []
        colour = self._tokens.accent if item.sure else GREY
        name = item.symbol if item.sure else "map/dot"
        return [drawing.Symbol(name, (item.x, item.y), SIGN_MM, style=drawing.Style(colour))]

    def _signless(self, item: Item, frame: Frame) -> bool:
        """Whether its outlines are large enough to speak for themselves."""
        west, south, east, north = item.box
        return bool(item.traced) and max(east - west, north - south) * frame.view.px_per_m >= _SIGNLESS_PX

    def _cluster(self, items: Sequence[Item]) -> list[drawing.Mark]:
        middle = _middle(items)
        ink = drawing.Style(self._tokens.accent if any(item.sure for item in items) else GREY)
        return [
            drawing.Symbol("map/cluster", middle, _CLUSTER_MM, style=ink),
            drawing.Label(middle, str(len(items)), 2.8, across="center", upright="middle", bold=True,
                  style=drawing.Style(self._tokens.on_accent)),
        ]  # fmt: skip

    # names

    def signs(self, frame: Frame) -> drawing.Floats:
        """Where names must not stand."""
        groups = [group for group in self.groups(frame) if len(group) > 1 or not self._signless(group[0], frame)]
        return np.array([_middle(group) for group in groups]).reshape(-1, 2)

    def names(self, frame: Frame) -> Iterator[Name]:
        """What single things are called, from near."""
        if frame.view.px_per_m < _NAMES_PX_PER_M:
            return
        tokens = self._tokens
        for group in self.groups(frame):
            item = group[0]
            if len(group) > 1 or not item.label:
                continue
            text = item.label if len(item.label) <= _NAME_CHARS else item.label[: _NAME_CHARS - 1] + "…"
            if item.within_m:
                text += "  " + self._words("approximate ± {within}", within=radius_text(item.within_m))
            at, away = (item.x, item.y), SIGN_MM * 0.55
            if self._signless(item, frame):
                west, _, east, north = item.box
                at, away = ((west + east) / 2, north), 0.6
            yield Name(at, text, tokens.text if item.sure else GREY, tokens.surface, away,
                       bold=item.ref.kind == "incident")  # fmt: skip


def _middle(items: Sequence[Item]) -> tuple[float, float]:
    return sum(item.x for item in items) / len(items), sum(item.y for item in items) / len(items)


def _meets(a: drawing.Box, b: drawing.Box) -> bool:
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def _covers(item: Item, x: float, y: float) -> bool:
    west, south, east, north = item.box
    return west <= x <= east and south <= y <= north


def case_layers(items: Sequence[Item], shell: Shell) -> list[CaseLayer]:
    """A layer for each table of the case that has things with a place."""
    words = shell.words
    titles = {search.id: words(search.title) for search in shell.catalogue.searches()}
    titles |= {layer.id: words(layer.title) for layer in shell.catalogue.layers()}
    titles |= {"incident": words("Place of the fire"), "places": words("Parts of the scene"),
               "drawing_entities": words("Signs of the drawing"), "drawings": words("Scene drawing"),
               "cloud_scans": words("Scanner standpoints"), "statements": words("What witnesses state")}  # fmt: skip
    traced = {item.ref.kind for item in items if item.traced}  # lowest; the fire lies uppermost
    kinds = sorted(dict.fromkeys(item.ref.kind for item in items),
                   key=lambda kind: (kind == "incident", kind not in traced))  # fmt: skip
    return [
        CaseLayer(kind, titles.get(kind, kind), [item for item in items if item.ref.kind == kind], shell.tokens,
                  words)
        for kind in kinds
    ]
