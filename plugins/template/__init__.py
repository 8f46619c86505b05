"""Weather at the fire scene: a small but whole plugin to copy from."""
