"""Looking things up: under a click, by text, by nearness."""

import re
from collections.abc import Iterable

from modules.map.queries import SITE_WORDS
from modules.map.records import SiteKind
from modules.map.rules.distances import between, length_text, radius_text
from modules.map.rules.items import Item
from modules.map.rules.mercator import degrees_at, plane_at
from modules.map.ui.case_layer import CaseLayer
from modules.map.ui.found_panel import Found
from modules.map.ui.model import Loaded
from workstation.api import BEIJING, UNKNOWN_FRAME, Ref, Words, geodesy, zone

_LIMIT = 30
_PLACE = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*[,， ]\s*(-?\d+(?:\.\d+)?)\s*")


def at(loaded: Loaded, case: list[CaseLayer], x: float, y: float, reach: float, words: Words) -> list[Found]:
    """What lies within ``reach`` of a point of the plane: things of the case first, then the uppermost layers'."""
    found = [
        of_item(item, layer.name, words)
        for layer in case if layer.visible for item in layer.near(x, y, reach)
    ]
    for layer in reversed(loaded.layers):
        features = loaded.features.get(layer.id)
        if features is not None and layer.visible:
            found += [of_feature(loaded, layer.id, number) for number in features.near(x, y, reach)[:_LIMIT]]
    return found[:_LIMIT]


def of_item(item: Item, title: str, words: Words) -> Found:
    """A thing of the case with its facts."""
    longitude, latitude = degrees_at(item.x, item.y)
    facts = [(words("Kind"), title)]
    if item.sure:
        sure = f" ± {radius_text(2 * item.accuracy_m)}" if item.accuracy_m else ""
        digits = 3 if item.within_m else 6
        facts.append((words("WGS-84 position"), f"{longitude:.{digits}f}, {latitude:.{digits}f}{sure}"))
        if item.within_m:
            meant = words("drawn as a circle; distances from it are no measurements")
            facts.append((words("Approximate place"), meant))
        if item.basis:
            facts.append((words("How the place is known"), item.basis))
    else:
        facts.append((words("Coordinate frame"), words("unknown: drawn grey, not measured")))
    if item.bearing_deg is not None:
        facts.append((words("Direction"), f"{item.bearing_deg:.0f}°"))
    if item.at is not None:
        facts.append((words("Time"), item.at.astimezone(zone(BEIJING)).strftime("%Y-%m-%d %H:%M:%S")))
    return Found(item.label or title, title, (item.x, item.y, item.x, item.y), tuple(facts), item.ref)


def played(loaded: Loaded, about: Iterable[Ref], words: Words) -> Found | None:
    """Where something is that the play-back is about just then, if it is on the map."""
    known = {item.ref: item for item in reversed(loaded.items)}
    return next((of_item(known[ref], "", words) for ref in about if ref in known), None)


def of_feature(loaded: Loaded, layer_id: str, number: int) -> Found:
    """A feature with its attributes."""
    layer = next(layer for layer in loaded.layers if layer.id == layer_id)
    features = loaded.features[layer_id]
    known = features.attributes(number)
    title = known.get(layer.style.label_field) or next(iter(known.values()), f"{number + 1}")
    return Found(title, layer.title, features.box_of(number), tuple(known.items()))


def by_text(loaded: Loaded, case: list[CaseLayer], text: str, words: Words) -> list[Found]:
    """Things and features whose texts contain it; "113.9, 22.9" is a place."""
    place = _PLACE.fullmatch(text)
    if place:
        x, y = float(place[1]), float(place[2])
        if abs(x) <= 180 and abs(y) <= 85:
            at_plane = plane_at(x, y)
            return [Found(f"{x:.6f}, {y:.6f}", words("Longitude, latitude (WGS-84)"), (*at_plane, *at_plane))]
    wanted = text.casefold()
    found = [
        of_item(item, layer.name, words)
        for layer in case for item in layer.items if wanted in item.label.casefold()
    ]
    for layer in reversed(loaded.layers):
        features = loaded.features.get(layer.id)
        if features is not None:
            found += [of_feature(loaded, layer.id, number) for number in features.containing(text, _LIMIT)]
    return found[: 3 * _LIMIT]


def nearest(loaded: Loaded, x: float, y: float, words: Words) -> list[Found]:
    """The nearest hydrants and stations, as the crow flies, with their bearing."""
    here = degrees_at(x, y)
    start = next((item for item in loaded.items if (item.x, item.y) == (x, y)), None)
    found: list[Found] = []
    for kind in (SiteKind.HYDRANT, SiteKind.STATION):
        for item, site in loaded.nearest(kind, x, y):
            leg = geodesy.leg(here, degrees_at(item.x, item.y))
            wind = words(geodesy.compass(leg.bearing_deg))
            away = length_text(leg.length_m, between(start, item) if start is not None else None)
            detail = f"{words(SITE_WORDS[kind])} · {away} · {wind}"
            facts = [
                (words("Distance (straight)"), away),
                (words("Bearing"), f"{leg.bearing_deg:.1f}°"), (words("Number"), site.number),
                (words("Remarks"), site.detail), (words("Coordinate frame"), site.point.frame),
            ]
            box = (min(x, item.x), min(y, item.y), max(x, item.x), max(y, item.y))
            found.append(Found(item.label, detail, box, tuple(row for row in facts if row[1]), item.ref,
                               ((x, y), (item.x, item.y))))  # fmt: skip
    return found


def lost_texts(loaded: Loaded, words: Words) -> str:
    """How much can't be put on the map, and why."""
    unknown = sum(one.point.frame == UNKNOWN_FRAME for one in loaded.lost)
    if not loaded.lost:
        return ""
    return words("{count} things can't be placed: {unknown} without a frame, {other} in frames without parameters",
                 count=len(loaded.lost), unknown=unknown, other=len(loaded.lost) - unknown)  # fmt: skip
