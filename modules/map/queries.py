"""Reading the map."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import orjson

from modules.map.records import LayerKind, MapLayer, MapSheet, MapSite, SiteKind
from modules.map.rules.base_map import BaseMap, wanted
from modules.map.rules.features import Features, features_from
from modules.map.rules.items import Item, items_on_plane
from modules.map.rules.sheet import Texts, compose
from modules.map.rules.sources import cache_name
from workstation.api import (
    N_,
    LayerItem,
    Party,
    PartyKind,
    Read,
    Ref,
    StoredFile,
    UserError,
    Words,
    drawing,
    frames,
)

SITE_WORDS: dict[SiteKind, str] = {
    SiteKind.HYDRANT: N_("Hydrant"), SiteKind.STATION: N_("Fire station"), SiteKind.KEY_UNIT: N_("Key unit"),
    SiteKind.CAMERA: N_("Surveillance camera"), SiteKind.WITNESS: N_("Witness"),
    SiteKind.OTHER: N_("Other place"),
}
SITE_SYMBOLS: dict[SiteKind, str] = {
    SiteKind.HYDRANT: "map/hydrant", SiteKind.STATION: "map/station", SiteKind.KEY_UNIT: "map/key-unit",
    SiteKind.CAMERA: "map/camera", SiteKind.WITNESS: "map/witness", SiteKind.OTHER: "map/dot",
}


def layers(read: Read) -> list[MapLayer]:
    """Every layer, the lowest first."""
    return sorted(read.all(MapLayer), key=lambda layer: (layer.order, layer.title, layer.id))


def sites(read: Read) -> list[MapSite]:
    """Hydrants, stations, key units …, by kind and number."""
    return sorted(read.all(MapSite), key=lambda site: (site.kind.value, site.number, site.name, site.id))


def sheets(read: Read) -> list[MapSheet]:
    """The orientation maps that were laid out, in their order."""
    return sorted(read.all(MapSheet), key=lambda sheet: (sheet.order, sheet.title, sheet.id))


def addresses(read: Read) -> list[tuple[str, str]]:
    """Names and addresses of parties, those of organisations first: what is known of places without coordinates."""
    known = [party for party in read.all(Party) if party.address.strip()]
    known.sort(key=lambda party: (party.kind is not PartyKind.ORGANISATION, party.name))
    return [(party.name, party.address.strip()) for party in known]


def site_frames(read: Read) -> dict[str, frames.SiteFrame]:
    """The case's fitted local frames, by name."""
    return {frame.name: frame for frame in read.all(frames.SiteFrame)}


def original(read: Read, layer: MapLayer) -> Path:
    """Where a layer's file lies in the vault."""
    return read.vault.path(read.get(StoredFile, layer.file_id).sha256)


def tile_file(read: Read, layer: MapLayer, workspace: Path) -> Path:
    """The file of a layer of tiles: its original, or the cache of a source by address."""
    if not layer.address:
        return original(read, layer)
    if layer.shared:
        return workspace / "map-tiles" / cache_name(layer.address)
    return derived_path(read, layer, ".mbtiles")


def derived_path(read: Read, layer: MapLayer, suffix: str) -> Path:
    """Where what was made of a layer lies; it can be deleted and made again."""
    return read.case.derived / "map" / f"{layer.id}{suffix}"


def features_of(read: Read, layer: MapLayer) -> Features:
    """A layer's features. Raises ``UserError("map.derived_missing" | "map.derived_broken")``."""
    try:
        arrays = derived_path(read, layer, ".npz").read_bytes()
        columns = orjson.loads(derived_path(read, layer, ".json").read_bytes())
    except OSError as error:
        raise UserError("map.derived_missing", title=layer.title) from error
    except orjson.JSONDecodeError as error:
        raise UserError("map.derived_broken") from error
    return features_from(arrays, columns)


def on_plane(read: Read) -> tuple[list[Item], list[LayerItem]]:
    """Everything in the case that has a place: what can be put on the map, and what can't."""
    signs = {Ref("map_sites", site.id): SITE_SYMBOLS[site.kind] for site in read.all(MapSite)}
    return items_on_plane([*_with_times(read, read.places())], site_frames(read), signs)


def _with_times(read: Read, found: list[LayerItem]) -> Iterator[LayerItem]:
    """What has no time of its own gets the first that the case's timeline knows of it."""
    needed = any(item.at is None for item in found)
    known = {event.ref: event.moment.utc for event in reversed(read.timeline())} if needed else {}
    for item in found:
        yield item if item.at is not None or item.ref not in known else replace(item, at=known[item.ref])


