"""Building the pyramid of a cloud: sorted runs of points, then subtrees, in two processes of their own."""

from modules.clouds.importers.building.copc import write_copc
from modules.clouds.importers.building.director import build_pyramid, is_built
from modules.clouds.importers.building.preview import open_best

__all__ = ["build_pyramid", "is_built", "open_best", "write_copc"]
