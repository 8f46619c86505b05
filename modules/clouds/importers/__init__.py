"""Taking point clouds in, and building from them what can be looked at."""

from modules.clouds.importers.store import CLOUD_IMPORTER

__all__ = ["CLOUD_IMPORTER"]
