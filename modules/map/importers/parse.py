"""What the sandbox calls: a process loads the map libraries, which takes half a second, when it needs them."""

from typing import Any

from workstation.api import Parsed


def parse_vector(path: str, **options: Any) -> Parsed:
    """See ``vector.parse_vector``."""
    from modules.map.importers import vector

    return vector.parse_vector(path, **options)


def parse_raster(path: str, **options: Any) -> Parsed:
    """See ``raster.parse_raster``."""
    from modules.map.importers import raster

    return raster.parse_raster(path, **options)


def read_window(path: str, **options: Any) -> Parsed:
    """See ``raster.read_window``."""
    from modules.map.importers import raster

    return raster.read_window(path, **options)


def parse_tiles(path: str, **options: Any) -> Parsed:
    """See ``tiles.parse_tiles``."""
    from modules.map.importers import tiles

    return tiles.parse_tiles(path, **options)


def read_tiles(path: str, **options: Any) -> Parsed:
    """See ``tiles.read_tiles``."""
    from modules.map.importers import tiles

    return tiles.read_tiles(path, **options)


def lay_tiles(path: str, **options: Any) -> Parsed:
    """See ``paper.lay_tiles``."""
    from modules.map.importers import paper

    return paper.lay_tiles(path, **options)


def parse_table(path: str, **options: Any) -> Parsed:
    """See ``table.parse_table``."""
    from modules.map.importers import table

    return table.parse_table(path, **options)


def parse_capabilities(path: str, **options: Any) -> Parsed:
    """See ``wmts.parse_capabilities``."""
    from modules.map.importers import wmts

    return wmts.parse_capabilities(path, **options)
