"""Registering clouds, in processes of their own: Open3D and small_gicp hold Python's lock for seconds."""

from modules.clouds.importers.aligning.align import Aligned, align_clouds, refine_pairs
from modules.clouds.importers.aligning.many import Network, align_many, registrations_of_network

__all__ = ["Aligned", "Network", "align_clouds", "align_many", "refine_pairs", "registrations_of_network"]
