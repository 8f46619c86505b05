"""Registering one cloud to another, in a process of its own: Open3D and small_gicp hold Python's lock for seconds."""

from modules.clouds.importers.aligning.align import Aligned, align_clouds

__all__ = ["Aligned", "align_clouds"]
