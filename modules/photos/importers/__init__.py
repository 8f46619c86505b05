"""Taking photographs in: recognised by content, read in the sandbox, stored with their thumbnails."""

from modules.photos.importers.store import PHOTO_IMPORTER

__all__ = ["PHOTO_IMPORTER"]
