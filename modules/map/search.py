"""Sites and orientation maps can be found; the maps can be cited."""

from collections.abc import Iterator

from modules.map.queries import SITE_WORDS, sheets, sites
from workstation.api import N_, Read, Ref, Search, SearchEntry


def site_entries(read: Read) -> Iterator[SearchEntry]:
    """Every site."""
    for site in sites(read):
        yield SearchEntry(Ref("map_sites", site.id), site.name, site.number, SITE_WORDS[site.kind])


def sheet_entries(read: Read) -> Iterator[SearchEntry]:
    """Every orientation map."""
    for sheet in sheets(read):
        yield SearchEntry(Ref("map_sheets", sheet.id), sheet.title, "", f"1:{sheet.scale:,.0f}")


SITE_SEARCH = Search("map_sites", N_("Hydrants, stations, key units"), "map", site_entries)
SHEET_SEARCH = Search("map_sheets", N_("Orientation maps"), "map", sheet_entries, evidence=True)
