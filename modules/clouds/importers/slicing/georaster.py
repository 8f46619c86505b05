"""Writing pictures with their place: GeoTIFF by rasterio (GDAL), or PNG with a world file."""

from pathlib import Path

import numpy as np

from modules.clouds.importers.picturing import Raster, save_picture
from modules.clouds.rules.morton import Array

_TIFF = (".tif", ".tiff")


def write_raster(picture: Array, raster: Raster, path: Path, frame: str, tags: dict[str, str]) -> None:
    """Write a picture (height, width, 4), whole or not at all; ``frame`` is stated if it is an EPSG code.

    Raises ``OSError``.
    """
    top = raster.bottom + raster.height * raster.metres_per_px
    if path.suffix.lower() not in _TIFF:
        save_picture(picture, path, raster.metres_per_px)
        half, size = raster.metres_per_px / 2, raster.metres_per_px
        lines = (size, 0.0, 0.0, -size, raster.left + half, top - half)
        path.with_suffix(".pgw").write_text("".join(f"{value:.10f}\n" for value in lines), encoding="ascii")
        return
    import rasterio
    from rasterio.errors import RasterioError
    from rasterio.transform import from_origin

    partly = path.with_name(f".{path.stem}.part.tif")
    place = {"crs": frame} if frame.startswith("EPSG:") else {}
    try:
        with rasterio.open(
            partly, "w", driver="GTiff", width=raster.width, height=raster.height, count=4, dtype="uint8",
            compress="deflate", tiled=True, transform=from_origin(raster.left, top, *(2 * [raster.metres_per_px])),
            photometric="RGB", alpha="YES", **place,
        ) as file:
            file.write(np.moveaxis(picture, 2, 0))
            file.update_tags(**tags)
        partly.replace(path)
    except RasterioError as error:
        raise OSError(str(error)) from error
    finally:
        partly.unlink(missing_ok=True)
