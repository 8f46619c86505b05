"""The tables of the map."""

from modules.map.records import MapLayer, MapSheet, MapSite
from workstation.api import record_table

TABLES = (
    record_table("map_layers", MapLayer, index=("file_id",)),
    record_table("map_sites", MapSite, index=("kind",)),
    record_table("map_sheets", MapSheet),
)
