"""Hydrants, stations, key units and cameras on the map."""

from collections.abc import Iterator

from modules.map.queries import sites
from workstation.api import N_, Layer, LayerItem, Read, Ref


def items(read: Read) -> Iterator[LayerItem]:
    """Every site."""
    for site in sites(read):
        name = f"{site.number} {site.name}".strip()
        yield LayerItem(Ref("map_sites", site.id), name, site.point, site.bearing_deg, site.view_angle_deg,
                        site.at.utc if site.at else None, site.reach_m)  # fmt: skip


SITE_LAYER = Layer("map_sites", N_("Hydrants, stations, key units"), items)
