"""Reading the map."""

from pathlib import Path

import orjson

from modules.map.records import MapLayer, MapSheet, MapSite, SiteKind
from modules.map.rules.features import Features, features_from
from workstation.api import N_, Read, StoredFile, UserError, frames

SITE_WORDS: dict[SiteKind, str] = {
    SiteKind.HYDRANT: N_("Hydrant"), SiteKind.STATION: N_("Fire station"), SiteKind.KEY_UNIT: N_("Key unit"),
    SiteKind.CAMERA: N_("Camera"), SiteKind.OTHER: N_("Other place"),
}
SITE_SYMBOLS: dict[SiteKind, str] = {
    SiteKind.HYDRANT: "map/hydrant", SiteKind.STATION: "map/station", SiteKind.KEY_UNIT: "map/key-unit",
    SiteKind.CAMERA: "map/camera", SiteKind.OTHER: "map/dot",
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


def site_frames(read: Read) -> dict[str, frames.SiteFrame]:
    """The case's fitted local frames, by name."""
    return {frame.name: frame for frame in read.all(frames.SiteFrame)}


def original(read: Read, layer: MapLayer) -> Path:
    """Where a layer's file lies in the vault."""
    return read.vault.path(read.get(StoredFile, layer.file_id).sha256)


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
