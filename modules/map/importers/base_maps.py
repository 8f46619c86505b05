"""The base maps of printed sheets: read in the sandbox, laid over one another, kept beside the case until they differ.

What can't be read or is not there costs that layer alone, and is told beside the map.
"""

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from modules.map.importers import tile_cache
from modules.map.importers.again import rebuild
from modules.map.queries import base_layers, base_map, base_map_path, derived_path, on_sheet, original, sheets
from modules.map.records import LayerKind, MapLayer, MapSheet
from modules.map.rules.base_map import BaseMap, Gap, coverage_gap, wanted, zooms
from modules.map.rules.mercator import Tile, tiles_in
from modules.map.rules.sources import cache_name, shifted
from workstation.api import Job, Parsed, Read, UserError, canonical, to_plain, write_derived

_PARSE = "modules.map.importers.parse"
_QUALITY = 90
_MOST_COPIED = 4000


def prepare_sheets(job: Job) -> None:
    """Make what the sheets of the case lack: their base maps, and features whose files were cleared away."""
    for sheet in sheets(job.read()):
        prepare_sheet(job, sheet)


def prepare_sheet(job: Job, sheet: MapSheet) -> None:
    """Make what one sheet lacks; what can't be made, its page tells."""
    for layer in on_sheet(job.read(), sheet)[1]:
        try:
            rebuild(job, [layer])
        except UserError:
            continue
    make_base_map(job, sheet)


def make_base_map(job: Job, sheet: MapSheet) -> None:
    """Make the picture of a sheet's base maps, if it is not there as it should be; of cached tiles there may be more
    than last time, so they are laid again."""
    read = job.read()
    layers = base_layers(read, sheet)
    grows = any(layer.address for layer in layers)
    if not layers or (not grows and base_map(read, sheet) is not None):
        return
    made = wanted(sheet, layers)
    pictures: list[tuple[bytes, float]] = []
    gaps: list[Gap] = []
    for number, layer in enumerate(layers):
        job.progress(number, len(layers), layer.title)
        rgba, told = _layer(job, layer, made)
        gaps += told
        if rgba:
            pictures.append((rgba, layer.opacity))
    facts = {**to_plain(made), "gaps": [to_plain(gap) for gap in gaps]}
    try:
        if pictures:
            write_derived(base_map_path(read, sheet, ".jpg"), _laid(pictures, made))
        else:
            facts |= {"width": 0, "height": 0}
        write_derived(base_map_path(read, sheet, ".json"), canonical(facts))
    except UserError:
        return  # nothing can be written beside this case: the page tells that the base map is missing


def keep_for_sheets(job: Job, layer: MapLayer, workspace: Path) -> None:
    """Copy what the sheets need of a layer's tiles that came just now."""
    for sheet in sheets(job.read()):
        if layer.shared and layer.id in sheet.layers:
            keep_shared(job, sheet, workspace)


def keep_shared(job: Job, sheet: MapSheet, workspace: Path) -> None:
    """Copy into the case what a sheet needs of tiles that the workspace keeps: a case is printed by itself."""
    read = job.read()
    layers = base_layers(read, sheet)
    made = wanted(sheet, layers)
    for layer in layers:
        source, target = workspace / "map-tiles" / cache_name(layer.address), derived_path(read, layer, ".mbtiles")
        if layer.shared and source.exists():
            tile_cache.copy(source, target, layer, _tiles(layer, made))


def _tiles(layer: MapLayer, made: BaseMap) -> list[Tile]:
    box, span = shifted(layer, made.box), zooms(layer, made)
    return [tile for zoom in range(span.first, span.finest + 1) for tile in tiles_in(box, zoom, _MOST_COPIED)]


def _layer(job: Job, layer: MapLayer, made: BaseMap) -> tuple[bytes, list[Gap]]:
    """A layer as RGBA of the size of the picture, nothing where it is not there; and what is to be told."""
    try:
        parsed = _read(job, job.read(), layer, made)
    except UserError as error:
        return b"", [Gap(error.code, {"name": layer.title, **error.values})]
    rgba = parsed.blobs["rgba"]
    covered = float(np.count_nonzero(np.frombuffer(rgba, np.uint8)[3::4])) / (made.width * made.height)
    gap = coverage_gap(layer, covered)
    gaps = [gap] if gap is not None else []
    if broken := int(parsed.data.get("broken", 0)):
        gaps.append(Gap("map.base_tiles_broken", {"title": layer.title, "count": str(broken)}))
    return rgba if covered else b"", gaps


def _read(job: Job, read: Read, layer: MapLayer, made: BaseMap) -> Parsed:
    """Raises ``UserError``: what the parsers raise, ``map.base_not_cached``, ``map.base_original_missing``."""
    path = derived_path(read, layer, ".mbtiles") if layer.address else original(read, layer)
    if not path.exists():
        raise UserError("map.base_not_cached" if layer.address else "map.base_original_missing", title=layer.title)
    size = {"width": made.width, "height": made.height, "name": layer.title}
    if layer.kind is LayerKind.TILES:
        return job.parse(f"{_PARSE}:lay_tiles", path, box=list(shifted(layer, made.box)), growing=bool(layer.address),
                         **zooms(layer, made).plain(), **size)  # fmt: skip
    low, high = layer.spread
    return job.parse(f"{_PARSE}:read_window", path, box=list(made.box), low=low, high=high, **size)


def _laid(pictures: Sequence[tuple[bytes, float]], made: BaseMap) -> bytes:
    """The pictures over one another on white, as a JPEG."""
    paper = Image.new("RGB", (made.width, made.height), "white")
    for rgba, opacity in pictures:
        picture = Image.frombytes("RGBA", paper.size, rgba)
        mask = picture.getchannel("A").point([round(value * opacity) for value in range(256)])
        paper.paste(picture, mask=mask)
    stream = io.BytesIO()
    paper.save(stream, "JPEG", quality=_QUALITY, subsampling=0)
    return stream.getvalue()
