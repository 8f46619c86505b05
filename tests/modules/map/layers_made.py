"""Map files made for the tests: vector files in many formats, rasters, tile archives."""

import io
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import shapely
from PIL import Image
from pyogrio import raw
from rasterio.transform import from_origin

DRIVERS = {".gpkg": "GPKG", ".geojson": "GeoJSON", ".kml": "LIBKML", ".shp": "ESRI Shapefile"}
HERE = (113.9, 22.9)


def vector(path: Path, shapes: list[Any], names: list[str], crs: str | None = "EPSG:4490", **options: Any) -> Path:
    """A layer with the field 名称."""
    geometry = np.array([None if shape is None else shapely.to_wkb(shape) for shape in shapes], dtype=object)
    kinds = {shape.geom_type for shape in shapes if shape is not None}
    raw.write(str(path), geometry, [np.array(names, dtype=object)], ["名称"], crs=crs, driver=DRIVERS[path.suffix],
              geometry_type=kinds.pop() if len(kinds) == 1 else "Unknown", **options)  # fmt: skip
    return path


def zipped(path: Path, folder: Path, stem: str, suffixes: tuple[str, ...]) -> Path:
    """The parts of a Shapefile in one file."""
    with zipfile.ZipFile(path, "w") as held:
        for suffix in suffixes:
            held.write(folder / f"{stem}{suffix}", f"{stem}{suffix}")
    return path


def square(x: float, y: float, size: float) -> shapely.Polygon:
    return shapely.box(x, y, x + size, y + size)


def orthophoto(path: Path, *, size: int = 512, crs: str | None = "EPSG:4547", step: float = 0.5) -> Path:
    """Red in the north-west, green in the north-east, blue in the south; half a metre a pixel, with overviews."""
    data = np.zeros((3, size, size), dtype=np.uint8)
    data[0, : size // 2, : size // 2] = data[1, : size // 2, size // 2 :] = data[2, size // 2 :] = 255
    place = from_origin(489_700.0, 2_533_600.0, step, step)
    with rasterio.open(path, "w", driver="GTiff", width=size, height=size, count=3, dtype="uint8", crs=crs,
                       transform=place, tiled=True, blockxsize=256, blockysize=256) as made:  # fmt: skip
        made.write(data)
        made.build_overviews([2, 4])
    return path


def png(colour: tuple[int, int, int]) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (256, 256), colour).save(stream, "PNG")
    return stream.getvalue()


def mbtiles(path: Path, tiles: dict[tuple[int, int, int], bytes], kind: str = "png") -> Path:
    """Tiles by zoom, column and row from the north."""
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE metadata (name text, value text)")
        made.execute("CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob)")
        made.executemany("INSERT INTO metadata VALUES (?, ?)", [
            ("name", "底图 试验"), ("format", kind), ("attribution", "自然资源部门 图"), ("bounds", "113,22,115,24"),
        ])
        made.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", [
            (z, x, (1 << z) - 1 - y, data) for (z, x, y), data in tiles.items()
        ])
    made.close()
    return path


def pmtiles(path: Path, tiles: dict[tuple[int, int, int], bytes]) -> Path:
    from pmtiles.tile import Compression, TileType, zxy_to_tileid
    from pmtiles.writer import Writer

    with path.open("wb") as stream:
        writer = Writer(stream)
        for (z, x, y), data in sorted(tiles.items(), key=lambda item: zxy_to_tileid(*item[0])):
            writer.write_tile(zxy_to_tileid(z, x, y), data)
        zooms = [z for z, _, _ in tiles]
        writer.finalize({
            "tile_type": TileType.PNG, "tile_compression": Compression.NONE, "min_zoom": min(zooms),
            "max_zoom": max(zooms), "min_lon_e7": 1130000000, "min_lat_e7": 220000000, "max_lon_e7": 1150000000,
            "max_lat_e7": 240000000, "center_zoom": 0, "center_lon_e7": 0, "center_lat_e7": 0,
        }, {"name": "底图"})
    return path
