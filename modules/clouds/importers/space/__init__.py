"""Photographs, lines of sight, meshes, parts and films: what is calculated in processes of its own, and kept."""
