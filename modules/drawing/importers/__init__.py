"""Taking drawings in: DXF files, and pictures that lie below a drawing."""

from modules.drawing.importers.store import DXF_IMPORTER

__all__ = ["DXF_IMPORTER"]