def sign_names(words: Words) -> dict[str, str]:
    """What each sign means."""
    names = {SITE_SYMBOLS[kind]: words(title) for kind, title in SITE_WORDS.items()}
    return names | {
        "map/fire": words(N_("Place of the fire")), "map/place": words(N_("Part of the scene")),
        "map/photo": words(N_("Photo point")), "map/exhibit": words(N_("Exhibits")),
        "map/witness": words(N_("Witness")), "map/dot": words(N_("Point")),
        "map/plan": words(N_("Scene drawings")), "map/scan": words(N_("Point cloud")),
    }


def on_sheet(read: Read, sheet: MapSheet) -> tuple[list[tuple[MapLayer, Features]], list[MapLayer]]:
    """The vector layers of an orientation map with their features, and those whose features are not there."""
    found: list[tuple[MapLayer, Features]] = []
    missing: list[MapLayer] = []
    for layer in layers(read):
        if layer.id in sheet.layers and layer.kind is LayerKind.VECTOR:
            try:
                found.append((layer, features_of(read, layer)))
            except UserError:
                missing.append(layer)
    return found, missing


def base_layers(read: Read, sheet: MapSheet) -> list[MapLayer]:
    """The base maps of an orientation map, the lowest first."""
    return [layer for layer in layers(read) if layer.id in sheet.layers and layer.kind is not LayerKind.VECTOR]


def base_map_path(read: Read, sheet: MapSheet, suffix: str) -> Path:
    """Where the picture of a sheet's base maps lies (``.jpg``), and what it is (``.json``)."""
    return read.case.derived / "map" / f"sheet-{sheet.id}{suffix}"


def base_map(read: Read, sheet: MapSheet) -> BaseMap | None:
    """The picture of a sheet's base maps, if it was made of the layers as they are now."""
    found = base_layers(read, sheet)
    try:
        known = BaseMap.of(orjson.loads(base_map_path(read, sheet, ".json").read_bytes()))
        there = not known.width or base_map_path(read, sheet, ".jpg").stat().st_size > 0
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return known if found and there and known.key == wanted(sheet, found).key else None


def not_on_sheet(read: Read, sheet: MapSheet) -> list[UserError]:
    """What an orientation map should show and can't, each with its reason."""
    told = [UserError("map.layer_not_printed", title=layer.title) for layer in on_sheet(read, sheet)[1]]
    made, found = base_map(read, sheet), base_layers(read, sheet)
    if made is None and found:
        return [*told, UserError("map.base_not_made", title="、".join(layer.title for layer in found))]
    return told + [gap.error for gap in made.gaps] if made is not None else told


def credits_of(read: Read, sheet: MapSheet) -> tuple[str, str]:
    """The source and the approval number that are printed: as a person wrote them, and those of layers that are not
    among them."""
    shown = [layer for layer in layers(read) if layer.id in sheet.layers]
    return (_with_all(sheet.source, (layer.attribution for layer in shown)),
            _with_all(sheet.approval, (layer.approval for layer in shown)))  # fmt: skip


def _with_all(said: str, others: Iterable[str]) -> str:
    for one in others:
        if one.strip() and one.strip() not in said:
            said = f"{said}；{one.strip()}" if said else one.strip()
    return said


def composed(read: Read, sheet: MapSheet, words: Words) -> drawing.Sheet:
    """An orientation map as it goes to paper; layers whose features are not there are left out."""
    found, _ = on_sheet(read, sheet)
    base = base_map(read, sheet)
    picture = base.mark(str(base_map_path(read, sheet, ".jpg"))) if base is not None and base.width else None
    source, approval = credits_of(read, sheet)
    items, _ = on_plane(read)
    texts = Texts(
        legend=words(N_("Legend")), source=words(N_("Source:")), approval=words(N_("Map approval number:")),
        no_approval=words(N_("No map approval number: for internal use")), scale=words(N_("Scale")),
        frame=words(N_("Grid: longitude and latitude (CGCS2000 / WGS-84)")), drawn_by=words(N_("Drawn by:")),
        others=words(N_("other values")), approximate=words(N_("approximate ± {within}")),
        possible=words(N_("Where it may be")),
        known_by=words(N_("Approximate place: {label} ({basis}, ± {within})")),
    )
    shown = [item for item in items if item.ref.kind in sheet.shows]
    return compose(replace(sheet, source=source, approval=approval), found, shown, sign_names(words), texts, picture)
