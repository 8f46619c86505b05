"""Writing the map: layers and how they look, sites, sheets."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from modules.map.queries import layers
from modules.map.records import LayerKind, MapLayer, MapSheet, MapSite
from workstation.api import Work, frames


def add_layer(work: Work, layer: MapLayer) -> MapLayer:
    """Put a new layer where it hides least: features uppermost, a raster below features, tiles below both."""
    known = layers(work)
    below = {LayerKind.TILES: (LayerKind.TILES,), LayerKind.RASTER: (LayerKind.TILES, LayerKind.RASTER),
             LayerKind.VECTOR: tuple(LayerKind)}[layer.kind]  # fmt: skip
    place = next((n for n, other in enumerate(known) if other.kind not in below), len(known))
    known.insert(place, layer)
    placed = [replace(other, order=number) for number, other in enumerate(known)]
    work.put_many(new for new, old in zip(placed, known, strict=True) if new != old or old is layer)
    return placed[place]


def add_below(work: Work, layer: MapLayer) -> MapLayer:
    """Put a new layer below all others: a base map."""
    layer = replace(layer, order=min((other.order for other in layers(work)), default=1) - 1)
    work.put(layer)
    return layer


def change_layer(work: Work, layer_id: str, **values: Any) -> MapLayer:
    """Change title, visibility, opacity, attribution, style …"""
    layer = replace(work.get(MapLayer, layer_id), **values)
    work.put(layer)
    return layer


def move_layer(work: Work, layer_id: str, steps: int) -> None:
    """Move a layer up (or, negative, down) among the others."""
    ordered = layers(work)
    place = ordered.index(work.get(MapLayer, layer_id))
    ordered.insert(min(max(place + steps, 0), len(ordered) - 1), ordered.pop(place))
    work.put_many(replace(layer, order=number) for number, layer in enumerate(ordered))


def remove_layer(work: Work, layer_id: str) -> None:
    """Take a layer off the map; its original stays in the vault."""
    work.remove(MapLayer, layer_id)


def put_sites(work: Work, sites: Iterable[MapSite]) -> int:
    """Enter hydrants, stations …; returns how many."""
    entered = list(sites)
    work.put_many(entered)
    return len(entered)


def put_site_frame(work: Work, frame: frames.SiteFrame) -> None:
    """Keep a local frame; one of that name is fitted anew."""
    before = work.where(frames.SiteFrame, name=frame.name)
    work.put(replace(frame, id=before[0].id) if before else frame)


def remove_sites(work: Work, site_ids: Sequence[str]) -> None:
    """Take sites off the map."""
    for site_id in site_ids:
        work.remove(MapSite, site_id)


def put_sheet(work: Work, sheet: MapSheet) -> None:
    """Keep an orientation map."""
    work.put(sheet)


def remove_sheet(work: Work, sheet_id: str) -> None:
    """Take an orientation map out of the dossier."""
    work.remove(MapSheet, sheet_id)
