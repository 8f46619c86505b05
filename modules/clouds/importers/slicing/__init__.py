"""Slices and pictures at true scale of a cloud, made in a process of their own."""

from modules.clouds.importers.slicing.orthos import Facing, Ortho, OrthoWanted, write_ortho
from modules.clouds.importers.slicing.slices import SliceWanted, keep_slice, slice_cloud

__all__ = ["Facing", "Ortho", "OrthoWanted", "SliceWanted", "keep_slice", "slice_cloud", "write_ortho"]
