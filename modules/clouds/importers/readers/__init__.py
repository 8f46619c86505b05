"""Readers of point clouds, one file a format; they run in processes of their own."""

import re
from pathlib import Path

from modules.clouds.importers.points import Source

SUFFIXES = (
    ".las", ".laz", ".e57", ".ply", ".pcd", ".pts", ".ptx", ".xyz", ".xyzrgb", ".asc", ".csv", ".txt", ".obj", ".glb",
)


def recognise(head: bytes) -> bool:
    """Whether the first bytes are surely those of a point cloud; a table of numbers by
    its titles x, y, z. Other texts and OBJ are known by their names only."""
    titles = head.split(b"\n", 1)[0].decode("utf-8", "replace").lower().strip("#/ \r")
    if {"x", "y", "z"} <= set(re.split(r"[\s,;]+", titles)):
        return True
    return (
        head.startswith((b"LASF", b"ASTM-E57", b"glTF"))
        or (head.startswith((b"ply\n", b"ply\r")) and b"element vertex" in head)
        or (b"\nFIELDS " in head and b"VERSION" in head[:200])
    )


def open_source(path: str, name: str, columns: tuple[str, ...] = ()) -> Source:
    """The reader for a file, chosen by content, else by name.

    Raises ``UserError("clouds.unreadable")``. ``columns`` maps those of a table of numbers.
    """
    with Path(path).open("rb") as stream:
        head = stream.read(4096)
    suffix = Path(name).suffix.lower()
    if head.startswith(b"LASF") or suffix in (".las", ".laz"):
        from modules.clouds.importers.readers.las import LasSource

        return LasSource(path, name)
    if head.startswith(b"ASTM-E57") or suffix == ".e57":
        from modules.clouds.importers.readers.e57 import E57Source

        return E57Source(path, name)
    if head.startswith(b"ply") or suffix == ".ply":
        from modules.clouds.importers.readers.ply import open_ply

        return open_ply(path, name)
    if b"\nFIELDS " in head or suffix == ".pcd":
        from modules.clouds.importers.readers.pcd import open_pcd

        return open_pcd(path, name)
    return _by_name(path, name, suffix, head, columns)


def _by_name(path: str, name: str, suffix: str, head: bytes, columns: tuple[str, ...]) -> Source:
    if head.startswith(b"glTF") or suffix == ".glb":
        from modules.clouds.importers.readers.mesh import GlbSource

        return GlbSource(path, name)
    if suffix == ".obj":
        from modules.clouds.importers.readers.mesh import ObjSource

        return ObjSource(path, name)
    if suffix == ".ptx":
        from modules.clouds.importers.readers.ptx import PtxSource

        return PtxSource(path, name)
    from modules.clouds.importers.readers.text import open_text

    return open_text(path, name, columns)
