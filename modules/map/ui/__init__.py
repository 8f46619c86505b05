"""The window's side of the map."""
