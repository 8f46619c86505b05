"""Calculations of the map: the plane and its tiles, features, looks, clusters, the sheet."""
