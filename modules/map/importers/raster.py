"""Rasters read in the sandbox: a GeoTIFF of any size, by window and overview."""

from functools import lru_cache
from typing import Any

import numpy as np
import rasterio
from rasterio.enums import Resampling
from rasterio.transform import from_bounds
from rasterio.vrt import WarpedVRT
from rasterio.warp import transform_bounds

from modules.map.rules.mercator import PLANE
from workstation.api import Parsed, UserError, drawing

MOST_PX = 4000
_SAMPLE = 512
_DARK = 15  # the greatest value of one band of bytes that nobody could tell from black
_SPREAD = (1, 99)  # per cent of the values that get all the contrast, where they are no colours


def parse_raster(path: str, *, name: str = "", frame: str = "", **_: Any) -> Parsed:
    """What a raster is: its frame, its box on the plane, the range of its values.

    Raises ``UserError``: ``map.raster_unreadable`` (not one, or cut short), ``map.raster_without_place``.
    """
    try:
        with rasterio.open(path) as source:
            crs = frame or source.crs
            if not crs or source.transform.is_identity:
                raise UserError("map.raster_without_place", name=name)
            box = transform_bounds(crs, PLANE, *_bounds(source), densify_pts=21)
            height, width = (max(1, min(size, _SAMPLE)) for size in (source.height, source.width))
            sample = source.read(1, out_shape=(height, width), masked=True)
            last = list(source.block_windows(1))[-1][1] if source.height * source.width < 1 << 28 else None
            for window in (last, rasterio.windows.Window(source.width - 1, source.height - 1, 1, 1)):
                if window is not None:
                    source.read(1, window=window)  # a file cut short ends before its last block
            values = sample.compressed()
            low, high = np.percentile(values, _SPREAD) if len(values) else (0, 255)
            code = source.crs.to_epsg() if source.crs else None
            data = {
                "frame": frame or (f"EPSG:{code}" if code else source.crs.to_string()), "box": list(box),
                "width": source.width, "height": source.height, "bands": source.count,
                "overviews": len(source.overviews(1)),
                "bytes": source.dtypes[0] == "uint8" and not _is_dark(source, high),
                "low": float(low), "high": float(max(high, low + 1e-9)),
            }
    except UserError:
        raise
    except Exception as error:  # GDAL raises what has no public name
        raise UserError("map.raster_unreadable", name=name, reason=str(error).split("\n")[0][:200]) from error
    return Parsed(data)


def read_window(
    path: str, *, box: list[float], width: int, height: int, frame: str = "", low: float = 0.0, high: float = 255.0,
    name: str = "", **_: Any,
) -> Parsed:
    """The part of a raster in a box of the plane as ``rgba`` of ``width`` × ``height`` pixels, by its overviews.

    Raises ``UserError("map.raster_unreadable")``.
    """
    width, height = min(max(width, 1), MOST_PX), min(max(height, 1), MOST_PX)
    try:
        coarse = _level(path, frame, (box[2] - box[0]) / width)
        source = _open(path, coarse)
        place = from_bounds(*box, width, height)
        look: dict[str, Any] = {"src_crs": frame} if frame else {}
        with WarpedVRT(
            source, crs=PLANE, transform=place, width=width, height=height,
            resampling=Resampling.bilinear if _palette(source) is None else Resampling.nearest,
            add_alpha=source.nodata is None and not _has_alpha(source), **look,
        ) as seen:
            return Parsed({"width": width, "height": height}, {"rgba": _rgba(source, seen, low, high).tobytes()})
    except Exception as error:
        raise UserError("map.raster_unreadable", name=name, reason=str(error).split("\n")[0][:200]) from error


@lru_cache(maxsize=8)
def _open(path: str, level: int | None) -> Any:
    """Kept open from window to window; ``level`` counts the overviews, none is the full picture."""
    return rasterio.open(path) if level is None else rasterio.open(path, overview_level=level)


@lru_cache(maxsize=64)
def _steps(path: str, frame: str) -> tuple[float, tuple[int, ...]]:
    """Metres of the plane that a full pixel takes, and by how much each overview is coarser."""
    source = _open(path, None)
    box = transform_bounds(frame or source.crs, PLANE, *_bounds(source), densify_pts=21)
    return (box[2] - box[0]) / source.width, tuple(source.overviews(1))


def _level(path: str, frame: str, metres_per_px: float) -> int | None:
    """The coarsest overview that is still as fine as the screen."""
    finest, factors = _steps(path, frame)
    fitting = [number for number, factor in enumerate(factors) if factor * finest <= metres_per_px * 1.3]
    return fitting[-1] if fitting else None


def _is_dark(source: Any, high: float) -> bool:
    """Whether one band of numbers, no palette, would look black as it is."""
    return source.count == 1 and high <= _DARK and _palette(source) is None


def _bounds(source: Any) -> tuple[float, float, float, float]:
    """The box around a raster, whose grid may be turned."""
    corners = [source.transform * (x, y) for x in (0, source.width) for y in (0, source.height)]
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _has_alpha(source: Any) -> bool:
    return any(colour.name == "alpha" for colour in source.colorinterp)


def _rgba(source: Any, seen: Any, low: float, high: float) -> drawing.Floats:
    """(height, width, 4) of bytes: colours, a palette, or one band in grey."""
    colours = source.count - (1 if _has_alpha(source) else 0)
    mask = seen.dataset_mask()
    if colours >= 3:
        bands = seen.read([1, 2, 3])
    else:
        bands = np.repeat(seen.read([1]), 3, axis=0)
        palette = _palette(source)
        if palette is not None:
            chosen = palette[np.clip(bands[0], 0, len(palette) - 1).astype(int)]
            bands, mask = chosen[..., :3].transpose(2, 0, 1), np.minimum(mask, chosen[..., 3])
            low, high = 0.0, 255.0
    if bands.dtype != np.uint8 or (low, high) != (0.0, 255.0):
        bands = np.clip((bands.astype(np.float64) - low) / (high - low) * 255, 0, 255).astype(np.uint8)
    return np.ascontiguousarray(np.dstack((*bands, mask.astype(np.uint8))))


def _palette(source: Any) -> Any:
    try:
        colours = source.colormap(1)
    except ValueError:
        return None
    table = np.zeros((max(colours) + 1, 4), dtype=np.uint8)
    for value, colour in colours.items():
        table[value] = colour
    return table
