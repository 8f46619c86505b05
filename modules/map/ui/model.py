"""What the page shows, read off the window's thread; features stay in memory from reading to reading."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from modules.map import queries
from modules.map.records import LayerKind, MapLayer, MapSheet, MapSite, SiteKind
from modules.map.rules.features import Features
from modules.map.rules.items import Item
from workstation.api import WGS84, LayerItem, Read, Ref, UserError, frames


@dataclass
class Loaded:
    """One reading of the map."""

    layers: list[MapLayer] = field(default_factory=list)
    features: dict[str, Features] = field(default_factory=dict)
    paths: dict[str, Path] = field(default_factory=dict)
    missing: list[MapLayer] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    lost: list[LayerItem] = field(default_factory=list)
    sites: dict[Ref, MapSite] = field(default_factory=dict)
    sheets: list[MapSheet] = field(default_factory=list)
    sign_names: dict[str, str] = field(default_factory=dict)
    site_frames: dict[str, frames.SiteFrame] = field(default_factory=dict)
    addresses: list[tuple[str, str]] = field(default_factory=list)

    @property
    def fire(self) -> Item | None:
        """Where the fire was."""
        return next((item for item in self.items if item.ref.kind == "incident" and item.sure), None)

    def times(self) -> tuple[datetime, datetime] | None:
        """The first and the last time of what is shown, if they differ."""
        known = [item.at for item in self.items if item.at is not None]
        return (min(known), max(known)) if known and min(known) < max(known) else None

    def nearest(self, kind: SiteKind, x: float, y: float, count: int = 5) -> list[tuple[Item, MapSite]]:
        """The sites of a kind nearest to a point of the plane."""
        from modules.map.rules.mercator import degrees_at
        from workstation.api import geodesy

        here = degrees_at(x, y)
        found = [
            (geodesy.leg(here, degrees_at(item.x, item.y)).length_m, item, self.sites[item.ref])
            for item in self.items if item.sure and item.ref in self.sites and self.sites[item.ref].kind is kind
        ]
        return [(item, site) for _, item, site in sorted(found, key=lambda one: one[0])[:count]]


class Shelf:
    """Features that were read, as long as their layer's files are the same."""

    def __init__(self, workspace: Path) -> None:
        self._workspace = workspace
        self._known: dict[str, tuple[float, Features]] = {}

    def load(self, read: Read) -> Loaded:
        """Everything that the page shows."""
        loaded = Loaded(layers=queries.layers(read), sheets=queries.sheets(read),
                        site_frames=queries.site_frames(read))  # fmt: skip
        for layer in loaded.layers:
            try:
                if layer.kind is LayerKind.VECTOR:
                    loaded.features[layer.id] = self._features(read, layer)
                else:
                    loaded.paths[layer.id] = queries.tile_file(read, layer, self._workspace)
            except UserError:
                loaded.missing.append(layer)
        loaded.items, loaded.lost = queries.on_plane(read)
        loaded.addresses = [] if loaded.items else queries.addresses(read)
        loaded.sites = {Ref("map_sites", site.id): site for site in queries.sites(read)}
        return loaded

    def _features(self, read: Read, layer: MapLayer) -> Features:
        path = queries.derived_path(read, layer, ".npz")
        try:
            stamp = path.stat().st_mtime
        except OSError as error:
            raise UserError("map.derived_missing", title=layer.title) from error
        known = self._known.get(layer.id)
        if known is None or known[0] != stamp:
            known = self._known[layer.id] = (stamp, queries.features_of(read, layer))
        return known[1]


FRAMES: tuple[str, ...] = (
    WGS84, frames.CGCS2000, frames.GCJ02, frames.BD09, *(f"EPSG:{code}" for code in range(4534, 4555)),
    *(f"EPSG:{code}" for code in range(4513, 4534)),
)
"""What a person may choose from."""
