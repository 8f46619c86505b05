"""What the first bytes of a file tell: features, a raster on the earth, tiles. Loads no library."""

VECTOR_SUFFIXES = (".gpkg", ".shp", ".geojson", ".kml", ".kmz")
READ_BESIDE = (".dbf", ".prj", ".cpg")  # of a .shp
COMPANIONS = (*READ_BESIDE, ".shx", ".sbn", ".sbx", ".qix")  # its indexes are kept, and made anew for reading
ASKED_SUFFIXES = (*VECTOR_SUFFIXES, ".zip", ".json", ".gpx", ".dxf")
RASTER_SUFFIXES = (".tif", ".tiff")
TILE_SUFFIXES = (".mbtiles", ".pmtiles")
_SQLITE = b"SQLite format 3\0"
_PLACING_TAGS = (33550, 33922, 34264, 34735)  # pixel scale, tie points, a turned grid, keys of GeoTIFF


def is_vector(head: bytes) -> bool:
    """GeoPackage, Shapefile (also zipped), GeoJSON, KML and KMZ; GPX and DXF only where a layer is asked for."""
    if head.startswith(_SQLITE):
        return head[68:72] in (b"GPKG", b"GP10", b"GP11")
    if head.startswith(b"PK"):
        return any(suffix in head.lower() for suffix in (b".shp", b".dbf", b".shx", b".kml"))
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{"):
        return b'"FeatureCollection"' in head or (b'"Feature"' in head and b'"geometry"' in head)
    return head.startswith(b"\x00\x00\x27\x0a") or b"<kml" in head


def is_geotiff(head: bytes) -> bool:
    """A TIFF whose directory, as far as it is among the first bytes, places it on the earth."""
    if head[:4] in (b"II*\0", b"II+\0"):
        return sum(tag.to_bytes(2, "little") in head for tag in _PLACING_TAGS) >= 2
    if head[:4] in (b"MM\0*", b"MM\0+"):
        return sum(tag.to_bytes(2, "big") in head for tag in _PLACING_TAGS) >= 2
    return False


def is_tiles(head: bytes) -> bool:
    """A PMTiles archive, or an MBTiles database that says so."""
    return head.startswith(b"PMTiles") or (
        head.startswith(_SQLITE) and (head[68:72] == b"MPBX" or b"tile_column" in head)
    )
